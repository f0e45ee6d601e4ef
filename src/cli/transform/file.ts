/** One template file: read, transformed, edited. */
import { about, type Finding, type Note, note } from '../../core/finding';
import { errorsOf } from '../../providers';
import { secretsIn } from '../../providers/mask';
import { sizeNotes, type Transformed, tracedFunctions } from '../../surfaces/template';
import { withFileLayouts, withoutLayouts } from '../text-edits/layout';
import { rewritten } from '../text-edits/round-trip';
import { BadYaml, readSource } from '../text-edits/source';
import type { DefinitionFiles, DefinitionText } from './definitions';

export interface File extends Pick<Transformed, 'reports' | 'machines'> {
  readonly path: string;
  readonly before: string;
  /** The same text where nothing is to be changed, or nothing can be. */
  readonly after: string;
  readonly findings: readonly Finding[];
  /** What must not be shown of the text. */
  readonly secrets: readonly string[];
  /** The functions and state machines that are traced in the file before and afterwards. */
  readonly wasTraced: readonly string[];
  readonly traced: readonly string[];
  /** The definitions of its state machines that are in files of their own, where they change. */
  readonly definitions: readonly DefinitionText[];
  /** Where the text was written to; `-` is the standard output. */
  readonly writtenTo?: string;
}

type Reported = Pick<Transformed, 'reports' | 'machines'>;
const NOTHING: Reported = { reports: [], machines: [] };

type Change = (template: object) => Transformed;

const NO_FILES: DefinitionFiles['edited'] = () => ({ texts: [], layouts: new Map() });

/** What becomes of a file; one with a mistake stays as it is. */
export function transformFile(path: string, before: string, change: Change, edited = NO_FILES): File {
  let secrets: readonly string[] = [];
  let traced: readonly string[] = [];
  const left = (findings: readonly Finding[], reported: Reported = NOTHING): File => ({
    ...unchangedFile(path, before, findings),
    ...reported,
    secrets,
    wasTraced: traced,
    traced,
  });
  try {
    const source = readSource(before);
    secrets = secretsIn(source.value);
    traced = tracedFunctions(source.value);
    const { template, findings, reports, machines } = change(withoutLayouts(source.value).value);
    if (errorsOf(findings).length > 0) return left(findings.map(forFiles), { reports, machines });
    const definitions = edited({ machines });
    if ('code' in definitions) return left([...findings, ...about(path, [definitions])], { reports, machines });
    const result = rewritten(source, withFileLayouts(template, definitions.layouts));
    if ('code' in result) return left([...findings, ...about(path, [result])], { reports, machines });
    const all = [...findings, ...about(path, grown(before, result.text))];
    if (errorsOf(all).length > 0) return left(all, { reports, machines });
    const now = { after: result.text, definitions: definitions.texts, traced: tracedFunctions(template) };
    return { path, before, secrets, findings: all, reports, machines, wasTraced: traced, ...now };
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
  definitions: [],
  ...NOTHING,
  wasTraced: [],
  traced: [],
});

/** The command takes whole files only, unlike the macro. */
const forFiles = (found: Finding): Finding =>
  found.code === 'fragment-unknown'
    ? { ...found, details: { ...found.details, instead: 'name a file that has `Resources` at its top level' } }
    : found;

const grown = (before: string, after: string): Note[] => sizeNotes(Buffer.byteLength(before), Buffer.byteLength(after));
