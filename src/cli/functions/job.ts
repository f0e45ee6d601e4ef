/** One function of a run: planned, changed, or left, and why. */
import { about, type Finding, type Note, note, type Policy, withPolicy } from '../../core/finding';
import type { FunctionPlan } from '../../core/function';
import type { Statement, Subscription } from '../../core/recipe';
import { valueText } from '../../core/value';
import { errorsOf } from '../../providers';
import { type DeployedFunction, readFunction } from '../../surfaces/lambda/read';
import { type Calls, callsOf } from '../../surfaces/lambda/write';
import { reasonOf, remedyOf, troubleOf } from '../aws/trouble';
import type { ReadTarget } from './select';

/** What became of it. */
export type JobOutcome =
  /** There are changes to make. */
  | 'open'
  /** It is as it should be. */
  | 'same'
  /** Nothing was done, for a reason that is no failure. */
  | 'left'
  | 'done'
  | 'failed';

export interface Job {
  readonly target: ReadTarget;
  readonly outcome: JobOutcome;
  readonly findings: readonly Finding[];
  readonly deployed?: DeployedFunction;
  readonly plan?: FunctionPlan;
  readonly calls?: Calls;
  /** Log subscriptions to make and to end. */
  readonly logSubscription?: LogSubscription;
  /** What its role must be allowed. */
  readonly statements?: readonly Statement[];
  /** What of that the role lacks, or of which that is not known; absent where it was not looked up. */
  readonly needs?: readonly Statement[];
  /** How the user wants its findings to be treated. */
  readonly policy?: Policy;
  /** Whether the command is meant for it. */
  readonly isSelected?: boolean;
}

export interface LogSubscription {
  readonly make?: NewSubscription;
  readonly end?: string;
}

interface NewSubscription {
  readonly logGroup: string;
  readonly destination: string;
  readonly permit: boolean;
  /** How a log group that does not exist yet is created; absent where it must exist. */
  readonly creation?: GroupCreation;
}

export interface GroupCreation {
  readonly retentionInDays?: number;
}

/** How a command plans a function that was read. */
export type JobPlanner = (deployed: DeployedFunction, tags: Readonly<Record<string, string>>) => PlannedJob;

export interface PlannedJob {
  readonly plan: FunctionPlan;
  readonly logGroup?: string;
  /** Nothing is to be done, for the reasons among the findings. */
  readonly left?: true;
  readonly policy?: Policy;
  /** False where the user wants it to be left. */
  readonly isSelected?: boolean;
}

/** A function as it was read, planned. */
export function createJob(
  target: ReadTarget,
  {
    configuration,
    tags,
  }: { configuration: Parameters<typeof readFunction>[0]; tags: Readonly<Record<string, string>> },
  planner: JobPlanner,
): Job {
  const deployed = readFunction(configuration, tags);
  if ('refused' in deployed)
    return { target, outcome: outcomeOf(deployed.refused), findings: about(target.name, deployed.refused) };
  const planned = planner(deployed, tags);
  const { plan, logGroup, left, policy = {}, isSelected = true } = planned;
  const job = {
    target,
    deployed,
    plan,
    policy,
    isSelected,
    findings: [...qualified(target), ...plan.findings],
    statements: plan.recipe?.statements ?? [],
  };
  if (left) return { ...job, outcome: outcomeOf(plan.findings) };
  const calls = callsOf(plan, deployed, logGroup);
  return withSubscription({ ...job, calls }, logSubscriptionOf(planned, deployed));
}

/** The job with what is to be done about its log group, and whether anything is to be done at all. */
export function withSubscription(job: Omit<Job, 'outcome'>, logSubscription: LogSubscription): Job {
  const { update, tag = {}, untag = [] } = job.calls ?? {};
  const { make, end } = logSubscription;
  const isOpen = update || Object.keys(tag).length + untag.length > 0 || make || end;
  return { ...job, logSubscription, outcome: isOpen ? 'open' : 'same' };
}

/** What the log subscription needs; which filters the log group has is not known yet. */
function logSubscriptionOf({ plan, logGroup }: PlannedJob, { kept }: DeployedFunction): LogSubscription {
  const { subscription } = plan.recipe ?? {};
  return {
    ...(subscription !== undefined && logGroup !== undefined ? { make: newSubscription(logGroup, subscription) } : {}),
    ...(kept?.logGroup !== undefined && kept.logGroup !== logGroup ? { end: kept.logGroup } : {}),
  };
}

const newSubscription = (
  logGroup: string,
  { destination, permission, logGroups, retentionInDays: days }: Subscription,
): NewSubscription => ({
  logGroup,
  destination: valueText(destination),
  permit: permission,
  ...(logGroups === 'existing' ? {} : { creation: typeof days === 'number' ? { retentionInDays: days } : {} }),
});

const qualified = ({ name, named }: ReadTarget): Finding[] =>
  named?.qualifier === undefined
    ? []
    : about(name, [note('function-qualified', { given: named.given, instead: '`$LATEST` is taken in its place' })]);

/** A function with a finding of the kind "error" is one that failed; with another, one that is left alone. */
const outcomeOf = (notes: readonly (Note | Finding)[]): JobOutcome =>
  errorsOf(notes.map((given) => ({ subject: '', ...given }))).length > 0 ? 'failed' : 'left';

/** A function whose call failed. */
export const failedJob = (target: ReadTarget, call: string, problem: unknown, job?: Job): Job => {
  const isMissing = job === undefined && troubleOf(problem) === 'missing';
  const found = isMissing
    ? note('function-missing', { name: target.name, region: target.region })
    : failureNote(call, problem);
  return { ...job, target, outcome: 'failed', findings: [...(job?.findings ?? []), ...about(target.name, [found])] };
};

function failureNote(call: string, problem: unknown): Note {
  const instead = remedyOf(problem);
  return note('call-failed', { call, reason: reasonOf(problem), ...(instead === undefined ? {} : { instead }) });
}

/** What is to be reported of a function, as its user wants it. */
export const reportedFindings = ({ findings, policy = {} }: Job): readonly Finding[] => withPolicy(findings, policy);
