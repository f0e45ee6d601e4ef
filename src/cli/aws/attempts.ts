/** Calls whose failure says which call it was, or does not matter. */
import { CallFailure, type Trouble, troubleOf } from './trouble';

/** Names the call in the error that it ends with. */
export async function namingCall<T>(call: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    throw new CallFailure(call, problem);
  }
}

/** Ignores the one kind of failure that means that nothing had to be done. */
export async function unless(expected: Trouble, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (problem) {
    if (troubleOf(problem) === expected) return undefined;
    throw problem;
  }
}
