/** What is known about the scripts that start a function in place of its runtime (`AWS_LAMBDA_EXEC_WRAPPER`). */
import type { Signature } from '../core/signature';
import { isKnown, type Value } from '../core/value';
import type { Wrapping } from './provider';

export type Scripts = ReadonlyMap<string, Wrapping>;

/** The scripts of all tools, and the one of the Lambda Web Adapter. Source: github.com/awslabs/aws-lambda-web-adapter, README. */
export const scriptsOf = (signatures: readonly Signature[]): Scripts =>
  new Map<string, Wrapping>([
    ['/opt/bootstrap', 'web adapter'],
    ...signatures.flatMap(({ wrappers = [] }) => wrappers.map((path): [string, Wrapping] => [path, 'tracer'])),
  ]);

/** What starts the function; an unresolved value may be any script. */
export const wrappingOf = (wrapper: Value, scripts: Scripts): Wrapping =>
  (isKnown(wrapper) ? scripts.get(wrapper) : undefined) ?? 'unknown';
