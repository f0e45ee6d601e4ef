/** Findings on the error stream, a line each. */
import { describe, type Finding, severity } from '../core/finding';
import type { Host } from './host';
import { type Palette, paletteFor } from './palette';

const COLORS = { error: 'bad', warning: 'note', info: 'faint' } as const satisfies Record<string, keyof Palette>;

/** Each finding with its severity. */
export function tellAll(findings: readonly Finding[], { err, variables }: Host): void {
  const palette = paletteFor(err, variables);
  for (const found of findings) err.write(`${palette[COLORS[severity(found)]](severity(found))} ${describe(found)}\n`);
}
