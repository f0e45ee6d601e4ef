/** How a function that was read is planned: instrumented, or as it was before. */
import { apply, diff } from '../../core/change';
import { about, effectOf, type Finding, type Note, note, type Policy, sentence } from '../../core/finding';
import { FUNCTION, targetOf } from '../../core/function';
import { plan as planOf, unplan } from '../../core/plan';
import type { Settings } from '../../core/provider';
import { wantedSubscription } from '../../core/recipe';
import { SHAPES } from '../../core/shapes';
import { PROVIDERS } from '../../providers';
import { logGroupOf } from '../../surfaces/lambda/configuration';
import type { DeployedFunction } from '../../surfaces/lambda/read';
import { withRecord } from '../../surfaces/lambda/write';
import type { OptionsFor } from '../options/settings';
import { isIntact } from './condition';
import type { JobPlanner, PlannedJob } from './job';
import { installerOf, lostHandler, withoutInstaller } from './other-tools';

export interface Choices {
  readonly options: OptionsFor;
  readonly takeOver: boolean;
  readonly skipManaged: boolean;
}

const UNCHANGED = { changes: [] } as const;

/** Instruments functions that no tool has, updates those that we have, and takes over those of another tool if the user asks for that. */
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
  const installer = state.receipt ? undefined : installerOf(state.parts);
  const lost = installer ? lostHandler(state.parts) : [];
  if (lost.length > 0) return leaveAsItIs(state, lost);
  if (installer && !takeOver) return leaveAsItIs(state, [note('function-foreign', { by: installer.title })]);
  const drawn = planOf(FUNCTION, state, PROVIDERS[options.provider].recipe(settings, targetOf(state)));
  const logGroup = wantedSubscription(drawn.recipe) ? logGroupOf(configuration) : undefined;
  const fitting = withRecord(drawn, deployed, logGroup);
  if (!fitting.recipe) return { plan: { ...fitting, findings: keptFindings(deployed, fitting.findings) }, left: true };
  const reported = about(state.id, [
    ...owner,
    ...(installer ? [note('function-taken-over', { by: installer.title })] : []),
    ...(fitting.changes.length > 0 ? versionNotes(state.target) : []),
  ]);
  return {
    plan: { ...fitting, findings: [...reported, ...fitting.findings] },
    ...(logGroup === undefined ? {} : { logGroup }),
  };
}

/** Of a function that runs in published versions, callers see a change only in the next one. */
const versionNotes = ({ shapes = [] }: DeployedFunction['state']['target']): Note[] =>
  shapes
    .filter((shape) => 'isPublished' in SHAPES[shape])
    .map((shape) => note('version-needed', { shape: SHAPES[shape].words }));

type JobContext = Choices & { readonly owner: readonly Note[] };

/** A function that is traced and cannot be brought up to date keeps everything that it has. */
function keptFindings(deployed: DeployedFunction, findings: readonly Finding[]): readonly Finding[] {
  if (!isIntact(deployed)) return findings;
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

/** Undoes what we did, by the receipt, and what another tool did only if the user asks for that, as far as it is known. */
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
  const installer = installerOf(state.parts);
  if (!installer) return { plan: { ...UNCHANGED, findings: [] } };
  const lost = lostHandler(state.parts);
  if (lost.length > 0) return leaveAsItIs(state, lost);
  if (!takeOver) return leaveAsItIs(state, [note('function-foreign', { by: installer.title })]);
  const result = withoutInstaller(state.parts, installer);
  if ('refused' in result) return leaveAsItIs(state, result.refused);
  return {
    plan: {
      changes: diff(FUNCTION, state.parts, result.parts),
      findings: about(state.id, [...owner, ...result.notes]),
    },
  };
}

/** The function's next deployment restores what is changed here. */
const managed = (tags: Readonly<Record<string, string>>): Note[] => {
  const stack = tags['aws:cloudformation:stack-name'];
  return stack === undefined ? [] : [note('function-managed', { stack })];
};
