/** The log groups of a template's functions subscribed to a destination, as resources of the template. */
import { about, type Finding, type Note, note } from '../../../core/finding';
import { MAX_FILTERS } from '../../../core/limits';
import { ownValue } from '../../../core/own';
import type { Subscription } from '../../../core/recipe';
import { type Value, valueText } from '../../../core/value';
import { render, row, toValue } from '../../intrinsics';
import { equal, freeId, isIntrinsic, isMap, type Json, type Resource, type Resources } from '../document/document';
import { globalsFor, merged } from '../document/globals';
import { isAddedByUs, markAsAdded } from '../document/metadata';

export interface Subscribed {
  readonly resources: Resources;
  readonly findings: readonly Finding[];
}

/**
 * The resources with a filter on the log group of every function that is named: on the group that the function is
 * configured with, else on the declared one of its name, else on one that is declared for it.
 */
export function withSubscriptions(
  resources: Resources,
  wanted: Readonly<Record<string, Subscription>>,
  { outer = {}, globals = {} }: Surroundings = {},
): Subscribed {
  const fns = Object.entries(wanted);
  if (fns.length === 0) return { resources, findings: [] };
  const index = logIndex({ ...outer, ...resources });
  const asked = fns.map(([id, subscription]) => {
    const group = groupOf(id, ownValue(resources, id) ?? {}, { ...index, globals });
    return { subject: id, group: forOption(group, subscription), subscription };
  });
  return subscribed(resources, asked, index);
}

/** With `logGroups: existing`, a group that would be declared is expected to exist. */
const forOption = (group: Group | Obstacle, { logGroups }: Subscription): Group | Obstacle =>
  logGroups === 'existing' && 'declare' in group
    ? { ...group, id: undefined, declare: undefined, isExpected: true }
    : group;

/** The resources with a filter on log groups among them, by logical id. */
export function withGroupSubscriptions(
  resources: Resources,
  groups: readonly string[],
  subscription: Subscription,
): Subscribed {
  const asked = groups.map((id) => {
    const group = { key: id, id, name: { Ref: id }, condition: ownValue(resources, id)?.Condition, owner: id };
    return { subject: id, group, subscription };
  });
  return subscribed(resources, asked, logIndex(resources));
}

/** The resources with a filter on the log group of one state machine, by a name of the group: a `Ref`, or its own. */
export function withNamedSubscription(
  resources: Resources,
  { subject, name, outer = {} }: { readonly subject: string; readonly name: Json } & Pick<Surroundings, 'outer'>,
  subscription: Subscription,
): Subscribed {
  const index = logIndex({ ...outer, ...resources });
  const key = groupKey(name, index);
  const declared = ownValue(index.ids, key);
  const isDeclared = declared?.Type === 'AWS::Logs::LogGroup';
  const condition = (isDeclared ? declared : ownValue(resources, subject))?.Condition;
  const group = isDeclared
    ? { key, id: key, name: { Ref: key }, condition, owner: key }
    : { key, name, condition, owner: `${subject}LogGroup` };
  return subscribed(resources, [{ subject, group, subscription }], index);
}

/** A log group that is to have a filter, and the function or log group that findings are about. */
interface RequestedSubscription {
  readonly subject: string;
  readonly group: Group | Obstacle;
  readonly subscription: Subscription;
}

/** Why something cannot be subscribed. */
interface Obstacle {
  readonly why: string;
}

function subscribed(resources: Resources, asked: readonly RequestedSubscription[], { filters }: LogIndex): Subscribed {
  const result: Record<string, Resource> = { ...resources };
  const destinations = new Map(filters);
  const findings: Finding[] = [];
  for (const { subject, group, subscription } of asked) {
    const there = 'why' in group ? [] : (destinations.get(group.key) ?? []);
    const added = 'why' in group ? group : subscribe({ resources: result, there, group, subscription });
    if ('why' in added) findings.push(...about(subject, [neededNote(added, subscription)]));
    else {
      Object.assign(result, added.resources);
      if (added.destination !== undefined) destinations.set(added.key, [...there, added.destination]);
      if (added.code) findings.push(...about(subject, [note(added.code, { group: added.key })]));
    }
  }
  return { resources: result, findings };
}

