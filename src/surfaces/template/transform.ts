/** A template with its functions traced, and a traced template as it was before. */
import { copyOf } from '../../core/copy';
import { about, type Finding, note, type Policy, withPolicy } from '../../core/finding';
import type { FunctionChange } from '../../core/function';
import { setIn } from '../../core/own';
import { keyNotes, type Statement } from '../../core/recipe';
import { partitionOf } from '../../core/region';
import { statusOf } from '../../core/status';
import { type Value, valueText } from '../../core/value';
import { toValue } from '../intrinsics';
import { unmatchedNotes } from '../selectors';
import { additionsOf } from './additions/additions';
import { withMappings, withoutMappings } from './additions/mappings';
import { addStatements, grantsFor, type Statements } from './additions/permissions';
import { withSubscriptions } from './additions/subscriptions';
import { versioned, withoutVersions, withVersions } from './additions/versions';
import { type Deployment, type Resolver, resolver } from './conditions/resolve';
import { among, isMap, type Json, type Resources, type Template } from './document/document';
import { everyResource, inLoops, loopBody, withBody } from './document/loops';
import { stripped } from './document/metadata';
import { edgeFunctions } from './functions/edge';
import { hasReceipt } from './functions/instrument';
import type { Location } from './functions/read';
import {
  type Configured,
  configuredFor,
  type FunctionNeeds,
  instrumentScope,
  type OwnOptions,
  type Report,
  type TemplateContext,
} from './functions/scope';
import { declarationsIn } from './options/declared';
import { optionsOfTemplate, resolved, type TemplateOptionSource, type Tracer } from './options/sources';

export interface TransformRequest {
  readonly tracer: Tracer;
  /** Options from nearer places than the template's mapping, and from farther ones. */
  readonly nearer?: readonly TemplateOptionSource[];
  readonly farther?: readonly TemplateOptionSource[];
  /** Options of the function that has one of these names. Only `nearer` has higher precedence. */
  readonly optionsOf?: TemplateContext['optionsOf'];
  readonly deployment?: Deployment;
  /** What a bundler has made of a function's code, where the code itself is at hand. */
  readonly codeOf?: TemplateContext['codeOf'];
  /** Whether functions that another provider has traced stay so; else they change hands. */
  readonly keepsOthers?: boolean;
  /** Whether no resource can be added, as where one function is all there is. */
  readonly closed?: boolean;
}

export interface Transformed {
  readonly template: Template;
  readonly findings: readonly Finding[];
  readonly reports: readonly Report[];
}

/** The template with all that tracing its functions takes; nothing is changed in the one that is given. */
export function transform(given: Template, request: TransformRequest): Transformed {
  if (!isMap(given?.Resources)) return refused(given);
  const alone = attempt(given, request);
  const staying = alone.reports.filter(({ stays }) => stays).map(({ id }) => id);
  return staying.length === 0 ? alone : attempt(given, request, new Set(staying));
}

/** All of it, where some functions stay as an earlier run or another provider has made them, and what was added for them. */
function attempt(given: Template, request: TransformRequest, staying: ReadonlySet<string> = new Set()): Transformed {
  const clean = withoutAdditions(given, staying);
  const context = templateContext(clean, request);
  const scope: Collected = { resources: clean.Resources, reports: [], findings: [], statements: [] };
  const { resources } = instrumentAll(clean.Resources, context, request, scope);
  const values = scope.reports.flatMap((report) => report.values);
  const whole = withMappings({ ...clean, Resources: resources }, values, given);
  const template = withVersions(whole, versionPrint(given.Resources, scope.reports));
  const reports = scope.reports.map((report) => concluded(report, scope.findings));
  return {
    template,
    reports,
    findings: distinct([
      ...commonMistakes(context, reports),
      ...sharedByRole(reports.flatMap(({ findings }) => findings)),
      ...withPolicy(about('the template', keyNotes(scope.statements)), context.common.settings as Policy),
      ...resourceLimitFindings(given, template),
    ]),
  };
}

