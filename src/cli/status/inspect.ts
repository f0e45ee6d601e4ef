/** Functions with everything that AWS says of them: what `status` shows, and what `doctor` starts from. */
import type { Finding, Policy } from '../../core/finding';
import { FUNCTION, targetOf } from '../../core/function';
import { plan as planOf } from '../../core/plan';
import { PROVIDERS } from '../../providers';
import { isIntact } from '../functions/condition';
import { withoutEdge } from '../functions/edge';
import type { Job, JobPlanner } from '../functions/job';
import type { Lookups } from '../functions/lookups';
import { type Regions, readAll } from '../functions/read';
import type { ReadTarget } from '../functions/select';
import type { Host } from '../host';
import type { OptionsFor } from '../options/settings';
import { progressOn } from '../terminal/progress';
import { withNeededStatements } from './row';

interface Inspecting {
  readonly regions: Regions;
  readonly targets: readonly ReadTarget[];
  /** What was refused to them is for the caller to report. */
  readonly lookups: Lookups;
}

export interface Inspected {
  readonly jobs: readonly Job[];
  readonly findings: readonly Finding[];
}

/** Reads the functions, compares them with the options, and looks up what they wait for. */
export async function inspectFunctions(
  { regions, targets, lookups }: Inspecting,
  options: OptionsFor,
  host: Host,
): Promise<Inspected> {
  const progress = progressOn(host.err, 'reading', targets.length, !host.err.isTerminal);
  const jobs = await readAll(regions, targets, { planner: looking(options), step: progress.step });
  progress.end();
  const edge = await withoutEdge(jobs, regions, isUntraced);
  const known = edge.jobs.map((job) => withNeededStatements(job, options));
  return { jobs: await lookups.finish(known, ({ deployed }) => isIntact(deployed)), findings: edge.findings };
}

/** Only for these functions would `instrument` ask whether they run at the edge. */
const isUntraced = ({ deployed, isSelected = true }: Job): boolean => isSelected && deployed?.kept === undefined;

/** The plan is only compared, and never carried out. */
const looking =
  (options: OptionsFor): JobPlanner =>
  ({ state, place }) => {
    const { settings } = options.of([place.name]);
    return {
      plan: planOf(FUNCTION, state, PROVIDERS[options.provider].recipe(settings, targetOf(state))),
      policy: settings as Policy,
      isSelected: settings.enabled !== false,
      left: true,
    };
  };
