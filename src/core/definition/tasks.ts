/** What a Task state calls, by its resource. */
import type { Shape } from './shape';

/** A call that can hand on the context of an execution. */
export type TaskCall =
  /** The event is `Payload`. */
  | 'lambda'
  /** The older form, whose whole parameters are the event. */
  | 'function'
  /** The input of the execution is `Input`. */
  | 'execution';

/** In every partition. Source: docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html */
const CALLS: readonly (readonly [pattern: RegExp, call: TaskCall])[] = [
  [/^arn:[\w-]+:states:[^:]*:[^:]*:lambda:invoke(\.waitForTaskToken)?$/, 'lambda'],
  [/^arn:[\w-]+:states:[^:]*:[^:]*:states:startExecution(\.sync|\.sync:2|\.waitForTaskToken)?$/, 'execution'],
  [/^arn:[\w-]+:lambda:[^:]*:[^:]*:function:/, 'function'],
];

/** What a resource calls, if that can hand on a context. */
export const taskCall = (resource: unknown): TaskCall | undefined => {
  const arn = known(resource);
  return arn === undefined ? undefined : CALLS.find(([pattern]) => pattern.test(arn))?.[1];
};

/** A resource without what only the deployment knows of it, such as the partition. */
const known = (resource: unknown): string | undefined =>
  typeof resource === 'string' ? resource.replace(/\$\{[^}]*\}/g, '-') : undefined;

/**
 * What a task gives back. Every integration answers with an object, but for what a worker sends with a task token, what
 * an activity gives, and what a function returns in the older form.
 */
export const resultOf = (resource: unknown): Shape => {
  const arn = known(resource);
  return arn !== undefined && INTEGRATION.test(arn) && !arn.endsWith('.waitForTaskToken') ? 'object' : 'any';
};

const INTEGRATION = /^arn:[\w-]+:states:[^:]*:[^:]*:(?!activity:)/;
