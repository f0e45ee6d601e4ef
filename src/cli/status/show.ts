/** The functions of `status` as a table, or as a document. */
import { type Finding, sentence, severity } from '../../core/finding';
import { type TraceState, tally } from '../../core/status';
import type { TerminalPalette } from '../terminal/palette';
import { columns, plural } from '../terminal/text';
import { findingDocument, type StatusRow } from './row';

/** How each state is shown. */
export const STATE_COLORS = {
  traced: 'good',
  'needs code': 'note',
  'not traced': 'faint',
  'not selected': 'faint',
  damaged: 'bad',
} as const satisfies Record<TraceState, keyof TerminalPalette>;

/** `more` is of other resources than functions. */
export const statusJson = (rows: readonly StatusRow[], findings: readonly Finding[], more: object = {}): string =>
  `${JSON.stringify({ functions: rows.map(rowDocument), ...more, findings: findings.map(findingDocument) }, undefined, 2)}\n`;

const rowDocument = ({ isUpToDate, isFailed, ...row }: StatusRow): object => ({ ...row, ok: isUpToDate && !isFailed });

export function statusTable(
  rows: readonly StatusRow[],
  findings: readonly Finding[],
  palette: TerminalPalette,
): string {
  const lines = rows.map((row) => [
    row.function,
    row.region,
    row.runtime,
    [palette[STATE_COLORS[row.state]](row.state), ...marksOf(row).map((mark) => palette.note(mark))].join(', '),
    [row.with, detailsOf(row)].filter(Boolean).join(': '),
  ]);
  const more = (['outdated', 'different'] as const)
    .map((mark) => [mark, rows.filter((row) => row[mark].length > 0).length] as const)
    .filter(([, number]) => number > 0)
    .map(([mark, number]) => `, ${number} ${mark}`);
  const notes = findings.map((found) => `${palette.faint(severity(found))} ${sentence(found)}\n`).join('');
  const heading = ['FUNCTION', 'REGION', 'RUNTIME', 'STATE', 'WITH'];
  return `${columns(heading, lines)}\n\n${plural(rows.length, 'function')}: ${tally(rows)}${more.join('')}\n${notes}`;
}

const marksOf = ({ outdated, different, pending }: StatusRow): string[] => [
  ...(outdated.length > 0 ? ['outdated'] : []),
  ...(different.length > 0 ? ['different'] : []),
  ...pending.map((what) => `pending: ${what}`),
];

const detailsOf = ({ outdated, different, why }: StatusRow): string =>
  [
    ...(outdated.length > 0 ? [`${outdated.join(', ')} is newer.`] : []),
    ...(different.length > 0 ? [`${different.join(', ')} would change.`] : []),
    why,
  ]
    .filter(Boolean)
    .join(' ');
