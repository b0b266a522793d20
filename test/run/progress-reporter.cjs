// For tests that take minutes: says when each begins, how it ended and how long it took.
const Mocha = require("mocha");
const CountingReporter = require("./reporter.cjs");

const clock = () => new Date().toISOString().slice(11, 19);

class ProgressReporter extends CountingReporter {
  constructor(runner, options) {
    super(runner, options);
    runner.on("test", (test) => console.log(`[${clock()}] ${test.fullTitle()}`));
  }
}

module.exports = ProgressReporter;