/** The report with what was found outside of the function, and by the policy of its user. */
function concluded(report: Report, outside: readonly Finding[]): Report {
  const found = outside.filter(({ subject }) => subject === report.id);
  const findings = [...report.findings, ...found];
  const pending = found.length === 0 ? [] : statusOf({ isSelected: true, isTraced: true, findings: found }).pending;
  const status =
    pending.length === 0 ? report.status : { ...report.status, pending: [...report.status.pending, ...pending] };
  return { ...report, status, findings: withPolicy(findings, report.policy) };
}

/** Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const RESOURCES = 500;

function resourceLimitFindings(before: Template, after: Template): Finding[] {
  const [had, has] = [before, after].map(({ Resources }) => Object.keys(Resources).length) as [number, number];
  const isNew = has > RESOURCES && has > had;
  return isNew
    ? about('the template', [note('resources-too-many', { count: String(has), limit: String(RESOURCES) })])
    : [];
}

/** The template as if it had never been transformed. What was changed by others since is kept. */
export function untransform(given: Template): Transformed {
  if (!isMap(given?.Resources)) return refused(given);
  const off: Tracer = {
    section: '',
    configure: () => ({ settings: { enabled: false }, findings: [] }),
    recipe: () => ({ refused: [] }),
  };
  return transform(given, { tracer: off });
}

const refused = (template: Template): Transformed => ({
  template,
  reports: [],
  findings: about('the template', [
    note('fragment-unknown', { given: isMap(template) ? 'a document without `Resources`' : 'no map' }),
  ]),
});

function withoutAdditions(given: Template, staying: ReadonlySet<string>): Template {
  const template = withoutVersions(withoutMappings(given), staying);
  const kept = additionsOf(staying, given.Resources, given.Globals?.Function);
  const resources = inLoops(template.Resources, (scope) => stripped(scope, kept));
  return resources === template.Resources ? template : { ...template, Resources: resources };
}

function templateContext(template: Template, request: TransformRequest): TemplateContext {
  const { tracer, deployment = {}, codeOf, keepsOthers, optionsOf } = request;
  const place = deploymentLocation(deployment);
  const partition = typeof place.partition === 'string' ? place.partition : undefined;
  const known = resolver(template, { ...deployment, partition });
  const configured = configuredBy(template, request, known);
  return {
    tracer,
    common: configured({ metadata: [], sections: [] }),
    configured,
    optionsOf,
    place,
    known,
    globals: template.Globals?.Function,
    edge: edgeFunctions(template.Resources),
    codeOf,
    keepsOthers,
  };
}

/** The options of a function from all places; functions that have the same sections share them. */
function configuredBy(template: Template, { tracer, nearer = [], farther = [] }: TransformRequest, known: Resolver) {
  const before = nearer.map((one) => resolved(one, known));
  const behind = [...optionsOfTemplate(template, tracer.section).map((one) => resolved(one, known)), ...farther];
  const declared = declarationsIn(template.Resources);
  const shared = new Map<string, Configured>();
  return ({ metadata, sections }: OwnOptions): Configured => {
    const make = () => configuredFor(tracer, [...metadata, ...before, ...sections, ...behind], declared);
    if (metadata.length > 0) return make();
    const key = JSON.stringify(sections.map(({ source }) => source));
    const configured = shared.get(key) ?? make();
    shared.set(key, configured);
    return configured;
  };
}

/** Where nothing is known, the deployment fills it in. */
const deploymentLocation = ({ region, partition, account }: Deployment): Location => ({
  region: region ?? toValue({ Ref: 'AWS::Region' }),
  partition: partition ?? (region === undefined ? toValue({ Ref: 'AWS::Partition' }) : partitionOf(region)),
  account: account ?? toValue({ Ref: 'AWS::AccountId' }),
});

interface Collected {
  readonly resources: Resources;
  readonly reports: Report[];
  readonly findings: Finding[];
  /** What roles of the template were allowed. */
  readonly statements: Statement[];
}

