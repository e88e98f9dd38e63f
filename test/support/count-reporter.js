/** The last line of every run, for whoever counts: `N passed, N failed`. A suite that cannot run is a failure too. */
module.exports = class CountReporter {
  onRunComplete(_, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites
    // Jest prints its own summary after its reporters: this has to come after that.
    process.once('exit', () => process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`))
  }
}
