/** What the CDK's escape hatches (`addPropertyOverride`) change on a resource when the template is made. */
import type { CfnResource } from 'aws-cdk-lib/core';
import { isIntrinsic, isPlainMap, type Json } from '../template/document/document';

/** The CDK has no public way to read them. */
interface Overridden {
  readonly rawOverrides?: Overrides;
}

/** All of them, which may be changed. */
export interface Overrides {
  Properties?: Record<string, unknown>;
}

// biome
export const allOverridesOf = (cfn: CfnResource): Overrides | undefined => (cfn as unknown as Overridden).rawOverrides;

/** The overrides of properties, by name; nothing where there are none. */
export const overridesOf = (cfn: CfnResource): Readonly<Record<string, unknown>> | undefined =>
  allOverridesOf(cfn)?.Properties;

type OverridesByName = Readonly<Record<string, unknown>>;

/** Takes the overrides of some properties out, and returns them. */
export function takeOverrides(cfn: CfnResource, names: readonly string[]): OverridesByName {
  const overrides = allOverridesOf(cfn)?.Properties;
  if (overrides === undefined) return {};
  const taken = names.filter((name) => Object.hasOwn(overrides, name)).map((name) => [name, overrides[name]] as const);
  for (const [name] of taken) delete overrides[name];
  return Object.fromEntries(taken);
}

/** Puts overrides back that were taken out; what was set since then wins. */
export function returnOverrides(cfn: CfnResource, taken: OverridesByName): void {
  const all = allOverridesOf(cfn);
  if (all === undefined || Object.keys(taken).length === 0) return;
  all.Properties = layered(taken, all.Properties ?? {}) as Record<string, unknown>;
}

/** Two sets of overrides as one; unlike a merge into a resource, what deletes stays. */
function layered(below: unknown, above: unknown): unknown {
  if (!isPlainMap(below) || !isPlainMap(above)) return above;
  const entries = Object.entries(above).map(([name, value]) => [
    name,
    Object.hasOwn(below, name) ? layered(below[name], value) : value,
  ]);
  return { ...below, ...Object.fromEntries(entries) };
}

/** An override merged into what it overrides, as the CDK does; `undefined` deletes. */
export function mergedWith(target: Json, source: Json): Json {
  if (!isPlainMap(source)) return source;
  const isOpen = typeof target === 'object' && target !== null && !isIntrinsic(target);
  const result: Json = isOpen ? (Array.isArray(target) ? [...target] : { ...target }) : {};
  for (const [name, value] of Object.entries(source)) {
    const merged = mergedWith(result[name], value);
    if (merged === undefined) delete result[name];
    else result[name] = merged;
  }
  // The CDK takes away what nothing is left in.
  return Object.keys(result).length === 0 ? undefined : result;
}
