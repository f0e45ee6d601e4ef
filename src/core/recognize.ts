/** What a function has of a tracing tool. */
import { parseLayer } from './layer';
import { matches } from './select';
import { EXEC_WRAPPER, type Signature } from './signature';
import type { Parts } from './state';
import { isKnown, type Value } from './value';

/** What a function has of a tool, by names and paths of the tool itself; nothing on a function without the tool. */
export function markedBy(signature: Signature, { handler, environment, layers }: Parts): string[] {
  const { handlers, wrappers = [], variables = [] } = signature;
  return [
    ...known(handler.handler).filter((name) => handlers.includes(name)),
    ...known(environment[EXEC_WRAPPER]).filter((path) => wrappers.includes(path)),
    ...variables.filter((name) => Object.hasOwn(environment, name)),
    ...Object.values(layers).flatMap((arn) => layerOfTool(signature, arn)),
  ];
}

const known = (value: Value | undefined): string[] => (isKnown(value) ? [value] : []);

/** The layer's name if the tool publishes it. */
export function layerOfTool({ layers, accounts }: Pick<Signature, 'layers' | 'accounts'>, arn: Value): string[] {
  const layer = parseLayer(arn);
  if (layer === undefined || (accounts !== undefined && !accounts.includes(layer.account))) return [];
  return layers.some((pattern) => matches(pattern, layer.name)) ? [layer.name] : [];
}
