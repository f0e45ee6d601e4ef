/** The definitions of state machines that are in files next to a template: read, and edited as texts. */
import { realpathSync } from 'node:fs';
import { dirname, extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { type Note, note } from '../../core/finding';
import { isKnown } from '../../core/value';
import { FileProblem, readText } from '../../host/text-file';
import { isUnread, readDefinition } from '../../surfaces/definition';
import type { Request, Transformed } from '../../surfaces/template';
import { editSource } from '../text-edits/edit';
import { fileLayout, type LayoutRecord, layoutBetween, Refused } from '../text-edits/layout';
import { restored } from '../text-edits/round-trip';
import { BadYaml, readSource } from '../text-edits/source';

/** A file with a definition, before and afterwards. */
export interface DefinitionText {
  readonly path: string;
  /** The path from the current folder. */
  readonly shown: string;
  readonly before: string;
  readonly after: string;
}

interface ReadText extends Pick<DefinitionText, 'shown' | 'before'> {
  readonly isYaml: boolean;
}

type Change = NonNullable<Transformed['machines'][number]['file']>;

type ChangeOfMachine = Transformed['machines'][number]['changes'][number];

export interface EditedDefinitions {
  /** Those that change. */
  readonly texts: readonly DefinitionText[];
  /** What the receipts of machines keep about the layout of their files. */
  readonly layouts: ReadonlyMap<string, readonly LayoutRecord[]>;
}

/** The files that the templates of one run may edit: each belongs to the template that names it first. */
export class DefinitionFiles {
  private readonly owners = new Map<string, string>();
  private readonly texts = new Map<string, ReadText>();

  public constructor(private readonly folder: string) {}

  /** For a template at a path. */
  public nextTo(template: string): NonNullable<Request['definitionAt']> {
    return (uri) => (REMOTE.test(uri) ? undefined : this.read(template, uri));
  }

  private read(template: string, uri: string): ReturnType<NonNullable<Request['definitionAt']>> {
    const folder = dirname(template);
    try {
      const path = realpathSync(resolve(folder, uri));
      if (isOutside(realpathSync(folder), path))
        return { unread: `the file ${uri} is outside of the folder of the template` };
      const owner = this.owners.get(path) ?? template;
      if (owner !== template) return { unread: `the file ${uri} belongs to a state machine in ${owner} too` };
      this.owners.set(path, template);
      const text = readText(path);
      const isYaml = !isJson(path, text);
      this.texts.set(path, { before: text, isYaml, shown: relative(this.folder, resolve(folder, uri)) });
      return { path, raw: isYaml ? readSource(text).value : text };
    } catch (problem) {
      return { unread: `the file ${uri} can't be read: ${reasonOf(problem)}` };
    }
  }

  /** The texts after a transform, or why one of them can't be edited such that a removal gives back every byte. */
  public edited({ machines }: Pick<Transformed, 'machines'>): EditedDefinitions | Note {
    const texts: DefinitionText[] = [];
    const layouts = new Map<string, readonly LayoutRecord[]>();
    for (const { id, file, changes } of machines) {
      if (file === undefined) continue;
      const read = this.texts.get(file.path);
      if (read === undefined) continue;
      const { before, shown, isYaml } = read;
      const edited = isYaml ? editedYaml(before, file, knownIn(changes)) : editedJson(file);
      if (edited === undefined) return inexact(shown);
      const { after, layout } = edited;
      layouts.set(id, layout);
      if (after !== before) texts.push({ path: file.path, shown, before, after });
    }
    return { texts, layouts };
  }
}

/** An address in place of a path. */
const REMOTE = /^[a-z][a-z\d+.-]+:\/\//i;

const isOutside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
};

/** Step Functions takes YAML too, of which JSON is a part. */
const isJson = (path: string, text: string): boolean => extname(path) === '.json' || !isUnread(readDefinition(text));

/** A text, and how a removal gets from its own layout to that of the original. */
interface EditedText {
  readonly after: string;
  readonly layout: readonly LayoutRecord[];
}

const editedJson = ({ bare, raw, untraced }: Change): EditedText | undefined =>
  untraced === bare ? { after: String(raw), layout: [] } : undefined;

function editedYaml(before: string, file: Change, known: ReadonlySet<string>): EditedText | undefined {
  const plain = editSource(readSource(before), file.bare);
  const original = plain && restored(plain, fileLayout(file.layout));
  const now = original && editSource(original, file.raw);
  const back = now && editSource(now, file.untraced);
  if (!original || !now || !back) return undefined;
  const layout = back.text === original.text ? [] : layoutBetween(original, back, known);
  if (layout instanceof Refused || restored(back, layout).text !== original.text) return undefined;
  return { after: now.text, layout };
}

/** What the receipt says was there before: that may be repeated in a layout. */
const knownIn = (changes: readonly ChangeOfMachine[]): ReadonlySet<string> =>
  new Set(
    changes.flatMap(({ kind, before }) => (kind === 'definition' && isKnown(before) ? [JSON.parse(before)] : [])),
  );

const inexact = (shown: string): Note =>
  note('file-not-editable', {
    why: `removing the tracing later would not restore every byte of ${shown}`,
    instead: 'write its definition as plain JSON, exclude the state machine, or set `mergeStateMachineTraces: false`',
  });

function reasonOf(problem: unknown): string {
  if (problem instanceof FileProblem) return problem.reason;
  if (problem instanceof BadYaml) return problem.message;
  const { code } = problem as NodeJS.ErrnoException;
  if (code === undefined) throw problem;
  return REASONS[code] ?? `the system refused access (${code})`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ELOOP: 'the link leads to itself',
};
