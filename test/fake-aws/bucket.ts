/** A number of requests a second, a second's worth of which may come at once. */
export class Bucket {
  private tokens: number;
  private filledAt = Date.now();

  constructor(private readonly rate: number) {
    this.tokens = rate;
  }

  take(): boolean {
    if (this.rate === Number.POSITIVE_INFINITY) return true;
    const now = Date.now();
    this.tokens = Math.min(this.rate, this.tokens + ((now - this.filledAt) / 1000) * this.rate);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
