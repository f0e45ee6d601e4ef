/** A planned state machine is changed: once, whole, and only if it still is what was planned. */
import { namingCall } from '../aws/attempts';
import type { MachineDescription, MachineUpdate } from '../aws/machine-calls';
import { CLOCK, type Clock } from '../aws/pace';
import type { RegionalApi } from '../aws/region';
import { reasonOf, troubleOf } from '../aws/trouble';
import { FiltersFull } from '../functions/filters';
import type { Holders } from '../functions/holders';
import type { LogFilters } from '../functions/log-filters';
import {
  failedMachine,
  grantUnseen,
  leftMachine,
  type MachineJob,
  type MachineReading,
  readMachineJob,
  unallowed,
} from './job';
import type { DeployedMachine } from './read';
import { type MachineWrites, useOf } from './writes';

export interface MachineChanging extends MachineReading {
  readonly holders: Holders;
  readonly filters: LogFilters;
  readonly clock?: Clock;
}

/** How often a machine is planned again because something else changed it meanwhile. */
const PLANS = 4;

export async function applyMachineJob(first: MachineJob, changing: MachineChanging): Promise<MachineJob> {
  let job = first;
  for (let plans = 1; job.outcome === 'open'; plans++) {
    try {
      return await change(changing.regions.get(job.target.region) as RegionalApi, job, changing);
    } catch (problem) {
      const trouble = troubleOf(problem);
      if (trouble === 'signed out') throw problem;
      if (problem instanceof FiltersFull) return leftMachine(job, [problem.note]);
      if (isRoleRefusal(problem)) return job.writes?.grant ? grantUnseen(job, SECONDS) : unallowed(job);
      if (trouble !== 'stale' || plans >= PLANS) return failedMachine(job, problem);
      job = await readMachineJob(job.target, changing);
    }
  }
  // Planned again, there was nothing left to do: an answer was lost, or something else made the change.
  return job.outcome === 'same' ? { ...first, ...job, outcome: 'done' } : job;
}

/** What Step Functions says where the role does not allow the logging that it was asked for. */
const isRoleRefusal = (problem: unknown): boolean =>
  troubleOf(problem) === 'denied' && /IAM Role is not authorized/i.test(reasonOf(problem));

/** The tags with the receipt come before the update; `cleanUpMachines` removes them after the one that takes everything back. */
async function change(api: RegionalApi, job: MachineJob, changing: MachineChanging): Promise<MachineJob> {
  const { clock = CLOCK, filters } = changing;
  const { deployed, writes } = job as Required<MachineJob>;
  const undo = new Undo();
  try {
    await prepare(api, { writes, deployed, undo, filters });
    await checkUnchanged(api, deployed);
    if (Object.keys(writes.tag).length > 0) {
      undo.add(() => restoreTags(api, deployed, writes));
      await namingCall('states:TagResource', () => api.tagMachine(deployed.arn, writes.tag));
    }
    await namingCall('states:UpdateStateMachine', () => update(api, job as Required<MachineJob>, clock));
  } catch (problem) {
    if (troubleOf(problem) !== 'faulty') await undo.run();
    throw problem;
  }
  // Step Functions accepts logging only if the role allows it.
  return { ...job, needs: writes.update?.loggingConfiguration ? [] : job.needs, outcome: 'done' };
}

/** What takes back the steps of a change that failed later, the last one first. */
class Undo {
  private readonly steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.steps.unshift(step);
  }

  async run(): Promise<void> {
    for (const step of this.steps) await step().catch(() => undefined);
  }
}

interface Preparing {
  readonly writes: MachineWrites;
  readonly deployed: DeployedMachine;
  readonly undo: Undo;
  readonly filters: LogFilters;
}

