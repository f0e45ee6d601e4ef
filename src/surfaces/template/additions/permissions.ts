/** What the roles of a template's functions must be allowed, as policies in the template. */
import { about, type Finding, note } from '../../../core/finding';
import { ownValue, setIn } from '../../../core/own';
import type { Statement } from '../../../core/recipe';
import { type Value, valueText } from '../../../core/value';
import { render, toValue } from '../../intrinsics';
import { among, freeId, isIntrinsic, isMap, type Json, type Resource, type Resources } from '../document/document';
import { granteesOf } from '../document/grantees';
import { appendTo, markAsAdded } from '../document/metadata';

/** The name of the policy on a role. */
const POLICY_NAME = 'tracelayer';

export interface Granted {
  readonly resources: Resources;
  /** What roles outside these resources must be allowed, by logical id. */
  readonly outer: Statements;
  readonly findings: readonly Finding[];
}

/** Statements by logical id, of a function or of a role. */
export type Statements = Readonly<Record<string, readonly Statement[]>>;

/**
 * The resources with the roles of some functions allowed what they need: with an entry of `Policies` where the role is
 * among them or SAM makes it, else with a finding that has the statement.
 */
export function withPermissions(resources: Resources, wanted: Statements, outer: Resources = {}): Granted {
  const { inner, outer: outside, findings } = grantsFor(resources, wanted, outer);
  return { resources: addStatements(resources, inner), outer: outside, findings };
}

interface Grants extends Omit<Granted, 'resources'> {
  /** What the roles among the resources, and those that SAM makes for functions among them, must be allowed. */
  readonly inner: Statements;
}

/** What must be allowed where, so that functions are allowed what they need. */
export function grantsFor(resources: Resources, wanted: Statements, outer: Resources = {}): Grants {
  const isRole = (among: Resources, id: string) => ownValue(among, id)?.Type === 'AWS::IAM::Role';
  const isMissing = (role: string) => !isRole(resources, role) && !isRole(outer, role);
  const [inner, outside]: [Gathered, Gathered] = [new Map(), new Map()];
  const findings: Finding[] = [];
  for (const [id, statements] of Object.entries(wanted)) {
    if (statements.length === 0) continue;
    const { self, roles, foreign } = granteesOf(ownValue(resources, id) ?? {});
    if (self) gather(inner, id, statements);
    for (const role of roles)
      if (isRole(resources, role)) gather(inner, role, statements);
      else if (!Object.hasOwn(resources, role) && isRole(outer, role)) gather(outside, role, statements);
    if (foreign || roles.some(isMissing)) findings.push(...about(id, [permissionNote(statements)]));
  }
  return { inner: asRecord(inner), outer: asRecord(outside), findings };
}

/** The statements of each place together. */
type Gathered = Map<string, Set<Statement>>;

function gather(to: Gathered, place: string, statements: readonly Statement[]): void {
  const there = to.get(place) ?? new Set();
  to.set(place, there);
  for (const statement of statements) there.add(statement);
}

const asRecord = (gathered: Gathered): Statements =>
  Object.fromEntries([...gathered].map(([place, statements]) => [place, [...statements]]));

/** The resources with statements for roles, or for functions whose roles SAM makes; what is allowed already is left out. */
export function addStatements(resources: Resources, statements: Statements): Resources {
  if (Object.keys(statements).length === 0) return resources;
  const result: Record<string, Resource> = { ...resources };
  const policies = policiesOf(resources);
  for (const [id, wanted] of Object.entries(statements)) {
    const resource = ownValue(result, id) ?? {};
    const allowed = new Set([...(policies.get(id) ?? []), ...inlineOf(resource)].map(statementText));
    const list = wanted.filter((statement) => !allowed.has(statementText(statementOf(statement))));
    if (list.length === 0) continue;
    const document = policyDocument(list);
    const given = resource.Properties?.Policies;
    if (resource.Type !== 'AWS::IAM::Role') setIn(result, id, appendTo(resource, 'Policies', document));
    else if (given === undefined || given === null || Array.isArray(given)) {
      const policy = { PolicyName: freeName(given ?? []), PolicyDocument: document };
      setIn(result, id, appendTo(resource, 'Policies', policy));
    } else result[freeId(result, `${id}TracelayerPolicy`)] = policyResource(id, resource, document);
  }
  return result;
}

