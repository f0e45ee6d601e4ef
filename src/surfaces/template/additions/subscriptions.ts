/** The log groups of a template's functions subscribed to a destination, as resources of the template. */
import { about, type Finding, note } from '../../../core/finding';
import { ownValue } from '../../../core/own';
import type { Subscription } from '../../../core/recipe';
import { type Value, valueText } from '../../../core/value';
import { render, row, toValue } from '../../intrinsics';
import { equal, freeId, isIntrinsic, isMap, type Json, type Resource, type Resources } from '../document/document';
import { globalsFor, merged } from '../document/globals';
import { isAddedByUs, markAsAdded } from '../document/metadata';

/** CloudWatch Logs takes no more filters for one log group. */
const MAX_FILTERS = 2;

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
  if (Object.keys(wanted).length === 0) return { resources, findings: [] };
  const result: Record<string, Resource> = { ...resources };
  const known = logIndex({ ...outer, ...resources });
  const findings: Finding[] = [];
  for (const [id, subscription] of Object.entries(wanted)) {
    const group = groupOf(id, ownValue(resources, id) ?? {}, { ...known, globals });
    const problem = 'why' in group ? group.why : subscribe({ result, known, group, subscription });
    const destination = valueText(subscription.destination);
    if (problem !== undefined)
      findings.push(...about(id, [note('subscription-needed', { why: problem, destination })]));
    else if ('declare' in group && !known.groups.has(group.key)) {
      known.groups.set(group.key, group.owner);
      findings.push(...about(id, [note('log-group-declared', { group: group.key })]));
    }
  }
  return { resources: result, findings };
}

/** The resources with a filter on log groups among them, by logical id. */
export function withGroupSubscriptions(
  resources: Resources,
  groups: readonly string[],
  subscription: Subscription,
): Subscribed {
  const result: Record<string, Resource> = { ...resources };
  const known = logIndex(resources);
  const findings = groups.flatMap((id) => {
    const group = { key: id, id, name: { Ref: id }, condition: ownValue(resources, id)?.Condition, owner: id };
    const why = subscribe({ result, known, group, subscription });
    if (why === undefined) return [];
    return about(id, [note('subscription-needed', { why, destination: valueText(subscription.destination) })]);
  });
  return { resources: result, findings };
}

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

/** What counts for the resources beside themselves. */
export interface Surroundings {
  /** Resources round a loop. */
  readonly outer?: Resources;
  /** What SAM's `Globals` give to functions. */
  readonly globals?: Json;
}

/** The log groups and filters of a template, as they are found by name. */
interface LogIndex {
  /** Logical ids of log groups by the printed name. */
  readonly groups: Map<string, string>;
  readonly ids: Resources;
  /** Where the filters of each group go. */
  readonly filters: Map<string, Json[]>;
}

/** A log group: a resource, one to be declared, or one that stands elsewhere. */
interface Group {
  /** What filters are kept under: the logical id, or the printed name. */
  readonly key: string;
  /** Absent for one that stands elsewhere. */
  readonly id?: string;
  readonly name: Json;
  readonly declare?: boolean;
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

/** One key for one group, by whichever of its names it is given. */
const groupKey = (name: Json, { groups, ids }: Pick<LogIndex, 'groups' | 'ids'>): string =>
  ownValue(ids, name?.Ref)?.Type === 'AWS::Logs::LogGroup' ? name.Ref : (groups.get(rawKey(name)) ?? rawKey(name));

function groupOf(
  id: string,
  resource: Resource,
  known: LogIndex & Required<Pick<Surroundings, 'globals'>>,
): Group | { why: string } {
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
  readonly result: Record<string, Resource>;
  readonly known: LogIndex;
  readonly group: Group;
  readonly subscription: Subscription;
}

/** Adds what is missing; says what stands against it. */
function subscribe({ result, known, group, subscription }: SubscriptionTask): string | undefined {
  const destination = render(subscription.destination);
  const there = known.filters.get(group.key) ?? [];
  if (there.some((other) => equal(other, destination) || rawKey(other) === valueText(subscription.destination)))
    return undefined;
  if (there.length >= MAX_FILTERS) return `it has ${there.length} filters already, and CloudWatch Logs allows no more`;
  known.filters.set(group.key, [...there, destination]);
  const condition = group.condition === undefined ? {} : { Condition: group.condition };
  const declared = group.declare ? declare(result, group, condition) : undefined;
  const name = declared === undefined ? group.name : { Ref: declared };
  const id = freeId(result, `${declared ?? group.owner}Subscription`);
  const permission = subscription.permission ? freeId(result, `${id}Permission`) : undefined;
  if (permission !== undefined)
    result[permission] = markAsAdded({
      Type: 'AWS::Lambda::Permission',
      ...condition,
      Properties: permissionOf(subscription.destination, declared ?? group.id, name),
    });
  result[id] = markAsAdded({
    Type: FILTER,
    ...condition,
    ...(permission === undefined ? {} : { DependsOn: permission }),
    Properties: { LogGroupName: name, DestinationArn: destination, FilterPattern: '' },
  });
  return undefined;
}

/** Logs are kept when the group leaves the template, as they are in groups that Lambda makes. */
function declare(result: Record<string, Resource>, { owner, name }: Group, condition: object): string {
  const id = freeId(result, owner);
  result[id] = markAsAdded({
    Type: 'AWS::Logs::LogGroup',
    ...condition,
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { LogGroupName: name },
  });
  return id;
}

function permissionOf(destination: Value, group: string | undefined, name: Json): Json {
  const arn = ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }];
  return {
    Action: 'lambda:InvokeFunction',
    FunctionName: render(destination),
    Principal: 'logs.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
    SourceArn: group === undefined ? row([...arn, ':log-group:', name, ':*']) : { 'Fn::GetAtt': [group, 'Arn'] },
  };
}
