/** One function on its way: read, planned, changed, or why not. */
import { apply, diff } from '../../core/change';
import { about, effectOf, type Finding, type Note, note, type Policy, sentence, withPolicy } from '../../core/finding';
import { FUNCTION, type FunctionPlan } from '../../core/function';
import { plan as planOf, unplan } from '../../core/plan';
import type { Settings } from '../../core/provider';
import type { Statement } from '../../core/recipe';
import { statusOf, type TraceStatus } from '../../core/status';
import { valueText } from '../../core/value';
import { errorsOf, PROVIDERS } from '../../providers';
import { logGroupOf } from '../../surfaces/lambda/configuration';
import { missingNotes } from '../../surfaces/lambda/inspect';
import { type DeployedFunction, readFunction } from '../../surfaces/lambda/read';
import { type Calls, callsOf, withRecord } from '../../surfaces/lambda/write';
import { reasonOf, remedyOf, troubleOf } from '../aws/trouble';
import type { OptionsFor } from '../options/settings';
import { lostHandler, peerOf, withoutPeer } from './other-tools';
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
  readonly wiring?: Wiring;
  /** What its role must be allowed. */
  readonly statements?: readonly Statement[];
  /** What of that the role lacks, or of which that is not known; absent where it was not looked up. */
  readonly needs?: readonly Statement[];
  /** How the user wants its findings to be treated. */
  readonly policy?: Policy;
  /** Whether the command is meant for it. */
  readonly isSelected?: boolean;
}

export interface Wiring {
  readonly make?: { readonly logGroup: string; readonly destination: string; readonly permit: boolean };
  readonly end?: string;
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

export interface Choices {
  readonly options: OptionsFor;
  readonly takeOver: boolean;
  readonly skipManaged: boolean;
}

const UNCHANGED = { changes: [] } as const;

/** Instruments what nobody has, brings up to date what we have, and takes over what another tool has if the user says so. */
export const instrumenting =
  (choices: Choices): JobPlanner =>
  (deployed, tags) => {
    const { place, configuration } = deployed;
    const { settings } = choices.options.of([place.name, configuration.FunctionArn ?? '']);
    return { policy: settings as Policy, ...instrumented(deployed, settings, { ...choices, owner: managed(tags) }) };
  };

function instrumented(
  deployed: DeployedFunction,
  settings: Settings,
  { options, takeOver, skipManaged, owner }: JobContext,
): PlannedJob {
  const { state, configuration } = deployed;
  if (settings.enabled === false) return unselected(state, [note('option-off', { option: 'enabled' })]);
  if (owner.length > 0 && skipManaged) return unselected(state, owner);
  const peer = state.receipt ? undefined : peerOf(state.parts);
  const lost = peer ? lostHandler(state.parts) : [];
  if (lost.length > 0) return leaveAsItIs(state, lost);
  if (peer && !takeOver) return leaveAsItIs(state, [note('function-foreign', { by: peer.title })]);
  const drawn = planOf(FUNCTION, state, (target) => PROVIDERS[options.provider].recipe(settings, target));
  const logGroup = drawn.recipe?.subscription ? logGroupOf(configuration) : undefined;
  const fitting = withRecord(drawn, deployed, logGroup);
  if (!fitting.recipe) return { plan: { ...fitting, findings: keptFindings(deployed, fitting.findings) }, left: true };
  const told = about(state.id, [...owner, ...(peer ? [note('function-taken-over', { by: peer.title })] : [])]);
  return {
    plan: { ...fitting, findings: [...told, ...fitting.findings] },
    ...(logGroup === undefined ? {} : { logGroup }),
  };
}

type JobContext = Choices & { readonly owner: readonly Note[] };

/** A function that is traced and cannot be brought up to date keeps everything that it has. */
function keptFindings(deployed: DeployedFunction, findings: readonly Finding[]): readonly Finding[] {
  if (!isWhole(deployed)) return findings;
  return findings.map((found) =>
    effectOf(found) === 'not traced' ? { ...found, ...note('update-skipped', { why: sentence(found) }) } : found,
  );
}

const leaveAsItIs = ({ id, receipt }: DeployedFunction['state'], notes: readonly Note[]): PlannedJob => ({
  plan: { ...UNCHANGED, ...(receipt ? { receipt } : {}), findings: about(id, notes) },
  left: true,
});

const unselected = (state: DeployedFunction['state'], notes: readonly Note[]): PlannedJob => ({
  ...leaveAsItIs(state, notes),
  isSelected: false,
});

/** Takes back what we did, by the receipt; what another tool did only if told so, and as well as it can be known. */
export const uninstrumenting =
  ({ takeOver, skipManaged, policy }: Undoing): JobPlanner =>
  (deployed, tags) => ({
    policy,
    ...uninstrumented(deployed, { takeOver, skipManaged, owner: managed(tags) }),
  });

export interface Undoing extends Pick<Choices, 'takeOver' | 'skipManaged'> {
  readonly policy: Policy;
}

function uninstrumented(
  { state }: DeployedFunction,
  { takeOver, skipManaged, owner }: Omit<JobContext, 'options'>,
): PlannedJob {
  if (owner.length > 0 && skipManaged) return unselected(state, owner);
  if (state.receipt) {
    const undone = unplan(FUNCTION, state);
    const lost = lostHandler(apply(undone.changes, state.parts));
    return lost.length > 0 ? leaveAsItIs(state, lost) : { plan: { ...undone, findings: about(state.id, owner) } };
  }
  const peer = peerOf(state.parts);
  if (!peer) return { plan: { ...UNCHANGED, findings: [] } };
  const lost = lostHandler(state.parts);
  if (lost.length > 0) return leaveAsItIs(state, lost);
  if (!takeOver) return leaveAsItIs(state, [note('function-foreign', { by: peer.title })]);
  const result = withoutPeer(state.parts, peer);
  if ('refused' in result) return leaveAsItIs(state, result.refused);
  return {
    plan: {
      changes: diff(FUNCTION, state.parts, result.parts),
      findings: about(state.id, [...owner, ...result.notes]),
    },
  };
}

/** Whoever deploys the function the next time puts back what is changed here. */
const managed = (tags: Readonly<Record<string, string>>): Note[] => {
  const stack = tags['aws:cloudformation:stack-name'];
  return stack === undefined ? [] : [note('function-managed', { stack })];
};

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
  const wiring = wiringOf(planned, deployed);
  const isOpen = calls.update || Object.keys(calls.tag).length + calls.untag.length > 0 || wiring.make || wiring.end;
  return { ...job, calls, wiring, outcome: isOpen ? 'open' : 'same' };
}

