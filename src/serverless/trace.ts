/** The plans for the functions of a service. */
import { about, type Finding, type FindingCode, note, type Policy, withPolicy } from '../core/finding';
import type { FunctionPlan } from '../core/function';
import type { Settings } from '../core/provider';
import { type FunctionPatterns, isSelected } from '../core/select';
import type { FunctionState } from '../core/state';
import { statusOf, type TraceStatus } from '../core/status';
import { PROVIDERS } from '../providers';
import { unmatchedNotes } from '../surfaces/selectors';
import type { ServiceFunction } from '../surfaces/service/model';
import { readServiceFunction } from '../surfaces/service/read';
import { edgeKeys } from './edge';
import { esbuildBundle } from './esbuild';
import { type Framework, serviceFunctions } from './framework';
import type { FunctionOptions, serviceOptions } from './options';

export interface PlannedFunction {
  readonly key: string;
  /** How findings name the function. */
  readonly subject: string;
  readonly fn: ServiceFunction;
  readonly chosen: FunctionOptions;
  readonly isSelected: boolean;
  readonly plan: FunctionPlan;
}

/** A plan for every function; nothing is changed yet. */
export function planFunctions(framework: Framework, options: ReturnType<typeof serviceOptions>): PlannedFunction[] {
  const edge = edgeKeys(framework);
  return Object.entries(serviceFunctions(framework.service)).map(([key, fn]) => {
    const chosen = options(key, fn);
    const subject = `functions.${key}`;
    const isSelected = isSelectedFunction(selectorNames(framework, key, fn), chosen.settings);
    const planned = () =>
      edge.has(key)
        ? leftPlan(subject, 'function-edge')
        : planFunction(serviceState(framework, key, fn, chosen), fn, chosen);
    return { key, subject, fn, chosen, isSelected, plan: isSelected ? planned() : EMPTY_PLAN };
  });
}

const leftPlan = (subject: string, code: FindingCode): FunctionPlan => ({
  changes: [],
  findings: about(subject, [note(code)]),
});

const EMPTY_PLAN: FunctionPlan = { changes: [], findings: [] };

/** A function as it is, with what the provider and the bundler add to it. */
export function serviceState(
  framework: Framework,
  key: string,
  fn: ServiceFunction,
  chosen: FunctionOptions,
): FunctionState {
  const aws = framework.getProvider('aws');
  const bundle = PROVIDERS[chosen.name].seesBundles ? esbuildBundle(fn, framework) : undefined;
  const { provider, resources } = framework.service;
  return readServiceFunction(fn, {
    key,
    provider,
    runtime: aws.getRuntime(fn.runtime),
    region: aws.getRegion(),
    bundle,
    extension: resources?.extensions?.[aws.naming.getLambdaLogicalId(key)]?.Properties,
  });
}

function planFunction(state: FunctionState, fn: ServiceFunction, chosen: FunctionOptions): FunctionPlan {
  const plan = chosen.planner.plan(state);
  const { subscription, ...recipe } = plan.recipe ?? {};
  if (!fn.disableLogs || subscription === undefined) return plan;
  return subscription.carriesTraces
    ? leftPlan(state.id, 'logs-disabled')
    : { ...plan, recipe: recipe as FunctionPlan['recipe'] };
}

/** The names by which patterns may mean a function: its key, its full name, and its logical id in the template. */
export const selectorNames = (framework: Framework, key: string, { name }: ServiceFunction): string[] => [
  key,
  ...(name === undefined ? [] : [name]),
  framework.getProvider('aws').naming.getLambdaLogicalId(key),
];

/** Whether a function is to be traced, by any of its names. */
const isSelectedFunction = (names: readonly string[], settings: Settings): boolean =>
  settings.enabled !== false && isSelected(names, settings as FunctionPatterns);

/** The findings about the options and the plans, as the options of each function want them. */
export const plannedFindings = (planned: readonly PlannedFunction[]): Finding[] => {
  const selected = planned.filter((one) => one.isSelected);
  return [
    ...[...new Set(selected.map(({ chosen }) => chosen))].flatMap(({ findings, settings }) =>
      withPolicy(findings, settings as Policy),
    ),
    ...selected.flatMap(({ plan, chosen }) => withPolicy(plan.findings, chosen.settings as Policy)),
  ];
};

/** What became of each function, by the findings about its plan and the later ones about it. */
export const statusesOf = (planned: readonly PlannedFunction[], later: readonly Finding[]): TraceStatus[] =>
  planned.map(({ subject, isSelected, plan }) =>
    statusOf({
      isSelected,
      isTraced: plan.recipe !== undefined,
      findings: [...plan.findings, ...later.filter((found) => found.subject === subject)],
    }),
  );

/** The patterns of the service's that match none of its functions. */
export function unmatchedPatterns({ name, settings }: FunctionOptions, names: readonly string[]): Finding[] {
  const { include, exclude } = settings as FunctionPatterns;
  return about(`custom.${name}`, unmatchedNotes({ include, exclude }, names));
}
