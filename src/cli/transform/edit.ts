/** A text edited so that it says another document, everything else in it staying byte for byte. */
import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json } from '../../surfaces/template';
import { align } from '../../surfaces/template/conditions';
import { equal } from '../../surfaces/template/document';
import { inline, lines, quotedAs, scalar } from './emit';
import { keyOf, longName, readSource, type Source, tagOf } from './source';

/** A change of the text: what stands from one offset to another gives way. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Whether it takes the place of a repetition by name, which may be right once the rest is. */
  readonly repeated?: boolean;
}

/** A node that is changed in one place may be repeated in others by its name: those are corrected in further rounds. */
const ROUNDS = 5;

/** The edited text, or `undefined` where the document cannot be said by editing this text. */
export function edited(text: string, wanted: Json): string | undefined {
  let now = text;
  for (let round = 0; round < ROUNDS; round++) {
    const source = read(now);
    if (source === undefined || equal(source.value, wanted)) return source && now;
    const splices = changed(source.root, source.value, wanted, source);
    const first = splices.filter(({ repeated }) => !repeated);
    now = spliced(now, first.length > 0 ? first : splices);
  }
  return equal(read(now)?.value, wanted) ? now : undefined;
}

/** A text of our own making that cannot be read is no result. */
function read(text: string): Source | undefined {
  try {
    return readSource(text);
  } catch {
    return undefined;
  }
}

/** A text that ends without a line end still does. */
function spliced(given: string, splices: readonly Splice[]): string {
  const text = splices
    .map((splice) => ({
      ...splice,
      text: given.includes('\r\n') ? splice.text.replace(/\r?\n/g, '\r\n') : splice.text,
    }))
    .map((splice, index) => ({ ...splice, index }))
    .sort((a, b) => b.from - a.from || b.index - a.index)
    .reduce((result, { from, to, text: put }) => result.slice(0, from) + put + result.slice(to), given);
  return given.endsWith('\n') ? text : text.replace(/\r?\n$/, '');
}

const start = (node: Node): number => node.range?.[0] ?? 0;
const end = (node: Node): number => node.range?.[1] ?? 0;

function changed(node: Node, before: Json, after: Json, source: Source): Splice[] {
  if (equal(before, after)) return [];
  const inner = untagged(node, before, after);
  if (inner) return changedInside(node, inner[0], inner[1], source);
  if (!isAlias(node) && Array.isArray(after) && !Array.isArray(before) && equal(after[0], before))
    return wrapped(node, after.slice(1), source);
  if (isSeq(node) && Array.isArray(before) && !Array.isArray(after) && equal(before[0], after))
    return unwrapped(node, source);
  if (isAlias(node)) return [{ ...replaced(node, after, source), repeated: true }];
  if (tagOf(node) !== undefined) return [replaced(node, after, source)];
  return changedInside(node, before, after, source);
}

function changedInside(node: Node, before: Json, after: Json, source: Source): Splice[] {
  const isKept = typeof after === 'object' && after !== null && Object.keys(after).length > 0;
  if (isMap(node) && isKept && !Array.isArray(after) && node.items.length > 0)
    return changedMap(node, before, after, source);
  if (isSeq(node) && isKept && Array.isArray(after) && node.items.length > 0)
    return changedList(node, before, after, source);
  return [replaced(node, after, source)];
}

/** The arguments of one intrinsic function in short form, before and after. */
function untagged(node: Node, before: Json, after: Json): readonly [Json, Json] | undefined {
  const tag = tagOf(node);
  const key = tag && longName(tag);
  const isSame =
    key !== undefined && isCollection(node) && after?.[key] !== undefined && Object.keys(after).length === 1;
  return isSame ? [before[key], after[key]] : undefined;
}

/** The value of a node as a whole. */
function replaced(node: Node, after: Json, source: Source): Splice {
  const from = startWithTag(node, source);
  const isText = isScalar(node) && tagOf(node) === undefined && typeof after === 'string';
  const text = (isText ? quotedAs(node.type, after) : undefined) ?? inline(after, source, isInFlow(node, source));
  const before = source.text.slice(0, start(node));
  const isBlock = from === start(node) && isCollection(node) && !node.flow && /\n[ ]*(-[ ]+)*$/.test(before);
  if (!isBlock) return { from, to: contentEnd(node, source), text: isNothing(node) ? ` ${text}` : text };
  // A block collection on its own lines: what takes its place goes behind the colon or dash.
  const colon = before.trimEnd().length;
  return { from: colon, to: contentEnd(node, source), text: ` ${text}` };
}

