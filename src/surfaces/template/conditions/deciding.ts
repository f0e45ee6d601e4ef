/** The conditions of a function that a decision depends on, and not only a value that is passed on. */

import { isPlainMap, type Json, NO_VALUE, withKey } from '../document/document';
import { type ConditionOutcome, choiceOf, project } from './conditions';

/** How deep conditions matter: anywhere, in the value itself, in each item of a list, in some entries of a map. */
type Depth = 'anywhere' | 'value' | 'items' | Readonly<Record<string, unknown>>;

/** Where choices have to be made to find what an earlier run has added: in parts as a whole, and in no value or item. */
const WHOLE_PROPERTIES: Readonly<Record<string, Depth>> = {
  Handler: 'value',
  Layers: 'value',
  Environment: { Variables: {} },
  Tags: 'value',
  TracingConfig: { Mode: 'value' },
  Tracing: 'value',
  ImageConfig: { Command: 'items' },
  Code: 'value',
  ImageUri: 'value',
};

/** The same for items that share a place in a list. */
const ITEMS = { ...WHOLE_PROPERTIES, Layers: 'items', Tags: 'items' } as const satisfies typeof WHOLE_PROPERTIES;

/** What a decision depends on. */
const DEPTHS: Readonly<Record<string, Depth>> = {
  Runtime: 'anywhere',
  PackageType: 'anywhere',
  Architectures: 'anywhere',
  ...ITEMS,
  DurableConfig: 'value',
  CapacityProviderConfig: 'value',
  CodeSigningConfigArn: 'value',
};

/** The conditions that parts depend on: as a whole, or in the items of lists too; of the variables only those that are named. */
export const conditionsOfParts = (view: Json, depth: 'whole' | 'items', variables: readonly string[]): string[] =>
  conditionsAt(view, { ...(depth === 'whole' ? WHOLE_PROPERTIES : ITEMS), Environment: namedIn(variables) });

/** The conditions, outer ones first; of the variables only those that are named. */
export function conditionsOf(view: Json, variables: readonly string[]): string[] {
  return conditionsAt(view, { ...DEPTHS, Environment: namedIn(variables) });
}

const namedIn = (variables: readonly string[]): Depth => ({
  Variables: Object.fromEntries(variables.map((name) => [name, 'value'])),
});

const conditionsAt = (view: Json, depths: Readonly<Record<string, Depth>>): string[] => [
  ...new Set(Object.entries(depths).flatMap(([name, depth]) => conditionsIn(view[name], depth))),
];

function conditionsIn(raw: Json, depth: Depth): string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const choice = choiceOf(raw);
  if (choice) return [choice[0], ...conditionsIn(choice[1], depth), ...conditionsIn(choice[2], depth)];
  if (depth === 'anywhere') return Object.values(raw).flatMap((inner) => conditionsIn(inner, depth));
  if (depth === 'items') return Array.isArray(raw) ? raw.flatMap((item) => conditionsIn(item, 'value')) : [];
  if (depth === 'value' || !isPlainMap(raw)) return [];
  return Object.entries(depth).flatMap(([name, inner]) => conditionsIn(raw[name], inner as Depth));
}

/** Whether the properties that decide have no choice in them, and no `AWS::NoValue`. */
export const isUnconditional = (view: Json): boolean =>
  DECIDING_PROPERTIES.every((name) => hasNoConditions(view[name]));
const DECIDING_PROPERTIES = Object.keys(DEPTHS);

/** The properties for an outcome; those that are not looked at stay as they are. */
export function projectLookedAt(view: Json, when: ConditionOutcome): Json {
  let result = view;
  for (const name of DECIDING_PROPERTIES) {
    const now = project(view[name], when);
    if (now !== view[name]) result = withKey(result, name, now);
  }
  return result;
}

function hasNoConditions(raw: Json): boolean {
  if (typeof raw !== 'object' || raw === null) return true;
  if (Array.isArray(raw)) return raw.every(hasNoConditions);
  if (raw.Ref === NO_VALUE.Ref) return false;
  for (const key in raw) if (key === 'Fn::If' || !hasNoConditions(raw[key])) return false;
  return true;
}
