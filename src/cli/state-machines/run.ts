/** The state machines of a run: found, read, and changed together with the functions. */
import { about, type Finding, note } from '../../core/finding';
import { CALL_LIMITS } from '../aws/limits';
import { RunError } from '../command';
import type { LogFilters } from '../functions/log-filters';
import { forEachLimited, type Regions } from '../functions/read';
import { FLAGS } from '../options/arguments';
import { applyMachineJob, type MachineChanging } from './apply';
import { cleanUpMachines } from './clean-up';
import { type MachineJob, type MachineReading, readMachineJob } from './job';
import type { MachinePlanner } from './planning';
import { idleMachinePatterns, type MachineSelection, type MachineTargetName, machinesIn } from './select';
import { useOf } from './writes';

export interface MachineWork {
  readonly selection: MachineSelection;
  readonly planner: MachinePlanner;
  readonly grant: boolean;
}

/** The state machines that are meant, and what is wrong with the selection. */
export async function findMachines(
  regions: Regions,
  selection: MachineSelection,
): Promise<{ targets: MachineTargetName[]; findings: Finding[] }> {
  const found = await Promise.all([...regions].map(([region, api]) => machinesIn(region, api, selection)));
  const all = presentSomewhere(found.flat());
  const targets = all.filter(({ excluded }) => !excluded);
  const findings = idleMachinePatterns(selection, all);
  if (targets.length > 0) return { targets, findings };
  const empty = note('selection-empty', { noun: 'state machine', regions: [...regions.keys()].join(', ') });
  throw new RunError([...findings, ...about(FLAGS, [empty])]);
}

/** Of several Regions, a name need be in one only. */
function presentSomewhere(targets: readonly MachineTargetName[]): MachineTargetName[] {
  const present = new Set(targets.filter(({ arn }) => arn !== undefined).map(({ name }) => name));
  const missing = new Set<string>();
  return targets.filter(({ arn, name }) => {
    if (arn !== undefined) return true;
    if (present.has(name) || missing.has(name)) return false;
    return missing.add(name);
  });
}

export const readMachines = (
  targets: readonly MachineTargetName[],
  reading: MachineReading,
  isStopped: () => boolean = () => false,
): Promise<MachineJob[]> =>
  forEachLimited(targets, CALL_LIMITS.atOnce, (target) =>
    isStopped() ? undefined : readMachineJob(target, reading),
  ).then((jobs) => jobs.filter((job) => job !== undefined));

/** Says where log groups must be sent, before the first function or state machine is changed. */
export function expectMachineSubscriptions(jobs: readonly MachineJob[], filters: LogFilters): void {
  for (const { outcome, deployed, writes } of jobs)
    if (outcome === 'open' && deployed && writes?.subscribe)
      filters.expect(useOf(deployed, writes.subscribe.logGroup), writes.subscribe.destination);
}

export const changeMachines = (
  jobs: readonly MachineJob[],
  changing: MachineChanging,
  isStopped: () => boolean,
): Promise<MachineJob[]> =>
  forEachLimited(jobs, CALL_LIMITS.atOnce, (job) =>
    job.outcome !== 'open' || isStopped() ? job : applyMachineJob(job, changing),
  ).then((changed) => cleanUpMachines(changed, changing));
