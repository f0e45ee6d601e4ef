/** The plan for one state of a template, for which values that the template knows are looked at. */
import { apply, diff } from '../../../core/change';
import { type Finding, note, sentence } from '../../../core/finding';
import { FUNCTION, type FunctionChange, type FunctionPlan } from '../../../core/function';
import { layerKey } from '../../../core/layer';
import { original, unplan } from '../../../core/plan';
import type { Planner } from '../../../core/planner';
import { receiptOf } from '../../../core/receipt';
import type { FunctionState, Parts } from '../../../core/state';
import { isKnown, type Native, type Value } from '../../../core/value';
import type { ConditionOutcome, Resolver } from '../conditions';

/** What is to be done to a function, and what sets it apart from its original afterwards. */
export interface PlannedResource extends FunctionPlan {
  readonly made: readonly FunctionChange[];
}

/** The plan for one outcome of a function's conditions. */
export interface OutcomePlan {
  readonly when: ConditionOutcome;
  readonly planned: PlannedResource;
}

/** The plan, or without a recipe the way back. */
export function planResource(state: FunctionState, planner: Planner | undefined, known: Resolver): PlannedResource {
  if (planner === undefined) return { ...unplan(FUNCTION, state), made: [] };
  const base = original(FUNCTION, state);
  const layers = resolvedLayers(base.parts.layers, known);
  const looked = layers ? { ...base.parts, layers } : base.parts;
  const found = planner.plan(layers ? { ...base, parts: looked } : base);
  if (found.recipe === undefined) return { changes: [], findings: found.findings, made: [] };
  const { changes, receipt, findings, recipe } = found;
  if (layers === undefined && base.parts === state.parts) return { changes, receipt, findings, recipe, made: changes };
  const after = apply(changes, looked);
  const wanted = layers ? { ...after, layers: withoutResolution(after.layers) } : after;
  const made = diff(FUNCTION, base.parts, wanted);
  return {
    ...found,
    changes: diff(FUNCTION, state.parts, wanted),
    made,
    receipt: receiptOf(FUNCTION, recipe.provider, made),
  };
}

/** What a traced function gets in place of a finding that prevents its update. */
export const skippedFinding = ({ subject, ...why }: Finding): Finding => ({
  ...note('update-skipped', { why: sentence(why) }),
  subject,
});

/** Layers with the values of their intrinsic functions, which show whether one is a provider's; none if all are literal. */
function resolvedLayers(layers: Parts['layers'], known: Resolver): Parts['layers'] | undefined {
  const found = Object.entries(layers).map(([key, value]) => [key, value, resolvedLayer(value, known)] as const);
  if (found.every(([, value, look]) => value === look)) return undefined;
  return Object.fromEntries(found.map(([key, value, look]) => [value === look ? key : layerKey(look), look]));
}

/** The value itself is kept as the origin, since only that one is ever written. */
function resolvedLayer(value: Value, known: Resolver): Value {
  const text = isKnown(value) || value.kind !== 'native' ? undefined : known.value(value.origin);
  return typeof text === 'string' ? { kind: 'native', text, origin: value } : value;
}

const withoutResolution = (layers: Parts['layers']): Parts['layers'] =>
  Object.fromEntries(
    Object.entries(layers).map(([key, value]) => {
      const own = itself(value);
      return own === value ? [key, value] : [layerKey(own), own];
    }),
  );

const itself = (value: Value): Value => {
  const origin = isKnown(value) || value.kind !== 'native' ? undefined : value.origin;
  return isNative(origin) ? origin : value;
};

const isNative = (origin: unknown): origin is Native =>
  typeof origin === 'object' && origin !== null && (origin as Partial<Native>).kind === 'native';
