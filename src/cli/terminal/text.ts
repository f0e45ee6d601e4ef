/** Lines of text for a width: wrapping, and aligned columns. */
import { visibleLine } from '../../core/visible';

/** Every sequence that colors text here or in a preview's drawing, and no other. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how such a sequence begins
export const COLOR = /(\u001b\[(?:[0-2]|22|3[1-6]|39)m)/;

/** Lines that fit the width where the words allow it. A word that is too long for the indent starts to the left of it. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines = [indent];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1] ?? '';
    const isFirst = last === indent;
    if (!isFirst && last.length + 1 + word.length > width)
      lines.push(' '.repeat(Math.max(0, Math.min(indent.length, width - word.length))) + word);
    else lines[lines.length - 1] = isFirst ? last + word : `${last} ${word}`;
  }
  return lines.join('\n');
}

/** A line for a shell, continued where it is too long: at a flag, or at a command behind another. */
export function shellLines(line: string, width: number, indent: string): string {
  const [first = '', ...pieces] = line.split(/ (?=--?[a-z]|&& )/i);
  const lines = [indent + first];
  for (const piece of pieces) {
    const last = lines[lines.length - 1] ?? '';
    if (last.length + 1 + piece.length + CONTINUED.length <= width) lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(`${indent}  ${piece}`);
  }
  return lines.join(`${CONTINUED}\n`);
}
const CONTINUED = ' \\';

/** Two columns: a term, and behind it what there is to say of it, wrapped under itself. */
export function definitions(rows: readonly (readonly [term: string, text: string])[], width: number): string {
  const column = Math.min(34, Math.max(0, ...rows.map(([term]) => term.length)) + 4);
  return rows
    .map(([term, text]) => {
      const wrapped = wrap(text, width, ' '.repeat(column));
      const start = `  ${term}`;
      return start.length + 2 > column ? `${start}\n${wrapped}` : start.padEnd(column) + wrapped.slice(column);
    })
    .join('\n');
}

/** A table with a head, columns two blanks apart; each cell is in one line, and colors have no width. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map(cellText));
  const widths = head.map((_, index) => Math.max(...all.map((row) => seen(row[index] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - seen(cell).length)))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/** A text without its colors. */
const seen = (text: string): string => text.split(COLOR).filter(isText).join('');

/** Text from outside cannot begin a row of its own. */
const cellText = (text: string): string =>
  text
    .split(COLOR)
    .map((piece, index) => (isText(piece, index) ? visibleLine(piece) : piece))
    .join('');

/** Splitting by colors puts these at the odd places. */
const isText = (_piece: string, index: number): boolean => index % 2 === 0;

/** `1 function`, `2 functions`. */
export const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
