/** Adds tracing to the last stage of a Dockerfile, and removes it again; the rest stays byte for byte. */
import { type Note, note } from '../core/finding';
import type { ImageParts } from '../core/provider';

/** Our lines are between these two; what they replace is kept as a comment there. */
const BEGIN = '# >>> tracelayer: `tracelayer dockerfile --remove` takes this out';
const END = '# <<< tracelayer';
const KEPT = '#| ';

export interface Traced {
  readonly text: string;
  readonly notes: readonly Note[];
}

interface Instruction {
  readonly name: string;
  readonly argument: string;
  /** The lines it takes, the first and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/** The file with the parts in its last stage, or in the stage that is named. */
export function addTracing(text: string, parts: ImageParts, stage?: string): Traced | { readonly refused: Note[] } {
  const clean = removeTracing(text);
  const lines = linesWithEnds(clean);
  const instructions = parseInstructions(lines);
  const bounds = stageOf(instructions, stage);
  if (bounds === undefined)
    return {
      refused: [note('dockerfile-stage-missing', { given: stage === undefined ? 'no FROM' : `no stage "${stage}"` })],
    };
  const own = instructions.filter(({ from }) => from >= bounds.from && from < bounds.to);
  const command = own.filter(({ name }) => name === 'CMD').at(-1);
  const words = command && wordsOf(command.argument);
  const isOurs = words?.[0] !== undefined && words[0] === parts.command;
  if (isOurs) return { refused: [note('dockerfile-traced', { command: words?.[0] ?? '' })] };
  const canRedirect = parts.command !== undefined && words?.length === 1;
  const at = command?.from ?? bounds.to;
  const user = own.filter(({ name, from }) => name === 'USER' && from < at).at(-1)?.argument;
  const block = blockOf(parts, {
    ...(user === undefined || user === 'root' || user === '0' ? {} : { user }),
    ...(canRedirect ? { handler: words[0] } : {}),
    replaced: canRedirect && command ? lines.slice(command.from, command.to) : [],
    newline: clean.includes('\r\n') ? '\r\n' : '\n',
  });
  const before = lines.slice(0, at).join('');
  const after = lines.slice(canRedirect && command ? command.to : at).join('');
  return { text: before + bridge(before, block) + after, notes: imageNotes(parts, command, canRedirect) };
}

/** The file as it was before; the same file where there is nothing of ours in it. */
export function removeTracing(text: string): string {
  const lines = linesWithEnds(text);
  const from = lines.findIndex((line) => bare(line) === BEGIN || bare(line) === `${BEGIN} (no newline)`);
  const to = lines.findIndex((line, index) => index > from && bare(line) === END);
  if (from < 0 || to < 0) return text;
  const kept = lines
    .slice(from, to)
    .filter((line) => line.startsWith(KEPT))
    .map((line) => line.slice(KEPT.length));
  const isCut = bare(lines[from] ?? '') !== BEGIN;
  const before = lines.slice(0, from).join('');
  const after = lines.slice(to + 1).join('');
  const result = before + kept.join('') + after;
  return isCut ? result.replace(/\r?\n$/, '') : result;
}

const bare = (line: string): string => line.replace(/\r?\n$/, '');

/** Lines with their ends. */
const linesWithEnds = (text: string): string[] => text.split(/(?<=\n)/);

/** A last line without an end gets one, which is written down so that it can be taken back. */
function bridge(before: string, block: string): string {
  if (before === '' || before.endsWith('\n')) return block;
  const newline = block.includes('\r\n') ? '\r\n' : '\n';
  return newline + block.replace(BEGIN, `${BEGIN} (no newline)`);
}

/** Instructions with continued lines joined; here-documents belong to the instruction that opens them. */
function parseInstructions(lines: readonly string[]): Instruction[] {
  const mark = /^#\s*escape\s*=\s*(\S)/i.exec(lines.find((line) => /^#\s*escape/i.test(line)) ?? '')?.[1] ?? '\\';
  const found: Instruction[] = [];
  for (let from = 0; from < lines.length; ) {
    const line = bare(lines[from] ?? '').trim();
    if (line === '' || line.startsWith('#')) {
      from += 1;
      continue;
    }
    const { text, to } = joinContinued(lines, from, mark);
    const [, name = '', argument = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
    found.push({ name: name.toUpperCase(), argument: argument.trim(), from, to });
    from = to;
  }
  return found;
}

function joinContinued(lines: readonly string[], from: number, mark: string): { text: string; to: number } {
  let text = '';
  let to = from;
  for (let isOpen = true; isOpen && to < lines.length; to++) {
    const line = bare(lines[to] ?? '').trim();
    if (to > from && (line === '' || line.startsWith('#'))) continue;
    isOpen = line.endsWith(mark);
    text += isOpen ? `${line.slice(0, -1)} ` : line;
  }
  for (const [, word] of text.matchAll(/<<-?["']?([A-Za-z_]\w*)["']?/g)) {
    const end = lines.findIndex((line, index) => index >= to && bare(line).trim() === word);
    if (end >= 0) to = end + 1;
  }
  return { text, to };
}

/** The image that a stage is made of in the end, as a stage may be made of another; nothing where there is no such stage. */
export function baseImage(text: string, stage?: string): string | undefined {
  const instructions = parseInstructions(linesWithEnds(text));
  const defaults = globalDefaults(instructions);
  const starts = instructions
    .filter(({ name }) => name === 'FROM')
    .map(({ argument }) => fromOf(expand(argument, defaults)));
  let base = (stage === undefined ? starts.at(-1) : starts.find(({ alias }) => alias === stage))?.image;
  for (const { alias, image } of [...starts].reverse()) if (alias === base) base = image;
  return base;
}

/** The defaults of the arguments before the first stage, which the names of images may use. */
function globalDefaults(instructions: readonly Instruction[]): ReadonlyMap<string, string> {
  const end = instructions.findIndex(({ name }) => name === 'FROM');
  const pairs = instructions
    .slice(0, Math.max(end, 0))
    .filter(({ name }) => name === 'ARG')
    .flatMap(({ argument }) => [...argument.matchAll(/(\w+)=("[^"]*"|'[^']*'|\S*)/g)]);
  return new Map(pairs.map(([, name = '', value = '']) => [name, value.replace(/^(["'])(.*)\1$/, '$2')]));
}

/** Arguments with a default get it; others stay as they are written. */
const expand = (text: string, defaults: ReadonlyMap<string, string>): string =>
  text.replace(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (written, plain, braced, other) => defaults.get(plain ?? braced) ?? other ?? written,
  );

function fromOf(argument: string): { image: string; alias?: string } {
  const words = argument.split(/\s+/).filter((word) => !word.startsWith('--'));
  return { image: words[0] ?? '', ...(/^as$/i.test(words[1] ?? '') && words[2] ? { alias: words[2] } : {}) };
}

/** From a stage's FROM to the one behind it. */
function stageOf(instructions: readonly Instruction[], stage?: string): { from: number; to: number } | undefined {
  const starts = instructions.filter(({ name }) => name === 'FROM');
  const index =
    stage === undefined ? starts.length - 1 : starts.findIndex(({ argument }) => fromOf(argument).alias === stage);
  const start = starts[index];
  if (start === undefined) return undefined;
  return { from: start.from, to: starts[index + 1]?.from ?? Number.POSITIVE_INFINITY };
}

/** The words of a command, in JSON or as a shell would separate them; none if they need a shell. */
function wordsOf(argument: string): string[] | undefined {
  if (argument.startsWith('[')) {
    try {
      const words: unknown = JSON.parse(argument);
      return Array.isArray(words) ? words.map(String) : undefined;
    } catch {
      return undefined;
    }
  }
  return /[$&|;<>`"'\\]/.test(argument) ? undefined : argument.split(/\s+/).filter(Boolean);
}

interface ImageSetting {
  /** The user that the image runs as, if that is not root. */
  readonly user?: string;
  readonly handler?: string;
  readonly replaced: readonly string[];
  readonly newline: string;
}

function blockOf(parts: ImageParts, { user, handler, replaced, newline }: ImageSetting): string {
  const variables = {
    ...parts.variables,
    ...(handler !== undefined && parts.original !== undefined ? { [parts.original]: handler } : {}),
  };
  const lines = [
    BEGIN,
    ...(user === undefined ? [] : ['USER root']),
    ...parts.lines,
    ...(user === undefined ? [] : [`USER ${user}`]),
    ...Object.entries(variables).map(([name, value]) => `ENV ${name}="${value.replace(/["\\$]/g, '\\$&')}"`),
  ];
  const kept = replaced.map((line) => KEPT + (line.endsWith('\n') ? line : line));
  const cut = kept.length > 0 && !kept.at(-1)?.endsWith('\n');
  const first = cut ? `${BEGIN} (no newline)` : BEGIN;
  const command = handler === undefined ? [] : [`CMD ["${parts.command}"]`];
  return (
    [first, ...lines.slice(1)].map((line) => line + newline).join('') +
    kept.join('') +
    (cut ? newline : '') +
    [...command, END].map((line) => line + newline).join('')
  );
}

function imageNotes(parts: ImageParts, command: Instruction | undefined, canRedirect: boolean): Note[] {
  const isMissed = parts.command !== undefined && !canRedirect;
  const given = command === undefined ? 'none in this stage' : command.argument;
  return [
    ...(isMissed
      ? [note('dockerfile-command', { given, command: parts.command ?? '', name: parts.original ?? '' })]
      : []),
    ...(parts.code === undefined
      ? []
      : [note('code-needed', { runtime: 'a function of this language', lines: parts.code })]),
  ];
}