/** One value as the first of a list, in its own words. */
function wrapped(node: Node, more: readonly Json[], source: Source): Splice[] {
  const [from, to] = [startWithTag(node, source), contentEnd(node, source)];
  const own = source.text.slice(from, to);
  const column = from - lineStart(from, source);
  if (!isCollection(node) || node.flow)
    return [{ from, to, text: `[${[own, ...more.map((item) => inline(item, source, true))].join(', ')}]` }];
  const pad = ' '.repeat(column);
  const rest = lines(more, source, column).map((line) => `\n${pad}${line}`);
  return [{ from, to, text: `- ${own.replace(/\n(?=[^\n])/g, '\n  ')}${rest.join('')}` }];
}

/** The first of a list as one value, in its own words. */
function unwrapped(node: YAMLSeq, source: Source): Splice[] {
  const item = node.items[0] as Node;
  const [from, to] = [startWithTag(item, source), contentEnd(item, source)];
  const own = source.text.slice(from, to);
  if (node.flow) return [{ from: start(node), to: end(node), text: own }];
  const dash = itemStart(item, source);
  const depth = ' '.repeat(from - dash);
  return [{ from: dash, to: contentEnd(node, source), text: own.replaceAll(`\n${depth}`, '\n') }];
}

/** A tag stands before what `range` counts as the node. */
function startWithTag(node: Node, { text }: Source): number {
  const tag = tagOf(node);
  if (tag === undefined) return start(node);
  const place = text.lastIndexOf(`!${tag}`, start(node));
  return place < 0 || text.slice(place + tag.length + 1, start(node)).trim() !== '' ? start(node) : place;
}

const isNothing = (node: Node): boolean => isScalar(node) && start(node) === end(node);

/** Where a node's own text ends, without the line ends and comments behind it. */
function contentEnd(node: Node, { text }: Source): number {
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1);
    const inner = isMap(node) ? ((last as Pair | undefined)?.value ?? (last as Pair | undefined)?.key) : last;
    return inner ? contentEnd(inner as Node, { text } as Source) : end(node);
  }
  const shown = text.slice(start(node), end(node)).trimEnd();
  return start(node) + shown.length;
}

