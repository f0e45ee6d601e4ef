/** What becomes of template files, for people and for programs. */
import { describe, type Finding, sentence, severity } from '../../core/finding';
import { visibleLine } from '../../core/visible';
import type { Palette } from '../palette';
import { count } from '../text';
import { difference } from './difference';
import type { File } from './file';

/** Each file with its functions, its findings and its changed lines. */
export const filesText = (files: readonly File[], palette: Palette): string =>
  files.map((file) => fileText(file, palette)).join('\n');

function fileText(file: File, palette: Palette): string {
  const { strong, faint, note } = palette;
  const functions = file.reports.map(({ id, outcome }) => `  ${visibleLine(id)}  ${faint(outcome)}`);
  const told = file.findings.map((found) => `  ${colour(found, palette)(severity(found))} ${describe(found)}`);
  const hunks = difference(file.before, file.after).map((lines) =>
    lines.map((line) => `  ${painted(line, palette)}`).join('\n'),
  );
  const changes = hunks.length === 0 ? [] : [hunks.join(`\n  ${faint('...')}\n`)];
  const state = file.after === file.before ? faint('nothing to change') : note('changed');
  return `${[`${strong(visibleLine(file.path))}  ${count(file.reports.length, 'function')}, ${state}`, ...functions, ...told, ...changes].join('\n')}\n`;
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
    functions: file.reports.map(({ id, outcome, plans }) => ({
      id,
      outcome,
      changes: plans.flatMap(({ when, planned }) =>
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
