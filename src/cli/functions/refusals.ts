/** The look-ups that AWS refuses: each is asked once, goes without an answer, and is reported. */
import { type Note, note } from '../../core/finding';
import { troubleOf } from '../aws/trouble';

export class Refusals {
  private readonly refused = new Map<string, string>();

  /** The answer; nothing if the call is refused or fails. `what` completes "it is not known whether". */
  async unless<T>(call: string, what: string, ask: () => Promise<T>): Promise<T | undefined> {
    if (this.refused.has(call)) return undefined;
    try {
      return await ask();
    } catch (problem) {
      if (troubleOf(problem) === 'signed out') throw problem;
      this.refused.set(call, what);
      return undefined;
    }
  }

  notes(): Note[] {
    return [...this.refused].map(([call, what]) => note('lookup-denied', { call, what }));
  }
}
