/** How a state machine that was read is planned: instrumented, or as it was before. */
import { about, effectOf, type Finding, type Note, note, type Policy, sentence, withNoun } from '../../core/finding';
import { type Plan, plan as planOf, unplan } from '../../core/plan';
import type { Settings } from '../../core/provider';
import { digest } from '../../core/receipt';
import { type MachinePart, type MachineRecipe, machineTarget, STATE_MACHINE } from '../../core/state-machine';
import { valueText } from '../../core/value';
import { PROVIDERS } from '../../providers';
import type { Tags } from '../../surfaces/lambda/configuration';
import type { OptionsFor } from '../options/settings';
import { logGroupIn } from './name';
import type { DeployedMachine } from './read';

export type MachinePlan = Plan<MachinePart, MachineRecipe>;

interface PlannedMachine {
  readonly plan: MachinePlan;
  /** Nothing is to be done, for the reasons among the findings. */
  readonly left?: true;
  readonly policy?: Policy;
  readonly isSelected?: boolean;
}

export type MachinePlanner = (deployed: DeployedMachine) => PlannedMachine;

export interface MachineChoices {
  readonly options: OptionsFor;
  readonly skipManaged: boolean;
}

/** Who names a state machine asks for its tracing; the option `traceStateMachines` can still say no. */
export const instrumentingMachines =
  ({ options, skipManaged }: MachineChoices): MachinePlanner =>
  (deployed) => {
    const { state, place, arn, tags } = deployed;
    const { settings } = options.of([place.name, arn]);
    const policy = settings as Policy;
    const off = ['enabled', 'traceStateMachines'].find((option) => settings[option] === false);
    if (off !== undefined) return { policy, ...unselected(state, [note('option-off', { option: off })]) };
    const owner = managedBy(tags);
    if (owner.length > 0 && skipManaged) return { policy, ...unselected(state, owner) };
    const planned = machinePlan(deployed, options, settings);
    if (!planned.recipe)
      return { policy, plan: { ...planned, findings: kept(deployed, planned.findings) }, left: true };
    return { policy, plan: { ...planned, findings: [...about(state.id, owner), ...planned.findings] } };
  };

/** What the options make of a machine. */
export function machinePlan({ state }: DeployedMachine, { provider }: OptionsFor, settings: Settings): MachinePlan {
  const recipe = PROVIDERS[provider].stateMachine?.({ traceStateMachines: true, ...settings }, machineTarget(state));
  return recipe === undefined ? UNCHANGED : planOf(STATE_MACHINE, state, recipe);
}

const UNCHANGED = { changes: [], findings: [] } as const;

/** A machine that is traced and cannot be brought up to date keeps everything that it has. */
export const kept = (deployed: DeployedMachine, findings: readonly Finding[]): readonly Finding[] =>
  isIntact(deployed)
    ? findings.map((found) =>
        effectOf(found) === 'not traced'
          ? {
              ...found,
              ...note('machine-update-skipped', { why: withNoun(STATE_MACHINE.noun, [found]).map(sentence).join(' ') }),
            }
          : found,
      )
    : findings;

const unselected = ({ id, receipt }: DeployedMachine['state'], notes: readonly Note[]): PlannedMachine => ({
  plan: { changes: [], ...(receipt ? { receipt } : {}), findings: about(id, notes) },
  left: true,
  isSelected: false,
});

/** Takes back what `instrument` did, by the receipt. */
export const uninstrumentingMachines =
  ({ skipManaged, policy }: { readonly skipManaged: boolean; readonly policy: Policy }): MachinePlanner =>
  ({ state, tags, kept: receipt }) => {
    const owner = managedBy(tags);
    if (owner.length > 0 && skipManaged) return { policy, ...unselected(state, owner) };
    if (receipt === undefined) return { policy, plan: UNCHANGED };
    const plan = unplan(STATE_MACHINE, state);
    return { policy, plan: { ...plan, findings: about(state.id, [...owner, ...groupNotes(plan, state)]) } };
  };

/** A log group that was made stays, because it has the events of executions. */
const groupNotes = ({ changes }: MachinePlan, { target: { newLogGroup, region } }: DeployedMachine['state']): Note[] =>
  changes.some(({ kind, before }) => kind === 'logging' && before === newLogGroup)
    ? [note('machine-log-group-kept', { group: logGroupIn(valueText(newLogGroup)) ?? '', region: valueText(region) })]
    : [];

/** The machine's next deployment restores what is changed here. */
const managedBy = (tags: Tags): Note[] => {
  const stack = tags['aws:cloudformation:stack-name'];
  return stack === undefined ? [] : [note('machine-managed', { stack })];
};

/** A definition that cannot be decrypted may have a receipt in it, so nothing of its machine is changed. */
export const encryptedNotes = ({ described }: DeployedMachine): Note[] =>
  described.definition === undefined
    ? [note('machine-encrypted', { key: described.encryptionConfiguration?.kmsKeyId ?? 'of the state machine' })]
    : [];

/** Whether a machine was traced as it was read: it has a receipt, and everything that is in it. */
export const isIntact = (deployed: DeployedMachine | undefined): boolean =>
  deployed?.kept !== undefined && changedNotes(deployed).length === 0;

/** What of its tracing was changed since; edits of the definition only hand the trace on, so it is traced without them. */
export function changedNotes({ kept: own, state }: DeployedMachine): Note[] {
  const names = (own?.receipt.entries ?? [])
    .filter(({ kind }) => kind !== 'definition' && kind !== 'presence')
    .filter(({ kind, name, after }) => {
      const now = state.parts[kind][name];
      return (now === undefined ? undefined : digest(now)) !== after;
    })
    .map(({ kind, name }) => (kind === 'tags' ? `the tag ${name}` : `${kind}.${name}`));
  return names.length === 0 ? [] : [note('machine-changed', { names: names.join(', ') })];
}
