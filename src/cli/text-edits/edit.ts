/** A text edited so that it says another document, everything else in it staying byte for byte. */
import type { Json } from '../../surfaces/template';
import { align } from '../../surfaces/template/conditions';
import { equal } from '../../surfaces/template/document/document';
import { inline, lines, pretty, scalar } from './emit';
import {
  BadYaml,
  longName,
  mergedInto,
  readSource,
  type SourceEntry,
  type SourceNode,
  type TextSource,
} from './source';
import { keyText, respelled } from './spell';

/** A change of the text: what is between two offsets is replaced. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Whether it takes the place of an alias, which may be right once the rest is. */
  readonly repeated?: boolean;
}

/** A value that is changed in one place may be repeated in others by aliases: those are corrected in further rounds. */
const ROUNDS = 5;

/**
 * The edited text, read again; `undefined` where the document cannot be said by editing this text. A result with the
 * text of `known` is not parsed a second time, as the same text says the same.
 */
export function editSource(given: TextSource, wanted: Json, known?: TextSource): TextSource | undefined {
  let now: TextSource | undefined = given;
  for (let round = 0; round < ROUNDS && now !== undefined; round++) {
    if (equal(now.value, wanted)) return now;
    const splices = changePlace(now.root, wanted, { source: now, flow: false, column: 0 });
    const first = splices.filter(({ repeated }) => !repeated);
    now = parseAgain(spliced(now.text, first.length > 0 ? first : splices, now.eol), known);
  }
  return now && equal(now.value, wanted) ? now : undefined;
}

/** A text of our own making that cannot be read is no result. */
function parseAgain(text: string, known: TextSource | undefined): TextSource | undefined {
  if (text === known?.text) return known;
  try {
    return readSource(text);
  } catch (problem) {
    if (problem instanceof BadYaml) return undefined;
    throw problem;
  }
}

/** All changes in one pass. A text that ends without a line end still does. */
function spliced(given: string, splices: readonly Splice[], eol: string): string {
  const sorted = splices.map((splice, index) => ({ ...splice, index }));
  sorted.sort((a, b) => a.from - b.from || a.to - b.to || a.index - b.index);
  const parts: string[] = [];
  let place = 0;
  for (const { from, to, text } of sorted) {
    parts.push(given.slice(place, Math.max(place, from)), eol === '\n' ? text : text.replace(/\r?\n/g, eol));
    place = Math.max(place, to);
  }
  const text = parts.join('') + given.slice(place);
  return given.endsWith('\n') ? text : text.replace(/\r?\n$/, '');
}

interface EditSurroundings {
  readonly source: TextSource;
  /** Whether it is written inside of brackets. */
  readonly flow: boolean;
  /** The column of the key or dash that it belongs to. */
  readonly column: number;
}

function changePlace(place: SourceNode, after: Json, around: EditSurroundings): Splice[] {
  if (equal(place.value, after)) return [];
  if (place.kind === 'alias') return [{ ...replaced(place, after, around), repeated: true }];
  const inner = argument(place, after);
  if (inner) return changedInside(place, inner.before, inner.after, around);
  const before = place.value;
  if (Array.isArray(after) && !Array.isArray(before) && before !== null && equal(after[0], before))
    return wrapValue(place, after.slice(1), around);
  if (place.kind === 'list' && Array.isArray(before) && !Array.isArray(after) && equal(before[0], after))
    return unwrapped(place, around);
  return place.tag === undefined ? changedInside(place, before, after, around) : [replaced(place, after, around)];
}

/** The argument of an intrinsic function in short form, before and after. */
function argument({ tag, value }: SourceNode, after: Json): { before: Json; after: Json } | undefined {
  const key = tag && longName(tag);
  if (!key || after?.[key] === undefined || Object.keys(after).length !== 1) return undefined;
  return { before: value[key], after: after[key] };
}

