/** The state machines of a template: the entry file of this folder. */
export type { DefinitionAt } from './files';
export { type MachineReport, planMachines, type TracedMachines, traceMachines } from './machines';
