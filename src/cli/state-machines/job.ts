/** One state machine of a run: read, planned, and what is written for it. */
import { apply } from '../../core/change';
import { about, type Finding, type Note, note, type Policy, severity, withNoun, withPolicy } from '../../core/finding';
import type { Statement } from '../../core/recipe';
import { STATE_MACHINE } from '../../core/state-machine';
import { statusOf, type TraceStatus } from '../../core/status';
import { valueText } from '../../core/value';
import { errorsOf } from '../../providers';
import { CALL_LIMITS } from '../aws/limits';
import type { RegionalApi } from '../aws/region';
import { CallFailure, reasonOf, remedyOf, troubleOf } from '../aws/trouble';
import { filtersFull, isOwnFilter } from '../functions/filters';
import { iamStatement } from '../functions/iam';
import type { JobOutcome } from '../functions/job';
import type { Regions } from '../functions/read';
import { changedNotes, encryptedNotes, isIntact, kept, type MachinePlan, type MachinePlanner } from './planning';
import { type DeployedMachine, readMachine } from './read';
import type { MachineTargetName } from './select';
import { limitNotes, type MachineWrites, subscriptionOf, type WriteChoices, writesOf } from './writes';

export interface MachineJob {
  readonly target: MachineTargetName;
  readonly outcome: JobOutcome;
  readonly findings: readonly Finding[];
  readonly deployed?: DeployedMachine;
  readonly plan?: MachinePlan;
  readonly writes?: MachineWrites;
  readonly policy?: Policy;
  readonly isSelected?: boolean;
  /** What of the recipe's statements its role lacks, or of which that is not known; absent where it was not looked up. */
  readonly needs?: readonly Statement[];
}

export interface MachineReading {
  readonly regions: Regions;
  readonly planner: MachinePlanner;
  /** Whether roles are given what they lack. */
  readonly grant: boolean;
}

/** Reads a machine and plans it. */
export async function readMachineJob(target: MachineTargetName, reading: MachineReading): Promise<MachineJob> {
  const { name, region, arn } = target;
  const missing = note('machine-missing', { name, region });
  if (arn === undefined) return { target, outcome: 'failed', findings: about(name, [missing]) };
  const api = reading.regions.get(region) as RegionalApi;
  try {
    const described = await naming('states:DescribeStateMachine', api.machine(arn));
    const tags = await naming('states:ListTagsForResource', api.machineTags(arn));
    const deployed = readMachine(described, tags);
    if ('refused' in deployed) return { target, outcome: 'failed', findings: about(name, deployed.refused) };
    return await plannedJob({ target, deployed }, api, reading);
  } catch (problem) {
    if (troubleOf(problem) === 'signed out') throw problem;
    if (troubleOf(problem) === 'missing') return { target, outcome: 'failed', findings: about(name, [missing]) };
    return failedMachine({ target, findings: [] }, problem);
  }
}

const naming = <T>(call: string, answer: Promise<T>): Promise<T> =>
  answer.catch((problem) => {
    throw new CallFailure(call, problem);
  });

interface Read {
  readonly target: MachineTargetName;
  readonly deployed: DeployedMachine;
}

async function plannedJob(read: Read, api: RegionalApi, { planner, grant }: MachineReading): Promise<MachineJob> {
  const { deployed } = read;
  const { plan, left, policy = {}, isSelected = true } = planner(deployed);
  const job = { ...read, plan, policy, isSelected, findings: plan.findings };
  if (left) return { ...job, outcome: errorsOf(plan.findings).length > 0 ? 'failed' : 'left' };
  const encrypted = encryptedNotes(deployed);
  if (encrypted.length > 0) return leftMachine({ ...job, findings: [] }, encrypted);
  const filters = await filtersFor(api, plan, deployed);
  if ('refused' in filters) return leftMachine(job, filters.refused);
  const first = writesOf(plan, deployed, { grant: false, ...filters });
  const needs = first.update && plan.recipe ? await roleNeeds(api, plan.recipe.statements, deployed) : 'nothing';
  if (needs === 'grant' && !grant) return unallowed(job);
  const isGranted = grant && (needs === 'grant' || needs === 'unknown');
  const writes = isGranted ? writesOf(plan, deployed, { ...filters, grant: true }) : first;
  const limits = limitNotes(writes, deployed);
  if (limits.length > 0) return leftMachine(job, limits);
  const later = writes.update?.definition === undefined ? [] : [note('machine-update-later')];
  const findings = [...job.findings, ...about(read.target.name, later)];
  const lacking = needs === 'nothing' || isGranted ? [] : plan.recipe?.statements;
  return {
    ...job,
    ...(first.update ? { needs: lacking } : {}),
    ...{ findings, writes, outcome: writesNothing(writes) ? 'same' : 'open' },
  };
}

