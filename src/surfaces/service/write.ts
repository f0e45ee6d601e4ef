/** Carries a plan out on a function of a Serverless service; the provider, which others inherit from, stays as it is. */
import type { FunctionChange, FunctionPlan } from '../../core/function';
import { layerKey } from '../../core/layer';
import { FUNCTION_PARTS, type FunctionPart } from '../../core/state';
import { valueText } from '../../core/value';
import { render, toValue } from '../intrinsics';
import { RECEIPT_SYMBOL, type ServiceFunction, type ServiceProvider } from './model';
import { imageOf, isGiven, layersOf } from './read';

/** Every map and list is copied before it changes: functions may share them through anchors and variables. */
export function writeServiceFunction(
  fn: ServiceFunction,
  provider: ServiceProvider,
  { changes, receipt }: Pick<FunctionPlan, 'changes' | 'receipt'>,
): void {
  // What is in a container comes and goes before the container does.
  for (const kind of [...FUNCTION_PARTS].reverse()) {
    const of = changes.filter((change) => change.kind === kind);
    if (of.length > 0) WRITERS[kind](fn, of, provider);
  }
  if (receipt) fn[RECEIPT_SYMBOL] = receipt;
  else delete fn[RECEIPT_SYMBOL];
}

type Writer = (fn: ServiceFunction, changes: readonly FunctionChange[], provider: ServiceProvider) => void;

const WRITERS: Record<FunctionPart, Writer> = {
  // A property comes with what is in it, and goes where nothing is left in it.
  containers: (fn, changes) => {
    for (const { name, after } of changes) {
      const property = name as 'environment' | 'layers' | 'tags';
      if (after === undefined && Object.keys(fn[property] ?? {}).length === 0) delete fn[property];
    }
  },
  handler: (fn, [change]) => {
    if (change?.after === undefined) return;
    const handler = render(change.after);
    if (isGiven(fn.image)) fn.image = { ...imageOf(fn), command: [handler] };
    else fn.handler = handler as string;
  },
  environment: (fn, changes, provider) => {
    fn.environment = editedMap(fn.environment, changes, provider.environment);
  },
  layers: (fn, changes, provider) => {
    fn.layers = editedList(layersOf(fn, provider), changes);
  },
  tags: (fn, changes, provider) => {
    fn.tags = editedMap(fn.tags, changes, provider.tags);
  },
  tracing: (fn, [change]) => {
    if (change?.after === undefined) delete fn.tracing;
    else fn.tracing = valueText(change.after);
  },
};

type ServiceVariables = Readonly<Record<string, unknown>> | null | undefined;

/** A name that goes and that the provider has too was taken out by the user: `null` says that. */
function editedMap(
  map: ServiceVariables,
  changes: readonly FunctionChange[],
  inherited: ServiceVariables,
): Record<string, unknown> {
  const outer = new Map(Object.entries(inherited ?? {}));
  const result = new Map(Object.entries(map ?? {}));
  for (const { name, after } of changes) {
    if (after !== undefined) result.set(name, render(after));
    else if (isGiven(outer.get(name))) result.set(name, null);
    else result.delete(name);
  }
  return Object.fromEntries(result);
}

function editedList(raw: unknown, changes: readonly FunctionChange[]): unknown[] {
  const list: unknown[] = Array.isArray(raw) ? [...raw] : [];
  for (const { name, after, at = list.length } of changes) {
    const place = list.findIndex((layer) => layerKey(toValue(layer)) === name);
    const item = after === undefined ? [] : [render(after)];
    if (place >= 0) list.splice(place, 1, ...item);
    else list.splice(at, 0, ...item);
  }
  return list;
}
