/** A planned function is changed: once, whole, and only if it still is what was planned. */
import { about, note } from '../../core/finding';
import { type Configuration, logGroupName } from '../../surfaces/lambda/configuration';
import { namingCall } from '../aws/attempts';
import { CALL_LIMITS } from '../aws/limits';
import { CLOCK, type Clock } from '../aws/pace';
import type { RegionalApi } from '../aws/region';
import { CallFailure, reasonOf, troubleOf } from '../aws/trouble';
import { withoutEdge } from './edge';
import { FILTER_NAME, FiltersFull } from './filters';
import { failedJob, type Job, type JobPlanner } from './job';
import type { FilterUse, LogFilters } from './log-filters';
import { forEachLimited, type Regions, readOne, withoutRoom } from './read';

export interface Applying {
  readonly regions: Regions;
  readonly planner: JobPlanner;
  readonly filters: LogFilters;
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
      return await change(api, job, { filters: applying.filters, clock });
    } catch (problem) {
      const trouble = troubleOf(problem);
      if (trouble === 'signed out') throw problem;
      if (problem instanceof FiltersFull) return withoutRoom(job, problem.note);
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
async function change(
  api: RegionalApi,
  job: Job,
  { filters, clock }: { readonly filters: LogFilters; readonly clock: Clock },
): Promise<Job> {
  const { calls, logSubscription, target } = job;
  const undo = logSubscription?.make ? await subscribe(api, job, filters) : undefined;
  try {
    if (calls?.update) {
      const { update } = calls;
      const after = await namingCall('lambda:UpdateFunctionConfiguration', () => api.update(update));
      const end = isReady(after) ? after : await waitForUpdate(api, target.requestName, clock);
      if (end.LastUpdateStatus === 'Failed') throw new Error(end.LastUpdateStatusReason ?? 'the update failed');
    }
  } catch (problem) {
    const isSure = !['stale', 'busy', 'faulty'].includes(troubleOf(problem));
    if (isSure) await undo?.().catch(() => undefined);
    throw problem;
  }
  return { ...job, outcome: 'done' };
}

async function subscribe(api: RegionalApi, job: Job, filters: LogFilters): Promise<() => Promise<unknown>> {
  const { logSubscription, deployed } = job;
  const { logGroup = '', destination = '', permit, creation } = logSubscription?.make ?? {};
  const { partition, region, account, name } = deployed?.place ?? { partition: '', region: '', account: '', name: '' };
  const groupArn = `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}:*`;
  if (permit) await namingCall('lambda:AddPermission', () => api.permit(destination, `tracelayer-${name}`, groupArn));
  return filters.make(useOf(job, logGroup), { destination, ...(creation ? { creation } : {}) });
}

/** The use that a function makes of a log group, which is its own where it has the name of the function. */
const useOf = ({ deployed, target: { name, region } }: Job, logGroup: string): FilterUse => ({
  ...{ region, user: deployed?.configuration.FunctionArn ?? '', logGroup, isOwn: logGroup === logGroupName(name) },
});

/** Says where log groups must be sent, before the first function is changed. */
export function expectSubscriptions(jobs: readonly Job[], filters: LogFilters): void {
  for (const job of jobs) {
    const { logGroup, destination } = job.logSubscription?.make ?? {};
    if (job.outcome === 'open' && logGroup !== undefined && destination !== undefined)
      filters.expect(useOf(job, logGroup), destination);
  }
}

/** Removes the filters that the changed functions no longer need, once all functions of the run are changed. */
export function endSubscriptions(jobs: readonly Job[], filters: LogFilters): Promise<Job[]> {
  for (const job of jobs) for (const use of endedUses(job)) filters.release(use);
  return forEachLimited(jobs, CALL_LIMITS.atOnce, async (job) => {
    const [use] = endedUses(job);
    return use ? unsubscribe(job, use, filters) : job;
  });
}

function endedUses(job: Job): FilterUse[] {
  const logGroup = job.logSubscription?.end;
  return job.outcome === 'done' && logGroup !== undefined ? [useOf(job, logGroup)] : [];
}

/** A filter that remains does no harm to the function, but it is reported. */
async function unsubscribe(job: Job, use: FilterUse, filters: LogFilters): Promise<Job> {
  try {
    const notes = await filters.end(use);
    return { ...job, findings: [...job.findings, ...about(job.target.name, notes)] };
  } catch (problem) {
    if (troubleOf(problem) === 'signed out') throw problem;
    const instead = `remove the filter "${FILTER_NAME}" of ${use.logGroup}`;
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
