/** The plans for a template's state machines, made from what they were before this project touched them. */
import { about, type Finding, note, sentence } from '../../../core/finding';
import { type Plan, plan, unplan } from '../../../core/plan';
import { type MachinePart, type MachineRecipe, machineTarget, STATE_MACHINE } from '../../../core/state-machine';
import { toValue } from '../../intrinsics';
import { freeId, isPlainMap, type Resource, type Resources, withKey } from '../document/document';
import { metadataOf, withMetadata } from '../document/metadata';
import type { TemplateContext } from '../functions';
import { arnsIn } from './arns';
import { decideMachine, type MachineOptions, machineOptions } from './decide';
import { withoutAddedFor } from './marks';
import { MACHINE_PARTS, type MachinePlace, type ReadMachine, readMachine, receiptIn } from './read';
import { writeMachine } from './write';

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
  const bare = bareMachine(id, clean[id] as Resource, around, newGroup);
  if (decision.act === 'restore') return { ...common, bare, stays: false, findings: [] };
  return tracedMachine({ ...common, bare }, { ...around, resources: clean });
}

export interface MachineSurroundings {
  readonly context: TemplateContext;
  /** The resources around a loop. */
  readonly outer: Resources;
}

type Common = Omit<PlannedMachine, 'stays' | 'findings'>;

function tracedMachine(
  common: Common,
  around: MachineSurroundings & { readonly resources: Resources },
): PlannedMachine {
  const { context, outer, resources } = around;
  const { id, bare, options, newGroup, wasTraced } = common;
  const place = placeOf(newGroup, context);
  const resourceArn = arnsIn({ ...outer, ...resources }, bare.Properties?.DefinitionSubstitutions, context.known);
  const read = readMachine(id, bare, { ...place, resourceArn });
  const recipe = context.tracer.stateMachine?.(options.configured.settings, machineTarget(read.state));
  if (recipe === undefined) return { ...common, stays: false, findings: [] };
  const planned = plan(STATE_MACHINE, read.state, recipe);
  if (planned.recipe === undefined && wasTraced)
    return { ...common, stays: true, findings: planned.findings.map(skippedFinding) };
  return { ...common, read, planned, stays: false, findings: planned.findings };
}

const skippedFinding = ({ subject, ...why }: Finding): Finding => ({
  ...note('update-skipped', { why: sentence(why) }),
  subject,
});

const placeOf = (newGroup: string, { place }: TemplateContext): MachinePlace => ({
  ...place,
  newLogGroup: toValue({ 'Fn::GetAtt': [newGroup, 'Arn'] }),
});

/** The machine as it was, with what the user has changed since. */
function bareMachine(id: string, resource: Resource, { context }: MachineSurroundings, newGroup: string): Resource {
  if (receiptIn(resource) === undefined) return resource;
  const read = readMachine(id, resource, placeOf(newGroup, context));
  const { destinations, ...mark } = metadataOf(resource) ?? {};
  const { changes } = unplan(STATE_MACHINE, read.state);
  const properties = writeMachine(resource, { read, changes, destinations });
  const gone = new Set<string>(['provider', ...MACHINE_PARTS]);
  const rest = Object.entries(mark).filter(([key]) => !gone.has(key) && key !== 'empty');
  const bare = rest.length === 0 ? undefined : Object.fromEntries(rest);
  const isAbsent = resource.Properties === undefined && Object.keys(properties).length === 0;
  return withMetadata(isAbsent ? resource : withKey(resource, 'Properties', properties), bare);
}
