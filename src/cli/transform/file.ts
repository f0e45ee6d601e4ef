/** One template file: read, transformed, edited. */
import { about, type Finding, note } from '../../core/finding';
import { secretsIn } from '../../options/mask';
import { errorsOf } from '../../providers';
import { type Report, type Transformed, tracedFunctions } from '../../surfaces/template';
import { withoutLayouts } from './layout';
import { rewritten } from './round-trip';
import { BadYaml, readSource } from './source';

export interface File {
  readonly path: string;
  readonly before: string;
  /** The same text where nothing is to be changed, or nothing can be. */
  readonly after: string;
  readonly findings: readonly Finding[];
  /** What must not be shown of the text. */
  readonly secrets: readonly string[];
  readonly reports: readonly Report[];
  /** The functions that are traced in the file afterwards. */
  readonly traced: readonly string[];
}

/** A file whose text cannot be had. */
export const unreadableFile = (path: string, why: string): File => ({
  path,
  before: '',
  after: '',
  secrets: [],
  findings: about(path, [note('file-unreadable', { why })]),
  reports: [],
  traced: [],
});

/** What becomes of a file; one with a mistake stays as it is. */
export function transformFile(path: string, before: string, change: (template: object) => Transformed): File {
  let secrets: readonly string[] = [];
  const left = (findings: readonly Finding[], reports: readonly Report[] = []): File => ({
    path,
    before,
    after: before,
    secrets,
    findings,
    reports,
    traced: [],
  });
  try {
    const source = readSource(before);
    secrets = secretsIn(source.value);
    const { template, findings, reports } = change(withoutLayouts(source.value).value);
    if (errorsOf(findings).length > 0) return left(findings, reports);
    const result = rewritten(source, template);
    if ('code' in result) return left([...findings, ...about(path, [result])], reports);
    return { path, before, after: result.text, secrets, findings, reports, traced: tracedFunctions(template) };
  } catch (problem) {
    if (!(problem instanceof BadYaml)) throw problem;
    const { line, column, message } = problem;
    return left(about(`${path}:${line}:${column}`, [note('file-unreadable', { why: message })]));
  }
}
