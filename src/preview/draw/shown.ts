/** What is drawn of a preview: the same parts for a function and for a state machine. */
import type { MachinePreview } from '../machine/preview';
import type { Preview } from '../preview';
import type { Span } from '../span';
import { timeOf } from './tags';

/** One invocation or one execution. */
export interface ShownRun {
  readonly facts: readonly string[];
  readonly error?: { readonly type: string; readonly message: string };
  readonly spans: readonly Span[];
  readonly late: readonly Span[];
  readonly log: readonly string[];
  readonly response?: unknown;
}

export interface Shown {
  readonly name: string;
  readonly by: string;
  /** What one run is called. */
  readonly noun: 'invocation' | 'execution';
  readonly replaced: readonly { readonly name: string; readonly why: string }[];
  readonly notes: readonly string[];
  readonly refused: readonly string[];
  readonly runs: readonly ShownRun[];
}

/** A number with its noun. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The spans of a run, with those that came after its end. */
export const allSpans = ({ spans, late }: ShownRun): Span[] => [...spans, ...late];

export const shownPreview = (preview: Preview | MachinePreview): Shown =>
  'machineName' in preview ? shownMachine(preview) : shownFunction(preview);

const NS_PER_MS = 1e6;

const took = ({ startedAt, endedAt }: { startedAt: number; endedAt: number }): string =>
  timeOf((endedAt - startedAt) * NS_PER_MS);

const shownFunction = ({ functionName, interpreter, overrides, notes, refused, invocations }: Preview): Shown => ({
  name: functionName,
  by: `run by ${interpreter.family} ${interpreter.version}`,
  noun: 'invocation',
  replaced: overrides,
  notes,
  refused,
  runs: invocations.map((one) => ({
    ...one,
    facts: [one.coldStart ? 'cold start' : 'warm', took(one), `${one.memoryMb} MB`],
  })),
});

function shownMachine({ machineName, functions, notes, refused, executions }: MachinePreview): Shown {
  const interpreters = new Set(functions.map(({ interpreter: { family, version } }) => `${family} ${version}`));
  return {
    name: machineName,
    by: ['state machine', ...interpreters].join(', '),
    noun: 'execution',
    replaced: functions.flatMap(({ functionName, overrides }) =>
      overrides.map(({ name, why }) => ({ name: `${functionName}: ${name}`, why })),
    ),
    notes: [...new Set([...notes, ...functions.flatMap((one) => one.notes)])],
    refused,
    runs: executions.map(({ output, ...one }) => ({
      ...one,
      response: output,
      facts: [counted(one.states.length, 'state'), counted(one.invocations, 'invocation'), took(one)],
    })),
  };
}
