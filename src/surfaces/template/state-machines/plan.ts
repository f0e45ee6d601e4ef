/** The plans for a template's state machines, made from what they were before this project touched them. */
import { invert } from '../../../core/change';
import { about, type Finding, note, sentence } from '../../../core/finding';
import { type Plan, plan, unplan } from '../../../core/plan';
import { type MachinePart, type MachineRecipe, machineTarget, STATE_MACHINE } from '../../../core/state-machine';
import { isUnread, readDefinition, type Unread } from '../../definition';
import { toValue } from '../../intrinsics';
import { freeId, isPlainMap, type Resource, type Resources, withKey } from '../document/document';
import { metadataOf, withMetadata } from '../document/metadata';
import type { TemplateContext } from '../functions';
import { arnsIn, substitutionsIn } from './arns';
import { decideMachine, type MachineOptions, machineOptions } from './decide';
import type { DefinitionChange, DefinitionFile, definitionFiles } from './files';
import { withoutAddedFor } from './marks';
import { MACHINE_PARTS, type MachinePlace, type ReadMachine, readMachine, receiptIn } from './read';
import { type MachineChange, writeMachine } from './write';

export interface PlannedMachine {
  readonly id: string;
  readonly options: MachineOptions;
  /** The machine as it was before this project touched it. */
  readonly bare: Resource;
  readonly read?: ReadMachine;
  /** What is done to it; absent where nothing is, or only taken back. */
  readonly planned?: Plan<MachinePart, MachineRecipe>;
  /** The logical id of a log group that is made for it. */
  readonly newGroup: string;
  /** Whether it stays as an earlier run or another provider has made it, with what was added for it. */
  readonly stays: boolean;
  readonly wasTraced: boolean;
  readonly findings: readonly Finding[];
  /** What becomes of its definition in a file of its own. */
  readonly file?: DefinitionChange;
}

/** The plan for one machine among the resources of its template or loop. */
export function planMachine(id: string, resources: Resources, around: MachineSurroundings): PlannedMachine {
  const { context } = around;
  const resource = resources[id] as Resource;
  const options = machineOptions(id, resource, context);
  const decision = decideMachine(resource, options, context);
  const wasTraced = receiptIn(resource) !== undefined;
  const clean = withoutAddedFor(resources, (machine) => machine === id);
  const newGroup = freeId({ ...around.outer, ...clean }, `${id}LogGroup`);
  const common = { id, options, newGroup, wasTraced, bare: resource };
  if (decision.act === 'leave') return { ...common, stays: true, findings: about(id, decision.notes) };
  if (!isPlainMap(resource.Properties ?? {})) {
    const isAsked = decision.act === 'trace' && context.tracer.stateMachine !== undefined;
    const found = isAsked ? [note('part-unresolved', { noun: STATE_MACHINE.noun, part: 'properties' })] : [];
    return { ...common, stays: wasTraced, findings: about(id, found) };
  }
  const file = around.files.get(id);
  if (file && isUnread(file) && isWritten(resource))
    return { ...common, stays: true, findings: about(id, [lostFile(file, decision.act)]) };
  const undone = bareMachine(id, clean[id] as Resource, { ...around, newGroup, file });
  if (decision.act === 'restore')
    return { ...common, bare: undone.resource, file: undone.file, stays: false, findings: [] };
  return tracedMachine({ ...common, bare: undone.resource, file: undone.file }, { ...around, resources: clean });
}

export interface MachineSurroundings {
  readonly context: TemplateContext;
  /** The resources around a loop. */
  readonly outer: Resources;
  readonly files: ReturnType<typeof definitionFiles>;
}

type Common = Omit<PlannedMachine, 'stays' | 'findings'>;

function tracedMachine(
  common: Common,
  around: MachineSurroundings & { readonly resources: Resources },
): PlannedMachine {
  const { context, outer, resources } = around;
  const { id, bare, options, newGroup, wasTraced, file } = common;
  const place = placeOf(newGroup, context);
  const resourceArn = arnsIn({ ...outer, ...resources }, substitutionsIn(bare), context.known);
  const given = file ? { path: file.path, raw: file.raw } : around.files.get(id);
  const read = readMachine(id, bare, { ...place, resourceArn, file: given });
  const recipe = context.tracer.stateMachine?.(options.configured.settings, machineTarget(read.state));
  if (recipe === undefined) return { ...common, stays: false, findings: [] };
  const planned = plan(STATE_MACHINE, read.state, recipe);
  if (planned.recipe === undefined && wasTraced)
    return { ...common, stays: true, file: undefined, findings: planned.findings.map(skippedFinding) };
  const now = file && { ...file, ...rewritten(file.raw, planned.changes) };
  return { ...common, read, planned, stays: false, findings: planned.findings, ...(now ? { file: now } : {}) };
}

const skippedFinding = ({ subject, ...why }: Finding): Finding => ({
  ...note('update-skipped', { why: sentence(why) }),
  subject,
});

const placeOf = (newGroup: string, { place }: TemplateContext): MachinePlace => ({
  ...place,
  newLogGroup: toValue({ 'Fn::GetAtt': [newGroup, 'Arn'] }),
});

/** Whether an earlier run has changed the definition. */
const isWritten = (resource: Resource): boolean =>
  receiptIn(resource)?.entries.some(({ kind }) => kind === 'definition') === true;

const lostFile = ({ unread }: Unread, act: 'trace' | 'restore') =>
  note(act === 'trace' ? 'update-skipped' : 'removal-skipped', { why: `its definition can't be read: ${unread}` });

/** What changes make of a definition, and what it is once they are taken back. */
function rewritten(raw: unknown, changes: readonly MachineChange[]): Pick<DefinitionChange, 'raw' | 'untraced'> {
  const write = (from: unknown, list: readonly MachineChange[]) => {
    const read = readDefinition(from);
    return isUnread(read) ? from : read.write(list);
  };
  const after = write(raw, changes);
  return { raw: after, untraced: write(after, invert(changes)) };
}

const unchanged = ({ path, raw }: DefinitionFile): DefinitionChange => ({ path, bare: raw, raw, untraced: raw });

interface Undone {
  readonly resource: Resource;
  readonly file?: DefinitionChange;
}

type Undoing = MachineSurroundings & Pick<PlannedMachine, 'newGroup'> & { readonly file?: DefinitionFile | Unread };

/** The machine as it was, with what the user has changed since. */
function bareMachine(id: string, resource: Resource, { context, newGroup, file }: Undoing): Undone {
  const own = file && !isUnread(file) ? { ...unchanged(file), layout: metadataOf(resource)?.file } : undefined;
  if (receiptIn(resource) === undefined) return { resource, ...(own ? { file: own } : {}) };
  const read = readMachine(id, resource, { ...placeOf(newGroup, context), file });
  const { destinations, ...mark } = metadataOf(resource) ?? {};
  const { changes } = unplan(STATE_MACHINE, read.state);
  const properties = writeMachine(resource, { read, changes, destinations });
  const gone = new Set<string>(['provider', 'file', ...MACHINE_PARTS]);
  const rest = Object.entries(mark).filter(([key]) => !gone.has(key) && key !== 'empty');
  const bare = rest.length === 0 ? undefined : Object.fromEntries(rest);
  const isAbsent = resource.Properties === undefined && Object.keys(properties).length === 0;
  const raw = own && rewritten(own.raw, changes).raw;
  return {
    resource: withMetadata(isAbsent ? resource : withKey(resource, 'Properties', properties), bare),
    ...(own ? { file: { ...own, ...unchanged({ path: own.path, raw }) } } : {}),
  };
}