/** The loops first, as a role outside of one may have to be allowed something for a function in it. */
function instrumentAll(
  scope: Resources,
  context: TemplateContext,
  request: TransformRequest,
  to: Collected,
): CarriedOut {
  const result: Record<string, Json> = copyOf(scope);
  const fromLoops: Statements[] = [];
  for (const [id, loop] of among(scope, (entry, id) => loopBody(id, entry) !== undefined)) {
    const body = loopBody(id, loop) as Resources;
    const done = instrumentAll(body, context, request, to);
    setIn(result, id, withBody(loop, done.resources));
    fromLoops.push(done.outer);
  }
  const { resources, reports, needs } = instrumentScope(result, context);
  const isTop = scope === to.resources;
  const grants = grantsFor(resources, needs.statements, isTop ? {} : to.resources);
  const granted = addStatements(resources, mergeStatements([grants.inner, ...(isTop ? fromLoops : [])]));
  const subscribed = request.closed
    ? closed(granted, needs)
    : withSubscriptions(granted, needs.subscriptions, { outer: to.resources, globals: context.globals });
  to.reports.push(...reports);
  to.findings.push(...grants.findings, ...subscribed.findings);
  to.statements.push(...Object.values(grants.inner).flat(), ...Object.values(grants.outer).flat());
  return { resources: subscribed.resources, outer: mergeStatements([grants.outer, ...(isTop ? [] : fromLoops)]) };
}

interface CarriedOut {
  readonly resources: Resources;
  /** What roles of the template must be allowed for functions in a loop. */
  readonly outer: Statements;
}

function mergeStatements(all: readonly Statements[]): Statements {
  const ids = [...new Set(all.flatMap(Object.keys))];
  return Object.fromEntries(ids.map((id) => [id, all.flatMap((statements) => statements[id] ?? [])]));
}

/** Where nothing can be added, what would have been is told. */
const closed = (
  resources: Resources,
  { subscriptions }: FunctionNeeds,
): { resources: Resources; findings: Finding[] } => ({
  resources,
  findings: Object.entries(subscriptions).flatMap(([id, { destination }]) =>
    about(id, [
      note('subscription-needed', {
        why: 'only the function is transformed here',
        destination: valueText(destination),
      }),
    ]),
  ),
});

/** Mistakes in the options for all functions, unless every function has its own. */
function commonMistakes({ common }: TemplateContext, reports: readonly Report[]): Finding[] {
  const isUsed = reports.length === 0 || reports.some(({ isCommon }) => isCommon);
  const { include, exclude } = common.settings as { include?: string[]; exclude?: string[] };
  const names = include || exclude ? reports.flatMap((report) => report.names) : [];
  return [...(isUsed ? common.findings : []), ...about('the options', unmatchedNotes({ include, exclude }, names))];
}

/** How a function is instrumented, in print, where a version must be made of it. */
function versionPrint(before: Resources, reports: readonly Report[]): (fn: string) => string | undefined {
  const old = versioned(before);
  return (fn) => {
    const report = reports.find(({ id }) => id === fn);
    if (report?.outcome !== 'traced' || report.stays) return undefined;
    const isNew = report.plans.some(({ planned }) => planned.changes.length > 0);
    return isNew || old.includes(fn)
      ? report.plans.flatMap(({ planned }) => planned.made.map(changeKey)).join('\n')
      : undefined;
  };
}

const changeKey = ({ kind, name, after }: FunctionChange): string =>
  [kind, name, ...(after === undefined ? [] : [valueText(after as Value)])].join(' ');

/** What a role needs is said once for all functions that share it. */
function sharedByRole(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  const keyOf = ({ code, details, subject }: Finding) =>
    code === 'permission-needed' ? JSON.stringify(details) : JSON.stringify([code, details, subject]);
  for (const found of findings) groups.set(keyOf(found), [...(groups.get(keyOf(found)) ?? []), found]);
  return [...groups.values()].map((group) => ({
    ...(group[0] as Finding),
    subject: listOfNames([...new Set(group.map(({ subject }) => subject))]),
  }));
}

const listOfNames = (names: readonly string[]): string => {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ');
};
const NAMED = 5;

function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify([finding.subject, finding.code, finding.details]);
    return seen.has(key) ? false : seen.add(key);
  });
}

/** The logical ids of all functions that have been traced by this project. */
export const tracedFunctions = (template: Template): string[] =>
  everyResource(isMap(template.Resources) ? template.Resources : {})
    .filter(([, resource]) => isMap(resource) && hasReceipt(resource))
    .map(([id]) => id);