/** What the log subscription needs, compared with what was kept of the one before. */
function wiringOf({ plan, logGroup }: PlannedJob, { kept }: DeployedFunction): Wiring {
  const { subscription } = plan.recipe ?? {};
  const isNew = subscription !== undefined && logGroup !== undefined && kept?.logGroup !== logGroup;
  return {
    ...(isNew
      ? { make: { logGroup, destination: valueText(subscription.destination), permit: subscription.permission } }
      : {}),
    ...(kept?.logGroup !== undefined && kept.logGroup !== logGroup ? { end: kept.logGroup } : {}),
  };
}

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

/** Whether a function was traced as it was read: it has a receipt, and everything that is in it. */
export const isWhole = (deployed: DeployedFunction | undefined): boolean =>
  deployed?.kept !== undefined && missingNotes(deployed).length === 0;

/** What is wrong with a function as it was read, which its plan does not tell. */
export const damageOf = ({ kept: receipt, state: { parts }, ...rest }: DeployedFunction): Note[] =>
  receipt === undefined
    ? lostHandler(parts)
    : missingNotes({ kept: receipt, state: { parts }, ...rest } as DeployedFunction);

/** The state of a function once a command is over; one whose change failed is as it was last read. */
export function statusAfter(job: Job, makes: 'traced' | 'untraced'): TraceStatus {
  const { outcome, deployed, findings, isSelected = true } = job;
  const isDone = outcome === 'done' || (outcome === 'same' && makes === 'traced');
  const isTraced = isDone ? makes === 'traced' : isWhole(deployed);
  const seen =
    isDone || deployed === undefined ? findings : [...findings, ...about(job.target.name, damageOf(deployed))];
  return statusOf({ isSelected, isTraced, findings: once(seen) });
}

const once = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((found) => [JSON.stringify([found.code, found.details]), found])).values(),
];

/** What is to be reported of a function, as its user wants it. */
export const reportedFindings = ({ findings, policy = {} }: Job): readonly Finding[] => withPolicy(findings, policy);
