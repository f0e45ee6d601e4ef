/** How the work of a tracing tool is recognized on a function, whoever set it up. */
import { parseLayer } from './layer';
import { matches } from './select';
import type { Parts } from './state';
import { isKnown, type Value } from './value';

/** The variable that names a script which Lambda runs in place of the runtime. A function has only one. */
export const EXEC_WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';

export interface Signature {
  /** The name of the tool in messages. */
  readonly title: string;
  readonly handlers: readonly string[];
  /** Names of layers, or patterns of them. */
  readonly layers: readonly string[];
  /** The accounts that publish these layers; layers of that name in any account count where none is listed. */
  readonly accounts?: readonly string[];
  /** Values of `AWS_LAMBDA_EXEC_WRAPPER`. */
  readonly wrappers?: readonly string[];
  /** Variables without which the tool cannot trace, and which nothing else sets. */
  readonly variables?: readonly string[];
}

/** What a function has of a tool, by names and paths of the tool itself; nothing on a function without the tool. */
export function markedBy(signature: Signature, { handler, environment, layers }: Parts): string[] {
  const { handlers, wrappers = [], variables = [] } = signature;
  return [
    ...known(handler.handler).filter((name) => handlers.includes(name)),
    ...known(environment[EXEC_WRAPPER]).filter((path) => wrappers.includes(path)),
    ...variables.filter((name) => Object.hasOwn(environment, name)),
    ...Object.values(layers).flatMap((arn) => layerOf(signature, arn)),
  ];
}

const known = (value: Value | undefined): string[] => (isKnown(value) ? [value] : []);

/** The layer's name if the tool publishes it. */
export function layerOf({ layers, accounts }: Pick<Signature, 'layers' | 'accounts'>, arn: Value): string[] {
  const layer = parseLayer(arn);
  if (layer === undefined || (accounts !== undefined && !accounts.includes(layer.account))) return [];
  return layers.some((pattern) => matches(pattern, layer.name)) ? [layer.name] : [];
}
