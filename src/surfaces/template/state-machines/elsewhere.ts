/** Takes the place of the entry file in a macro for functions, which has no room for state machines: a finding names theirs. */
import { about, note } from '../../../core/finding';
import type { MachineTarget } from '../../../core/state-machine';
import { among, isMap, type Resources } from '../document/document';
import { metadataOf } from '../document/metadata';
import type { TemplateContext } from '../functions';
import type { PlannedMachines, TracedMachines } from './machines';

/** Nothing is changed, and the machines that the other macro is needed for are named. */
export function planMachines(bare: Resources, { tracer, common }: TemplateContext): PlannedMachines {
  const isWanted = tracer.stateMachine?.(common.settings, {} as MachineTarget);
  const isOpen = (one: unknown) => isMap(one) && /::StateMachine$/.test(String(one.Type)) && !metadataOf(one)?.provider;
  const ids = isWanted ? among(bare, isOpen).map(([id]) => id) : [];
  const macro = `${tracer.section}StateMachines`;
  return {
    bare,
    plans: [],
    findings: ids.length > 0 ? about(ids.join(', '), [note('machines-elsewhere', { macro })]) : [],
  };
}

export const traceMachines = (resources: Resources, { findings }: PlannedMachines): TracedMachines => ({
  resources,
  reports: [],
  statements: [],
  findings,
});
