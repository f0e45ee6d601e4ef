/** The results of the checks as text, as a table, and as JSON. */
import { visibleLine } from '../../core/visible';
import type { StatusRow } from '../status/row';
import type { TerminalPalette } from '../terminal/palette';
import { columns, plural, wrap } from '../terminal/text';
import type { CheckResult, CheckState } from './checks';

/** A function with the results of the checks that apply to it, by the name of the check. */
export interface Diagnosis {
  readonly row: StatusRow;
  readonly results: Readonly<Record<string, CheckResult>>;
}

const STATES = {
  failed: 'bad',
  'not known': 'note',
  passed: 'good',
} as const satisfies Record<CheckState, keyof TerminalPalette>;
const ORDER = Object.keys(STATES) as CheckState[];

const inState = ({ results }: Diagnosis, state: CheckState): [name: string, result: CheckResult][] =>
  Object.entries(results).filter(([, result]) => result.state === state);

/** Every check of each function; what is wrong comes first. */
export const diagnosesText = (diagnoses: readonly Diagnosis[], palette: TerminalPalette, width: number): string =>
  diagnoses.map((diagnosis) => `${diagnosisText(diagnosis, palette, width)}\n`).join('\n');

function diagnosisText(diagnosis: Diagnosis, palette: TerminalPalette, width: number): string {
  const { function: name, region, runtime } = diagnosis.row;
  const lines = ORDER.flatMap((state) =>
    inState(diagnosis, state).flatMap(([check, { evidence, fix }]) => [
      `  ${palette[STATES[state]](state.padEnd(9))}  ${palette.strong(check)}`,
      indented(evidence, width),
      ...(fix === undefined ? [] : [indented(`To do: ${fix}`, width)]),
    ]),
  );
  const place = visibleLine([region, runtime].filter(Boolean).join(', '));
  return [`${palette.name(visibleLine(name))} (${place}): ${countsText(diagnosis)}`, ...lines].join('\n');
}

const indented = (text: string, width: number): string => wrap(visibleLine(text), Math.min(width, 100), ' '.repeat(13));

const countsText = (diagnosis: Diagnosis): string =>
  ORDER.map((state) => [inState(diagnosis, state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(', ');

/** One line for each function. */
export function diagnosesTable(diagnoses: readonly Diagnosis[], palette: TerminalPalette): string {
  const namesOf = (diagnosis: Diagnosis, state: CheckState) =>
    inState(diagnosis, state)
      .map(([check]) => check)
      .join(', ');
  const rows = diagnoses.map((diagnosis) => [
    diagnosis.row.function,
    diagnosis.row.region,
    String(inState(diagnosis, 'passed').length),
    palette.bad(namesOf(diagnosis, 'failed')),
    palette.note(namesOf(diagnosis, 'not known')),
  ]);
  const sick = diagnoses.filter((diagnosis) => inState(diagnosis, 'failed').length > 0);
  const summary = `${plural(diagnoses.length, 'function')}: ${sick.length} with a check that failed`;
  return `${columns(['FUNCTION', 'REGION', 'PASSED', 'FAILED', 'NOT KNOWN'], rows)}\n\n${summary}\n`;
}

export const diagnosesJson = (diagnoses: readonly Diagnosis[]): string =>
  `${JSON.stringify({ functions: diagnoses.map(documentOf) }, undefined, 2)}\n`;

const documentOf = ({ row: { function: name, region, runtime, state }, results }: Diagnosis): object => ({
  function: name,
  region,
  runtime,
  state,
  checks: Object.entries(results).map(([check, result]) => ({ check, ...result })),
});

/** Whether a check of any function failed. */
export const hasFailed = (diagnoses: readonly Diagnosis[]): boolean =>
  diagnoses.some((diagnosis) => inState(diagnosis, 'failed').length > 0);
