/**
 * What a receipt keeps about the layout of a file. Where a removal alone would leave another text than the original, the
 * receipt records the difference in quotes, comments, and blanks. A digest identifies each part, so that a part that was
 * edited since stays as it is.
 */
import { keyOf, pointerTo } from '../../core/definition/states';
import { digest } from '../../core/receipt';
import { RECEIPT_KEY } from '../../surfaces/receipt';
import type { Json } from '../../surfaces/template';
import { isMap } from '../../surfaces/template/document/document';
import { isSame, type Token, tokensOf } from './lexemes';
import { childParts, partText, type SourcePart, skeletonOf, wholeSource } from './parts';
import { privacyOf } from './privacy';
import type { TextSource } from './source';

/** The key in a receipt. */
const LAYOUT = 'layout';

/** The same for a file in which a resource has its definition. */
const FILE_LAYOUT = 'file';

/** By path: a digest of the text that is there, and what takes the place of which of its letters. */
type Layout = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Path = readonly string[];

/** One part that was laid out otherwise. */
export interface LayoutRecord {
  readonly path: Path;
  readonly edits: Readonly<Record<string, string>>;
}

/** A layout that cannot be kept, and the offset in the original that prevents it. */
export class Refused {
  constructor(readonly offset: number) {}
}

/** How to get from the undone text to the original one; only what `known` has may be repeated. */
export function layoutBetween(
  original: TextSource,
  undone: TextSource,
  known: ReadonlySet<string>,
): readonly LayoutRecord[] | Refused {
  const isPrivate = privacyOf(original, known);
  const records: LayoutRecord[] = [];
  const compare = (a: SourcePart, b: SourcePart, path: Path): Refused | undefined => {
    if (partText(a) === partText(b)) return undefined;
    const pairs = matchEntries(a, b);
    const found = between(tokensOf(a, pairs.own), tokensOf(b, pairs.other, true), isPrivate);
    if (found instanceof Refused) return found;
    if (Object.keys(found).length > 0) records.push({ path, edits: { was: layoutDigest(b), ...found } });
    for (const [mine, other] of pairs.both) {
      const refused = compare(mine, other, [...path, mine.name]);
      if (refused) return refused;
    }
    return undefined;
  };
  return compare(wholeSource(original), wholeSource(undone), []) ?? records;
}

interface Matching {
  readonly both: readonly (readonly [SourcePart, SourcePart])[];
  /** By the number of a part the number that both sides know it by. */
  readonly own: ReadonlyMap<number, number>;
  readonly other: ReadonlyMap<number, number>;
}

/** Entries of the same name are the same entry. */
function matchEntries(a: SourcePart, b: SourcePart): Matching {
  const [mine, others] = [childParts(a), childParts(b)];
  const named = new Map(others.map((part, index) => [part.name, index]));
  const pairs = mine.flatMap((part, index): [number, number][] => {
    const other = named.get(part.name);
    return other === undefined ? [] : [[index, other]];
  });
  const inOrder = pairs.filter(([, other], index) => pairs.slice(0, index).every(([, earlier]) => earlier < other));
  return {
    both: inOrder.map(([x, y]) => [mine[x] as SourcePart, others[y] as SourcePart]),
    own: new Map(inOrder.map(([x], index) => [x, index])),
    other: new Map(inOrder.map(([, y], index) => [y, index])),
  };
}

/** More pairs of lexemes are not compared. */
const MAX_PAIRS = 4_000_000;

function between(
  wanted: readonly Token[],
  there: readonly Token[],
  isPrivate: (token: Token) => boolean,
): Readonly<Record<string, string>> | Refused {
  let head = 0;
  while (head < Math.min(wanted.length, there.length) && isSame(wanted[head], there[head])) head++;
  let tail = 0;
  while (
    tail < Math.min(wanted.length, there.length) - head &&
    isSame(wanted[wanted.length - 1 - tail], there[there.length - 1 - tail])
  )
    tail++;
  const [a, b] = [wanted.slice(head, wanted.length - tail), there.slice(head, there.length - tail)];
  if (a.length * b.length > MAX_PAIRS) return new Refused(a[0]?.offset ?? 0);
  return edits(a, b, { place: tokenOffset(there, head), isPrivate });
}

