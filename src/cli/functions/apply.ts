/** A planned function is changed: once, whole, and only if it still is what was planned. */
import { about, note } from '../../core/finding';
import type { Configuration } from '../../surfaces/lambda/configuration';
import { namingCall } from '../aws/attempts';
import { CALL_LIMITS } from '../aws/limits';
import { CLOCK, type Clock } from '../aws/pace';
import type { RegionalApi } from '../aws/region';
import { CallFailure, reasonOf, troubleOf } from '../aws/trouble';
import { withoutEdge } from './edge';
import { failedJob, type GroupCreation, type Job, type JobPlanner } from './job';
import { FILTER_NAME, type Regions, readOne } from './read';

export interface Applying {
  readonly regions: Regions;
  readonly planner: JobPlanner;
  readonly clock?: Clock;
}

/** How often a function is planned again because something else changed it meanwhile. */
const PLANS = 4;

/** Carries out everything but tags, which are done for many functions at once. */
export async function applyJob(first: Job, applying: Applying): Promise<Job> {
  const { regions, clock = CLOCK } = applying;
  const api = regions.get(first.target.region) as RegionalApi;
  let job = first;
  for (let plans = 1; job.outcome === 'open'; plans++) {
    try {
      if (!isReady(job.deployed?.configuration)) {
        await waitForUpdate(api, job.target.requestName, clock);
        job = await readAgain(job, applying);
        if (job.outcome !== 'open') break;
      }
      return await change(api, job, clock);
    } catch (problem) {
      const trouble = troubleOf(problem);
      if (trouble === 'signed out') throw problem;
      if ((trouble !== 'stale' && trouble !== 'busy') || plans >= PLANS)
        return failedJob(job.target, problem instanceof CallFailure ? problem.call : 'the change', problem, job);
      if (trouble === 'busy') await waitForUpdate(api, job.target.requestName, clock).catch(() => undefined);
      job = await readAgain(job, applying);
    }
  }
  // Planned again, there was nothing left to do: an answer was lost, or something else made the change.
  return job.outcome === 'same' ? { ...first, ...job, outcome: 'done', calls: { tag: {}, untag: [] } } : job;
}

/** The function as it is now, planned again: it may run at the edge now. */
async function readAgain({ target }: Job, { regions, planner }: Applying): Promise<Job> {
  const job = await readOne(regions, target, planner);
  const { jobs } = await withoutEdge([job], regions);
  return jobs[0] ?? job;
}

/** The log group first: without it the function would send its traces nowhere. */
async function change(api: RegionalApi, job: Job, clock: Clock): Promise<Job> {
  const { calls, logSubscription, target } = job;
  if (logSubscription?.make) await namingCall('logs:PutSubscriptionFilter', () => subscribe(api, job));
  try {
    if (calls?.update) {
      const { update } = calls;
      const after = await namingCall('lambda:UpdateFunctionConfiguration', () => api.update(update));
      const end = isReady(after) ? after : await waitForUpdate(api, target.requestName, clock);
      if (end.LastUpdateStatus === 'Failed') throw new Error(end.LastUpdateStatusReason ?? 'the update failed');
    }
  } catch (problem) {
    const isSure = !['stale', 'busy', 'faulty'].includes(troubleOf(problem));
    if (logSubscription?.make && isSure)
      await api.unsubscribe(logSubscription.make.logGroup, FILTER_NAME).catch(() => undefined);
    throw problem;
  }
  if (!logSubscription?.end) return { ...job, outcome: 'done' };
  return unsubscribe(api, job, logSubscription.end);
}

async function subscribe(api: RegionalApi, { logSubscription, deployed }: Job): Promise<void> {
  const { logGroup = '', destination = '', permit, creation } = logSubscription?.make ?? {};
  const { partition, region, account, name } = deployed?.place ?? { partition: '', region: '', account: '', name: '' };
  if (permit)
    await api.permit(
      destination,
      `tracelayer-${name}`,
      `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}:*`,
    );
  if (creation && (await api.filters(logGroup)) === undefined) await createGroup(api, logGroup, creation);
  await api.subscribe(logGroup, FILTER_NAME, destination);
}

async function createGroup(api: RegionalApi, name: string, { retentionInDays }: GroupCreation): Promise<void> {
  await api.createGroup(name);
  if (retentionInDays !== undefined) await api.retain(name, retentionInDays);
}

/** A filter that remains does no harm to the function, but it is reported. */
async function unsubscribe(api: RegionalApi, job: Job, logGroup: string): Promise<Job> {
  try {
    await api.unsubscribe(logGroup, FILTER_NAME);
    return { ...job, outcome: 'done' };
  } catch (problem) {
    const instead = `remove the filter "${FILTER_NAME}" of ${logGroup}`;
    const found = note('call-failed', { call: 'logs:DeleteSubscriptionFilter', reason: reasonOf(problem), instead });
    return { ...job, outcome: 'failed', findings: [...job.findings, ...about(job.target.name, [found])] };
  }
}

const isReady = ({ LastUpdateStatus, State }: Configuration = {}): boolean =>
  LastUpdateStatus !== 'InProgress' && State !== 'Pending';

/** The function once no update is under way; its waiter asks once a second, as AWS's own does. */
async function waitForUpdate(api: RegionalApi, name: string, clock: Clock): Promise<Configuration> {
  for (const start = clock.now(), pauses = [100, 200, 400]; ; ) {
    const { configuration } = await api.get(name);
    if (isReady(configuration)) return configuration;
    if (clock.now() - start > CALL_LIMITS.update) throw new UpdateInProgress();
    await clock.sleep(pauses.shift() ?? 1000);
  }
}

class UpdateInProgress extends Error {
  constructor() {
    super(`an update of the function is still under way after ${CALL_LIMITS.update / 1000} s`);
    this.name = 'Busy';
  }
}
