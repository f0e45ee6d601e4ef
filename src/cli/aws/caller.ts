/** Calls that keep a pace, and are repeated as long as that may help. */
import { CALL_LIMITS } from './limits';
import { CLOCK, type Clock, Pace } from './pace';
import { type Trouble, troubleOf } from './trouble';

const LANES = ['read', 'write', 'other', 'role'] as const;
export type CallLane = (typeof LANES)[number];

const ATTEMPTS = 8;
const LONGEST_PAUSE = 8000;

export class Caller {
  private readonly lanes: Readonly<Record<CallLane, Pace>>;

  /** `rate` replaces the limit of `write`, and the other lanes are faster or slower in proportion. */
  constructor(
    rate: number = CALL_LIMITS.write,
    private readonly clock: Clock = CLOCK,
  ) {
    const paces = LANES.map((lane) => [lane, new Pace((CALL_LIMITS[lane] * rate) / CALL_LIMITS.write, clock)]);
    this.lanes = Object.fromEntries(paces) as Record<CallLane, Pace>;
  }

  /** The milliseconds that a call would wait now. */
  wait(lane: CallLane): number {
    return this.lanes[lane].wait();
  }

  /** The answer, after as many attempts as it takes; throws problems that don't pass. */
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
        if (!RETRYABLE.has(trouble) || attempt >= ATTEMPTS) throw problem;
        await this.clock.sleep(pause(attempt));
      }
    }
  }
}

const RETRYABLE: ReadonlySet<Trouble> = new Set<Trouble>(['throttled', 'faulty']);

/** Longer each time, and different for each caller. */
const pause = (attempt: number): number => Math.min(LONGEST_PAUSE, 150 * 2 ** attempt) * (0.5 + Math.random() / 2);
