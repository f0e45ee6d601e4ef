/** The state machines of a template, traced or as they were before. */
import { type Finding, type Policy, withNoun } from '../../../core/finding';
import { setIn } from '../../../core/own';
import type { Statement } from '../../../core/recipe';
import { STATE_MACHINE } from '../../../core/state-machine';
import { statusOf, type TraceStatus } from '../../../core/status';
import type { Resources } from '../document/document';
import { among, type Resource } from '../document/document';
import { everyResource, loopBody, withBody } from '../document/loops';
import type { TemplateContext } from '../functions';
import { addMachine } from './add';
import { isMachine } from './dialect';
import { type DefinitionAt, type DefinitionChange, definitionFiles } from './files';
import { withoutAddedFor } from './marks';
import { type MachineSurroundings, type PlannedMachine, planMachine } from './plan';
import type { MachineChange } from './write';

/** What became of one state machine. */
export interface MachineReport {
  readonly id: string;
  readonly names: readonly string[];
  /** Whether it has no options of its own. */
  readonly isCommon: boolean;
  readonly status: TraceStatus;
  readonly outcome: 'traced' | 'left' | 'excluded';
  readonly findings: readonly Finding[];
  readonly changes: readonly MachineChange[];
  readonly policy: Policy;
  /** What becomes of its definition in a file of its own. */
  readonly file?: DefinitionChange;
}

export interface PlannedMachines {
  /** The resources as they would be if no machine had been traced, but for those that stay. */
  readonly bare: Resources;
  readonly plans: readonly PlannedMachine[];
  /** What is true of the template as a whole. */
  readonly findings: readonly Finding[];
}

export interface TracedMachines {
  readonly resources: Resources;
  readonly reports: readonly MachineReport[];
  readonly statements: readonly Statement[];
  readonly findings: readonly Finding[];
}

/** The plans for all machines, those in loops too. */
export function planMachines(resources: Resources, context: TemplateContext, at?: DefinitionAt): PlannedMachines {
  const files = definitionFiles(everyMachine(resources), at);
  const plans = plansIn(resources, {}, { context, files });
  const found = new Map(plans.map((one) => [one.id, one]));
  const isGone = (machine: string) => found.get(machine)?.stays !== true;
  return {
    plans,
    findings: [],
    bare: inEveryScope(resources, (scope) => withBareMachines(withoutAddedFor(scope, isGone), found)),
  };
}

const everyMachine = (resources: Resources): [string, Resource][] =>
  everyResource(resources).flatMap(([id, resource]) => (isMachine(resource) ? [[id, resource]] : []));

type Common = Omit<MachineSurroundings, 'outer'>;

function plansIn(resources: Resources, outer: Resources, common: Common): PlannedMachine[] {
  const inside = Object.entries(resources).flatMap(([id, entry]) => {
    const body = loopBody(id, entry);
    return body === undefined ? [] : plansIn(body, { ...outer, ...resources }, common);
  });
  const own = among(resources, isMachine).map(([id]) => planMachine(id, resources, { ...common, outer }));
  return [...inside, ...own];
}

function withBareMachines(resources: Resources, plans: ReadonlyMap<string, PlannedMachine>): Resources {
  const result = { ...resources };
  for (const [id] of among(resources, isMachine)) {
    const planned = plans.get(id);
    if (planned && !planned.stays) setIn(result, id, planned.bare);
  }
  return result;
}

/** The resources with the plans carried out. */
export function traceMachines(resources: Resources, { plans, findings }: PlannedMachines): TracedMachines {
  const reports: MachineReport[] = [];
  const statements: Statement[] = [];
  const traced = inEveryScope(resources, (scope, outer) => {
    let result = scope;
    for (const one of plans.filter(({ id }) => isMachine(scope[id]))) {
      const added = addMachine(result, one, outer);
      result = added.resources;
      statements.push(...added.statements);
      reports.push(reportOf(one, added.findings));
    }
    return result;
  });
  return { resources: traced, reports, statements, findings };
}

/** The resources with a change made to each map of them: the bodies of loops, and then the whole. */
function inEveryScope(
  resources: Resources,
  change: (scope: Resources, outer: Resources) => Resources,
  outer: Resources = {},
): Resources {
  const result = { ...resources };
  for (const [id, entry] of Object.entries(resources)) {
    const body = loopBody(id, entry);
    if (body) setIn(result, id, withBody(entry, inEveryScope(body, change, { ...outer, ...resources })));
  }
  return change(result, outer);
}

function reportOf(one: PlannedMachine, later: readonly Finding[]): MachineReport {
  const { id, options, planned, stays, wasTraced } = one;
  const { names, isCommon, configured } = options;
  const isTraced = (stays && wasTraced) || planned?.recipe !== undefined;
  const own = withNoun(STATE_MACHINE.noun, [...one.findings, ...later]);
  const findings = [...(isCommon ? [] : configured.findings), ...own];
  const isSelected = options.isSelected && (isTraced || findings.length > 0);
  return {
    id,
    names,
    isCommon,
    findings,
    status: statusOf({ isSelected, isTraced, findings }),
    outcome: isTraced ? 'traced' : isSelected ? 'left' : 'excluded',
    changes: planned?.changes ?? [],
    policy: configured.settings as Policy,
    ...(one.file ? { file: one.file } : {}),
  };
}
