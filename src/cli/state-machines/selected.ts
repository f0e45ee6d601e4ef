/** What a command selects: functions, state machines, or both. */
import type { Finding } from '../../core/finding';
import { findAll, type Regions } from '../functions/read';
import { type FunctionSelection, type ReadTarget, selectionOf } from '../functions/select';
import { isMachineArn } from './name';
import { findMachines } from './run';
import { type MachineSelection, type MachineTargetName, machineSelectionOf } from './select';

export interface Selections {
  /** Absent where only state machines are named. */
  readonly functions?: FunctionSelection;
  readonly machines?: MachineSelection;
}

/** The flags that select functions. Tags narrow a selection of state machines, and alone select functions. */
const FUNCTION_SELECTORS = ['function', 'functionsRegex', 'all'] as const;

/** Whether state machines are named, and no function is. */
export const isWithoutFunctions = (operands: readonly string[], flags: Readonly<Record<string, unknown>>): boolean =>
  (operands.some(isMachineArn) || flags.stateMachine !== undefined) &&
  operands.every(isMachineArn) &&
  FUNCTION_SELECTORS.every((name) => flags[name] === undefined);

/** Reads the selection from the operands and the flags, and throws all mistakes at once. */
export function selectionsOf(
  operands: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  exclude: readonly string[] | undefined,
): Selections {
  const { machines, operands: rest } = machineSelectionOf(operands, flags, exclude);
  if (machines !== undefined && isWithoutFunctions(operands, flags)) return { machines };
  return { functions: selectionOf(rest, flags, exclude), ...(machines ? { machines } : {}) };
}

/** Both as one selection, for the Regions that they need. */
export const wholeSelection = (
  functions: FunctionSelection = NOTHING,
  machines: MachineSelection = NOTHING,
): FunctionSelection => ({
  ...functions,
  names: [...functions.names, ...machines.names],
  patterns: [...functions.patterns, ...machines.patterns],
});

const NOTHING: FunctionSelection = { names: [], patterns: [], tags: [], all: false, exclude: [] };

export interface Found {
  readonly targets: readonly ReadTarget[];
  readonly machines: readonly MachineTargetName[];
  readonly findings: readonly Finding[];
}

export async function findSelected(
  regions: Regions,
  functions: FunctionSelection | undefined,
  machines: MachineSelection | undefined,
): Promise<Found> {
  const none = { targets: [], findings: [] };
  const found = functions ? await findAll(regions, functions) : none;
  const others = machines ? await findMachines(regions, machines) : none;
  return {
    targets: found.targets,
    machines: others.targets,
    findings: [...found.findings, ...others.findings],
  };
}
