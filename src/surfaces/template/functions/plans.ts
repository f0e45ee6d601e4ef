/** The plan for one state of a template, for which values that the template can tell are looked at. */
import { apply, diff } from '../../../core/change';
import { about, type Finding, type Note, note, sentence } from '../../../core/finding';
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
  /** Whether all that an earlier run has made of it stays, as it cannot be brought up to date. */
  readonly isKept?: true;
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
  const layers = lookedAt(base.parts.layers, known);
  const looked = layers ? { ...base.parts, layers } : base.parts;
  const found = planner.plan(layers ? { ...base, parts: looked } : base);
  if (found.recipe === undefined) return keptAs(state, found.findings);
  const { changes, receipt, findings, recipe } = found;
  if (layers === undefined && base.parts === state.parts) return { changes, receipt, findings, recipe, made: changes };
  const after = apply(changes, looked);
  const wanted = layers ? { ...after, layers: unlooked(after.layers) } : after;
  const made = diff(FUNCTION, base.parts, wanted);
  return {
    ...found,
    changes: diff(FUNCTION, state.parts, wanted),
    made,
    receipt: receiptOf(FUNCTION, recipe.provider, made),
  };
}

/** A function that cannot be traced as it is now stays as it was before, be it traced. */
function keptAs({ id, receipt }: FunctionState, findings: readonly Finding[]): PlannedResource {
  if (receipt === undefined) return { changes: [], findings, made: [] };
  return { changes: [], receipt, findings: about(id, findings.map(skipped)), made: [], isKept: true };
}

/** Says of a traced function that it is not brought up to date, and why. */
export const skipped = (why: Note): Note => note('update-skipped', { why: sentence(why) });

/** Layers with what their intrinsic functions come to, which tells whether one is a provider's; none where all say it. */
function lookedAt(layers: Parts['layers'], known: Resolver): Parts['layers'] | undefined {
  const found = Object.entries(layers).map(([key, value]) => [key, value, lookAt(value, known)] as const);
  if (found.every(([, value, look]) => value === look)) return undefined;
  return Object.fromEntries(found.map(([key, value, look]) => [value === look ? key : layerKey(look), look]));
}

/** The value itself is kept as the origin, since only that one is ever written. */
function lookAt(value: Value, known: Resolver): Value {
  const text = isKnown(value) || value.kind !== 'native' ? undefined : known.value(value.origin);
  return typeof text === 'string' ? { kind: 'native', text, origin: value } : value;
}

const unlooked = (layers: Parts['layers']): Parts['layers'] =>
  Object.fromEntries(
    Object.entries(layers).map(([key, value]) => {
      const own = itself(value);
      return own === value ? [key, value] : [layerKey(own), own];
    }),
  );

const itself = (value: Value): Value => {
  const origin = isKnown(value) || value.kind !== 'native' ? undefined : value.origin;
  return isValue(origin) ? origin : value;
};

const isValue = (origin: unknown): origin is Native =>
  typeof origin === 'object' && origin !== null && (origin as Partial<Native>).kind === 'native';