function changedInside(place: SourceNode, before: Json, after: Json, around: EditSurroundings): Splice[] {
  const isKept =
    typeof after === 'object' && after !== null && Object.keys(after).length > 0 && place.entries.length > 0;
  if (isKept && place.kind === 'map' && !Array.isArray(after)) return changedMap(place, before, after, around);
  if (isKept && place.kind === 'list' && Array.isArray(after)) return changedList(place, before, after, around);
  const spelling = place.kind === 'scalar' ? respelled(place, spoken(place, after), around) : undefined;
  if (spelling !== undefined) return [{ from: place.start, to: place.to, text: spelling }];
  return [replaced(place, place.tag === undefined ? after : { [longName(place.tag)]: after }, around)];
}

/** The argument of `!GetAtt` is written as one text. */
const spoken = ({ tag, kind }: SourceNode, after: Json): Json =>
  tag === 'GetAtt' && kind === 'scalar' && Array.isArray(after) ? after.join('.') : after;

/** The value of a place as a whole. */
function replaced(place: SourceNode, after: Json, { source, flow, column }: EditSurroundings): Splice {
  const { from, to, anchor } = place;
  const said = after === null ? '' : inline(after, source, flow);
  const text = anchor === undefined || place.kind === 'nothing' ? said : `&${anchor} ${said}`;
  if (place.kind === 'nothing')
    return { from: to, to, text: isSpaced(from - 1, source) && from === to ? text : ` ${text}` };
  const gap = source.text.slice(0, from).trimEnd().length;
  if (after === null) return source.json ? { from, to, text: 'null' } : { from: gap, to, text };
  const isBlock = !place.flow && place.entries.length > 0 && source.text.slice(gap, from).includes('\n');
  if (!isBlock) return { from, to, text };
  // A block on lines of its own: what takes its place goes behind the colon or dash, unless a comment is there.
  if (source.text[gap - 1] === ':' || source.text[gap - 1] === '-') return { from: gap, to, text: ` ${text}` };
  const isDeep = from - lineStart(from, source) > column;
  return { from, to, text: isDeep ? text : `  ${text}` };
}

