/** A plan as the calls that carry it out: one update of the configuration, and tags. */
import { apply } from '../../core/change';
import { about, note } from '../../core/finding';
import type { FunctionChange, FunctionPlan, FunctionReceipt } from '../../core/function';
import { environmentSize, LIMITS } from '../../core/limits';
import { FUNCTION_PARTS, type FunctionPart, type Parts } from '../../core/state';
import { type Value, valueText } from '../../core/value';
import type { Configuration, Tags, Update } from './configuration';
import { isEvidence, writeEvidence } from './evidence';
import type { DeployedFunction } from './read';
import { type Kept, RECORD, writeRecord } from './record';

export interface Calls {
  /** Absent where the configuration is as it should be. */
  readonly update?: Update;
  readonly tag: Tags;
  readonly untag: readonly string[];
}

/** What of the update a kind of change writes, from all of the kind; tags are a call of their own. */
const WRITERS: Record<FunctionPart, (parts: Parts, now: Configuration) => Partial<Update>> = {
  containers: () => ({}),
  tags: () => ({}),
  environment: ({ environment }) => ({ Environment: { Variables: plainTexts(environment) } }),
  layers: ({ layers }) => ({ Layers: Object.values(layers).map(valueText) }),
  tracing: ({ tracing }) => ({ TracingConfig: { Mode: tracing.Mode === 'Active' ? 'Active' : 'PassThrough' } }),
  handler: ({ handler: { handler } }, now) => {
    if (now.PackageType !== 'Image') return handler === undefined ? {} : { Handler: valueText(handler) };
    const { Command: _command, ...others } = now.ImageConfigResponse?.ImageConfig ?? {};
    return { ImageConfig: { ...others, ...(handler === undefined ? {} : { Command: [valueText(handler)] }) } };
  },
};

/** The calls; none where the function is already as the plan has it. */
export function callsOf(plan: FunctionPlan, deployed: DeployedFunction, logGroup?: string): Calls {
  const { state, configuration } = deployed;
  const parts = apply(plan.changes, state.parts);
  const record = recordOf(plan, deployed, logGroup);
  const isNew = record !== configuration.Environment?.Variables?.[RECORD];
  const kinds = FUNCTION_PARTS.filter((kind) => changesPart(plan.changes, kind) || (kind === 'environment' && isNew));
  const written = { ...parts, environment: { ...parts.environment, ...(record ? { [RECORD]: record } : {}) } };
  const update: Partial<Update> = Object.assign({}, ...kinds.map((kind) => WRITERS[kind](written, configuration)));
  const tags = plan.changes.filter(({ kind }) => kind === 'tags');
  const { wanted, free } = evidenceOf(plan, deployed, parts, logGroup);
  const evidence = Object.keys(wanted).length > free ? {} : wanted;
  return {
    ...(Object.keys(update).length === 0
      ? {}
      : { update: { FunctionName: unqualified(deployed), RevisionId: configuration.RevisionId, ...update } }),
    tag: {
      ...plainTexts(Object.fromEntries(tags.filter((change) => change.after !== undefined).map(namedAfter))),
      ...Object.fromEntries(Object.entries(evidence).filter(([name, value]) => deployed.tags[name] !== value)),
    },
    untag: [
      ...tags.filter(({ after }) => after === undefined).map(({ name }) => name),
      ...Object.keys(deployed.tags).filter((name) => isEvidence(name) && !Object.hasOwn(evidence, name)),
    ],
  };
}

/** The plan, or nothing done where the variables would not fit with the record among them. */
export function withRecord(plan: FunctionPlan, deployed: DeployedFunction, logGroup?: string): FunctionPlan {
  const { state } = deployed;
  if (plan.changes.length === 0) return plan;
  const parts = apply(plan.changes, state.parts);
  const record = recordOf(plan, deployed, logGroup);
  const size = environmentSize({ ...parts.environment, ...(record ? { [RECORD]: record } : {}) });
  if (record === undefined || size <= LIMITS.environment) return withCopy(plan, deployed, parts, logGroup);
  const details = { size: String(size), limit: String(LIMITS.environment) };
  return { changes: [], receipt: state.receipt, findings: about(state.id, [note('environment-too-large', details)]) };
}

/** The plan, with a finding where the second copy of the receipt does not fit into the tags. */
function withCopy(plan: FunctionPlan, deployed: DeployedFunction, parts: Parts, logGroup?: string): FunctionPlan {
  const { wanted, free } = evidenceOf(plan, deployed, parts, logGroup);
  const needed = Object.keys(wanted).length;
  if (needed <= free) return plan;
  const found = note('receipt-not-copied', { needed: String(needed), free: String(free) });
  return { ...plan, findings: [...plan.findings, ...about(deployed.state.id, [found])] };
}

/** The tags with the second copy of the receipt, and how many there is room for. */
function evidenceOf(
  { receipt }: FunctionPlan,
  { place }: DeployedFunction,
  parts: Parts,
  logGroup?: string,
): { wanted: Tags; free: number } {
  const free = LIMITS.tags - Object.keys(parts.tags).length;
  if (receipt === undefined) return { wanted: {}, free };
  return { wanted: writeEvidence(keptOf(receipt, logGroup), place), free };
}

const recordOf = ({ receipt }: FunctionPlan, { place }: DeployedFunction, logGroup?: string): string | undefined =>
  receipt && writeRecord(keptOf(receipt, logGroup), place);

const keptOf = (receipt: FunctionReceipt, logGroup?: string): Kept => ({
  receipt,
  ...(logGroup === undefined ? {} : { logGroup }),
});

const changesPart = (changes: readonly FunctionChange[], kind: FunctionPart): boolean =>
  changes.some((change) => change.kind === kind);

const namedAfter = ({ name, after = '' }: FunctionChange): [string, Value] => [name, after];

const plainTexts = (values: Readonly<Record<string, Value>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueText(value)]));

const unqualified = ({ place: { partition, region, account, name } }: DeployedFunction): string =>
  `arn:${partition}:lambda:${region}:${account}:function:${name}`;
