/** The functions of one map of resources, of a template or of a loop in it, each with its plan carried out. */
import { about, type Finding, note, type Policy, severity } from '../../../core/finding';
import { ownValue, setIn } from '../../../core/own';
import { type Planner, planner } from '../../../core/planner';
import type { Declarations, Settings } from '../../../core/provider';
import type { Statement, Subscription } from '../../../core/recipe';
import { type FunctionPatterns, isSelected } from '../../../core/select';
import type { Target } from '../../../core/state';
import { statusOf, type TraceStatus } from '../../../core/status';
import { isKnown, type Value } from '../../../core/value';
import type { Resolver } from '../conditions/resolve';
import { isFunction } from '../document/dialect';
import type { Json, Resource, Resources } from '../document/document';
import { globalsFor, merged } from '../document/globals';
import { loopBody } from '../document/loops';
import { metadataOf, setOn } from '../document/metadata';
import { namesOf } from '../document/names';
import { optionsOfFunction, type TemplateOptionSource, type Tracer } from '../options/sources';
import { samBundle } from './bundle';
import { type Instrumented, instrument, type ResourceContext } from './instrument';
import type { Location } from './read';

/** What all functions of a template have in common. */
export interface TemplateContext {
  readonly tracer: Tracer;
  readonly place: Location;
  readonly known: Resolver;
  /** What SAM's `Globals` give to functions. */
  readonly globals: Json;
  readonly edge: ReadonlySet<string>;
  /** What a bundler has made of a function's code, where the code itself is at hand. */
  readonly codeOf?: (resource: Resource) => Target['bundle'];
  readonly keepsOthers?: boolean;
  /** The options of all functions. */
  readonly common: Configured;
  /** The options of one function: what the template and the caller say about that function alone, and of all. */
  readonly configured: (own: OwnOptions) => Configured;
  /** What the caller says about the function that has one of these names. */
  readonly optionsOf?: (names: readonly string[]) => readonly TemplateOptionSource[];
}

/** What holds for one function only, in the order of its sources. */
export interface OwnOptions {
  /** In the metadata of the function. */
  readonly metadata: readonly TemplateOptionSource[];
  /** Outside of the template, such as the sections of a configuration file. */
  readonly sections: readonly TemplateOptionSource[];
}

export interface Configured {
  readonly settings: Settings;
  readonly findings: readonly Finding[];
  readonly planner: Planner;
}

/** What became of one function. */
export interface Report extends Pick<Instrumented, 'plans' | 'findings'> {
  readonly id: string;
  readonly status: TraceStatus;
  /** `left` has a finding that says why; `excluded` is so by option. */
  readonly outcome: 'traced' | 'left' | 'excluded';
  /** The names that patterns may mean. */
  readonly names: readonly string[];
  readonly isCommon: boolean;
  /** Whether it stays as an earlier run or another provider has made it, with what was added for it. */
  readonly stays: boolean;
  readonly values: readonly Value[];
  /** How its user wants findings to be treated. */
  readonly policy: Policy;
}

/** The needs of functions beyond their own resources. */
export interface FunctionNeeds {
  readonly statements: Readonly<Record<string, readonly Statement[]>>;
  readonly subscriptions: Readonly<Record<string, Subscription>>;
}

export interface Scoped {
  readonly resources: Resources;
  readonly reports: readonly Report[];
  readonly needs: FunctionNeeds;
}

export function instrumentScope(resources: Resources, context: TemplateContext): Scoped {
  const result: Record<string, Resource> = {};
  const reports: Report[] = [];
  const statements: Record<string, readonly Statement[]> = {};
  const subscriptions: Record<string, Subscription> = {};
  for (const [id, resource] of Object.entries(resources)) {
    const isOther = loopBody(id, resource) !== undefined || !isFunction(resource);
    const one = isOther ? undefined : instrumentOne(id, resource, context);
    setIn(result, id, one?.done.resource ?? resource);
    if (one === undefined) continue;
    reports.push(one.report);
    for (const { planned } of one.done.plans) {
      const { statements: needed = [], subscription } = planned.recipe ?? {};
      if (needed.length > 0) setIn(statements, id, [...(ownValue(statements, id) ?? []), ...needed]);
      if (subscription && !Object.hasOwn(subscriptions, id)) setIn(subscriptions, id, subscription);
    }
  }
  return { resources: result, reports, needs: { statements, subscriptions } };
}

/** What is to become of a function by the options. */
type Wish = 'trace' | 'exclude' | 'err' | 'edge' | 'other';