/** The log group, its subscription, and what the role must be allowed: the update needs them. */
async function prepare(api: RegionalApi, { writes, deployed, undo, filters }: Preparing): Promise<void> {
  const { makeGroup, subscribe, grant } = writes;
  if (makeGroup) await namingCall('logs:CreateLogGroup', () => makeLogGroup(api, makeGroup, undo));
  if (subscribe) {
    const { logGroup, destination, permit } = subscribe;
    if (permit)
      await namingCall('lambda:AddPermission', () =>
        api.permit(destination, permissionId(deployed), logGroupArn(deployed, logGroup)),
      );
    undo.add(await filters.make(useOf(deployed, logGroup), { destination }));
  }
  if (grant) {
    undo.add(() => api.deletePolicy(grant.role, grant.name));
    await namingCall('iam:PutRolePolicy', () => api.putPolicy(grant.role, grant.name, grant.document));
  }
}

async function makeLogGroup(
  api: RegionalApi,
  { name, days }: NonNullable<MachineWrites['makeGroup']>,
  undo: Undo,
): Promise<void> {
  if ((await api.filters(name)) !== undefined) return;
  await api.createGroup(name);
  undo.add(() => api.deleteGroup(name));
  await api.retain(name, days);
}

/** A statement of a function's policy takes letters, digits, `-`, and `_`. */
const permissionId = ({ place: { name } }: DeployedMachine): string =>
  `tracelayer-states-${name.replaceAll(/[^\w-]/g, '-')}`;

const logGroupArn = ({ place: { partition, region, account } }: DeployedMachine, group: string): string =>
  `arn:${partition}:logs:${region}:${account}:log-group:${group}:*`;

/** Step Functions takes no revision with an update, so it is looked at once more right before. */
async function checkUnchanged(api: RegionalApi, { arn, described }: DeployedMachine): Promise<void> {
  const now = await namingCall('states:DescribeStateMachine', () => api.machine(arn));
  if (JSON.stringify(comparable(now)) !== JSON.stringify(comparable(described))) throw new MachineChanged();
}

const comparable = (described: MachineDescription): unknown[] => {
  const { revisionId, definition, roleArn, loggingConfiguration, tracingConfiguration } = described;
  return [revisionId, definition, roleArn, loggingConfiguration, tracingConfiguration];
};

class MachineChanged extends Error {
  constructor() {
    super('the state machine has changed since it was read');
    this.name = 'ConflictException';
  }
}

/** Milliseconds to wait for a policy that was just written: IAM needs some seconds, and rarely a minute, to make it known. */
const PAUSES = [1000, 2000, 3000, 5000, 8000, 10_000, 15_000, 16_000] as const;
const SECONDS = PAUSES.reduce((sum: number, pause) => sum + pause, 0) / 1000;

async function update(api: RegionalApi, { deployed, writes }: Required<MachineJob>, clock: Clock): Promise<void> {
  const { update: wanted, grant } = writes;
  const { roleArn } = deployed.described;
  if (wanted === undefined) return;
  const pauses: number[] = grant ? [...PAUSES] : [];
  for (;;) {
    try {
      return void (await updateOnce(api, wanted, roleArn));
    } catch (problem) {
      const pause = pauses.shift();
      if (pause === undefined || !isRoleRefusal(problem)) throw problem;
      await clock.sleep(pause);
    }
  }
}

/**
 * By its documentation, an update without a definition needs the role, which needs `iam:PassRole`; in practice it doesn't.
 * Source: docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
 */
async function updateOnce(api: RegionalApi, wanted: MachineUpdate, roleArn: string | undefined): Promise<void> {
  try {
    await api.updateMachine(wanted);
  } catch (problem) {
    if (!reasonOf(problem).startsWith('MissingRequiredParameter') || roleArn === undefined) throw problem;
    await api.updateMachine({ ...wanted, roleArn });
  }
}

/** The tags as they were before the change. */
async function restoreTags(api: RegionalApi, { arn, tags }: DeployedMachine, { tag }: MachineWrites): Promise<void> {
  const names = Object.keys(tag);
  const added = names.filter((name) => !Object.hasOwn(tags, name));
  const changed = Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(tags, name) ? [[name, tags[name] ?? '']] : [])),
  );
  if (added.length > 0) await api.untagMachine(arn, added);
  if (Object.keys(changed).length > 0) await api.tagMachine(arn, changed);
}
