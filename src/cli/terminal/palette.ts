/** The few colors there are, and when they are used. */
import { visible } from '../../core/visible';
import type { HostVariables, Stream } from '../host';

const COLOR_CODES = { good: 32, bad: 31, note: 33, faint: 2, strong: 1, name: 36 } as const;

export type TerminalPalette = Readonly<Record<keyof typeof COLOR_CODES, (text: string) => string>>;

/** Whether there are to be colors: a flag, `FORCE_COLOR`, `NO_COLOR`, a terminal decide, in this order. */
export const isColored = (output: Stream, variables: HostVariables, asked?: boolean): boolean =>
  asked ?? colorPreference(variables) ?? (output.isTerminal && variables.TERM !== 'dumb');

export function paletteFor(output: Stream, variables: HostVariables, asked?: boolean): TerminalPalette {
  const on = isColored(output, variables, asked);
  const paint = (code: number) => (text: string) =>
    on && text !== '' ? `\u001b[${code}m${visible(text)}\u001b[0m` : text;
  return Object.fromEntries(Object.entries(COLOR_CODES).map(([name, code]) => [name, paint(code)])) as TerminalPalette;
}

/** Sources: force-color.org, no-color.org. */
function colorPreference({ FORCE_COLOR, NO_COLOR }: HostVariables): boolean | undefined {
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return NO_COLOR !== undefined && NO_COLOR !== '' ? false : undefined;
}
