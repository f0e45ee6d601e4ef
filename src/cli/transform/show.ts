/** What becomes of template files, for people and for programs. */
import type { Change } from '../../core/change';
import { describe, errorsOf, type Finding, sentence, severity } from '../../core/finding';
import { statusOf, type TraceStatus, tallyOfBoth } from '../../core/status';
import { visibleLine } from '../../core/visible';
import type { TerminalPalette } from '../terminal/palette';
import { plural } from '../terminal/text';
import { difference } from '../text-edits/difference';
import type { File } from './file';

type FileReport = File['reports'][number];
type MachineReport = File['machines'][number];

export interface Showing {
  readonly palette: TerminalPalette;
  /** Whether tracing is taken out. */
  readonly isRemoval: boolean;
}

/** Each file with its functions, its findings and its changed lines. */
export const filesText = (files: readonly File[], showing: Showing): string =>
  files.map((file) => fileText(file, showing)).join('\n');

function fileText(file: File, { palette, isRemoval }: Showing): string {
  const { strong, faint } = palette;
  const { reports, machines } = listed(file);
  const resources = [...reports, ...machines].map((report) => {
    const word = isRemoval ? removalOf(file, report) : statusInFile(file, report).state;
    return `  ${visibleLine(report.id)}  ${faint(word)}`;
  });
  const messages = file.findings.map((found) => `  ${color(found, palette)(severity(found))} ${describe(found)}`);
  const changes = [
    ...changedLines(file, palette),
    ...file.definitions.flatMap((text) => [`  ${strong(visibleLine(text.shown))}`, ...changedLines(text, palette)]),
  ];
  const summary = isRemoval
    ? plural(reports.length + machines.length, machines.length > 0 ? 'resource' : 'function')
    : tallyOfBoth(...([reports, machines].map((list) => list.map((one) => statusInFile(file, one))) as Statuses));
  const states = [...(hasMistake(file) ? [] : [summary]), stateOfFile(file, palette)].join(', ');
  return `${[`${strong(visibleLine(file.path))}  ${states}`, ...resources, ...messages, ...changes].join('\n')}\n`;
}

function changedLines({ before, after }: Pick<File, 'before' | 'after'>, palette: TerminalPalette): string[] {
  const hunks = difference(before, after).map((lines) => lines.map((line) => `  ${painted(line, palette)}`).join('\n'));
  return hunks.length === 0 ? [] : [hunks.join(`\n  ${palette.faint('...')}\n`)];
}

/** A file with an error was not looked at to its end. */
function stateOfFile(
  { before, after, definitions, findings, writtenTo, path }: File,
  { faint, note }: TerminalPalette,
): string {
  if (errorsOf(findings).length > 0) return faint('not changed');
  if (after === before && definitions.length === 0) return faint('nothing to change');
  if (writtenTo === undefined) return note('would be changed');
  if (writtenTo === path) return note('changed');
  return note(`written to ${writtenTo === '-' ? 'the standard output' : visibleLine(writtenTo)}`);
}

/** A mistake in options, wherever they are written. */
export const isMistake = ({ code }: Finding): boolean => /^options?-/.test(code) || code === 'value-impossible';

const hasMistake = ({ findings }: File): boolean => errorsOf(findings).some(isMistake);

type Statuses = [functions: TraceStatus[], machines: TraceStatus[]];

/** With a mistake in options it is not known what would become of any function or state machine. */
const listed = (file: File): Pick<File, 'reports' | 'machines'> =>
  hasMistake(file) ? { reports: [], machines: [] } : file;

/** What a removal does to a resource, in words for people. */
function removalOf({ wasTraced, traced, writtenTo }: File, { id }: Pick<FileReport, 'id'>): string {
  if (!wasTraced.includes(id)) return 'was not traced';
  if (traced.includes(id)) return 'traced';
  return writtenTo === undefined ? 'tracing would be removed' : 'tracing removed';
}

/** In a file that could not be changed a function is traced only where it was so before. */
function statusInFile(file: File, { id, outcome, findings, status }: FileReport | MachineReport): TraceStatus {
  if (errorsOf(file.findings).length === 0) return status;
  return statusOf({ isSelected: outcome !== 'excluded', isTraced: file.traced.includes(id), findings });
}

/** A removal excludes no function: a function is still traced only if its tracing couldn't be removed. */
const removedIn = ({ traced, wasTraced }: File, { id }: Pick<FileReport, 'id'>) => ({
  outcome: wasTraced.includes(id) && !traced.includes(id) ? 'removed' : 'left',
  state: traced.includes(id) ? 'traced' : 'not traced',
});

const color = (found: Finding, { bad, note, faint }: TerminalPalette) =>
  ({ error: bad, warning: note, info: faint })[severity(found)];

const painted = ({ mark, text }: { mark: string; text: string }, { good, bad }: TerminalPalette): string => {
  const line = `${mark} ${text}`;
  return mark === '+' ? good(line) : mark === '-' ? bad(line) : line;
};

/** The same for programs. */
export const filesJson = (files: readonly File[], isRemoval: boolean): object[] =>
  files.map((file) => ({
    file: file.path,
    changed: file.after !== file.before || file.definitions.length > 0,
    written: file.writtenTo !== undefined,
    functions: listed(file).reports.map((report) => ({
      ...resourceDocument(file, report, isRemoval),
      changes: report.plans.flatMap(({ when, planned }) =>
        planned.changes
          .filter(({ kind }) => kind !== 'containers')
          .map((change) => ({ ...changeDocument(change), ...(Object.keys(when).length === 0 ? {} : { when }) })),
      ),
    })),
    ...(file.definitions.length === 0 ? {} : { definitions: file.definitions.map(({ shown }) => shown) }),
    ...(listed(file).machines.length === 0 ? {} : { stateMachines: machineDocuments(file, isRemoval) }),
    findings: file.findings.map((found) => ({
      code: found.code,
      severity: severity(found),
      subject: found.subject,
      text: sentence(found),
    })),
  }));

const statusDocument = ({ state, pending }: TraceStatus) => ({ state, ...(pending.length === 0 ? {} : { pending }) });

const machineDocuments = (file: File, isRemoval: boolean): object[] =>
  listed(file).machines.map((report) => ({
    ...resourceDocument(file, report, isRemoval),
    changes: report.changes.filter(({ kind }) => kind !== 'presence').map(changeDocument),
  }));

const resourceDocument = (file: File, report: FileReport | MachineReport, isRemoval: boolean) => ({
  id: report.id,
  ...(isRemoval ? removedIn(file, report) : { outcome: report.outcome, ...statusDocument(statusInFile(file, report)) }),
});

const changeDocument = ({ kind, name, before, after }: Change) => ({
  kind,
  name,
  change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
});
