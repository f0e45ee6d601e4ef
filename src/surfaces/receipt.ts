/** A receipt as documents keep it: compact, in the metadata of the function's resource. */
import type { Entry, Receipt } from '../core/receipt';
import { KINDS, type Kind } from '../core/state';
import type { Value } from '../core/value';
import { render, toValue } from './intrinsics';

/** The key in a resource's `Metadata`. */
export const RECEIPT = 'Tracelayer';

/** By kind and name: the digest of what was written, or, where something was there before, that and its place too. */
export type ReceiptDocument = { readonly provider: string } & {
  readonly [K in Kind]?: Readonly<Record<string, Written>>;
};

type Written = string | { readonly after?: string; readonly before: unknown; readonly at?: number };

/** Only what was there before may be native; the rest is plain. */
export function renderReceipt(
  { provider, entries }: Receipt,
  renderValue: (value: Value) => unknown = render,
): ReceiptDocument {
  const written: { [K in Kind]?: Record<string, Written> } = {};
  for (const entry of entries) (written[entry.kind] ??= {})[entry.name] = write(entry, renderValue);
  return { provider, ...written };
}

const write = ({ before, after, at }: Entry, renderValue: (value: Value) => unknown): Written =>
  before === undefined
    ? (after ?? '')
    : { before: renderValue(before), ...(after === undefined ? {} : { after }), ...(at === undefined ? {} : { at }) };

/** The receipt, or `undefined` for anything else that stands in its place. */
export function readReceipt(raw: unknown, readValue: (raw: unknown) => Value = toValue): Receipt | undefined {
  if (!isRecord(raw) || typeof raw.provider !== 'string') return undefined;
  const entries = KINDS.flatMap((kind) => {
    const names = raw[kind];
    return isRecord(names) ? Object.entries(names).map(([name, written]) => read(kind, name, written, readValue)) : [];
  });
  return { provider: raw.provider, entries };
}

function read(kind: Kind, name: string, written: unknown, readValue: (raw: unknown) => Value): Entry {
  if (!isRecord(written)) return { kind, name, after: String(written) };
  const { before, after, at } = written;
  return {
    kind,
    name,
    ...(before === undefined ? {} : { before: readValue(before) }),
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof at === 'number' ? { at } : {}),
  };
}

const isRecord = (raw: unknown): raw is Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);
