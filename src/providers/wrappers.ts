/** What is known about the scripts that start a function in place of its runtime (`AWS_LAMBDA_EXEC_WRAPPER`). */
import type { Target } from '../core/state';
import { isKnown } from '../core/value';
import { WRAPPER } from './datadog/hooks';
import { WRAPPERS } from './opentelemetry/scripts';
import { OTHER_TOOLS } from './other-tools';

/** What a script does with the function's handler. Whatever a provider does not know it must not build on. */
export type Wrapping =
  /** The runtime starts the function itself. */
  | 'none'
  /** The handler is a program that the script starts: another handler in its place would not be found. */
  | 'web adapter'
  /** It starts the tracer of a tool, and then the runtime: whether two tools meet is decided by their signatures. */
  | 'tracer'
  | 'unknown';

/** Source: github.com/awslabs/aws-lambda-web-adapter, README. */
const KNOWN: ReadonlyMap<string, Wrapping> = new Map<string, Wrapping>([
  ['/opt/bootstrap', 'web adapter'],
  ...[WRAPPER, ...WRAPPERS, ...OTHER_TOOLS.flatMap(({ wrappers = [] }) => wrappers)].map((path): [string, Wrapping] => [
    path,
    'tracer',
  ]),
]);

/** What starts the function. */
export function wrappingOf({ wrapper }: Pick<Target, 'wrapper'>): Wrapping {
  if (wrapper === undefined) return 'none';
  return (isKnown(wrapper) ? KNOWN.get(wrapper) : undefined) ?? 'unknown';
}
