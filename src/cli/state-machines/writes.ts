/** What a plan for a state machine writes: to Step Functions, to CloudWatch Logs, and to its role. */
import { apply } from '../../core/change';
import { type Note, note } from '../../core/finding';
import type { MachineParts } from '../../core/state-machine';
import { isKnown, valueText } from '../../core/value';
import type { Tags } from '../../surfaces/lambda/configuration';
import type { MachineUpdate } from '../aws/machine-calls';
import { iamStatement } from '../functions/iam';
import type { FilterUse } from '../functions/log-filters';
import { logGroupIn, newLogGroupName, policyName } from './name';
import type { MachinePlan } from './planning';
import { COMMENT, type DeployedMachine, LEVEL_OFF } from './read';
import { type KeptMachine, machineEvidence, withEdits } from './receipt';

export interface MachineWrites {
  /** The log group to make, and how many days it keeps its events. */
  readonly makeGroup?: { readonly name: string; readonly days: number };
  readonly subscribe?: LogSubscription;
  readonly unsubscribe?: string;
  readonly grant?: RolePolicy;
  readonly ungrant?: Omit<RolePolicy, 'document'>;
  readonly tag: Tags;
  readonly untag: readonly string[];
  readonly update?: MachineUpdate;
}

export interface LogSubscription {
  readonly logGroup: string;
  readonly destination: string;
  readonly permit: boolean;
}

interface RolePolicy {
  readonly role: string;
  readonly name: string;
  readonly document: object;
}

/** What is known in addition to the plan. */
export interface WriteChoices {
  /** Whether the role must be given what it lacks. */
  readonly grant: boolean;
  /** Whose filter sends the log group there already. */
  readonly subscribedBy?: 'us' | 'others';
}

export function writesOf(plan: MachinePlan, deployed: DeployedMachine, choices: WriteChoices): MachineWrites {
  const { state, kept, described } = deployed;
  const parts = apply(plan.changes, state.parts);
  const subscribe = choices.subscribedBy === 'others' ? undefined : subscriptionOf(plan, parts);
  const logGroup = subscribe?.logGroup;
  const grant = choices.grant ? policyOf(plan, deployed) : undefined;
  const policy = plan.receipt && (grant?.name ?? kept?.policy);
  const update = updateOf(plan, deployed, parts);
  return {
    ...groupOf(plan, deployed, parts),
    ...(subscribe && choices.subscribedBy === undefined ? { subscribe } : {}),
    ...(kept?.logGroup !== undefined && kept.logGroup !== logGroup ? { unsubscribe: kept.logGroup } : {}),
    ...(grant ? { grant } : {}),
    ...(kept?.policy !== undefined && policy === undefined
      ? { ungrant: { role: described.roleArn ?? '', name: kept.policy } }
      : {}),
    ...tagsOf(deployed, parts, plan.receipt && { receipt: plan.receipt, ...present({ logGroup, policy }) }),
    ...(update ? { update } : {}),
  };
}

const present = (fields: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The log group that a machine with this plan sends to the Forwarder. */
export function subscriptionOf({ recipe }: MachinePlan, { logging }: MachineParts): LogSubscription | undefined {
  const { subscription } = recipe ?? {};
  const logGroup = logGroupIn(valueText(logging.destination ?? ''));
  if (subscription === undefined || logGroup === undefined) return undefined;
  return { logGroup, destination: valueText(subscription.destination), permit: subscription.permission };
}

/** The use that a machine makes of a log group, which is its own where it was made for it. */
export const useOf = ({ arn, place: { region, name } }: DeployedMachine, logGroup: string): FilterUse => ({
  ...{ region, user: arn, logGroup, isOwn: logGroup === newLogGroupName(name) },
});

function groupOf({ recipe }: MachinePlan, { state }: DeployedMachine, { logging }: MachineParts) {
  const { newLogGroup } = state.target;
  const isNew = logging.destination === newLogGroup && state.parts.logging.destination !== newLogGroup;
  if (recipe === undefined || !isNew) return {};
  const name = logGroupIn(valueText(newLogGroup)) ?? '';
  return { makeGroup: { name, days: Number(recipe.logRetentionInDays) } };
}

function policyOf({ recipe }: MachinePlan, { described, place }: DeployedMachine): RolePolicy {
  const Statement = (recipe?.statements ?? []).map(iamStatement);
  return {
    role: described.roleArn ?? '',
    name: policyName(place),
    document: { Version: '2012-10-17', Statement },
  };
}

/** The tags of the plan, and those of the receipt. */
function tagsOf({ tags }: DeployedMachine, parts: MachineParts, kept: KeptMachine | undefined) {
  const wanted: Tags = {
    ...Object.fromEntries(Object.entries(parts.tags).map(([name, value]) => [name, valueText(value)])),
    ...(kept ? machineEvidence(kept) : {}),
  };
  return {
    tag: Object.fromEntries(Object.entries(wanted).filter(([name, value]) => tags[name] !== value)),
    untag: Object.keys(tags).filter((name) => !Object.hasOwn(wanted, name)),
  };
}

function updateOf(plan: MachinePlan, deployed: DeployedMachine, parts: MachineParts): MachineUpdate | undefined {
  const changes = (kind: string) => plan.changes.some((change) => change.kind === kind);
  const definition = definitionAfter(plan, deployed);
  const isRewritten = definition !== undefined && definition !== deployed.described.definition;
  if (!isRewritten && !changes('logging') && !changes('tracing')) return undefined;
  return {
    stateMachineArn: deployed.arn,
    ...(isRewritten ? { definition } : {}),
    ...(changes('logging') ? { loggingConfiguration: loggingOf(parts) } : {}),
    ...(changes('tracing') ? { tracingConfiguration: { enabled: parts.tracing.enabled === 'true' } } : {}),
  };
}

const loggingOf = ({ logging: { level, includeExecutionData, destination } }: MachineParts) => ({
  level: isKnown(level) ? level : LEVEL_OFF,
  includeExecutionData: includeExecutionData === 'true',
  destinations: destination === undefined ? [] : [{ cloudWatchLogsLogGroup: { logGroupArn: valueText(destination) } }],
});

/** The definition with the receipt of its edits in its comment. */
function definitionAfter({ changes, receipt }: MachinePlan, deployed: DeployedMachine): string | undefined {
  const { write, written, comment } = deployed;
  if (write === undefined) return undefined;
  const wanted = withEdits(comment, receipt);
  const commented =
    wanted === written
      ? []
      : [{ kind: 'definition' as const, name: COMMENT, before: textOf(written), after: textOf(wanted) }];
  return write([...changes.filter(({ kind }) => kind === 'definition'), ...commented]);
}

const textOf = (comment: string | undefined): string | undefined =>
  comment === undefined ? undefined : JSON.stringify(comment);

/** Source: docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, tagging, and CreateStateMachine, definition. */
const LIMITS = { tags: 50, definition: 1_048_576 } as const;

/** Why a machine cannot be written with its receipt. */
export function limitNotes({ tag, untag, update }: MachineWrites, { tags }: DeployedMachine): Note[] {
  const names = new Set([...Object.keys(tags), ...Object.keys(tag)].filter((name) => !untag.includes(name)));
  const size = update?.definition?.length ?? 0;
  return [
    ...(names.size > LIMITS.tags
      ? [note('machine-tags-too-many', { count: String(names.size), limit: String(LIMITS.tags) })]
      : []),
    ...(size > LIMITS.definition
      ? [note('definition-too-large', { size: String(size), limit: String(LIMITS.definition) })]
      : []),
  ];
}
