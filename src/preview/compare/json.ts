/** Comparisons as JSON, for programs. */
import type { ComparedConfiguration, TimingName } from './comparison';
import { monthlyCost } from './cost';
import { exceededLimits, type Limits } from './gates';
import type { ComparedPage } from './page';

interface Compared {
  readonly pages: readonly ComparedPage[];
  readonly notRun: readonly object[];
  readonly limits: Limits;
}

/** Indented JSON: times in milliseconds, sizes in bytes, memory in megabytes. */
export function comparisonsJson({ pages, notRun, limits }: Compared): string {
  const comparisons = pages.map(({ comparison, usage }) => ({
    ...comparison,
    ...(usage ? { usage } : {}),
    configurations: comparison.configurations.map((one, index) => ({
      ...one,
      ...(usage && index > 0 ? { monthlyCost: monthlyCost(one, usage) } : {}),
      timings: timingsOf(one),
    })),
  }));
  const exceeded = pages.flatMap(({ comparison }) => exceededLimits(comparison, limits));
  return JSON.stringify({ comparisons, exceeded, notRun }, undefined, 2);
}

/** Whole microseconds: no clock here is more exact. */
const timingsOf = ({ timings }: ComparedConfiguration) =>
  Object.fromEntries(
    (Object.keys(timings) as TimingName[]).map((name) => [
      name,
      { ...timings[name], samples: timings[name].samples.map((value) => Math.round(value * 1000) / 1000) },
    ]),
  );
