/** Reports what was judged line by line, and counts it at the end. */

export class Tally {
  private readonly counts = { passed: 0, failed: 0, skipped: 0 };

  public pass(title: string): void {
    this.report('passed', title);
  }

  public skip(title: string, why: string): void {
    this.report('skipped', `${title}: ${why}`);
  }

  /** Passed, or failed with what is wrong. */
  public check(title: string, wrong: readonly string[]): void {
    this.report(wrong.length === 0 ? 'passed' : 'failed', [title, ...wrong].join('\n  '));
  }

  /** The last line, and the exit code. */
  public finish(): void {
    const { passed, failed, skipped } = this.counts;
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
    process.exitCode = failed === 0 ? 0 : 1;
  }

  private report(outcome: keyof typeof this.counts, words: string): void {
    this.counts[outcome]++;
    console.log(`${outcome.padEnd(7)} ${words}`);
  }
}