const isSpaced = (offset: number, { text }: TextSource): boolean => /[\s[{,]/.test(text[offset] ?? ' ');

/** One value as the first of a list, in its own words. */
function wrapValue(place: SourceNode, more: readonly Json[], { source }: EditSurroundings): Splice[] {
  const { from, to } = place;
  const own = source.text.slice(from, to);
  const column = from - lineStart(from, source);
  const isBlock = !place.flow && place.entries.length > 0 && place.tag === undefined;
  if (!isBlock) {
    const isOpen = place.style === 'BLOCK_LITERAL' || place.style === 'BLOCK_FOLDED' || /[\n#]/.test(own);
    if (isOpen) return [{ from, to, text: inline([place.value, ...more], source, true) }];
    return [{ from, to, text: `[${[own, ...more.map((item) => inline(item, source, true))].join(', ')}]` }];
  }
  const pad = ' '.repeat(column);
  const rest = lines(more, source, column).map((line) => `\n${pad}${line}`);
  return [{ from, to, text: `- ${own.replace(/\n(?=[^\n])/g, '\n  ')}${rest.join('')}` }];
}

/** The first of a list as one value, in its own words. */
function unwrapped(place: SourceNode, { source }: EditSurroundings): Splice[] {
  const [first] = place.entries as [SourceEntry];
  const { from, to } = first.value;
  const own = source.text.slice(from, to);
  if (place.flow) return [{ from: place.from, to: place.to, text: own }];
  const depth = ' '.repeat(from - first.from);
  return [{ from: first.from, to: place.to, text: own.replaceAll(`\n${depth}`, '\n') }];
}

function changedMap(place: SourceNode, before: Json, after: Json, around: EditSurroundings): Splice[] {
  const own = effective(place.entries);
  const merged = Object.fromEntries(mergedInto(place.entries));
  const renames = renamesOf(Object.keys(before), after);
  const isGone = (entry: SourceEntry): boolean => {
    const key = entry.key ?? '';
    if (entry.isMerge || !own.has(entry)) return false;
    if (renames.has(key)) return false;
    const isMerged = Object.hasOwn(merged, key) && !equal(before[key], after[key]) && equal(merged[key], after[key]);
    return !Object.hasOwn(after, key) || isMerged;
  };
  const kept = [...own].filter((entry) => !isGone(entry));
  const edits = kept.flatMap((entry) => {
    const key = entry.key ?? '';
    const name = renames.get(key) ?? key;
    return [...renameKey(entry, name), ...changedValue(entry, after[name], around)];
  });
  const known = new Set([...kept.map(({ key = '' }) => renames.get(key) ?? key)]);
  const fresh = Object.entries(after).filter(([key, value]) => !known.has(key) && !isInherited(merged, key, value));
  const change = { gone: place.entries.filter(isGone), fresh: new Map([[place.entries.length, entriesText(fresh)]]) };
  return [...edits, ...(place.flow ? reshapedInFlow : reshaped)(place, change, around)];
}

/** Where a key is repeated the last one counts, as the tools of AWS have it. */
function effective(entries: readonly SourceEntry[]): ReadonlySet<SourceEntry> {
  return new Set(new Map(entries.filter(({ isMerge }) => !isMerge).map((entry) => [entry.key, entry])).values());
}

const isInherited = (merged: Json, key: string, value: Json): boolean =>
  Object.hasOwn(merged, key) && equal(merged[key], value);

function renameKey({ key, keyPlace }: SourceEntry, name: string): Splice[] {
  if (key === name || keyPlace === undefined) return [];
  return [{ from: keyPlace.start, to: keyPlace.to, text: keyText(keyPlace, name) }];
}

function changedValue({ value, gap, from, to }: SourceEntry, after: Json, around: EditSurroundings): Splice[] {
  const { source, flow } = around;
  if (equal(value.value, after)) return [];
  if (gap === undefined) return [{ from: to, to, text: `: ${inline(after, source, true)}` }];
  return changePlace(value, after, { source, flow, column: from - lineStart(from, source) });
}

/** Keys that went and keys that came for them: only versions of functions get other names. */
function renamesOf(before: readonly string[], after: Json): ReadonlyMap<string, string> {
  const gone = before.filter((key) => !Object.hasOwn(after, key));
  if (gone.length === 0) return new Map();
  const there = new Set(before);
  const come = new Map(
    Object.keys(after)
      .filter((key) => !there.has(key))
      .map((key) => [versionBase(key), key]),
  );
  const pairs = gone.flatMap((key): [string, string][] => {
    const name = come.get(versionBase(key)) ?? come.get(key);
    return name === undefined ? [] : [[key, name]];
  });
  return new Map(pairs);
}

const versionBase = (key: string): string => key.replace(/T[0-9a-z]{1,7}$/, '');

function changedList(
  place: SourceNode,
  before: readonly Json[],
  after: readonly Json[],
  around: EditSurroundings,
): Splice[] {
  const { at, more } = align(before, after);
  const edits = place.entries.flatMap((entry, index) =>
    at[index] === undefined
      ? []
      : changePlace(entry.value, at[index], { ...around, column: entry.from - lineStart(entry.from, around.source) }),
  );
  const fresh = new Map(
    more.flatMap((items, index) => (items.length === 0 ? [] : [[index, itemsText(items)] as const])),
  );
  const gone = place.entries.filter((_, index) => at[index] === undefined);
  return [...edits, ...(place.flow ? reshapedInFlow : reshaped)(place, { gone, fresh }, around)];
}

/** New entries as text, in the style of the collection that they come into. */
interface Fresh {
  readonly block: (source: TextSource, indent: number) => string[];
  readonly flow: (source: TextSource, pad: string) => string[];
}

const entriesText = (entries: readonly (readonly [string, Json])[]): Fresh => ({
  block: (source, indent) => lines(Object.fromEntries(entries), source, indent),
  flow: (source, pad) =>
    entries.map(
      ([key, value]) => `${source.json ? JSON.stringify(key) : scalar(key, true)}: ${pretty(value, source, pad)}`,
    ),
});

const itemsText = (items: readonly Json[]): Fresh => ({
  block: (source, indent) => lines(items, source, indent),
  flow: (source, pad) => items.map((item) => pretty(item, source, pad)),
});

/** What goes out of a collection, and what comes into it, by the number of entries before it. */
interface Reshape {
  readonly gone: readonly SourceEntry[];
  readonly fresh: ReadonlyMap<number, Fresh>;
}

function reshaped({ entries }: SourceNode, { gone, fresh }: Reshape, { source }: EditSurroundings): Splice[] {
  const out = new Set(gone);
  const [first, last] = [entries[0] as SourceEntry, entries.at(-1) as SourceEntry];
  const indent = first.from - lineStart(first.from, source);
  const pad = ' '.repeat(indent);
  if (out.size === entries.length) {
    const text = [...fresh.values()].flatMap(({ block }) => block(source, indent)).join(`\n${pad}`);
    return [{ from: first.from, to: last.to, text }];
  }
  const placeOf = new Map(entries.map((entry, index) => [entry, index]));
  const removals = gone.map((entry) => removal(entry, entries[(placeOf.get(entry) ?? 0) + 1], source));
  const additions = [...fresh].flatMap(([place, one]): Splice[] => {
    const text = one.block(source, indent);
    if (text.length === 0) return [];
    const anchor = lastOf(entries.slice(0, place), out);
    if (anchor) {
      const stop = lineEnd(anchor.to, source);
      return [{ from: stop, to: stop, text: text.map((line) => `\n${pad}${line}`).join('') }];
    }
    const next = entries.find((entry) => !out.has(entry)) as SourceEntry;
    return [{ from: next.from, to: next.from, text: text.map((line) => `${line}\n${pad}`).join('') }];
  });
  return [...removals, ...additions];
}

function lastOf(entries: readonly SourceEntry[], out: ReadonlySet<SourceEntry>): SourceEntry | undefined {
  for (let index = entries.length - 1; index >= 0; index--)
    if (!out.has(entries[index] as SourceEntry)) return entries[index];
  return undefined;
}

/** The lines of an entry; what shares its first line with another thing is cut out of that line. */
function removal(entry: SourceEntry, next: SourceEntry | undefined, source: TextSource): Splice {
  const line = lineStart(entry.from, source);
  const isOwnLine = source.text.slice(line, entry.from).trim() === '';
  if (!isOwnLine && next) return { from: entry.from, to: next.from, text: '' };
  const stop = lineEnd(entry.to, source);
  const after = source.text.indexOf('\n', stop) + 1;
  if (after > 0) return { from: line, to: after, text: '' };
  return { from: source.text.slice(0, line).replace(/\r?\n$/, '').length, to: stop, text: '' };
}

/** The end of the line, a comment in it included. */
function lineEnd(offset: number, { text }: TextSource): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

/** A byte order mark precedes the first line. */
const lineStart = (offset: number, { text }: TextSource): number => {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && offset > 0 && text.startsWith('\ufeff') ? 1 : start;
};

function reshapedInFlow(
  { entries, start }: SourceNode,
  { gone, fresh }: Reshape,
  { source }: EditSurroundings,
): Splice[] {
  const out = new Set(gone);
  const [first, last] = [entries[0] as SourceEntry, entries.at(-1) as SourceEntry];
  const line = lineStart(first.from, source);
  const isOnLines = source.text.slice(line, first.from).trim() === '' && line > start;
  const pad = isOnLines ? `\n${source.text.slice(line, first.from)}` : ' ';
  const texts = new Map([...fresh].map(([place, one]) => [place, one.flow(source, pad)]));
  if (out.size === entries.length)
    return [{ from: first.from, to: last.to, text: [...texts.values()].flat().join(`,${pad}`) }];
  const firstKept = entries.findIndex((entry) => !out.has(entry));
  const removals = entries.flatMap((entry, index): Splice[] => {
    if (!out.has(entry)) return [];
    return index > firstKept
      ? [{ from: (entries[index - 1] as SourceEntry).to, to: entry.to, text: '' }]
      : [{ from: entry.from, to: (entries[index + 1] as SourceEntry).from, text: '' }];
  });
  const additions = [...texts].flatMap(([place, parts]): Splice[] => {
    if (parts.length === 0) return [];
    const anchor = lastOf(entries.slice(0, place), out);
    if (anchor) return [{ from: anchor.to, to: anchor.to, text: parts.map((text) => `,${pad}${text}`).join('') }];
    const next = entries.find((entry) => !out.has(entry)) as SourceEntry;
    return [{ from: next.from, to: next.from, text: parts.map((text) => `${text},${pad}`).join('') }];
  });
  return [...removals, ...additions];
}