const neededNote = ({ why }: Obstacle, { destination }: Subscription): Note =>
  note('subscription-needed', { why, destination: valueText(destination) });

/** The ids of what was added so that the log groups of some functions are subscribed. */
export function subscribedFor(
  fns: readonly string[],
  resources: Resources,
  { outer = {}, globals = {} }: Surroundings = {},
): string[] {
  const known = logIndex({ ...outer, ...resources });
  const added = Object.entries(resources).filter(([, resource]) => isMap(resource) && isAddedByUs(resource));
  const groups = fns.map((id) => groupOf(id, ownValue(resources, id) ?? {}, { ...known, globals }));
  const keys = new Set(groups.flatMap((group) => ('why' in group ? [] : [group.key])));
  const isOf = (id: string) => fns.some((fn) => id.startsWith(`${fn}LogGroup`));
  return added.flatMap(([id, { Type, Properties, DependsOn }]) => {
    const isMeant = isOf(id) || keys.has(Type === FILTER ? groupKey(Properties?.LogGroupName, known) : id);
    return isMeant ? [id, ...(Type === FILTER && typeof DependsOn === 'string' ? [DependsOn] : [])] : [];
  });
}

const FILTER = 'AWS::Logs::SubscriptionFilter';

/** What the resources depend on. */
export interface Surroundings {
  /** The resources around a loop. */
  readonly outer?: Resources;
  /** What SAM's `Globals` give to functions. */
  readonly globals?: Json;
}

/** The log groups and filters of a template, as they are found by name. */
interface LogIndex {
  /** Logical ids of log groups by their printed names. */
  readonly groups: ReadonlyMap<string, string>;
  readonly ids: Resources;
  /** Where the filters of each group go. */
  readonly filters: ReadonlyMap<string, readonly Json[]>;
}

/** A log group: a resource, one to be declared, or one that is declared elsewhere. */
interface Group {
  /** What filters are kept under: the logical id, or the printed name. */
  readonly key: string;
  /** Absent for one that is declared elsewhere. */
  readonly id?: string;
  readonly name: Json;
  readonly declare?: boolean;
  /** Whether it must exist already, although neither the template nor the function names it. */
  readonly isExpected?: boolean;
  readonly condition?: string;
  /** What the filter's own logical id begins with. */
  readonly owner: string;
}

function logIndex(ids: Resources): LogIndex {
  const groups = new Map<string, string>();
  const filters = new Map<string, Json[]>();
  const entries = Object.entries(ids).filter(([, resource]) => isMap(resource));
  for (const [id, { Type, Properties }] of entries)
    if (Type === 'AWS::Logs::LogGroup' && Properties?.LogGroupName !== undefined)
      groups.set(rawKey(Properties.LogGroupName), id);
  for (const [, { Type, Properties }] of entries)
    if (Type === FILTER) {
      const key = groupKey(Properties?.LogGroupName, { groups, ids });
      filters.set(key, [...(filters.get(key) ?? []), Properties?.DestinationArn]);
    }
  return { groups, ids, filters };
}

const rawKey = (raw: Json): string => valueText(toValue(raw));

/** The key of a group, the same for each of its names. */
const groupKey = (name: Json, { groups, ids }: Pick<LogIndex, 'groups' | 'ids'>): string =>
  ownValue(ids, name?.Ref)?.Type === 'AWS::Logs::LogGroup' ? name.Ref : (groups.get(rawKey(name)) ?? rawKey(name));

function groupOf(
  id: string,
  resource: Resource,
  known: LogIndex & Required<Pick<Surroundings, 'globals'>>,
): Group | Obstacle {
  const { Properties, Condition } = resource;
  const isSam = resource.Type === 'AWS::Serverless::Function';
  const inherited = isSam ? globalsFor(known.globals, resource.IgnoreGlobals)?.LoggingConfig : undefined;
  const logging = merged(inherited, Properties?.LoggingConfig);
  const configured = logging?.LogGroup;
  const names = configured === undefined ? groupNames(id, Properties?.FunctionName) : [configured];
  if (logging?.['Fn::If'] || names.some((name) => isMap(name) && 'Fn::If' in name))
    return { why: 'which group it is depends on a condition' };
  const declared = names
    .map((name) => groupKey(name, known))
    .find((key) => ownValue(known.ids, key)?.Type === 'AWS::Logs::LogGroup');
  if (declared !== undefined) {
    const condition = ownValue(known.ids, declared)?.Condition;
    return { key: declared, id: declared, name: { Ref: declared }, condition, owner: declared };
  }
  const name = names[0];
  const key = rawKey(name);
  if (configured !== undefined) return { key, name, condition: Condition, owner: `${id}LogGroup` };
  return { key, id: `${id}LogGroup`, name, declare: true, condition: Condition, owner: `${id}LogGroup` };
}

