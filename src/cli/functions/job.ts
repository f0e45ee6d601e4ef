/** One function on its way: read, planned, changed, or why not. */

import { diff } from '../../core/change';
import { about, type Finding, type Note, note } from '../../core/finding';
import { type Plan, plan as planOf, unplan } from '../../core/plan';
import type { Statement } from '../../core/recipe';
import { text } from '../../core/value';
import { errorsOf, PROVIDERS } from '../../providers';
import { logGroupOf } from '../../surfaces/lambda/configuration';
import { type Deployed, readFunction } from '../../surfaces/lambda/read';
import { type Calls, callsOf, withRecord } from '../../surfaces/lambda/write';
import { cureOf, reasonOf } from '../aws/trouble';
import type { OptionsFor } from '../settings';
import { peerOf, withoutPeer } from './peers';
import type { Target } from './select';

/** What became of it. */
export type Outcome =
  /** There are changes to make. */
  | 'open'
  /** It is as it should be. */
  | 'same'
  /** Nothing was done, for a reason that is no failure. */
  | 'left'
  | 'done'
  | 'failed';

export interface Job {
  readonly target: Target;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly deployed?: Deployed;
  readonly plan?: Plan;
  readonly calls?: Calls;
  /** Log subscriptions to make and to end. */
  readonly wiring?: Wiring;
  /** What its role must be allowed. */
  readonly statements?: readonly Statement[];
}

export interface Wiring {
  readonly make?: { readonly logGroup: string; readonly destination: string; readonly permit: boolean };
  readonly end?: string;
}

/** How a command plans a function that was read. */
export type Planner = (deployed: Deployed, tags: Readonly<Record<string, string>>) => Planned;

export interface Planned {
  readonly plan: Plan;
  readonly logGroup?: string;
  /** Nothing is to be done, for the reasons among the findings. */
  readonly left?: true;
}

export interface Choices {
  readonly options: OptionsFor;
  readonly takeOver: boolean;
  readonly skipManaged: boolean;
}

const UNCHANGED = { changes: [] } as const;

/** Instruments what nobody has, brings up to date what we have, and takes over what another tool has if told so. */
export const instrumenting =
  ({ options, takeOver, skipManaged }: Choices): Planner =>
  (deployed, tags) => {
    const { state, place, configuration } = deployed;
    const { settings } = options.of([place.name, configuration.FunctionArn ?? '']);
    const leave = (notes: readonly Note[]): Planned => ({
      plan: { ...UNCHANGED, receipt: state.receipt, findings: about(state.id, notes) },
      left: true,
    });
    if (settings.enabled === false) return leave([note('option-off', { option: 'enabled' })]);
    const owner = managed(tags);
    if (owner.length > 0 && skipManaged) return leave(owner);
    const peer = state.receipt ? undefined : peerOf(state.parts);
    if (peer && !takeOver) return leave([note('function-foreign', { by: peer.title })]);
    const drawn = planOf(state, (target) => PROVIDERS[options.provider].recipe(settings, target));
    const logGroup = drawn.recipe?.subscription ? logGroupOf(configuration) : undefined;
    const fitting = withRecord(drawn, deployed, logGroup);
    const told = about(state.id, [...owner, ...(peer ? [note('function-taken-over', { by: peer.title })] : [])]);
    if (!fitting.recipe) return { plan: fitting, left: true };
    return {
      plan: { ...fitting, findings: [...told, ...fitting.findings] },
      ...(logGroup === undefined ? {} : { logGroup }),
    };
  };

/** Takes back what we did, by the receipt; what another tool did only if told so, and as well as it can be known. */
export const uninstrumenting =
  ({ takeOver, skipManaged }: Pick<Choices, 'takeOver' | 'skipManaged'>): Planner =>
  ({ state }, tags) => {
    const leave = (notes: readonly Note[]): Planned => ({
      plan: { ...UNCHANGED, findings: about(state.id, notes) },
      left: true,
    });
    const owner = managed(tags);
    if (owner.length > 0 && skipManaged) return leave(owner);
    if (state.receipt) return { plan: { ...unplan(state), findings: about(state.id, owner) } };
    const peer = peerOf(state.parts);
    if (!peer) return { plan: { ...UNCHANGED, findings: [] } };
    if (!takeOver) return leave([note('function-foreign', { by: peer.title })]);
    const result = withoutPeer(state.parts, peer);
    if ('refused' in result) return leave(result.refused);
    return {
      plan: { changes: diff(state.parts, result.parts), findings: about(state.id, [...owner, ...result.notes]) },
    };
  };

/** Whoever deploys the function the next time puts back what is changed here. */
const managed = (tags: Readonly<Record<string, string>>): Note[] => {
  const stack = tags['aws:cloudformation:stack-name'];
  return stack === undefined ? [] : [note('function-managed', { stack })];
};

/** A function as it was read, planned. */
export function drawUp(
  target: Target,
  {
    configuration,
    tags,
  }: { configuration: Parameters<typeof readFunction>[0]; tags: Readonly<Record<string, string>> },
  planner: Planner,
): Job {
  const deployed = readFunction(configuration, tags);
  if ('refused' in deployed)
    return { target, outcome: outcomeOf(deployed.refused), findings: about(target.name, deployed.refused) };
  const planned = planner(deployed, tags);
  const { plan, logGroup, left } = planned;
  const job = {
    target,
    deployed,
    plan,
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
function wiringOf({ plan, logGroup }: Planned, { kept }: Deployed): Wiring {
  const { subscription } = plan.recipe ?? {};
  const isNew = subscription !== undefined && logGroup !== undefined && kept?.logGroup !== logGroup;
  return {
    ...(isNew
      ? { make: { logGroup, destination: text(subscription.destination), permit: subscription.permission } }
      : {}),
    ...(kept?.logGroup !== undefined && kept.logGroup !== logGroup ? { end: kept.logGroup } : {}),
  };
}

const qualified = ({ name, named }: Target): Finding[] =>
  named?.qualifier === undefined
    ? []
    : about(name, [note('function-qualified', { given: named.given, instead: '`$LATEST` is taken in its place' })]);

/** A function with a finding of the kind "error" is one that failed; with another, one that is left alone. */
const outcomeOf = (notes: readonly (Note | Finding)[]): Outcome =>
  errorsOf(notes.map((given) => ({ subject: '', ...given }))).length > 0 ? 'failed' : 'left';

/** A function whose call failed. */
export const failed = (target: Target, call: string, problem: unknown, job?: Job): Job => {
  const instead = cureOf(problem);
  const found = note('call-failed', { call, reason: reasonOf(problem), ...(instead === undefined ? {} : { instead }) });
  return { ...job, target, outcome: 'failed', findings: [...(job?.findings ?? []), ...about(target.name, [found])] };
};
