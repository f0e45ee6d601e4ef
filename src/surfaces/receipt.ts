/** A receipt as documents keep it, in the metadata of the function's resource. */
import type { Entry, Receipt } from '../core/receipt';
import { KINDS, type Kind } from '../core/state';
import { render, toValue } from './intrinsics';

/** The key in a resource's `Metadata`. */
export const RECEIPT = 'Tracelayer';

/** Only what was there before may be native; digests are plain. */
export const renderReceipt = ({ provider, entries }: Receipt, renderValue: typeof render = render): object => ({
  provider,
  entries: entries.map((entry) =>
    entry.before === undefined ? entry : { ...entry, before: renderValue(entry.before) },
  ),
});

/** The receipt, or `undefined` for anything else that stands in its place. */
export function readReceipt(raw: unknown, readValue: typeof toValue = toValue): Receipt | undefined {
  const { provider, entries } = (raw ?? {}) as { provider?: unknown; entries?: unknown };
  if (typeof provider !== 'string' || !Array.isArray(entries) || !entries.every(isEntry)) return undefined;
  return {
    provider,
    entries: entries.map((entry) =>
      entry.before === undefined ? entry : { ...entry, before: readValue(entry.before) },
    ),
  };
}

const isEntry = (raw: unknown): raw is Entry => {
  const { kind, name } = (raw ?? {}) as Partial<Entry>;
  return KINDS.includes(kind as Kind) && typeof name === 'string';
};
