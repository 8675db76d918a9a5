// Runs named checks one after another and ends with the line that tests/run sums up: "N passed, N failed".
export class Tally {
  passed = 0;
  failed = 0;
  /** Runs one check; a throw is a failure with its message. Returns whether it passed. */
  async check(name, body) {
    try {
      await body();
      this.passed++;
      console.log(`pass ${name}`);
      return true;
    } catch (e) {
      this.failed++;
      console.log(`FAIL ${name}\n     ${String(e.message ?? e).replaceAll('\n', '\n     ')}`);
      const where = String(e.stack ?? '').match(/^ +at .*(?:tests\/|file:).*$/m); // an error that nobody wrote words for is found by its place
      if (e.name !== 'Error' && where) console.log(`     ${where[0].trim()}`);
      if (process.env.VERBOSE) console.log(e.stack);
      return false;
    }
  }
  /** Prints the sum and ends the process, whatever still listens. */
  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exit(this.failed || !this.passed ? 1 : 0);
  }
}
