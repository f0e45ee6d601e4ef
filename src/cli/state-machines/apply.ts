/** A planned state machine is changed: once, whole, and only if it still is what was planned. */
import { about, type Note, note } from '../../core/finding';
import { namingCall } from '../aws/attempts';
import type { MachineDescription } from '../aws/machine-calls';
import { CLOCK, type Clock } from '../aws/pace';
import type { RegionalApi } from '../aws/region';
import { CallFailure, reasonOf, troubleOf } from '../aws/trouble';
import { FILTER_NAME } from '../functions/read';
import { failedMachine, type MachineJob, type MachineReading, readMachineJob, unallowed } from './job';
import type { DeployedMachine } from './read';
import type { MachineWrites } from './writes';

export interface MachineChanging extends MachineReading {
  readonly clock?: Clock;
}

/** How often a machine is planned again because something else changed it meanwhile. */
const PLANS = 4;

export async function applyMachineJob(first: MachineJob, changing: MachineChanging): Promise<MachineJob> {
  let job = first;
  for (let plans = 1; job.outcome === 'open'; plans++) {
    try {
      return await change(changing.regions.get(job.target.region) as RegionalApi, job, changing.clock ?? CLOCK);
    } catch (problem) {
      const trouble = troubleOf(problem);
      if (trouble === 'signed out') throw problem;
      if (isRoleRefusal(problem)) return unallowed(job);
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

/** The tags with the receipt come before the update, and go after the update that takes everything back. */
async function change(api: RegionalApi, job: MachineJob, clock: Clock): Promise<MachineJob> {
  const { deployed, writes } = job as Required<MachineJob>;
  const undo = new Undo();
  try {
    await prepare(api, writes, deployed, undo);
    await checkUnchanged(api, deployed);
    if (Object.keys(writes.tag).length > 0) {
      undo.add(() => restoreTags(api, deployed, writes));
      await namingCall('states:TagResource', () => api.tagMachine(deployed.arn, writes.tag));
    }
    await namingCall('states:UpdateStateMachine', () => update(api, writes, clock));
  } catch (problem) {
    if (troubleOf(problem) !== 'faulty') await undo.run();
    throw problem;
  }
  const left = await cleanUp(api, deployed, writes);
  const findings = [...job.findings, ...about(job.target.name, left)];
  // Step Functions accepts logging only if the role allows it.
  const needs = writes.update?.loggingConfiguration ? [] : job.needs;
  return {
    ...job,
    needs,
    findings,
    outcome: left.some(({ code }) => code === 'machine-cleanup-failed') ? 'failed' : 'done',
  };
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

/** The log group, its subscription, and what the role must be allowed: the update needs them. */
async function prepare(api: RegionalApi, writes: MachineWrites, deployed: DeployedMachine, undo: Undo): Promise<void> {
  const { makeGroup, subscribe, grant } = writes;
  if (makeGroup) await namingCall('logs:CreateLogGroup', () => makeLogGroup(api, makeGroup, undo));
  if (subscribe) {
    const { logGroup, destination, permit } = subscribe;
    if (permit)
      await namingCall('lambda:AddPermission', () =>
        api.permit(destination, permissionId(deployed), logGroupArn(deployed, logGroup)),
      );
    undo.add(() => api.unsubscribe(logGroup, FILTER_NAME));
    await namingCall('logs:PutSubscriptionFilter', () => api.subscribe(logGroup, FILTER_NAME, destination));
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

/** Milliseconds to wait for a policy that was just written: IAM needs some seconds to make it known everywhere. */
const PAUSES = [1000, 2000, 3000, 5000, 8000, 10_000] as const;

async function update(api: RegionalApi, { update: wanted, grant }: MachineWrites, clock: Clock): Promise<void> {
  if (wanted === undefined) return;
  const pauses: number[] = grant ? [...PAUSES] : [];
  for (;;) {
    try {
      return void (await api.updateMachine(wanted));
    } catch (problem) {
      const pause = pauses.shift();
      if (pause === undefined || !isRoleRefusal(problem)) throw problem;
      await clock.sleep(pause);
    }
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

/** What is no longer needed. What remains does no harm to the machine, but it is reported. */
async function cleanUp(api: RegionalApi, { arn }: DeployedMachine, writes: MachineWrites): Promise<Note[]> {
  const { unsubscribe, ungrant, untag } = writes;
  const steps: [call: string, instead: string, step: () => Promise<unknown>][] = [];
  if (unsubscribe)
    steps.push([
      'logs:DeleteSubscriptionFilter',
      `remove the filter "${FILTER_NAME}" of ${unsubscribe}`,
      () => api.unsubscribe(unsubscribe, FILTER_NAME),
    ]);
  if (ungrant)
    steps.push([
      'iam:DeleteRolePolicy',
      `remove the inline policy "${ungrant.name}" of ${ungrant.role}`,
      () => api.deletePolicy(ungrant.role, ungrant.name),
    ]);
  const notes: Note[] = [];
  for (const [call, instead, step] of steps) notes.push(...(await attempt(call, instead, step)));
  // The receipt goes last: it names what is still to be removed.
  const again = 'run the same command again';
  if (untag.length > 0 && notes.length === 0)
    notes.push(...(await attempt('states:UntagResource', again, () => api.untagMachine(arn, untag))));
  return notes;
}

async function attempt(call: string, instead: string, step: () => Promise<unknown>): Promise<Note[]> {
  try {
    await step();
    return [];
  } catch (problem) {
    if (troubleOf(problem) === 'signed out') throw new CallFailure(call, problem);
    return [note('machine-cleanup-failed', { call, reason: reasonOf(problem), instead })];
  }
}
