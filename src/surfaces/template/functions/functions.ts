/** Traces the functions of a template, also those in loops, and collects what they need in addition to their own resources. */
import { about, note, type Policy } from '../../../core/finding';
import { ownValue, setIn } from '../../../core/own';
import { type Statement, type Subscription, wantedSubscription } from '../../../core/recipe';
import { statusOf, type TraceStatus } from '../../../core/status';
import type { Resolver } from '../conditions';
import { isFunction } from '../document/dialect';
import type { Resource, Resources } from '../document/document';
import { globalsFor } from '../document/globals';
import { loopBody } from '../document/loops';
import { withoutAdded } from '../document/metadata';
import { samBundle } from './bundle';
import type { ResourceContext, TemplateContext } from './context';
import { type Decision, decide, optionsFor, type ResourceOptions } from './decide';
import { type Instrumented, instrument } from './instrument';
import { publishedVersion, SAM_FUNCTION } from './published';

/** What became of one function. */
export interface Report extends Pick<Instrumented, 'plans' | 'findings'> {
  readonly id: string;
  readonly status: TraceStatus;
  /** `left` has a finding that says why; `excluded` is so by option. */
  readonly outcome: 'traced' | 'left' | 'excluded';
  /** The names that patterns may mean. */
  readonly names: readonly string[];
  /** Whether it has no options of its own. */
  readonly isCommon: boolean;
  /** Whether it stays as an earlier run or another provider has made it, with what was added for it. */
  readonly stays: boolean;
  /** How its user wants findings to be treated. */
  readonly policy: Policy;
}

/** The needs of functions beyond their own resources, by their logical ids. */
interface FunctionNeeds {
  readonly statements: Readonly<Record<string, readonly Statement[]>>;
  readonly subscriptions: Readonly<Record<string, Subscription>>;
}

/** One map of resources with its functions traced: that of a template, or of a loop in it. */
export interface TracedScope {
  readonly resources: Resources;
  readonly reports: readonly Report[];
  readonly needs: FunctionNeeds;
  /** The loops among the resources, which are still as they were. */
  readonly loops: readonly (readonly [id: string, inside: TracedScope])[];
}

export function traceFunctions(given: Resources, context: TemplateContext): TracedScope {
  const resources: Record<string, Resource> = {};
  const reports: Report[] = [];
  const loops: [string, TracedScope][] = [];
  for (const id in given) {
    const resource = given[id] as Resource;
    const body = loopBody(id, resource);
    if (body !== undefined) loops.push([id, traceFunctions(body, context)]);
    const done = isFunction(resource) ? traceFunction(id, resource, context) : undefined;
    if (done) reports.push(done.report);
    setIn(resources, id, done?.resource ?? resource);
  }
  return { resources, reports, needs: needsOf(reports), loops };
}

/** The reports of all functions, those in loops first. */
export const reportsIn = ({ loops, reports }: TracedScope): Report[] => [
  ...loops.flatMap(([, inside]) => reportsIn(inside)),
  ...reports,
];

function needsOf(reports: readonly Report[]): FunctionNeeds {
  const statements: Record<string, readonly Statement[]> = {};
  const subscriptions: Record<string, Subscription> = {};
  for (const { id, plans } of reports)
    for (const { planned } of plans) {
      const { statements: needed = [] } = planned.recipe ?? {};
      const subscription = wantedSubscription(planned.recipe);
      if (needed.length > 0) setIn(statements, id, [...(ownValue(statements, id) ?? []), ...needed]);
      if (subscription && !Object.hasOwn(subscriptions, id)) setIn(subscriptions, id, subscription);
    }
  return { statements, subscriptions };
}

function traceFunction(id: string, given: Resource, context: TemplateContext): Traced {
  const options = optionsFor(id, given, context);
  const decision = decide(id, given, options, context);
  const done = HANDLERS[decision.act](siteOf(id, given, context), decision as never);
  const isAbsent = !isTraced(done) && options.isSelected && isNeverCreated(given, context.known);
  const absent = about(id, [note('function-absent', { condition: given.Condition ?? '' })]);
  const report = reportOf(isAbsent ? { ...done, findings: absent } : done, { id, options, decision, isAbsent });
  return { resource: done.resource, report };
}

interface Traced {
  readonly resource: Resource;
  readonly report: Report;
}

function siteOf(id: string, resource: Resource, context: TemplateContext): ResourceContext {
  const globals = resource.Type === SAM_FUNCTION ? globalsFor(context.globals, resource.IgnoreGlobals) : undefined;
  const bundle = samBundle(resource) ?? context.codeOf?.(resource);
  return { id, resource, globals, place: context.place, known: context.known, bundle };
}

type Handlers = {
  readonly [A in Decision['act']]: (site: ResourceContext, decision: Decision & { readonly act: A }) => Instrumented;
};

/** How each decision is carried out. */
const HANDLERS: Handlers = {
  trace: (site, { planner }) => {
    const done = instrument(cleaned(site), planner);
    const whole = done.isKept ? { ...done, resource: site.resource } : done;
    return isTraced(whole) ? publishedVersion(site, whole) : whole;
  },
  restore: (site, { notes }) => ({ ...instrument(cleaned(site), undefined), findings: about(site.id, notes) }),
  leave: ({ id, resource }, { notes }) => ({ resource, plans: [], findings: about(id, notes) }),
};

/** The function without what an earlier run added to it in addition to its instrumentation. */
const cleaned = (site: ResourceContext): ResourceContext => ({ ...site, resource: withoutAdded(site.resource) });

/** Whether the function follows a recipe: the one of today, or that of an earlier run. */
const isTraced = ({ isKept, plans }: Instrumented): boolean =>
  isKept === true || plans.some(({ planned }) => planned.recipe !== undefined);

/** Whether the condition under which it is there is known not to hold. */
const isNeverCreated = ({ Condition }: Resource, known: Resolver): boolean =>
  typeof Condition === 'string' && known.condition(Condition) === false;

interface Reported {
  readonly id: string;
  readonly options: ResourceOptions;
  readonly decision: Decision;
  readonly isAbsent: boolean;
}

function reportOf(done: Instrumented, { id, options, decision, isAbsent }: Reported): Report {
  const { names, isCommon, configured } = options;
  const isSelected = options.isSelected && !isAbsent;
  const findings = isCommon ? done.findings : [...configured.findings, ...done.findings];
  return {
    id,
    names,
    isCommon,
    findings,
    plans: done.plans,
    status: statusOf({ isSelected, isTraced: isTraced(done), findings }),
    outcome: isTraced(done) ? 'traced' : isSelected ? 'left' : 'excluded',
    stays: done.isKept === true || decision.act === 'leave',
    policy: configured.settings as Policy,
  };
}
