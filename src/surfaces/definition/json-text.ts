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

/** A text, and the same as JSON, in which every value has the same place. */
interface JsonText {
  readonly text: string;
  readonly json: string;
}

/**
 * The text with a value at a pointer, or without it. What is new comes first in its object, on a line of its own where the
 * others have one, so that it goes without a trace.
 */
export function withValue({ text, json }: JsonText, pointer: string, value: string | undefined): string {
  const spans = spansIn(json);
  const span = spans.get(pointer);
  if (span) return value === undefined ? without({ text, json }, span) : spliced(text, span, value);
  const end = pointer.lastIndexOf('/');
  const parent = spans.get(pointer.slice(0, end));
  if (parent === undefined || value === undefined) return text;
  const key = JSON.stringify(keyOf(pointer.slice(end + 1)));
  const start = parent.start + 1;
  const isEmpty = json[skip(json, start)] === '}';
  const before = json.slice(start, skip(json, start));
  const member = !isEmpty && before.includes('\n') ? `${before}${key}: ${value}` : `${key}:${value}`;
  return spliced(text, { start, end: start }, `${member}${isEmpty ? '' : ','}`);
}

/** Without a member of an object, and without the comma that it needed. */
function without({ text, json }: JsonText, { key, start: value, end }: Span): string {
  const start = key ?? value;
  const after = skip(json, end);
  const first = /(?<=\{)\s*$/.exec(json.slice(0, start))?.index ?? start;
  if (json[after] === ',') return spliced(text, { start: first, end: after + 1 }, '');
  const comma = /,\s*$/.exec(json.slice(0, start));
  return spliced(text, { start: comma ? comma.index : start, end }, '');
}

const spliced = (text: string, { start, end }: Pick<Span, 'start' | 'end'>, inserted: string): string =>
  text.slice(0, start) + inserted + text.slice(end);