const tokenOffset = (tokens: readonly Token[], index: number): number =>
  tokens.slice(0, index).reduce((sum, { text }) => sum + text.length, 0);

interface Editing {
  readonly place: number;
  readonly isPrivate: (token: Token) => boolean;
}

function edits(
  a: readonly Token[],
  b: readonly Token[],
  { place, isPrivate }: Editing,
): Record<string, string> | Refused {
  const weights = commonWeights(a, b);
  const result: Record<string, string> = {};
  let [i, j, at] = [0, 0, place];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && isSame(a[i], b[j])) {
      at += (b[j] as Token).text.length;
      i++;
      j++;
      continue;
    }
    const from = at;
    let put = '';
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && isSame(a[i], b[j]))) {
      if (j >= b.length || (i < a.length && weights(i + 1, j) >= weights(i, j + 1))) {
        const token = a[i++] as Token;
        if (token.child !== undefined || isPrivate(token)) return new Refused(token.offset);
        put += token.text;
      } else at += (b[j++] as Token).text.length;
    }
    result[`${from}-${at}`] = put;
  }
  return result;
}

/** How much the rests of two lists have in common. */
function commonWeights(a: readonly Token[], b: readonly Token[]): (i: number, j: number) => number {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] = isSame(a[i], b[j])
        ? (table[(i + 1) * width + j + 1] as number) + weightOf(a[i] as Token)
        : Math.max(table[(i + 1) * width + j] as number, table[i * width + j + 1] as number);
  return (i, j) => table[i * width + j] as number;
}

/** Entries must stay what they are, and words are kept before blanks and signs. */
const weightOf = ({ text, child }: Token): number => (child !== undefined ? 10_000 : /\w/.test(text) ? 10 : 1);

const layoutDigest = (part: SourcePart): string =>
  digest(
    `${skeletonOf(part)}\n${childParts(part)
      .map(({ name }) => name)
      .join('\n')}`,
  );

/** The text in its earlier layout, for the parts that are still as they were left. */
export function laidOut(source: TextSource, records: readonly LayoutRecord[]): string {
  const tree: EditTree = { children: new Map() };
  for (const { path, edits } of records) insertEdits(tree, path, edits);
  return rendered(wholeSource(source), tree);
}

interface EditTree {
  edits?: Readonly<Record<string, string>>;
  readonly children: Map<string, EditTree>;
}

function insertEdits(tree: EditTree, [name, ...rest]: Path, edits: EditTree['edits']): void {
  if (name === undefined) {
    tree.edits = edits;
    return;
  }
  const child = tree.children.get(name) ?? { children: new Map() };
  tree.children.set(name, child);
  insertEdits(child, rest, edits);
}

function rendered(part: SourcePart, tree: EditTree | undefined): string {
  if (tree === undefined) return partText(part);
  const inner = childParts(part).map((child) => rendered(child, tree.children.get(child.name)));
  const skeleton = skeletonOf(part);
  const { was, ...edits } = tree.edits ?? {};
  const ranges = was === layoutDigest(part) ? rangesOf(edits) : [];
  const pieces: string[] = [];
  let at = 0;
  let child = 0;
  const copy = (to: number, isKept: boolean) => {
    for (; at < to; at++) {
      const isChild = childParts(part)[child]?.mark === at;
      if (isKept) pieces.push(isChild ? (inner[child] as string) : (skeleton[at] as string));
      if (isChild) child++;
    }
  };
  for (const { from, to, put } of ranges) {
    copy(from, true);
    copy(to, false);
    pieces.push(put);
  }
  copy(skeleton.length, true);
  return pieces.join('');
}

const rangesOf = (edits: Readonly<Record<string, string>>) =>
  Object.entries(edits)
    .map(([range, put]) => {
      const [from = 0, to = 0] = range.split('-').map(Number);
      return { from, to, put };
    })
    .sort((a, b) => a.from - b.from);

/** The document without layouts, and the layouts. */
export function withoutLayouts(value: Json): { readonly value: Json; readonly records: readonly LayoutRecord[] } {
  const found = markedIn(value).filter(([, map]) => isMap(map.Metadata[RECEIPT_KEY][LAYOUT]));
  const records = found.flatMap(([path, map]) => recordsOf(path, map.Metadata[RECEIPT_KEY][LAYOUT]));
  return { value: found.reduce((result, [path]) => setLayout(result, path, undefined), value), records };
}

