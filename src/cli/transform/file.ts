/** One template file: read, transformed, edited. */
import { about, type Finding, type Note, note } from '../../core/finding';
import { errorsOf } from '../../providers';
import { secretsIn } from '../../providers/mask';
import { type Report, sizeNotes, type Transformed, tracedFunctions } from '../../surfaces/template';
import { withoutLayouts } from '../text-edits/layout';
import { rewritten } from '../text-edits/round-trip';
import { BadYaml, readSource } from '../text-edits/source';

export interface File {
  readonly path: string;
  readonly before: string;
  /** The same text where nothing is to be changed, or nothing can be. */
  readonly after: string;
  readonly findings: readonly Finding[];
  /** What must not be shown of the text. */
  readonly secrets: readonly string[];
  readonly reports: readonly Report[];
  /** The functions that are traced in the file before and afterwards. */
  readonly wasTraced: readonly string[];
  readonly traced: readonly string[];
  /** Where the text was written to; `-` is the standard output. */
  readonly writtenTo?: string;
}

/** What becomes of a file; one with a mistake stays as it is. */
export function transformFile(path: string, before: string, change: (template: object) => Transformed): File {
  let secrets: readonly string[] = [];
  let traced: readonly string[] = [];
  const left = (findings: readonly Finding[], reports: readonly Report[] = []): File => ({
    ...unchangedFile(path, before, findings),
    secrets,
    reports,
    wasTraced: traced,
    traced,
  });
  try {
    const source = readSource(before);
    secrets = secretsIn(source.value);
    traced = tracedFunctions(source.value);
    const { template, findings, reports } = change(withoutLayouts(source.value).value);
    if (errorsOf(findings).length > 0) return left(findings.map(forFiles), reports);
    const result = rewritten(source, template);
    if ('code' in result) return left([...findings, ...about(path, [result])], reports);
    const all = [...findings, ...about(path, grown(before, result.text))];
    if (errorsOf(all).length > 0) return left(all, reports);
    const now = { after: result.text, traced: tracedFunctions(template) };
    return { path, before, secrets, findings: all, reports, wasTraced: traced, ...now };
  } catch (problem) {
    if (!(problem instanceof BadYaml)) throw problem;
    const { line, column, message } = problem;
    return left(about(`${path}:${line}:${column}`, [note('file-unreadable', { why: message })]));
  }
}

/** A file that stays as it is. */
export const unchangedFile = (path: string, before: string, findings: readonly Finding[]): File => ({
  path,
  before,
  after: before,
  secrets: [],
  findings,
  reports: [],
  wasTraced: [],
  traced: [],
});

/** The command takes whole files only, unlike the macro. */
const forFiles = (found: Finding): Finding =>
  found.code === 'fragment-unknown'
    ? { ...found, details: { ...found.details, instead: 'name a file that has `Resources` at its top level' } }
    : found;

const grown = (before: string, after: string): Note[] => sizeNotes(Buffer.byteLength(before), Buffer.byteLength(after));
