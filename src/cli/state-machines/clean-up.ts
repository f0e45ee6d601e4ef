/**
 * What changed machines no longer need: filters, inline policies, and the receipt in tags. All machines of a run are changed
 * before, so that what two of them share goes with the last one.
 */
import { about, type Note, note } from '../../core/finding';
import type { RegionalApi } from '../aws/region';
import { CallFailure, reasonOf, troubleOf } from '../aws/trouble';
import { FILTER_NAME } from '../functions/filters';
import type { MachineChanging } from './apply';
import type { MachineJob } from './job';
import type { DeployedMachine } from './read';
import { handOver } from './shared-policy';
import { type MachineWrites, useOf } from './writes';

/** The jobs, of which those that are done are cleaned up, one after the other. */
export async function cleanUpMachines(jobs: readonly MachineJob[], changing: MachineChanging): Promise<MachineJob[]> {
  const changed = jobs.filter(({ outcome, writes, deployed }) => outcome === 'done' && writes && deployed);
  for (const { writes, deployed } of changed as ChangedJob[])
    if (writes.unsubscribe) changing.filters.release(useOf(deployed, writes.unsubscribe));
  const untraced = new Set(changed.flatMap(({ plan, deployed }) => (plan?.receipt || !deployed ? [] : [deployed.arn])));
  const cleaning = { ...changing, untraced, heirs: new Set<string>() };
  const cleaned: MachineJob[] = [];
  for (const job of jobs) cleaned.push(changed.includes(job) ? await cleanUp(job as ChangedJob, cleaning) : job);
  return cleaned;
}

type ChangedJob = MachineJob & { readonly writes: MachineWrites; readonly deployed: DeployedMachine };

interface CleaningUp extends MachineChanging {
  /** The machines that have just been taken back. */
  readonly untraced: ReadonlySet<string>;
  /** The machines that have just got a policy of another. */
  readonly heirs: Set<string>;
}

/** What remains does no harm to the machine, but it is reported. */
async function cleanUp(job: ChangedJob, cleaning: CleaningUp): Promise<MachineJob> {
  const { deployed, writes, target } = job;
  const { unsubscribe, ungrant, untag } = writes;
  const api = cleaning.regions.get(target.region) as RegionalApi;
  const notes: Note[] = [];
  if (unsubscribe)
    notes.push(
      ...(await attempt('logs:DeleteSubscriptionFilter', `remove the filter "${FILTER_NAME}" of ${unsubscribe}`, () =>
        cleaning.filters.end(useOf(deployed, unsubscribe)),
      )),
    );
  if (ungrant)
    notes.push(
      ...(await attempt('iam:DeleteRolePolicy', `remove the inline policy "${ungrant.name}" of ${ungrant.role}`, () =>
        handOver(api, { ...ungrant, arn: deployed.arn }, cleaning),
      )),
    );
  // The receipt goes last: it names what is still to be removed.
  if (untag.length > 0 && !notes.some(isFailure))
    notes.push(
      ...(await attempt('states:UntagResource', 'run the same command again', async () => {
        await api.untagMachine(deployed.arn, untag);
        return [];
      })),
    );
  const findings = [...job.findings, ...about(target.name, notes)];
  return { ...job, findings, outcome: notes.some(isFailure) ? 'failed' : 'done' };
}

const isFailure = ({ code }: Note): boolean => code === 'machine-cleanup-failed';

async function attempt(call: string, instead: string, step: () => Promise<Note[]>): Promise<Note[]> {
  try {
    return await step();
  } catch (problem) {
    if (troubleOf(problem) === 'signed out') throw new CallFailure(call, problem);
    return [note('machine-cleanup-failed', { call, reason: reasonOf(problem), instead })];
  }
}
