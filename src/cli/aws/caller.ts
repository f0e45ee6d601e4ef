/** Calls that keep a pace, and are tried again as long as that may help. */
import { CLOCK, type Clock, Pace } from './pace';
import { type Trouble, troubleOf } from './trouble';

/**
 * Requests a second for each region. Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, API
 * requests: GetFunction 100, all other control-plane calls together 15; neither can be raised.
 */
export const LAMBDA_RATES = { read: 100, write: 15 } as const;
/** CloudWatch Logs and tagging allow five a second of their slowest operations; IAM publishes no number. */
const OTHER_RATES = { other: 5, role: 10 } as const;

export type CallLane = keyof typeof LAMBDA_RATES | keyof typeof OTHER_RATES;

const ATTEMPTS = 8;
const LONGEST_PAUSE = 8000;

export class Caller {
  private readonly lanes: Readonly<Record<CallLane, Pace>>;

  /** `rate` stands in the place of the 15; the other lanes are as much faster or slower. */
  constructor(
    rate: number = LAMBDA_RATES.write,
    private readonly clock: Clock = CLOCK,
  ) {
    const share = rate / LAMBDA_RATES.write;
    this.lanes = {
      read: new Pace(LAMBDA_RATES.read * share, clock),
      write: new Pace(rate, clock),
      other: new Pace(OTHER_RATES.other * share, clock),
      role: new Pace(OTHER_RATES.role * share, clock),
    };
  }

  /** The milliseconds that a call would wait now. */
  wait(lane: CallLane): number {
    return this.lanes[lane].wait();
  }

  /** The answer, after as many attempts as it takes; throws what is no passing trouble, and what does not pass. */
  async call<T>(lane: CallLane, send: () => Promise<T>): Promise<T> {
    const pace = this.lanes[lane];
    for (let attempt = 1; ; attempt++) {
      await pace.turn();
      try {
        const answer = await send();
        pace.succeeded();
        return answer;
      } catch (problem) {
        const trouble = troubleOf(problem);
        if (trouble === 'throttled') pace.throttled();
        if (!PASSING.has(trouble) || attempt >= ATTEMPTS) throw problem;
        await this.clock.sleep(pause(attempt));
      }
    }
  }
}

const PASSING: ReadonlySet<Trouble> = new Set<Trouble>(['throttled', 'faulty']);

/** Longer each time, and never for all callers the same. */
const pause = (attempt: number): number => Math.min(LONGEST_PAUSE, 150 * 2 ** attempt) * (0.5 + Math.random() / 2);
