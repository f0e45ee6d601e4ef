/** An error of an execution, as `Retry` and `Catch` know it. */
import { isJsonMap } from '../../core/definition/states';

export class StateError extends Error {
  public constructor(
    /** Such as `States.Timeout`, or the name of the error that a function threw. */
    public readonly code: string,
    public readonly reason: string,
  ) {
    super(`${code}: ${reason}`);
    this.name = 'StateError';
  }
}

/** What the definition can't do, or what this interpreter can't do with it. */
export const runtimeError = (reason: string): StateError => new StateError('States.Runtime', reason);

/** What a state that catches an error gets as its result. */
export const errorOutput = ({ code, reason }: StateError) => ({ Error: code, Cause: reason });

/** Whether a retrier or catcher is for an error. Source: states-language.net, Error names */
export function isFor(handler: unknown, { code }: StateError): boolean {
  const names = isJsonMap(handler) && Array.isArray(handler.ErrorEquals) ? handler.ErrorEquals : [];
  return names.some((name) => name === code || (name === 'States.TaskFailed' ? isOfTask(code) : isAny(name, code)));
}

const isOfTask = (code: string): boolean => !UNCAUGHT.has(code) && code !== 'States.Timeout';
const isAny = (name: unknown, code: string): boolean => name === 'States.ALL' && !UNCAUGHT.has(code);
const UNCAUGHT: ReadonlySet<string> = new Set(['States.Runtime', 'States.DataLimitExceeded']);
