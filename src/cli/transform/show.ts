/** What becomes of template files, for people and for programs. */
import { describe, errorsOf, type Finding, sentence, severity } from '../../core/finding';
import { statusOf, type TraceStatus, tally } from '../../core/status';
import { visibleLine } from '../../core/visible';
import type { Palette } from '../palette';
import { count } from '../text';
import { difference } from './difference';
import type { File } from './file';

/** Each file with its functions, its findings and its changed lines. */
export const filesText = (files: readonly File[], palette: Palette, isRemoval: boolean): string =>
  files.map((file) => fileText(file, palette, isRemoval)).join('\n');

function fileText(file: File, palette: Palette, isRemoval: boolean): string {
  const { strong, faint, note } = palette;
  const statuses = file.reports.map((report) => statusIn(file, report));
  const functions = file.reports.map(({ id }, index) => `  ${visibleLine(id)}  ${faint(statuses[index]?.state ?? '')}`);
  const told = file.findings.map((found) => `  ${colour(found, palette)(severity(found))} ${describe(found)}`);
  const hunks = difference(file.before, file.after).map((lines) =>
    lines.map((line) => `  ${painted(line, palette)}`).join('\n'),
  );
  const changes = hunks.length === 0 ? [] : [hunks.join(`\n  ${faint('...')}\n`)];
  const state = file.after === file.before ? faint(unchanged(file)) : note('changed');
  return `${[`${strong(visibleLine(file.path))}  ${isRemoval ? count(file.reports.length, 'function') : tally(statuses)}, ${state}`, ...functions, ...told, ...changes].join('\n')}\n`;
}

/** A file with an error was not looked at to its end. */
const unchanged = ({ findings }: File): string => (errorsOf(findings).length > 0 ? 'not changed' : 'nothing to change');

/** In a file that could not be changed a function is traced only where it was so before. */
function statusIn(file: File, { id, outcome, findings, status }: File['reports'][number]): TraceStatus {
  if (errorsOf(file.findings).length === 0) return status;
  return statusOf({ isSelected: outcome !== 'excluded', isTraced: file.traced.includes(id), findings });
}

const colour = (found: Finding, { bad, note, faint }: Palette) =>
  ({ error: bad, warning: note, info: faint })[severity(found)];

const painted = ({ mark, text }: { mark: string; text: string }, { good, bad }: Palette): string => {
  const line = `${mark} ${text}`;
  return mark === '+' ? good(line) : mark === '-' ? bad(line) : line;
};

/** The same for programs. */
export const filesJson = (files: readonly File[]): object[] =>
  files.map((file) => ({
    file: file.path,
    changed: file.after !== file.before,
    functions: file.reports.map((report) => ({
      id: report.id,
      outcome: report.outcome,
      ...stateOf(statusIn(file, report)),
      changes: report.plans.flatMap(({ when, planned }) =>
        planned.changes
          .filter(({ kind }) => kind !== 'containers')
          .map(({ kind, name, before, after }) => ({
            kind,
            name,
            change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
            ...(Object.keys(when).length === 0 ? {} : { when }),
          })),
      ),
    })),
    findings: file.findings.map((found) => ({
      code: found.code,
      severity: severity(found),
      subject: found.subject,
      text: sentence(found),
    })),
  }));

const stateOf = ({ state, pending }: TraceStatus) => ({ state, ...(pending.length === 0 ? {} : { pending }) });
