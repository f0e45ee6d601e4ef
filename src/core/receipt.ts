/** What was changed on a function, small and without secrets, so that it can be taken back exactly. */
import { type Change, invert } from './change';
import type { PartRow } from './part';
import { isKnown, type Value, valueText } from './value';

export interface Receipt<Part extends string = string> {
  readonly provider: string;
  readonly entries: readonly ReceiptEntry<Part>[];
}

/** One change: what was there, and a digest of what was put in its place. */
export interface ReceiptEntry<Part extends string = string> {
  readonly kind: Part;
  readonly name: string;
  readonly before?: Value;
  /** In place of an earlier text that the present one begins with: how long it is. What a variable held may be a secret. */
  readonly start?: number;
  /** Absent where the change took something away. */
  readonly after?: string;
  /** The place that a layer was taken from. */
  readonly at?: number;
}

/** The record of changes; nothing where nothing was changed. */
export function receiptOf<Part extends string>(
  { rows }: { readonly rows: Readonly<Record<Part, PartRow>> },
  provider: string,
  changes: readonly Change<Part>[],
): Receipt<Part> | undefined {
  if (changes.length === 0) return undefined;
  return {
    provider,
    entries: changes.map((change) => receiptEntry(change, rows[change.kind])),
  };
}

function receiptEntry<Part extends string>(
  { kind, name, before, after, at }: Change<Part>,
  { isSecret }: PartRow,
): ReceiptEntry<Part> {
  if (after === undefined) return { kind, name, before, ...(at === undefined ? {} : { at }) };
  if (before === undefined) return { kind, name, after: digest(after) };
  if (!isSecret || !endsWithUserValue(after, before)) return { kind, name, before, after: digest(after) };
  return { kind, name, start: before.length, after: digest(after) };
}

/** Whether a text is what another value begins with, so that its length is enough to find it again. */
const endsWithUserValue = (after: Value, before: Value): before is string =>
  isKnown(before) && before.trim() !== '' && valueText(after).startsWith(before);

/** The changes that take a receipt back, where `now` still has what the plan wrote. */
export function undo<Part extends string>(
  { entries }: Receipt<Part>,
  now: (part: Part, name: string) => Value | undefined,
): Change<Part>[] {
  const made = entries
    .map(({ kind, name, before, start, after, at }) => {
      const standing = now(kind, name);
      const earlier = start === undefined || standing === undefined ? before : valueText(standing).slice(0, start);
      return { change: { kind, name, before: earlier, after: standing, at }, after };
    })
    .filter(({ change, after }) => (change.after === undefined ? undefined : digest(change.after)) === after);
  return invert(made.map(({ change }) => change));
}

/** FNV-1a over the printed value: shows whether a value is still the one that was written, without revealing it. */
export function digest(value: Value): string {
  let hash = 0x811c9dc5;
  const printed = valueText(value);
  for (let place = 0; place < printed.length; place++) {
    hash ^= printed.charCodeAt(place);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
