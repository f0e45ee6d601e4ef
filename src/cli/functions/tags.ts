/** Tags of many functions, twenty in one call, so that a function costs no second write. */
import { about, note } from '../../core/finding';
import { CallFailure, reasonOf } from '../aws/trouble';
import type { Job } from './job';
import type { Regions } from './read';

/** Source: docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html */
const BATCH = 20;

export type Step = 'tag' | 'untag';

/** The calls of a step: for many, and for one where the many are not allowed. */
const CALLS = {
  tag: { many: 'tagAll', one: 'tag', of: ({ calls }: Job) => calls?.tag ?? {} },
  untag: { many: 'untagAll', one: 'untag', of: ({ calls }: Job) => calls?.untag ?? [] },
} as const;

/** Sets or removes the tags of the jobs; a function whose tags cannot be changed is told as failed. */
export async function tagJobs(jobs: readonly Job[], step: Step, regions: Regions): Promise<Job[]> {
  const needy = jobs.filter((job) => Object.keys(CALLS[step].of(job)).length > 0);
  const groups = new Map<string, Job[]>();
  for (const job of needy) {
    const key = `${job.target.region} ${JSON.stringify(CALLS[step].of(job))}`;
    groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  const problems = new Map<Job, unknown>();
  for (const group of groups.values())
    for (let start = 0; start < group.length; start += BATCH) {
      const failures = await batch(group.slice(start, start + BATCH), step, regions);
      for (const [job, problem] of failures) problems.set(job, problem);
    }
  return jobs.map((job) => (problems.has(job) ? untagged(job, problems.get(job)) : job));
}

/** Sets the tags of jobs as they come, as soon as there are enough for a call. */
export class Tagging {
  private waiting: Job[] = [];
  private readonly calls: Promise<Job[]>[] = [];

  constructor(private readonly regions: Regions) {}

  add(job: Job): void {
    this.waiting.push(job);
    if (this.waiting.length >= BATCH) this.flush();
  }

  /** The jobs as they are once all tags are set. */
  async end(): Promise<Map<Job['target'], Job>> {
    this.flush();
    const jobs = (await Promise.all(this.calls)).flat();
    return new Map(jobs.map((job) => [job.target, job]));
  }

  private flush(): void {
    this.calls.push(tagJobs(this.waiting, 'tag', this.regions));
    this.waiting = [];
  }
}

/** All at once, and one by one those that the tagging API did not take or is not allowed to be asked for. */
async function batch(jobs: readonly Job[], step: Step, regions: Regions): Promise<[Job, unknown][]> {
  const [first] = jobs;
  const api = first && regions.get(first.target.region);
  if (!api) return [];
  const { many, one, of } = CALLS[step];
  const wanted = of(first) as never;
  const missed = await api[many](jobs.map(arnOf), wanted).catch(() => jobs.map(arnOf));
  const failures: [Job, unknown][] = [];
  for (const job of jobs.filter((given) => missed.includes(arnOf(given)))) {
    try {
      await api[one](arnOf(job), wanted);
    } catch (problem) {
      failures.push([job, new CallFailure(step === 'tag' ? 'lambda:TagResource' : 'lambda:UntagResource', problem)]);
    }
  }
  return failures;
}

const arnOf = ({ deployed }: Job): string => {
  const { partition, region, account, name } = deployed?.place ?? { partition: '', region: '', account: '', name: '' };
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
};

function untagged(job: Job, problem: unknown): Job {
  const { call } = problem as CallFailure;
  const instead = 'run the same command again when tags may be changed';
  const found = note('call-failed', { call, reason: reasonOf(problem), instead });
  return { ...job, outcome: 'failed', findings: [...job.findings, ...about(job.target.name, [found])] };
}
