/** Numbers and truth values of a template, which are texts to the core, and come back as they were written. */
import type { FunctionEntry, FunctionReceipt } from '../../../core/function';
import { ownValue } from '../../../core/own';
import { isKnown, type Value, valueText } from '../../../core/value';
import { toValue } from '../../intrinsics';
import type { ReceiptDocument } from '../../receipt';
import { isMap, type Json } from '../document/document';
import type { PlannedResource } from './plans';

/** A value that is written back as it was read, and not only as its text. */
export const toScalar = (raw: unknown): Value =>
  isScalar(raw) ? { kind: 'native', text: String(raw), origin: raw } : toValue(raw);

const isScalar = (raw: unknown): boolean => typeof raw === 'number' || typeof raw === 'boolean';

/** The receipt with what was there before as it was written, in the properties or in an earlier receipt. */
export function withScalars(
  { receipt, made }: Pick<PlannedResource, 'receipt' | 'made'>,
  properties: Json,
  earlier: ReceiptDocument | undefined,
): FunctionReceipt | undefined {
  if (receipt === undefined || !made.some(({ kind, before }) => before !== undefined && LOOKUPS[kind] !== undefined))
    return receipt;
  const entries = receipt.entries.map((entry, place) => asWritten(entry, made[place]?.before, { properties, earlier }));
  return entries.every((entry, index) => entry === receipt.entries[index]) ? receipt : { ...receipt, entries };
}

interface Written {
  readonly properties: Json;
  readonly earlier: ReceiptDocument | undefined;
}

/** A receipt has an entry for each change, in their order: the value before is that of the change. */
function asWritten(entry: FunctionEntry, before: Value | undefined, { properties, earlier }: Written): FunctionEntry {
  const { kind, name, after } = entry;
  if (before === undefined || !isKnown(before)) return entry;
  const kept: Json = earlier?.[kind];
  const found = [isMap(kept) ? ownValue<Json>(kept, name)?.before : undefined, LOOKUPS[kind]?.(properties, name)];
  const raw = found.find((one) => isScalar(one) && String(one) === before);
  return raw === undefined ? entry : { kind, name, before: toScalar(raw), after };
}

const LOOKUPS: { readonly [K in FunctionEntry['kind']]?: (properties: Json, name: string) => Json } = {
  environment: ({ Environment }, name) => ownValue<Json>(Environment?.Variables, name),
  tags: ({ Tags }, name) =>
    Array.isArray(Tags)
      ? Tags.find((tag) => isMap(tag) && tag.Key !== undefined && valueText(toValue(tag.Key)) === name)?.Value
      : ownValue<Json>(Tags, name),
};
