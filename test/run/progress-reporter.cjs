// For tests that take minutes: says when each begins, and at once why one failed.
const CountingReporter = require("./reporter.cjs");

const clock = () => new Date().toISOString().slice(11, 19);

class ProgressReporter extends CountingReporter {
  constructor(runner, options) {
    super(runner, options);
    runner.on("test", (test) => console.log(`[${clock()}] ${test.fullTitle()}`));
    // At once: a run that is ended before its end would not say it.
    runner.on("fail", (test, error) =>
      console.log(`\n[${clock()}] FAILED ${test.fullTitle()}: ${error.message}`),
    );
  }
}

module.exports = ProgressReporter;
