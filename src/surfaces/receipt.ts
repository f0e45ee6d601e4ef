/** A receipt as documents keep it: compact, in the metadata of its resource. */
import { setIn } from '../core/own';
import { byPart } from '../core/part';
import type { Receipt, ReceiptEntry } from '../core/receipt';
import { FUNCTION_PARTS, type FunctionPart } from '../core/state';
import type { Value } from '../core/value';
import { render, toValue } from './intrinsics';

/** The key in a resource's `Metadata`. */
export const RECEIPT_KEY = 'Tracelayer';

/**
 * By kind: names and digests of what was added, in one text, as every part of a template is gone through many times; or,
 * where something was there before, a map from names to digests, with that and its place.
 */
export type ReceiptDocument<Part extends string = FunctionPart> = { readonly provider: string } & {
  readonly [K in Part]?: string | Readonly<Record<string, WrittenEntry>>;
};

type WrittenEntry =
  | string
  | { readonly after?: string; readonly before: unknown; readonly at?: number }
  | { readonly after?: string; readonly start: number };

/** Only what was there before may be native; the rest is plain. */
export function renderReceipt<Part extends string = FunctionPart>(
  { provider, entries }: Receipt<Part>,
  renderValue: (value: Value) => unknown = render,
  parts: readonly string[] = FUNCTION_PARTS,
): ReceiptDocument<Part> {
  const document: Record<string, unknown> = { provider };
  const groups = byPart<ReceiptEntry>(entries);
  for (const kind of parts) {
    const of = groups[kind];
    if (of !== undefined) document[kind] = addedText(of) ?? writtenMap(of, renderValue);
  }
  return document as ReceiptDocument<Part>;
}

/** A receipt without a format has the first one. A later format gets a number here, so that this release leaves it alone. */
export const isNewerReceipt = (raw: unknown): boolean =>
  isReceiptRecord(raw) && raw.format !== undefined && String(raw.format) !== FORMAT;
const FORMAT = '1';

/** Spaces separate names and digests. Nothing where one of the entries has a value before. */
function addedText(of: readonly ReceiptEntry[]): string | undefined {
  let line = '';
  for (const { name, before, start, after } of of) {
    if (before !== undefined || start !== undefined) return undefined;
    line += `${line === '' ? '' : ' '}${encodeName(name)} ${after}`;
  }
  return line;
}

/** What looks like a reference would be taken for one. */
const encodeName = (name: string): string => name.replace(/[\s%$]/g, encodeURIComponent);

function writtenMap(of: readonly ReceiptEntry[], renderValue: (value: Value) => unknown): Record<string, WrittenEntry> {
  const map: Record<string, WrittenEntry> = {};
  for (const entry of of) setIn(map, entry.name, writeEntry(entry, renderValue));
  return map;
}

function writeEntry({ before, start, after, at }: ReceiptEntry, renderValue: (value: Value) => unknown): WrittenEntry {
  if (start !== undefined) return { start, ...(after === undefined ? {} : { after }) };
  if (before === undefined) return after ?? '';
  return {
    before: renderValue(before),
    ...(after === undefined ? {} : { after }),
    ...(at === undefined ? {} : { at }),
  };
}

/** The receipt, or `undefined` for anything else in its place. */
export function readReceipt<Part extends string = FunctionPart>(
  raw: unknown,
  readValue: (raw: unknown) => Value = toValue,
  parts: readonly string[] = FUNCTION_PARTS,
): Receipt<Part> | undefined {
  if (!isReceiptRecord(raw) || typeof raw.provider !== 'string') return undefined;
  const entries = (parts as readonly Part[]).flatMap((kind) => {
    const names = raw[kind];
    if (typeof names === 'string')
      return addedIn(names).map(([name, after]): ReceiptEntry<Part> => ({ kind, name, after }));
    return isReceiptRecord(names)
      ? Object.entries(names).map(([name, written]) => readEntry(kind, name, written, readValue))
      : [];
  });
  return { provider: raw.provider, entries };
}

const addedIn = (names: string): [name: string, after: string][] =>
  [...names.matchAll(/(\S+) (\S+)/g)].map(([, name = '', after = '']) => [decodeName(name), after]);

const decodeName = (name: string): string => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

function readEntry<Part extends string>(
  kind: Part,
  name: string,
  written: unknown,
  readValue: (raw: unknown) => Value,
): ReceiptEntry<Part> {
  if (!isReceiptRecord(written)) return { kind, name, after: String(written) };
  const { before, start, after, at } = written;
  return {
    kind,
    name,
    ...(before === undefined ? {} : { before: readValue(before) }),
    ...(typeof start === 'number' ? { start } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof at === 'number' ? { at } : {}),
  };
}

const isReceiptRecord = (raw: unknown): raw is Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);
