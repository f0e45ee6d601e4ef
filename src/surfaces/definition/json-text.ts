/** Edits of a JSON text by pointer, which leave every other character as it is. */
import { keyOf, pointerTo } from '../../core/definition/states';

/** One value in the text. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** Of a member of an object: where its key starts. */
  readonly key?: number;
}

const SPACE = /\s*/y;
const TEXT = /"(?:[^"\\]|\\.)*"/y;
const OTHER = /[^\s,\]}]+/y;

/** Where every value of a text is, which must be valid JSON. */
function spansIn(text: string): ReadonlyMap<string, Span> {
  const found = new Map<string, Span>();
  scan({ text, found }, { at: skip(text, 0), pointer: '' });
  return found;
}

interface Scanning {
  readonly text: string;
  readonly found: Map<string, Span>;
}

/** Notes a value and all values in it, and gives the place behind it. */
function scan(scanning: Scanning, { at, pointer, key }: { at: number; pointer: string; key?: number }): number {
  const { text, found } = scanning;
  const inside = text[at] === '{' ? members : text[at] === '[' ? items : undefined;
  const end = inside ? inside(scanning, at, pointer) : match(text[at] === '"' ? TEXT : OTHER, text, at);
  found.set(pointer, key === undefined ? { start: at, end } : { start: at, end, key });
  return end;
}

function members(scanning: Scanning, open: number, pointer: string): number {
  const { text } = scanning;
  let at = skip(text, open + 1);
  while (text[at] !== '}') {
    const key = at;
    const end = match(TEXT, text, at);
    const name: string = JSON.parse(text.slice(key, end));
    const colon = skip(text, end);
    at = skip(text, scan(scanning, { at: skip(text, colon + 1), pointer: pointerTo(pointer, name), key }));
    if (text[at] === ',') at = skip(text, at + 1);
  }
  return at + 1;
}

function items(scanning: Scanning, open: number, pointer: string): number {
  const { text } = scanning;
  let at = skip(text, open + 1);
  for (let index = 0; text[at] !== ']'; index++) {
    at = skip(text, scan(scanning, { at, pointer: pointerTo(pointer, String(index)) }));
    if (text[at] === ',') at = skip(text, at + 1);
  }
  return at + 1;
}

const skip = (text: string, at: number): number => match(SPACE, text, at);

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.exec(text);
  return pattern.lastIndex;
}

/** A value for a pointer, or nothing to remove what is there. */
export interface TextEdit {
  readonly pointer: string;
  readonly value: string | undefined;
}

/** A piece of a text that another one replaces. */
export interface Splice extends Pick<Span, 'start' | 'end'> {
  readonly inserted: string;
}

/**
 * What makes the edits of a text, one after the other; `jsonOf` gives the same text as JSON, in which every value has the same place. What is new comes first in its object, on a line of its own where the others have one, so that it
 * goes without a trace. Edits that don't touch each other share one reading of the text, which may be a megabyte.
 */
export function splicesFor(text: string, edits: readonly TextEdit[], jsonOf: (text: string) => string): Splice[] {
  const all: Splice[] = [];
  let result = text;
  for (const batch of independent(edits)) {
    const json = jsonOf(result);
    const spans = spansIn(json);
    const splices = batch.flatMap((edit) => spliceFor(json, spans, edit) ?? []).sort((a, b) => b.start - a.start);
    all.push(...splices);
    result = spliced(result, splices);
  }
  return all;
}

export const spliced = (text: string, splices: readonly Splice[]): string =>
  splices.reduce((result, { start, end, inserted }) => result.slice(0, start) + inserted + result.slice(end), text);

/** Edits in batches in which no two are in the same object, or one in what another one replaces. */
function independent(edits: readonly TextEdit[]): TextEdit[][] {
  const batches: TextEdit[][] = [];
  let [taken, around] = [new Set<string>(), new Set<string>()];
  for (const edit of edits) {
    const outer = outerOf(edit.pointer);
    const isFree = !(around.has(edit.pointer) || outer.some((pointer) => taken.has(pointer)));
    if (!isFree || batches.length === 0) {
      batches.push([]);
      [taken, around] = [new Set(), new Set()];
    }
    batches.at(-1)?.push(edit);
    taken.add(edit.pointer).add(outer[0] ?? '');
    for (const pointer of outer) around.add(pointer);
  }
  return batches;
}

/** The pointers of what a value is in, from the inside to the outside. */
function outerOf(pointer: string): string[] {
  const keys = pointer.split('/');
  return keys.slice(1).map((_, index) => keys.slice(0, keys.length - 1 - index).join('/'));
}

function spliceFor(json: string, spans: ReadonlyMap<string, Span>, { pointer, value }: TextEdit): Splice | undefined {
  const span = spans.get(pointer);
  if (span) return value === undefined ? without(json, span) : { ...span, inserted: value };
  const end = pointer.lastIndexOf('/');
  const parent = spans.get(pointer.slice(0, end));
  if (parent === undefined || value === undefined) return undefined;
  const key = JSON.stringify(keyOf(pointer.slice(end + 1)));
  const start = parent.start + 1;
  const isEmpty = json[skip(json, start)] === '}';
  const before = json.slice(start, skip(json, start));
  const member = !isEmpty && before.includes('\n') ? `${before}${key}: ${value}` : `${key}:${value}`;
  return { start, end: start, inserted: `${member}${isEmpty ? '' : ','}` };
}

/** Removes a member of an object, and the comma that it needed. */
function without(json: string, { key, start: value, end }: Span): Splice {
  const start = key ?? value;
  const after = skip(json, end);
  const spaces = json.slice(0, start).trimEnd().length;
  const first = json[spaces - 1] === '{' ? spaces : start;
  if (json[after] === ',') return { start: first, end: after + 1, inserted: '' };
  return { start: json[spaces - 1] === ',' ? spaces - 1 : start, end, inserted: '' };
}
