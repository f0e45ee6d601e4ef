/** The text of a template as a tree of what it says and where it says it. */
import {
  type Alias,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Json } from '../../surfaces/template';
import { BadYaml, parseText } from './parse';

export { BadYaml };

/** A part of the text that says one value. */
export interface SourceNode {
  readonly kind: 'scalar' | 'alias' | 'map' | 'list' | 'nothing';
  /** Where it begins, with its anchor and its tag. */
  readonly from: number;
  /** Where the value itself begins. */
  readonly start: number;
  /** Where it ends, without the line ends and comments behind it. */
  readonly to: number;
  /** In one of CloudFormation's tags the name of the intrinsic function. */
  readonly tag?: string;
  readonly anchor?: string;
  /** Whether a map or list is written in brackets. */
  readonly flow: boolean;
  /** How a scalar is written. */
  readonly style?: Scalar.Type;
  readonly entries: readonly SourceEntry[];
  /** Intrinsic functions in their long form. What an alias repeats is the same object. */
  readonly value: Json;
  /** How many values it says, those of aliases included. */
  readonly size: number;
  /** Whether an alias or a merged map is in it. */
  readonly repeats: boolean;
}

/** One item of a map or a list. */
export interface SourceEntry {
  /** In a map only. */
  readonly key?: string;
  readonly keyPlace?: SourceNode;
  /** Where the key or the dash begins. */
  readonly from: number;
  readonly to: number;
  /** Behind the colon or the dash; nothing where there is no colon. */
  readonly gap?: number;
  readonly value: SourceNode;
  /** Whether it merges another map into this one. */
  readonly isMerge: boolean;
}

export interface TextSource {
  readonly text: string;
  readonly root: SourceNode;
  readonly value: Json;
  /** Whether intrinsic functions are written in short form somewhere. */
  readonly short: boolean;
  readonly json: boolean;
  /** One step of indentation in JSON. */
  readonly unit: string;
  readonly eol: string;
}

/** Aliases may repeat this many values. */
const REPEATED = 100_000;

