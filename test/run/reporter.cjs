// Mocha's own reporter, which also adds its counts to the file that SLIPWAY_RESULTS names.
const { appendFileSync } = require("node:fs");
const Mocha = require("mocha");

class CountingReporter extends Mocha.reporters[process.stdout.isTTY ? "Spec" : "Dot"] {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const file = process.env.SLIPWAY_RESULTS;
      if (file === undefined) return;
      const { passes, failures, pending } = this.stats;
      const failed = passes + failures === 0 ? 1 : failures;
      const suite = process.env.SLIPWAY_SUITE ?? "mocha";
      appendFileSync(file, [suite, passes, failed, pending].join("\t") + "\n");
    });
  }
}

module.exports = CountingReporter;
