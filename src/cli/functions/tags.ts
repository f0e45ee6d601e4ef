/** Tags of many functions: those with the same tags share a call, so that most functions need no second write. */
import { about, type Finding, note } from '../../core/finding';
import { CALL_LIMITS } from '../aws/limits';
import { CallFailure, reasonOf, troubleOf } from '../aws/trouble';
import { plural } from '../terminal/text';
import type { Job } from './job';
import type { Regions } from './read';

/** So many refusals without a success mean that no function's tags may be changed. */
const REFUSALS = 3;

/** The calls of a step: for many, and for one where the many are not allowed. */
const STEPS = {
  tag: { many: 'tagAll', one: 'tag', call: 'lambda:TagResource', of: ({ calls }: Job) => calls?.tag ?? {} },
  untag: { many: 'untagAll', one: 'untag', call: 'lambda:UntagResource', of: ({ calls }: Job) => calls?.untag ?? [] },
} as const;

type Step = keyof typeof STEPS;

/**
 * Changes the tags of functions as they come, as soon as there are enough for a call. Tags come after the change of a
 * function, so that whatever ends a run leaves no traced function without a receipt.
 */
export class Tagging {
  private readonly groups = new Map<string, Job[]>();
  private readonly calls: Promise<unknown>[] = [];
  private readonly lanes = new Map<string, TaggingStep>();
  private readonly problems = new Map<Job['target'], CallFailure>();

  constructor(private readonly regions: Regions) {}

  add(job: Job): void {
    for (const step of Object.keys(STEPS) as Step[]) {
      const wanted = STEPS[step].of(job);
      if (Object.keys(wanted).length === 0) continue;
      const key = `${step} ${job.target.region} ${JSON.stringify(wanted)}`;
      const group = [...(this.groups.get(key) ?? []), job];
      this.groups.set(key, group.length < CALL_LIMITS.tagged ? group : []);
      if (group.length >= CALL_LIMITS.tagged) this.calls.push(this.lane(step, job).change(group));
    }
  }

  /** What is to be reported once every call is over: a job whose tags failed, and calls that are not allowed. */
  async end(): Promise<{ outcome: (job: Job) => Job; findings: Finding[] }> {
    for (const [key, [first, ...others]] of this.groups)
      if (first) this.calls.push(this.lane(key.split(' ', 1)[0] as Step, first).change([first, ...others]));
    this.groups.clear();
    await Promise.all(this.calls);
    return {
      outcome: (job) => this.outcome(job),
      findings: [...this.lanes.values()].flatMap((lane) => lane.findings()),
    };
  }

  private outcome(job: Job): Job {
    const problem = this.problems.get(job.target);
    if (problem === undefined) return job;
    const instead = 'run the same command again when tags can be changed';
    const found = note('call-failed', { call: problem.call, reason: reasonOf(problem), instead });
    return { ...job, outcome: 'failed', findings: [...job.findings, ...about(job.target.name, [found])] };
  }

  private lane(step: Step, { target: { region } }: Job): TaggingStep {
    const key = `${step} ${region}`;
    const lane = this.lanes.get(key) ?? new TaggingStep(step, region, this.regions, this.problems);
    this.lanes.set(key, lane);
    return lane;
  }
}

/** One step in one region, which remembers what is not allowed there. */
class TaggingStep {
  private isManyDenied = false;
  private successes = 0;
  private denied = 0;

  constructor(
    private readonly step: Step,
    private readonly region: string,
    private readonly regions: Regions,
    private readonly problems: Map<Job['target'], CallFailure>,
  ) {}

  /** All at once, and one by one those that the tagging API did not take, or is not allowed to be asked for. */
  async change(jobs: readonly Job[]): Promise<void> {
    for (const job of await this.together(jobs)) await this.alone(job);
  }

  findings(): Finding[] {
    const { call } = STEPS[this.step];
    if (this.denied === 0) return [];
    return about('AWS', [note('tags-denied', { call, count: plural(this.denied, 'function'), region: this.region })]);
  }

  /** The jobs that are still to be done. */
  private async together(jobs: readonly Job[]): Promise<readonly Job[]> {
    const api = this.regions.get(this.region);
    const [first] = jobs;
    if (!api || !first || this.isManyDenied) return jobs;
    if (jobs.length === 1 && !api.isTaggingSooner()) return jobs;
    const { many, of } = STEPS[this.step];
    try {
      const missed = await api[many](jobs.map(jobArn), of(first) as never);
      if (missed.length < jobs.length) this.successes += 1;
      return jobs.filter((job) => missed.includes(jobArn(job)));
    } catch (problem) {
      if (troubleOf(problem) === 'denied') this.isManyDenied = true;
      return jobs;
    }
  }

  private async alone(job: Job): Promise<void> {
    const { one, of, call } = STEPS[this.step];
    if (this.successes === 0 && this.denied >= REFUSALS) return void (this.denied += 1);
    try {
      await this.regions.get(this.region)?.[one](jobArn(job), of(job) as never);
      this.successes += 1;
    } catch (problem) {
      if (troubleOf(problem) === 'denied') this.denied += 1;
      else this.problems.set(job.target, new CallFailure(call, problem));
    }
  }
}

const jobArn = ({ deployed }: Job): string => {
  const { partition, region, account, name } = deployed?.place ?? { partition: '', region: '', account: '', name: '' };
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
};
