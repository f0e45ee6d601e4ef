/** A template with its functions traced, and a traced template as it was before. */
import { about, type Finding, note, type Policy, withPolicy } from '../../core/finding';
import type { Statement } from '../../core/recipe';
import { keyNotes } from '../../core/recipe';
import { partitionOf } from '../../core/region';
import { statusOf } from '../../core/status';
import { toValue } from '../intrinsics';
import { unmatchedNotes } from '../selectors';
import { withAdditions, withoutMappings, withoutVersions } from './additions';
import { type Deployment, resolver } from './conditions';
import { isMap, type Template } from './document/document';
import { everyResource } from './document/loops';
import {
  edgeFunctions,
  hasReceipt,
  type Location,
  type Report,
  reportsIn,
  type TemplateContext,
  traceFunctions,
} from './functions';
import { configuredBy, type OptionSources, type Tracer } from './options';
import { distinct, sharedByRole } from './report';
import { type DefinitionAt, type MachineReport, planMachines, traceMachines } from './state-machines';

export interface TransformRequest extends OptionSources {
  /** Options of the function that has one of these names; only `overrides` win over them. */
  readonly optionsOf?: TemplateContext['optionsOf'];
  readonly deployment?: Deployment;
  /** What a bundler has made of a function's code, where the code itself is at hand. */
  readonly codeOf?: TemplateContext['codeOf'];
  /** The files that state machines have their definitions in, where files are at hand. */
  readonly definitionAt?: DefinitionAt;
  /** Whether functions that another provider has traced stay as they are; otherwise this provider takes them over. */
  readonly keepsOthers?: boolean;
  /** Whether no resource can be added, as where one function is all there is. */
  readonly closed?: boolean;
}

export interface Transformed {
  readonly template: Template;
  readonly findings: readonly Finding[];
  readonly reports: readonly Report[];
  readonly machines: readonly MachineReport[];
}

/** The template with all that tracing its functions takes; nothing is changed in the one that is given. */
export function transform(given: Template, request: TransformRequest): Transformed {
  if (!isMap(given?.Resources)) return refused(given);
  const clean = withoutVersions(withoutMappings(given));
  const context = templateContext(clean, request);
  const planned = planMachines(clean.Resources, context, request.definitionAt);
  const template = { ...clean, Resources: planned.bare };
  const traced = traceFunctions(template.Resources, context);
  const added = withAdditions({ given, template, traced, isClosed: request.closed === true });
  const reports = reportsIn(traced).map((report) => withOutsideFindings(report, added.findings));
  const done = traceMachines(added.template.Resources, planned);
  const machines = done.reports.map((report) => ({ ...report, findings: withPolicy(report.findings, report.policy) }));
  const whole = { ...added.template, Resources: done.resources };
  const statements = [...added.statements, ...done.statements];
  const all = { context, template: whole, statements, reports: [...reports, ...machines] };
  const findings = [...findingsOf(given, all), ...withPolicy(done.findings, context.common.settings as Policy)];
  return { template: whole, reports, machines, findings };
}

/** The template as if it had never been transformed. What was changed by others since is kept. */
export function untransform(given: Template, files: Pick<TransformRequest, 'definitionAt'> = {}): Transformed {
  const off: Tracer = {
    section: '',
    configure: () => ({ settings: { enabled: false }, findings: [] }),
    recipe: () => ({ refused: [] }),
  };
  return transform(given, { ...files, tracer: off });
}

const refused = (template: Template): Transformed => ({
  template,
  reports: [],
  machines: [],
  findings: about('the template', [
    note('fragment-unknown', { given: isMap(template) ? 'a document without `Resources`' : 'no map' }),
  ]),
});

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

/** Where nothing is known, the deployment fills it in. */
const deploymentLocation = ({ region, partition, account }: Deployment): Location => ({
  region: region ?? toValue({ Ref: 'AWS::Region' }),
  partition: partition ?? (region === undefined ? toValue({ Ref: 'AWS::Partition' }) : partitionOf(region)),
  account: account ?? toValue({ Ref: 'AWS::AccountId' }),
});

/** The report with what was found outside of the function, and by the policy of its user. */
function withOutsideFindings(report: Report, outside: readonly Finding[]): Report {
  const found = outside.filter(({ subject }) => subject === report.id);
  const findings = [...report.findings, ...found];
  const pending = found.length === 0 ? [] : statusOf({ isSelected: true, isTraced: true, findings: found }).pending;
  const status =
    pending.length === 0 ? report.status : { ...report.status, pending: [...report.status.pending, ...pending] };
  return { ...report, status, findings: withPolicy(findings, report.policy) };
}

interface Done {
  readonly context: TemplateContext;
  readonly template: Template;
  /** What roles of the template were allowed. */
  readonly statements: readonly Statement[];
  readonly reports: readonly AnyReport[];
}

/** What became of a function or of a state machine. */
type AnyReport = Pick<Report, 'findings' | 'isCommon' | 'names'>;

function findingsOf(given: Template, { context, template, statements, reports }: Done): Finding[] {
  return distinct([
    ...commonMistakes(context, reports),
    ...sharedByRole(reports.flatMap(({ findings }) => findings)),
    ...withPolicy(about('the template', keyNotes(statements)), context.common.settings as Policy),
    ...resourceLimitFindings(given, template),
  ]);
}

/** Mistakes in the options for all functions, unless every function has its own. */
function commonMistakes({ common }: TemplateContext, reports: readonly AnyReport[]): Finding[] {
  const isUsed = reports.length === 0 || reports.some(({ isCommon }) => isCommon);
  const { include, exclude } = common.settings as { include?: string[]; exclude?: string[] };
  const names = include || exclude ? reports.flatMap((report) => report.names) : [];
  return [...(isUsed ? common.findings : []), ...about('the options', unmatchedNotes({ include, exclude }, names))];
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

/** The logical ids of all functions that have been traced by this project. */
export const tracedFunctions = (template: Template): string[] =>
  everyResource(isMap(template.Resources) ? template.Resources : {})
    .filter(([, resource]) => isMap(resource) && hasReceipt(resource))
    .map(([id]) => id);
