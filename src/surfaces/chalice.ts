/** A stage of Chalice's `.chalice/config.json` as a function, and a plan written into it. */
import { apply } from '../core/change';
import { FUNCTION, type FunctionPlan } from '../core/function';
import { layerKey } from '../core/layer';
import { withPresence } from '../core/part';
import type { FunctionState, Parts, Target } from '../core/state';
import { type Value, valueText } from '../core/value';
import { readReceipt, renderReceipt } from './receipt';

type Section = Readonly<Record<string, unknown>>;
export type ChaliceConfig = Section & { readonly stages?: Readonly<Record<string, Section>> };

/** The key of the receipt in a stage; Chalice reads only the names that it knows. */
const STAGE_RECEIPT = 'tracelayer';
const PROPERTY_NAMES = { environment: 'environment_variables', layers: 'layers', tags: 'tags' } as const;

/** All functions of a stage are alike here. Layers of a stage take the place of those at the top. */
export function readStage(config: ChaliceConfig, name: string, target: Target): FunctionState {
  const stage = (config.stages && Object.hasOwn(config.stages, name) ? config.stages[name] : undefined) ?? {};
  const layers = (stage.layers ?? config.layers ?? []) as string[];
  const receipt = readReceipt(stage[STAGE_RECEIPT]);
  return {
    id: `stage ${name}`,
    target,
    parts: withPresence(FUNCTION, {
      containers: Object.fromEntries(
        Object.entries(PROPERTY_NAMES).flatMap(([kind, written]) => (written in stage ? [[kind, 'present']] : [])),
      ),
      handler: {},
      environment: (stage[PROPERTY_NAMES.environment] ?? {}) as Record<string, string>,
      layers: Object.fromEntries(layers.map((arn) => [layerKey(arn), arn])),
      tags: (stage[PROPERTY_NAMES.tags] ?? {}) as Record<string, string>,
      // The user's own setting for X-Ray stays, even `false`.
      tracing: typeof stage.xray === 'boolean' ? { Mode: stage.xray ? 'Active' : 'PassThrough' } : {},
    }),
    ...(receipt === undefined ? {} : { receipt }),
  };
}

/** The configuration once the plan is carried out; the same object where there is nothing to do. */
export function writeStage(
  config: ChaliceConfig,
  name: string,
  { parts }: FunctionState,
  plan: FunctionPlan,
): ChaliceConfig {
  if (plan.changes.length === 0 && plan.receipt !== undefined) return config;
  const next = withPresence(FUNCTION, apply(plan.changes, parts));
  const { [STAGE_RECEIPT]: _receipt, ...stage } =
    (config.stages && Object.hasOwn(config.stages, name) ? config.stages[name] : undefined) ?? {};
  const written: Record<string, unknown> = { ...stage };
  for (const [kind, key] of Object.entries(PROPERTY_NAMES) as [keyof typeof PROPERTY_NAMES, string][]) {
    const value = kind === 'layers' ? Object.values(next.layers).map(valueText) : valueTexts(next[kind]);
    if (keepsProperty(kind, next, config, value)) written[key] = value;
    else delete written[key];
  }
  if (next.tracing.Mode === undefined) delete written.xray;
  else written.xray = next.tracing.Mode === 'Active';
  if (plan.receipt) written[STAGE_RECEIPT] = renderReceipt(plan.receipt);
  return { ...config, stages: { ...config.stages, [name]: written } };
}

/** A property stays that is there by the plan, but for layers that are those of the top anyway. */
function keepsProperty(
  kind: keyof typeof PROPERTY_NAMES,
  { containers }: Parts,
  config: ChaliceConfig,
  value: unknown,
): boolean {
  if (containers[kind] === undefined) return false;
  const isInherited = kind === 'layers' && JSON.stringify(value) === JSON.stringify(config.layers);
  return !isInherited;
}

const valueTexts = (values: Readonly<Record<string, Value>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueText(value)]));
