/** The state machines of a template: the entry file of this folder. */
export { isMachine } from './dialect';
export { type MachineReport, planMachines, traceMachines } from './machines';