function instrumentOne(
  id: string,
  resource: Resource,
  context: TemplateContext,
): { report: Report; done: Instrumented } {
  const { tracer, known, place } = context;
  const names = namesOf(id, known.value(resource.Properties?.FunctionName), resource.Metadata);
  const metadata = optionsOfFunction(id, resource, tracer.section, known);
  const sections = context.optionsOf?.(names) ?? [];
  const isCommon = metadata.length + sections.length === 0;
  const configured = isCommon ? context.common : context.configured({ metadata, sections });
  const isErring = configured.findings.some((found) => severity(found) === 'error');
  const isWanted = isErring || isSelectedBy(configured.settings, names);
  const other = isWanted && !context.keepsOthers ? undefined : otherOf(resource, tracer);
  const globals = resource.Type === SAM_FUNCTION ? globalsFor(context.globals, resource.IgnoreGlobals) : undefined;
  const bundle = samBundle(resource) ?? context.codeOf?.(resource);
  const site = { id, resource, globals, place, known, bundle };
  const wish = wishOf({ isErring, isWanted, isOther: other !== undefined, isEdge: context.edge.has(id) });
  const carried = carryOutWish(site, wish, configured.planner, isWanted ? other : undefined);
  const isTraced = carried.isKept === true || carried.plans.some(({ planned }) => planned.recipe !== undefined);
  const isAbsent = !isTraced && isWanted && isNeverThere(resource, known);
  const done = isAbsent
    ? { ...carried, findings: about(id, [note('function-absent', { condition: resource.Condition ?? '' })]) }
    : isTraced
      ? publishedVersion(carried, globals, id)
      : carried;
  const findings = isCommon ? done.findings : [...configured.findings, ...done.findings];
  const isSelected = isWanted && !isAbsent;
  const report: Report = {
    id,
    names,
    plans: done.plans,
    findings,
    status: statusOf({ isSelected, isTraced, findings }),
    outcome: isTraced ? 'traced' : isSelected ? 'left' : 'excluded',
    isCommon,
    stays: done.isKept === true || other !== undefined,
    values: openValues(done),
    policy: configured.settings as Policy,
  };
  return { done, report };
}

interface Circumstances {
  readonly isErring: boolean;
  readonly isWanted: boolean;
  readonly isOther: boolean;
  readonly isEdge: boolean;
}

const wishOf = ({ isErring, isWanted, isOther, isEdge }: Circumstances): Wish =>
  isEdge ? 'edge' : isErring ? 'err' : isOther ? 'other' : isWanted ? 'trace' : 'exclude';

/** The function traced, as it was before, or left with the reason. */
function carryOutWish(site: ResourceContext, wish: Wish, planner: Planner, other: string | undefined): Instrumented {
  const { id, resource } = site;
  if (wish === 'trace') return instrument(site, planner);
  if (wish === 'exclude') return instrument(site, undefined);
  if (wish === 'edge') return { ...instrument(site, undefined), findings: about(id, [note('function-edge')]) };
  const conflict = other === undefined ? [] : [note('provider-conflict', { by: other, what: 'by another transform' })];
  return { resource, plans: [], findings: about(id, conflict) };
}

/** Whether the condition under which it is there is known not to hold. */
const isNeverThere = ({ Condition }: Resource, known: Resolver): boolean =>
  typeof Condition === 'string' && known.condition(Condition) === false;

/** What is written and only the deployment will know. */
function openValues({ plans }: Instrumented): Value[] {
  const values: Value[] = [];
  for (const { planned } of plans)
    for (const { after } of planned.made) if (after !== undefined && !isKnown(after)) values.push(after);
  return values;
}

/** The title of another provider whose receipt a function has, for one outcome or more. */
function otherOf(resource: Resource, { others = {} }: Tracer): string | undefined {
  const { provider, cases = [] } = metadataOf(resource) ?? {};
  const names = [provider, ...(Array.isArray(cases) ? cases : []).map((one: Json) => one?.receipt?.provider)];
  return names.map((name) => ownValue(others, name)).find((title) => title !== undefined);
}

const isSelectedBy = ({ enabled, include, exclude }: Settings, names: readonly string[]): boolean =>
  enabled !== false && isSelected(names, { include, exclude } as FunctionPatterns);

/** The options from some places, and the plans that follow from them and from what the template declares. */
export function configuredFor(
  tracer: Tracer,
  given: readonly TemplateOptionSource[],
  declared: Declarations,
): Configured {
  const { settings, findings } = tracer.configure(...given);
  const informed = tracer.informed?.(settings, declared) ?? settings;
  return { settings, findings, planner: planner((target) => tracer.recipe(informed, target)) };
}

const SAM_FUNCTION = 'AWS::Serverless::Function';

/** With an alias that SAM publishes, a new layer must be enough for a new version. */
function publishedVersion(done: Instrumented, globals: Json, id: string): Instrumented {
  const { AutoPublishAlias: alias, AutoPublishAliasAllProperties: all } = merged(
    globals,
    done.resource.Properties ?? {},
  );
  if (done.resource.Type !== SAM_FUNCTION || alias === undefined || alias === null) return done;
  if (all === undefined) return { ...done, resource: setOn(done.resource, 'AutoPublishAliasAllProperties', true) };
  const isOff = String(all).toLowerCase() === 'false';
  return isOff ? { ...done, findings: [...done.findings, { ...note('version-stale'), subject: id }] } : done;
}