export function readSource(text: string): TextSource {
  const document = parseText(text);
  const reader: Reader = { text, anchors: new Map(), written: 0 };
  const root = readContent(document.contents as Node, [], reader);
  if (root.size > REPEATED + reader.written) throw new BadYaml('The aliases repeat too much.', 1, 1);
  return {
    text,
    root,
    value: root.value,
    short: /(^|[\s[,:-])![A-Z]\w+/m.test(text),
    json: /^\ufeff?\s*\{/.test(text),
    unit: /\n([ \t]+)"/.exec(text)?.[1] ?? '  ',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** Line and column of an offset, counted from one. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

interface Reader {
  readonly text: string;
  /** What anchors name so far; nothing while the anchored value is being read. */
  readonly anchors: Map<string, SourceNode | undefined>;
  /** How many values were read from the text itself. */
  written: number;
}

type Before = readonly CST.SourceToken[];

/** Where a value begins, and what it is called. */
interface Head {
  readonly from: number;
  readonly anchor?: string;
}

/** A node; `before` is the text between it and the node in front of it. */
function readContent(node: Node | null, before: Before, reader: Reader): SourceNode {
  reader.written++;
  const props = before.filter(isProp);
  const at = node?.range?.[0] ?? 0;
  const from = Math.min(at, props[0]?.offset ?? at);
  const anchor = node && 'anchor' in node ? (node.anchor as string | undefined) : undefined;
  if (anchor !== undefined) reader.anchors.set(anchor, undefined);
  const place = readNode(node, { from, anchor }, reader);
  const done = place.kind === 'nothing' && props.length > 0 ? { ...place, ...afterProps(props) } : place;
  if (anchor !== undefined) reader.anchors.set(anchor, done);
  return done;
}

const isProp = ({ type }: CST.SourceToken): boolean => type === 'anchor' || type === 'tag';

function afterProps(props: Before): Pick<SourceNode, 'start' | 'to'> {
  const last = props.at(-1) as CST.SourceToken;
  const end = last.offset + last.source.length;
  return { start: end, to: end };
}

function readNode(node: Node | null, head: Head, reader: Reader): SourceNode {
  if (isScalar(node)) return scalarPlace(node, head, reader);
  if (isMap(node)) return mapPlace(node, head, reader);
  if (isSeq(node)) return listPlace(node, head, reader);
  if (isAlias(node)) return aliasPlace(node, head, reader);
  throw new BadYaml('The file has a node of an unknown kind.', 1, 1);
}

const NO_ENTRIES: readonly SourceEntry[] = [];

function aliasPlace(node: Alias, { from, anchor }: Head, reader: Reader): SourceNode {
  const [start, to] = node.range as [number, number, number];
  const target = reader.anchors.get(node.source);
  const why = reader.anchors.has(node.source) ? 'repeats itself without an end' : 'has no anchor before it';
  if (target === undefined) throw bad(reader.text, start, `The alias *${node.source} ${why}.`);
  const { value, size } = target;
  if (size > REPEATED + reader.written)
    throw bad(reader.text, start, `The aliases up to *${node.source} repeat too much.`);
  return { kind: 'alias', from, start, to, anchor, flow: false, entries: NO_ENTRIES, value, size, repeats: true };
}

const bad = (text: string, offset: number, message: string): BadYaml => {
  const { line, column } = positionOf(text, offset);
  return new BadYaml(message, line, column);
};

function scalarPlace(node: Scalar, { from, anchor }: Head, { text }: Reader): SourceNode {
  const [start, end] = node.range as [number, number, number];
  const isNothing = start === end;
  return {
    kind: isNothing ? 'nothing' : 'scalar',
    from,
    start,
    to: isNothing ? end : endOf(node, text),
    tag: ownTag(node.tag),
    anchor,
    flow: false,
    style: isNothing ? undefined : node.type,
    entries: NO_ENTRIES,
    value: tagged(node.tag, node.value),
    size: 1,
    repeats: false,
  };
}

/** The line end of a block belongs to its value, and what comes next begins behind it. */
function endOf({ type, range }: Scalar, text: string): number {
  const [start, end] = range as [number, number, number];
  if (type !== 'BLOCK_LITERAL' && type !== 'BLOCK_FOLDED') return end;
  const shown = text.slice(start, end);
  const isKeeping = /^[|>]\d?\+/.test(shown);
  return start + shown.replace(isKeeping ? /\r?\n$/ : /(\r?\n[ \t]*)+$/, '').length;
}

function mapPlace(node: YAMLMap, head: Head, reader: Reader): SourceNode {
  const entries = (node.items as Pair[]).map((pair) => pairEntry(pair, reader));
  return collection(node, head, entries, Object.fromEntries(mergedEntries(entries)));
}

function listPlace(node: YAMLSeq, head: Head, reader: Reader): SourceNode {
  const items = ((node.srcToken as CST.BlockSequence | CST.FlowCollection).items as CST.CollectionItem[]).filter(
    ({ start, key, sep, value }) =>
      Boolean(key) || Boolean(sep) || Boolean(value) || start.some(({ type }) => ITEM.has(type)),
  );
  const entries = (node.items as Node[]).map((item, index) => itemEntry(item, items[index]?.start ?? [], reader));
  return collection(
    node,
    head,
    entries,
    entries.map(({ value }) => value.value),
  );
}
const ITEM: ReadonlySet<string> = new Set(['seq-item-ind', 'anchor', 'tag']);

function collection(
  node: YAMLMap | YAMLSeq,
  { from, anchor }: Head,
  entries: readonly SourceEntry[],
  value: Json,
): SourceNode {
  const [start, end] = node.range as [number, number, number];
  const flow = node.flow === true;
  return {
    kind: isMap(node) ? 'map' : 'list',
    from,
    start,
    to: flow ? end : (entries.at(-1)?.to ?? end),
    tag: ownTag(node.tag),
    anchor,
    flow,
    entries,
    value: tagged(node.tag, value),
    size: entries.reduce((sum, entry) => sum + entry.value.size, 1),
    repeats: entries.some((entry) => entry.isMerge || entry.value.repeats),
  };
}

function pairEntry({ key, value, srcToken }: Pair, reader: Reader): SourceEntry {
  const { start = [], sep } = (srcToken ?? {}) as Partial<CST.CollectionItem>;
  const keyPlace = readContent(key as Node, start, reader);
  const colon = sep?.find(({ type }) => type === 'map-value-ind');
  const gap = colon && colon.offset + 1;
  const own = readContent(value === null ? emptyAt(gap ?? keyPlace.to) : (value as Node), sep ?? [], reader);
  const explicit = start.find(({ type }) => type === 'explicit-key-ind')?.offset ?? keyPlace.from;
  const isMerge = isScalar(key) && key.source === '<<' && key.type === 'PLAIN';
  const placed = own.kind === 'nothing' && own.from === own.to ? nodeAt(own, gap ?? keyPlace.to) : own;
  const to = Math.max(keyPlace.to, gap ?? 0, placed.to);
  return { key: keyAsText(key), keyPlace, from: Math.min(explicit, keyPlace.from), to, gap, value: placed, isMerge };
}

function itemEntry(node: Node, start: Before, reader: Reader): SourceEntry {
  const dash = start.find(({ type }) => type === 'seq-item-ind');
  const own = readContent(node, start, reader);
  const gap = dash && dash.offset + 1;
  const placed = own.kind === 'nothing' && own.from === own.to && gap !== undefined ? nodeAt(own, gap) : own;
  return { from: dash?.offset ?? own.from, to: Math.max(gap ?? 0, placed.to), gap, value: placed, isMerge: false };
}

const emptyAt = (offset: number): Node => Object.assign(new Scalar(null), { range: [offset, offset, offset] as const });

const nodeAt = (place: SourceNode, offset: number): SourceNode => ({
  ...place,
  from: offset,
  start: offset,
  to: offset,
});

/** A merged map's entries come before the map's own, which are stronger. */
function mergedEntries(entries: readonly SourceEntry[]): [string, Json][] {
  const own = entries.filter(({ isMerge }) => !isMerge);
  const said = own.map(({ key, value }): [string, Json] => [key ?? '', value.value]);
  return own.length === entries.length ? said : [...mergedInto(entries), ...said];
}

/** What a map takes from others, the strongest last. */
export const mergedInto = (entries: readonly SourceEntry[]): [string, Json][] =>
  entries
    .filter(({ isMerge }) => isMerge)
    .flatMap(({ value: { value } }) =>
      (Array.isArray(value) ? [...value].reverse() : [value]).flatMap((map) => Object.entries<Json>(map ?? {})),
    );

const keyAsText = (key: unknown): string => String(isScalar(key) ? (key.source ?? key.value) : key);

/** The long form of what a tag says in short. */
function tagged(tag: string | undefined, value: Json): Json {
  const name = ownTag(tag);
  if (name === undefined) return value;
  const long = longName(name);
  if (long !== 'Fn::GetAtt' || typeof value !== 'string') return { [long]: value };
  const [id, ...path] = value.split('.');
  return { [long]: [id, path.join('.')] };
}

/** The key of an intrinsic function, by the name of its tag. */
export const longName = (name: string): string => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

const ownTag = (tag: string | undefined): string | undefined =>
  tag?.startsWith('!') && !tag.startsWith('!!') && tag.length > 1 ? tag.slice(1) : undefined;
