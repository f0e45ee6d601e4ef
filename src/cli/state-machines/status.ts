/** One state machine as `status` shows it: its state, what is wrong, and what the options would change. */
import {
  about,
  effectOf,
  type Finding,
  type Policy,
  pendingOf,
  sentence,
  severity,
  withNoun,
  withPolicy,
} from '../../core/finding';
import { STATE_MACHINE } from '../../core/state-machine';
import { statusOf, type TraceState, type TraceStatus, tally } from '../../core/status';
import { errorsOf } from '../../providers';
import type { OptionsFor } from '../options/settings';
import { findingDocument } from '../status/row';
import { STATE_COLORS } from '../status/show';
import type { TerminalPalette } from '../terminal/palette';
import { columns, plural } from '../terminal/text';
import type { MachineJob } from './job';
import { changedNotes, encryptedNotes, isIntact, type MachinePlanner, machinePlan } from './planning';
import type { DeployedMachine } from './read';

export interface MachineRow {
  readonly stateMachine: string;
  readonly region: string;
  readonly type: string;
  readonly state: TraceState;
  readonly pending: TraceStatus['pending'];
  /** What would change with the options that are given. */
  readonly different: readonly string[];
  /** The provider. */
  readonly with: string;
  readonly why: string;
  readonly findings: readonly object[];
  readonly isUpToDate: boolean;
  readonly isFailed: boolean;
}

/** The plan is only compared, and never carried out. */
export const lookingAtMachines =
  (options: OptionsFor): MachinePlanner =>
  (deployed) => {
    const { settings } = options.of([deployed.place.name, deployed.arn]);
    const isSelected = settings.enabled !== false && settings.traceStateMachines !== false;
    const plan = machinePlan(deployed, options, settings);
    const isTraced = isIntact(deployed);
    const found = [...plan.findings, ...about(deployed.place.name, encryptedNotes(deployed))];
    const findings = found.filter((one) => isAboutMachine(one, isTraced));
    return { plan: { ...plan, findings }, policy: settings as Policy, isSelected, left: true };
  };

export function machineRow(job: MachineJob, options: OptionsFor): MachineRow {
  const { target, deployed, policy = {}, isSelected = true } = job;
  const isTraced = isIntact(deployed);
  const findings = [...job.findings, ...about(target.name, deployed ? changedNotes(deployed) : [])];
  const status = statusOf({ isSelected, isTraced, findings });
  const open = withPolicy(withNoun(STATE_MACHINE.noun, findings), policy);
  const different = isTraced && deployed ? differences(job, deployed, options) : [];
  return {
    stateMachine: target.name,
    region: target.region,
    type: deployed?.described.type ?? '',
    state: status.state,
    pending: status.pending,
    different,
    with: deployed?.kept?.receipt.provider ?? '',
    why: open.filter(isReason).map(sentence).join(' '),
    findings: open.map(findingDocument),
    isUpToDate: isTraced && !open.some((found) => pendingOf(found) !== undefined) && different.length === 0,
    isFailed: job.outcome === 'failed' || errorsOf(open).length > 0,
  };
}

/** The plan is about what the options would do, so only what prevents it is about the machine as it is. */
const isAboutMachine = (found: Finding, isTraced: boolean): boolean =>
  severity(found) !== 'info' && (!isTraced || effectOf(found) !== 'not traced');

const isReason = (found: Finding): boolean =>
  severity(found) === 'error' || effectOf(found) !== undefined || pendingOf(found) !== undefined;

/** What the options would change; an incomplete set is not compared. */
function differences({ plan }: MachineJob, { kept, place }: DeployedMachine, options: OptionsFor): string[] {
  const { settings, findings } = options.of([place.name]);
  const isAsked = settings.traceStateMachines === true || settings.stateMachineForwarderArn !== undefined;
  const isComparable = errorsOf(findings).every(({ code }) => code === 'option-missing');
  if (!isAsked || !isComparable || kept?.receipt.provider !== options.provider) return [];
  const changes = (plan?.changes ?? []).filter(({ kind }) => kind !== 'presence');
  return [...new Set(changes.map(({ kind, name }) => (kind === 'tags' ? `tag ${name}` : kind)))];
}

export const machineDocument = ({ isUpToDate, isFailed, ...row }: MachineRow): object => ({
  ...row,
  ok: isUpToDate && !isFailed,
});

export function machineTable(rows: readonly MachineRow[], palette: TerminalPalette): string {
  const lines = rows.map((row) => [
    row.stateMachine,
    row.region,
    row.type,
    [
      palette[STATE_COLORS[row.state]](row.state),
      ...(row.different.length > 0 ? [palette.note('different')] : []),
      ...row.pending.map((what) => palette.note(`pending: ${what}`)),
    ].join(', '),
    [row.with, row.different.length > 0 ? `${row.different.join(', ')} would change.` : '', row.why]
      .filter(Boolean)
      .join(' '),
  ]);
  const heading = ['STATE MACHINE', 'REGION', 'TYPE', 'STATE', 'WITH'];
  return `${columns(heading, lines)}\n\n${plural(rows.length, 'state machine')}: ${tally(rows)}\n`;
}