function recordsOf(base: Path, layout: Layout): LayoutRecord[] {
  return Object.entries(layout).flatMap(([pointer, edits]) => {
    const path = pointer.replace(/^#/, '').split('/').slice(1).map(keyOf);
    return isMap(edits) ? [{ path: pointer.startsWith('#') ? path : [...base, ...path], edits }] : [];
  });
}

/** The document with layouts in the receipts that they belong to; all else in the first receipt. */
export function withLayouts(value: Json, records: readonly LayoutRecord[]): Json {
  const marked = markedIn(value).map(([path]) => path);
  const [first] = marked;
  if (first === undefined || records.length === 0) return value;
  const isMarked = new Set(marked.map((path) => path.join('\n')));
  const layouts = new Map<Path, Record<string, Readonly<Record<string, string>>>>();
  for (const { path, edits } of records) {
    const depth = [...path.keys()].map((index) => index + 1).find((end) => isMarked.has(path.slice(0, end).join('\n')));
    const home =
      depth === undefined ? first : (marked.find((one) => one.join('\n') === path.slice(0, depth).join('\n')) ?? first);
    const pointer = depth === undefined ? pointerTo('#', ...path) : pointerTo('', ...path.slice(depth));
    layouts.set(home, { ...layouts.get(home), [pointer]: edits });
  }
  return [...layouts].reduce((result, [path, layout]) => setLayout(result, path, layout), value);
}

/** Every resource with a receipt, those in loops too. */
function markedIn(value: Json): [path: Path, map: Json][] {
  const inside = (path: Path, resources: Json): [Path, Json][] =>
    Object.entries<Json>(isMap(resources) ? resources : {}).flatMap(([id, entry]): [Path, Json][] => {
      if (Array.isArray(entry)) return inside([...path, id, '2'], entry[2]);
      const isMarked = isMap(entry) && isMap(entry.Metadata) && isMap(entry.Metadata[RECEIPT_KEY]);
      return isMarked ? [[[...path, id], entry]] : [];
    });
  return inside(['Resources'], value?.Resources);
}

/** A copy along the path; everything else stays the same object. */
function setLayout(value: Json, [name, ...rest]: Path, layout: Layout | undefined, key: string = LAYOUT): Json {
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (name !== undefined) copy[name as never] = setLayout(copy[name as never], rest, layout, key) as never;
  else {
    const { [key]: _old, ...receipt } = value.Metadata[RECEIPT_KEY];
    copy.Metadata = {
      ...value.Metadata,
      [RECEIPT_KEY]: layout === undefined ? receipt : { ...receipt, [key]: layout },
    };
  }
  return copy;
}

/** The document with the layouts of files that resources are made from, by logical id. */
export function withFileLayouts(value: Json, layouts: ReadonlyMap<string, readonly LayoutRecord[]>): Json {
  return markedIn(value).reduce((result, [path]) => {
    const records = layouts.get(path.at(-1) ?? '') ?? [];
    if (records.length === 0) return result;
    const layout = Object.fromEntries(records.map((record) => [pointerTo('', ...record.path), record.edits]));
    return setLayout(result, path, layout, FILE_LAYOUT);
  }, value);
}

/** What `withFileLayouts` has written for one resource. */
export const fileLayout = (layout: unknown): readonly LayoutRecord[] => (isMap(layout) ? recordsOf([], layout) : []);

/** Everything that receipts say was there before: that may be repeated. */
export function knownBefore(value: Json): ReadonlySet<string> {
  const known = new Set<string>();
  const collect = (raw: Json, isBefore: boolean): void => {
    if (typeof raw === 'string') {
      if (isBefore) known.add(raw);
    } else if (typeof raw === 'object' && raw !== null)
      for (const [key, inner] of Object.entries(raw)) collect(inner, isBefore || key === 'before');
  };
  for (const [, { Metadata }] of markedIn(value)) collect(Metadata[RECEIPT_KEY], false);
  return known;
}
