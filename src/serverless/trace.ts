/** The plans for the functions of a service. */
import { about, type Finding, note } from '../core/finding';
import type { Plan } from '../core/plan';
import type { Settings } from '../core/provider';
import { isSelected, type Selection } from '../core/select';
import { PROVIDERS } from '../providers';
import { unmatchedNotes } from '../surfaces/selectors';
import type { ServiceFunction } from '../surfaces/service/model';
import { isAtEdge, read } from '../surfaces/service/read';
import { bundleOf } from './esbuild';
import { type Framework, functionsOf } from './framework';
import type { Chosen, optionsOf } from './options';

export interface Traced {
  readonly key: string;
  readonly fn: ServiceFunction;
  readonly chosen: Chosen;
  readonly plan: Plan;
}

/** A plan for every function that is meant; nothing is changed yet. */
export function planFunctions(framework: Framework, options: ReturnType<typeof optionsOf>): Traced[] {
  const aws = framework.getProvider('aws');
  const region = aws.getRegion();
  return Object.entries(functionsOf(framework.service)).flatMap(([key, fn]) => {
    const chosen = options(key, fn);
    if (!isMeant([key, fn.name ?? key], chosen.settings)) return [];
    const { provider } = framework.service;
    const bundle = PROVIDERS[chosen.name].seesBundles ? bundleOf(fn, framework) : undefined;
    const state = read(fn, { key, provider, runtime: aws.getRuntime(fn.runtime), region, bundle });
    const edge = { changes: [], findings: about(state.id, [note('function-edge')]) };
    return [
      {
        key,
        fn,
        chosen,
        plan: isAtEdge(fn) ? edge : chosen.planner.plan(state),
      },
    ];
  });
}

/** Whether a function is to be traced, by any of its names. */
export const isMeant = (names: readonly string[], settings: Settings): boolean =>
  settings.enabled !== false && isSelected(names, settings as Selection);

/** What there is to tell of the options and the plans. */
export const findingsOf = (traced: readonly Traced[]): Finding[] => [
  ...new Set(traced.flatMap(({ chosen }) => chosen.findings)),
  ...traced.flatMap(({ plan: { findings } }) => findings),
];

/** The patterns of the service's that meet none of its functions. */
export function strayPatterns({ name, settings }: Chosen, names: readonly string[]): Finding[] {
  const { include, exclude } = settings as Selection;
  return about(`custom.${name}`, unmatchedNotes({ include, exclude }, names));
}