const writesNothing = ({ tag, untag, ...rest }: MachineWrites): boolean =>
  Object.keys(tag).length + untag.length + Object.keys(rest).length === 0;

/** A machine that is left as it was, for reasons that are no failure; what the plan would have changed is not reported. */
export function leftMachine(job: Omit<MachineJob, 'outcome'>, notes: readonly Note[]): MachineJob {
  const { writes, ...rest } = job;
  const found = about(job.target.name, notes);
  const findings = job.deployed ? kept(job.deployed, found) : found;
  const others = job.findings.filter((one) => severity(one) !== 'info');
  return { ...rest, outcome: 'left', findings: [...others, ...findings] };
}

/** A log group takes two filters: whether there is room is seen before anything is changed. */
async function filtersFor(
  api: RegionalApi,
  plan: MachinePlan,
  { state }: DeployedMachine,
): Promise<Pick<WriteChoices, 'subscribedBy'> | { refused: Note[] }> {
  const subscription = subscriptionOf(plan, apply(plan.changes, state.parts));
  if (subscription === undefined) return {};
  const { logGroup, destination } = subscription;
  const filters = (await naming('logs:DescribeSubscriptionFilters', api.filters(logGroup))) ?? [];
  const there = filters.find((filter) => filter.destination === destination);
  if (there) return { subscribedBy: isOwnFilter(there) ? 'us' : 'others' };
  const others = filters.filter((filter) => !isOwnFilter(filter));
  return others.length < CALL_LIMITS.filters ? {} : { refused: [filtersFull(logGroup, others)] };
}

/** What the role lacks, as far as IAM answers. */
async function roleNeeds(
  api: RegionalApi,
  statements: readonly Statement[],
  { described: { roleArn }, kept: own }: DeployedMachine,
): Promise<'nothing' | 'grant' | 'unknown'> {
  if (roleArn === undefined || statements.length === 0 || own?.policy !== undefined) return 'nothing';
  try {
    for (const { actions, resources } of statements) {
      const decisions = await Promise.all(resources.map((one) => api.isAllowed(roleArn, actions, valueText(one))));
      if (decisions.some((decision) => decision !== 'allowed')) return 'grant';
    }
    return 'nothing';
  } catch (problem) {
    if (troubleOf(problem) === 'signed out') throw problem;
    return 'unknown';
  }
}

/** A machine that is left because its role lacks what its tracing needs. */
export function unallowed(job: Omit<MachineJob, 'outcome'>): MachineJob {
  const needs = job.plan?.recipe?.statements ?? [];
  return leftMachine({ ...job, needs }, roleNotes(job.deployed, needs));
}

/** A machine that is left because Step Functions does not see the policy that its role was given. */
export function grantUnseen(job: Omit<MachineJob, 'outcome'>, seconds: number): MachineJob {
  const { role = '', name = '' } = job.writes?.grant ?? {};
  const actions = (job.plan?.recipe?.statements ?? []).flatMap((statement) => statement.actions).join(', ');
  return leftMachine(job, [note('machine-grant-unseen', { role, policy: name, seconds: String(seconds), actions })]);
}

const roleNotes = (deployed: DeployedMachine | undefined, statements: readonly Statement[]): Note[] =>
  statements.map((statement) =>
    note('machine-role-needs', {
      role: deployed?.described.roleArn ?? 'of the state machine',
      actions: statement.actions.join(', '),
      statement: JSON.stringify(iamStatement(statement)),
    }),
  );

/** A machine whose call failed. */
export function failedMachine(job: Omit<MachineJob, 'outcome'>, problem: unknown): MachineJob {
  const call = problem instanceof CallFailure ? problem.call : 'the change';
  const instead = remedyOf(problem);
  const details = { call, reason: reasonOf(problem), ...(instead === undefined ? {} : { instead }) };
  return {
    ...job,
    outcome: 'failed',
    findings: [...job.findings, ...about(job.target.name, [note('call-failed', details)])],
  };
}

/** The state of a machine once a command is over. */
export function machineStatus(job: MachineJob, makes: 'traced' | 'untraced'): TraceStatus {
  const { outcome, deployed, isSelected = true } = job;
  const isDone = outcome === 'done' || (outcome === 'same' && makes === 'traced');
  const changed = isDone || deployed === undefined ? [] : about(job.target.name, changedNotes(deployed));
  return statusOf({
    isSelected,
    isTraced: isDone ? makes === 'traced' : isIntact(deployed),
    findings: [...job.findings, ...changed],
  });
}

/** What is to be reported of a machine, as its user wants it. */
export const machineFindings = ({ findings, policy = {} }: MachineJob): readonly Finding[] =>
  withPolicy(withNoun(STATE_MACHINE.noun, findings), policy);
