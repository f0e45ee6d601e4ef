/** Findings on the error stream, a line each. */
import { describe, type Finding, severity } from '../../core/finding';
import type { Host } from '../host';
import { paletteFor, type TerminalPalette } from './palette';

const SEVERITY_COLORS = { error: 'bad', warning: 'note', info: 'faint' } as const satisfies Record<
  string,
  keyof TerminalPalette
>;

/** Each finding with its severity. */
export function printFindings(findings: readonly Finding[], { err, variables }: Host): void {
  const palette = paletteFor(err, variables);
  for (const found of findings)
    err.write(`${palette[SEVERITY_COLORS[severity(found)]](severity(found))} ${describe(found)}\n`);
}