const isInFlow = (node: Node, { text }: Source): boolean => {
  const line = text.slice(text.lastIndexOf('\n', start(node) - 1) + 1, start(node));
  return /[[{,]\s*(\S+:\s*)?$/.test(line);
};

function changedMap(node: YAMLMap, before: Json, after: Json, source: Source): Splice[] {
  const pairs = (node.items as Pair[]).filter((pair) => keyOf(pair.key) in before);
  const renames = renamesOf(Object.keys(before), Object.keys(after));
  const splices = pairs.flatMap((pair): Splice[] => {
    const key = keyOf(pair.key);
    const name = renames[key] ?? key;
    if (!(name in after)) return [removal(node, node.items.indexOf(pair as never), source)];
    const told =
      name === key
        ? []
        : [{ from: start(pair.key as Node), to: end(pair.key as Node), text: keyText(pair.key as Node, name) }];
    return [...told, ...changedValue(pair, before[key], after[name], source)];
  });
  const known = new Set([...pairs.map(({ key }) => keyOf(key)), ...Object.values(renames)]);
  const added = Object.entries(after).filter(([key, value]) => !known.has(key) && !equal(value, before[key]));
  return [...splices, ...(added.length === 0 ? [] : [insertion(node, Object.fromEntries(added), source)])];
}

function changedValue(pair: Pair, before: Json, after: Json, source: Source): Splice[] {
  if (pair.value) return changed(pair.value as Node, before, after, source);
  return equal(before, after)
    ? []
    : [{ from: end(pair.key as Node) + 1, to: end(pair.key as Node) + 1, text: ` ${inline(after, source)}` }];
}

const keyText = (key: Node, name: string): string =>
  (isScalar(key) ? quotedAs(key.type, name) : undefined) ?? scalar(name, true);

/** Keys that went and keys that came in the very same places: names of what stays. */
function renamesOf(before: readonly string[], after: readonly string[]): Record<string, string> {
  const { at } = align(before, after);
  const entries = before.map((key, index) => [key, at[index]] as const);
  return Object.fromEntries(entries.filter(([key, name]) => name !== undefined && name !== key && isRename(key, name)));
}

/** Only versions get another name, which begins with the one they had or is the beginning of it. */
const isRename = (key: string, name: string): boolean => {
  const [short, long] = key.length < name.length ? [key, name] : [name, key];
  return long.startsWith(short) && /^T[0-9a-z]{1,7}$/.test(long.slice(short.length));
};

function changedList(node: YAMLSeq, before: readonly Json[], after: readonly Json[], source: Source): Splice[] {
  const { at, more } = align(before, after);
  const splices = node.items.flatMap((item, index): Splice[] =>
    at[index] === undefined ? [removal(node, index, source)] : changed(item as Node, before[index], at[index], source),
  );
  const fresh = more.flatMap((items, place) => (items.length === 0 ? [] : [insertion(node, items, source, place)]));
  return [...splices, ...fresh];
}

type Item = Pair | Node;
const first = (item: Item): Node => ('key' in item ? (item.key as Node) : item);
const last = (item: Item): Node => ('key' in item ? ((item.value ?? item.key) as Node) : item);

/** The end of the line in which an item ends, a comment behind it included. */
function lineEnd(item: Item, source: Source): number {
  const stop = Math.max(contentEnd(last(item), source), contentEnd(first(item), source));
  const rest = /\r?\n/.exec(source.text.slice(stop));
  return rest === null ? source.text.length : stop + rest.index;
}

/** The beginning of the next line. */
const nextLine = (offset: number, { text }: Source): number => text.indexOf('\n', offset) + 1 || text.length;

const lineStart = (offset: number, { text }: Source): number => text.lastIndexOf('\n', offset - 1) + 1;

/** An item of a list begins with its dash. */
function itemStart(item: Item, source: Source): number {
  if ('key' in item) return start(first(item));
  return source.text.lastIndexOf('-', start(item) - 1);
}

function removal(node: YAMLMap | YAMLSeq, index: number, source: Source): Splice {
  const items = node.items as Item[];
  const item = items[index] as Item;
  if (node.flow) return removalInFlow(items, index, source);
  const from = isMap(node) ? start(first(item)) : itemStart(item, source);
  const line = lineStart(from, source);
  const isOwnLine = source.text.slice(line, from).trim() === '';
  const next = items[index + 1];
  if (!isOwnLine && next) return { from, to: isMap(node) ? start(first(next)) : itemStart(next, source), text: '' };
  const stop = lineEnd(item, source);
  if (stop < source.text.length) return { from: line, to: nextLine(stop, source), text: '' };
  return { from: source.text.slice(0, line).replace(/\r?\n$/, '').length, to: stop, text: '' };
}

function removalInFlow(items: readonly Item[], index: number, source: Source): Splice {
  const [before, item, next] = [items[index - 1], items[index] as Item, items[index + 1]];
  if (before) return { from: contentEnd(last(before), source), to: contentEnd(last(item), source), text: '' };
  return { from: start(first(item)), to: next ? start(first(next)) : contentEnd(last(item), source), text: '' };
}

/** New items behind the item before `place`, or behind the last. */
function insertion(node: YAMLMap | YAMLSeq, fresh: Json, source: Source, place = node.items.length): Splice {
  const items = node.items as Item[];
  if (node.flow) return insertionInFlow(node, fresh, source, place);
  const anchor = items[place - 1];
  const model = items[0] as Item;
  const from = isMap(node) ? start(first(model)) : itemStart(model, source);
  const indent = from - lineStart(from, source);
  const text = lines(fresh, source, indent);
  const pad = ' '.repeat(indent);
  if (!anchor) return { from, to: from, text: text.map((line) => `${line}\n${pad}`).join('') };
  const stop = lineEnd(anchor, source);
  return { from: stop, to: stop, text: text.map((line) => `\n${pad}${line}`).join('') };
}

function insertionInFlow(node: YAMLMap | YAMLSeq, fresh: Json, source: Source, place: number): Splice {
  const items = node.items as Item[];
  const anchor = items[place - 1];
  const model = items[0] as Item;
  const line = lineStart(start(first(model)), source);
  const isOnLines = source.text.slice(line, start(first(model))).trim() === '' && line > start(node);
  const pad = isOnLines ? `\n${source.text.slice(line, start(first(model)))}` : ' ';
  const texts = Array.isArray(fresh)
    ? fresh.map((item) => pretty(item, source, pad))
    : Object.entries(fresh).map(
        ([key, value]) => `${source.json ? JSON.stringify(key) : scalar(key, true)}: ${pretty(value, source, pad)}`,
      );
  if (!anchor)
    return { from: start(first(model)), to: start(first(model)), text: texts.map((text) => `${text},${pad}`).join('') };
  const stop = contentEnd(last(anchor), source);
  return { from: stop, to: stop, text: texts.map((text) => `,${pad}${text}`).join('') };
}

/** In a file that has one entry a line, a new one has too. */
function pretty(value: Json, source: Source, pad: string): string {
  if (!pad.startsWith('\n') || !source.json) return inline(value, source, true);
  const step = / {2}|\t| {4}/.exec(/\n([ \t]+)"/.exec(source.text)?.[1] ?? '')?.[0] ?? '  ';
  const unit = /\n([ \t]+)"/.exec(source.text)?.[1] ?? step;
  return JSON.stringify(value, undefined, unit).replaceAll('\n', pad);
}