/** The names that the group of a function without a configured one may be declared under; the first is right. */
function groupNames(id: string, given: Json): Json[] {
  const join = (name: Json) => row(['/aws/lambda/', name]);
  const named = given === undefined ? [] : [typeof given === 'string' ? `/aws/lambda/${given}` : join(given)];
  const hasChoice = isIntrinsic(given) && 'Fn::If' in given;
  return hasChoice ? [join({ Ref: id })] : [...named, join({ Ref: id })];
}

interface SubscriptionTask {
  readonly resources: Resources;
  /** The destinations that the group is sent to already. */
  readonly there: readonly Json[];
  readonly group: Group;
  readonly subscription: Subscription;
}

/** What is added so that a group has a filter. */
interface AddedFilter {
  readonly key: string;
  readonly resources: Resources;
  /** What you should know about the group. */
  readonly code?: 'log-group-declared' | 'log-group-expected';
  /** Absent where the group is sent there already. */
  readonly destination?: Json;
}

/** The resources to add, or why there can be no filter. */
function subscribe({ resources, there, group, subscription }: SubscriptionTask): AddedFilter | Obstacle {
  const { key } = group;
  const destination = render(subscription.destination);
  if (there.some((other) => equal(other, destination) || rawKey(other) === valueText(subscription.destination)))
    return { key, resources: {} };
  if (there.length >= MAX_FILTERS)
    return { why: `it has ${there.length} filters already, and CloudWatch Logs allows no more` };
  const declared = group.declare ? freeId(resources, group.owner) : undefined;
  const target = { id: declared ?? group.id, name: declared === undefined ? group.name : { Ref: declared } };
  const id = freeId(resources, `${declared ?? group.owner}Subscription`);
  const permission = subscription.permission ? freeId(resources, `${id}Permission`) : undefined;
  const condition = group.condition === undefined ? {} : { Condition: group.condition };
  const added = {
    ...(declared === undefined ? {} : { [declared]: declaredGroup(group.name, subscription) }),
    ...(permission === undefined ? {} : { [permission]: permissionFor(subscription.destination, target) }),
    [id]: filterResource(target.name, destination, permission),
  };
  const mark = ({ Type, ...rest }: Resource) => markAsAdded({ Type, ...condition, ...rest });
  const code = declared !== undefined ? 'log-group-declared' : group.isExpected ? 'log-group-expected' : undefined;
  return { key, code, destination, resources: mapValues(added, mark) };
}

const mapValues = (map: Resources, change: (resource: Resource) => Resource): Resources =>
  Object.fromEntries(Object.entries(map).map(([id, resource]) => [id, change(resource)]));

const filterResource = (LogGroupName: Json, DestinationArn: Json, permission: string | undefined): Resource => ({
  Type: FILTER,
  ...(permission === undefined ? {} : { DependsOn: permission }),
  Properties: { LogGroupName, DestinationArn, FilterPattern: '' },
});

/** Logs are kept when the group leaves the template, as they are in groups that Lambda makes. */
const declaredGroup = (LogGroupName: Json, { retentionInDays: days }: Subscription): Resource => ({
  Type: 'AWS::Logs::LogGroup',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    LogGroupName,
    ...(days === undefined ? {} : { RetentionInDays: typeof days === 'number' ? days : render(days) }),
  },
});

function permissionFor(destination: Value, { id, name }: Pick<Group, 'id' | 'name'>): Resource {
  const arn = ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }];
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: render(destination),
      Principal: 'logs.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: id === undefined ? row([...arn, ':log-group:', name, ':*']) : { 'Fn::GetAtt': [id, 'Arn'] },
    },
  };
}
