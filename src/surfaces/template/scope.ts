/** The functions of one map of resources, of a template or of a loop in it, each with its plan carried out. */
import { type Finding, note, severity } from '../../core/finding';
import { type Planner, planner } from '../../core/planner';
import type { Settings } from '../../core/provider';
import type { Statement, Subscription } from '../../core/recipe';
import { isSelected, type Selection } from '../../core/select';
import type { Target } from '../../core/state';
import { isKnown, type Value } from '../../core/value';
import { bundleOf } from './bundle';
import { isFunction } from './dialect';
import type { Json, Resource, Resources } from './document';
import { globalsFor, merged } from './globals';
import { type Instrumented, instrument } from './instrument';
import { bodyOf } from './loops';
import { markOf, setOn } from './marks';
import type { Place } from './read';
import type { Resolver } from './resolve';
import { type Given, optionsOfFunction, type Tracer } from './sources';

/** What all functions of a template have in common. */
export interface Context {
  readonly tracer: Tracer;
  readonly place: Place;
  readonly known: Resolver;
  /** What SAM's `Globals` give to functions. */
  readonly globals: Json;
  readonly edge: ReadonlySet<string>;
  /** What a bundler has made of a function's code, where the code itself is at hand. */
  readonly codeOf?: (resource: Resource) => Target['bundle'];
  readonly keepsOthers?: boolean;
  /** The options that hold for all functions. */
  readonly given: readonly Given[];
  readonly common: Configured;
}

export interface Configured {
  readonly settings: Settings;
  readonly findings: readonly Finding[];
  readonly planner: Planner;
}

/** What became of one function. */
export interface Report extends Pick<Instrumented, 'plans' | 'findings'> {
  readonly id: string;
  /** `left` has a finding that says why; `excluded` is so by option. */
  readonly outcome: 'traced' | 'left' | 'excluded';
  /** The names that patterns may mean. */
  readonly names: readonly string[];
  readonly isCommon: boolean;
  /** The other provider that it stays with. */
  readonly rival?: string;
  readonly values: readonly Value[];
}

/** The needs of functions beyond their own resources. */
export interface Needs {
  readonly statements: Readonly<Record<string, readonly Statement[]>>;
  readonly subscriptions: Readonly<Record<string, Subscription>>;
}

export interface Scoped {
  readonly resources: Resources;
  readonly reports: readonly Report[];
  readonly needs: Needs;
}

export function instrumentScope(resources: Resources, context: Context): Scoped {
  const result: Record<string, Resource> = {};
  const reports: Report[] = [];
  const statements: Record<string, readonly Statement[]> = {};
  const subscriptions: Record<string, Subscription> = {};
  for (const [id, resource] of Object.entries(resources)) {
    result[id] = resource;
    if (bodyOf(id, resource) !== undefined || !isFunction(resource)) continue;
    const { report, done } = instrumentOne(id, resource, context);
    result[id] = done.resource;
    reports.push(report);
    for (const { planned } of done.plans) {
      const { statements: needed = [], subscription } = planned.recipe ?? {};
      if (needed.length > 0) statements[id] = statements[id] ? [...statements[id], ...needed] : needed;
      if (subscription) subscriptions[id] ??= subscription;
    }
  }
  return { resources: result, reports, needs: { statements, subscriptions } };
}

function instrumentOne(id: string, resource: Resource, context: Context): { report: Report; done: Instrumented } {
  const { tracer, known, place } = context;
  const globals =
    resource.Type === 'AWS::Serverless::Function' ? globalsFor(context.globals, resource.IgnoreGlobals) : undefined;
  const own = optionsOfFunction(id, resource, tracer.section, known);
  const configured = own.length === 0 ? context.common : configuredFor(tracer, [...own, ...context.given]);
  const name = known.value(resource.Properties?.FunctionName);
  const names = typeof name === 'string' ? [id, name] : [id];
  const isErring = configured.findings.some(isError);
  const wanted = !isErring && isWanted(configured.settings, names);
  const rival = wanted && !context.keepsOthers ? undefined : otherOf(resource, tracer);
  const bundle = bundleOf(resource) ?? context.codeOf?.(resource);
  const site = { id, resource, globals, place, known, bundle };
  const done = context.edge.has(id)
    ? { ...instrument(site, undefined), findings: [note('function-edge')].map((found) => ({ ...found, subject: id })) }
    : isErring || rival !== undefined
      ? { resource, plans: [], findings: wanted && rival ? [stays(id, rival)] : [] }
      : instrument(site, wanted ? configured.planner : undefined);
  const findings = own.length === 0 ? done.findings : [...configured.findings, ...done.findings];
  const isTraced = done.plans.some(({ planned }) => planned.recipe !== undefined);
  const published = isTraced ? publishing({ ...done, findings }, globals, id) : { ...done, findings };
  const outcome = isTraced ? 'traced' : wanted || isErring || context.edge.has(id) ? 'left' : 'excluded';
  const [{ plans }, isCommon, values] = [done, own.length === 0, openValues(done)];
  return {
    done: published,
    report: { id, names, outcome, isCommon, values, rival, plans, findings: published.findings },
  };
}

/** What is written and only the deployment will know. */
function openValues({ plans }: Instrumented): Value[] {
  const values: Value[] = [];
  for (const { planned } of plans)
    for (const { after } of planned.made) if (after !== undefined && !isKnown(after)) values.push(after);
  return values;
}

/** The title of another provider whose receipt a function has, for one outcome or more. */
function otherOf(resource: Resource, { others = {} }: Tracer): string | undefined {
  const { provider, cases = [] } = markOf(resource) ?? {};
  const names = [provider, ...cases.map(({ receipt }: Json) => receipt?.provider)];
  return names.map((name) => others[name]).find((title) => title !== undefined);
}

const stays = (subject: string, by: string): Finding => ({
  ...note('provider-conflict', { by, what: 'by another transform' }),
  subject,
});

const isError = (found: Finding): boolean => severity(found) === 'error';

const isWanted = ({ enabled, include, exclude }: Settings, names: readonly string[]): boolean =>
  enabled !== false && isSelected(names, { include, exclude } as Selection);

/** The options from some places, and the plans that follow from them. */
export function configuredFor(tracer: Tracer, given: readonly Given[]): Configured {
  const { settings, findings } = tracer.configure(...given);
  return { settings, findings, planner: planner((target) => tracer.recipe(settings, target)) };
}

/** With an alias that SAM publishes, a new layer must be enough for a new version. */
function publishing(done: Instrumented, globals: Json, id: string): Instrumented {
  const { AutoPublishAlias: alias, AutoPublishAliasAllProperties: all } = merged(
    globals,
    done.resource.Properties ?? {},
  );
  if (done.resource.Type !== 'AWS::Serverless::Function' || alias === undefined || alias === null) return done;
  if (all === undefined) return { ...done, resource: setOn(done.resource, 'AutoPublishAliasAllProperties', true) };
  const isOff = String(all).toLowerCase() === 'false';
  return isOff ? { ...done, findings: [...done.findings, { ...note('version-stale'), subject: id }] } : done;
}
