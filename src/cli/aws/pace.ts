/** No more requests a second than a service takes: fewer as soon as it complains, and slowly more again. */

export interface Clock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

export class Pace {
  private rate: number;
  private next = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly limit: number,
    private readonly clock: Clock = CLOCK,
  ) {
    this.rate = limit;
  }

  /** Waits for the caller's turn. */
  async turn(): Promise<void> {
    const now = this.clock.now();
    const slot = Math.max(now, this.next);
    this.next = slot + 1000 / this.rate;
    if (slot > now) await this.clock.sleep(slot - now);
  }

  /** The milliseconds that a request would wait now. */
  wait(): number {
    return Math.max(0, this.next - this.clock.now());
  }

  /** A request got through. */
  succeeded(): void {
    this.rate = Math.min(this.limit, this.rate + this.limit / 100);
  }

  /** A request was one too many: others use the same account. */
  throttled(): void {
    this.rate = Math.max(1, this.rate * 0.7);
  }
}