/** A role has no two policies of one name; another provider's may be there. */
const freeName = (policies: readonly Json[]): string =>
  policies.some((policy) => policy?.PolicyName === POLICY_NAME) ? `${POLICY_NAME}2` : POLICY_NAME;

/** For a role whose list of policies is an intrinsic function as a whole. */
const policyResource = (id: string, { Condition }: Resource, PolicyDocument: Json): Resource =>
  markAsAdded({
    Type: 'AWS::IAM::Policy',
    ...(Condition === undefined ? {} : { Condition }),
    Properties: { PolicyName: POLICY_NAME, Roles: [{ Ref: id }], PolicyDocument },
  });

/** The statements of policies that are resources of their own, by the logical id of their role. */
function policiesOf(resources: Resources): ReadonlyMap<string, readonly Json[]> {
  const found = new Map<string, Json[]>();
  for (const [, resource] of among(resources, (one) => POLICY_TYPES.has(one?.Type))) {
    const { Roles, PolicyDocument } = resource.Properties ?? {};
    for (const { Ref } of Array.isArray(Roles) ? Roles.filter(isMap) : [])
      found.set(Ref, [...(found.get(Ref) ?? []), ...asList(PolicyDocument?.Statement)]);
  }
  return found;
}
const POLICY_TYPES: ReadonlySet<string> = new Set(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']);

const inlineOf = ({ Properties }: Resource): Json[] =>
  asList(Properties?.Policies).flatMap((policy) => asList(policy?.PolicyDocument?.Statement ?? policy?.Statement));

const asList = (raw: Json): Json[] => (raw === undefined || raw === null ? [] : Array.isArray(raw) ? raw : [raw]);

/** One text for all statements that allow the same: with or without lists of one, in any order. */
const statementText = (statement: Json): string => JSON.stringify(comparable(statement));

function comparable(raw: Json): Json {
  if (isIntrinsic(raw)) return valueText(toValue(raw));
  if (Array.isArray(raw))
    return raw.length === 1
      ? comparable(raw[0])
      : raw
          .map(comparable)
          .map((item) => JSON.stringify(item))
          .sort();
  if (!isMap(raw)) return raw;
  const entries = Object.entries(raw).filter(([key]) => key !== 'Sid');
  return Object.fromEntries(
    entries.map(([key, value]) => [key, comparable(value)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** A policy document, with each statement once, even if several functions need it. */
function policyDocument(statements: readonly Statement[]): Json {
  const rendered = new Map(
    statements.map((statement) => [JSON.stringify(statementKey(statement)), statementOf(statement)]),
  );
  return { Version: '2012-10-17', Statement: [...rendered.values()] };
}

/** One statement as IAM reads it. */
const statementOf = ({ actions, resources, conditions }: Statement): Json => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources.map(render),
  ...(conditions === undefined ? {} : { Condition: mapRecord(conditions, (tests) => mapRecord(tests, renderAll)) }),
});

const statementKey = ({ actions, resources, conditions }: Statement) => [
  actions,
  resources.map(valueText),
  conditions &&
    mapRecord(conditions, (tests) =>
      mapRecord(tests, (value) => (isList(value) ? value.map(valueText) : valueText(value))),
    ),
];

const isList = (value: Value | readonly Value[]): value is readonly Value[] => Array.isArray(value);
const renderAll = (value: Value | readonly Value[]) => (isList(value) ? value.map(render) : render(value));
const mapRecord = <T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));

/** What the role of a resource must be allowed where it is declared elsewhere. */
export const permissionNote = (statements: readonly Statement[]) =>
  note('permission-needed', {
    actions: [...new Set(statements.flatMap(({ actions }) => actions))].join(', '),
    statement: JSON.stringify(policyDocument(statements).Statement),
  });
