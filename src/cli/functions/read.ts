/** Every function that is meant, read once and planned; one that cannot be read never stops the others. */

import type { Finding } from '../../core/finding';
import { about, type Note, note } from '../../core/finding';
import type { Identity } from '../aws/connection';
import { CALL_LIMITS } from '../aws/limits';
import type { Filter } from '../aws/log-calls';
import { connect, type RegionalApi } from '../aws/region';
import { CallFailure, troubleOf } from '../aws/trouble';
import { RunError } from '../command';
import { FLAGS } from '../options/arguments';
import { filtersFull, isOwnFilter } from './filters';
import { createJob, failedJob, type Job, type JobPlanner, withSubscription } from './job';
import { type FunctionSelection, idlePatterns, type ReadTarget, targetsIn } from './select';

/** The regions of a run, each with its calls. */
export type Regions = ReadonlyMap<string, RegionalApi>;

/** The regions that are named, by functions or by the user; else the one that AWS's own rules choose. */
export async function regionsOf(
  selection: FunctionSelection,
  given: readonly string[],
  identity: Identity,
): Promise<Regions> {
  const named = selection.names.flatMap(({ region }) => region ?? []);
  const isComplete =
    given.length > 0 || (selection.names.length > 0 && named.length === selection.names.length && !isWide(selection));
  const regions = isComplete
    ? [...new Set([...given, ...named])]
    : [await connect(undefined, identity).region(), ...named];
  return new Map([...new Set(regions)].map((region) => [region, connect(region, identity)]));
}

const isWide = ({ patterns, tags, expression, all }: FunctionSelection): boolean =>
  patterns.length + tags.length > 0 || expression !== undefined || all;

/** The functions that are meant, and what is wrong with the selection. */
export async function findAll(
  regions: Regions,
  selection: FunctionSelection,
): Promise<{ targets: ReadTarget[]; findings: Finding[] }> {
  const found = await Promise.all([...regions].map(([region, api]) => targetsIn(region, api, selection)));
  const all = found.flat();
  const targets = all.filter(({ excluded }) => !excluded);
  if (targets.length > 0) return { targets, findings: idlePatterns(selection, all) };
  const empty = note('selection-empty', { regions: [...regions.keys()].join(', ') });
  throw new RunError([...idlePatterns(selection, all), ...about(FLAGS, [empty])]);
}

export interface Reading {
  readonly planner: JobPlanner;
  /** Called with the name of each function that was read. */
  readonly step: (name: string) => void;
  readonly isStopped?: () => boolean;
}

/** Reads and plans them all. */
export async function readAll(
  regions: Regions,
  targets: readonly ReadTarget[],
  { planner, step, isStopped = () => false }: Reading,
): Promise<Job[]> {
  const reporting: JobPlanner = (deployed, tags) => {
    step(deployed.state.id);
    return planner(deployed, tags);
  };
  const jobs = await forEachLimited(targets, CALL_LIMITS.atOnce, (target) =>
    isStopped() ? undefined : readOne(regions, target, reporting),
  );
  return presentSomewhere(jobs.filter((job) => job !== undefined));
}

export async function readOne(regions: Regions, target: ReadTarget, planner: JobPlanner): Promise<Job> {
  const api = regions.get(target.region) as RegionalApi;
  try {
    const found = await api.get(target.requestName);
    const job = createJob(target, found, planner);
    if (!job.logSubscription?.make) return job;
    const filters = await filtersOf(api, job.logSubscription.make.logGroup, job);
    const isMissing = filters === undefined && job.logSubscription.make.creation === undefined;
    return isMissing ? withoutGroup(job, createJob(target, found, withoutLogs(planner))) : withFilters(job, filters);
  } catch (problem) {
    if (troubleOf(problem) === 'signed out') throw problem;
    const call = problem instanceof CallFailure ? problem.call : `lambda:GetFunction in ${target.region}`;
    return failedJob(target, call, problem);
  }
}

const withoutLogs =
  (planner: JobPlanner): JobPlanner =>
  (deployed, tags) => ({ ...planner(deployed, tags), logGroup: undefined });

/** The function without its subscription, because its log group must exist and does not. */
function withoutGroup({ logSubscription, target }: Job, job: Job): Job {
  const { logGroup = '', destination = '' } = logSubscription?.make ?? {};
  const why = `there is no log group ${logGroup}, and \`logGroups: existing\` creates none`;
  return {
    ...job,
    findings: [...job.findings, ...about(target.name, [note('subscription-needed', { why, destination })])],
  };
}

/**
 * The job without a filter to make where the log group is sent there already. A log group takes two filters: whether there is
 * room is seen before anything is changed.
 */
function withFilters(job: Job, filters: readonly Filter[] | 'unknown' = []): Job {
  const { make, ...rest } = job.logSubscription ?? {};
  const { logGroup = '', destination = '' } = make ?? {};
  if (filters === 'unknown' || filters.some((filter) => filter.destination === destination))
    return withSubscription(job, rest);
  const others = filters.filter((filter) => !isOwnFilter(filter));
  return others.length < CALL_LIMITS.filters ? job : withoutRoom(job, filtersFull(logGroup, others));
}

/** A function that is left because its log group has no room for the filter that it needs. */
export const withoutRoom = (job: Job, full: Note): Job => ({
  ...job,
  outcome: 'left',
  findings: [...job.findings, ...about(job.target.name, [full])],
});

/** What an earlier run subscribed is taken to be as it was where the filters may not be looked up. */
async function filtersOf(
  api: RegionalApi,
  logGroup: string,
  { deployed }: Job,
): Promise<readonly Filter[] | 'unknown' | undefined> {
  try {
    return await api.filters(logGroup);
  } catch (problem) {
    if (troubleOf(problem) === 'denied' && deployed?.kept?.logGroup === logGroup) return 'unknown';
    throw new CallFailure('logs:DescribeSubscriptionFilters', problem);
  }
}

/** Of several regions, a name need be in one only. */
function presentSomewhere(jobs: readonly Job[]): Job[] {
  const isMissing = ({ deployed, findings, target }: Job) =>
    !deployed && !target.named?.region && findings.some(({ code }) => code === 'function-missing');
  const there = new Set(jobs.filter((job) => !isMissing(job)).map(({ target }) => target.requestName));
  return jobs.filter((job) => !isMissing(job) || !there.has(job.target.requestName));
}

/** Works through a list, so many at once, and gives the results in its order. */
export async function forEachLimited<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R> | R,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
