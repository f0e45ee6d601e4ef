/** What was changed on a function, small and without secrets, so that it can be taken back exactly. */
import { type Change, invert } from './change';
import { text, type Value } from './value';

export interface Receipt<Part extends string = string> {
  readonly provider: string;
  readonly entries: readonly Entry<Part>[];
}

/** One change: what was there, and a digest of what was put in its place. */
export interface Entry<Part extends string = string> {
  readonly kind: Part;
  readonly name: string;
  readonly before?: Value;
  /** Absent where the change took something away. */
  readonly after?: string;
  /** The place that a layer was taken from. */
  readonly at?: number;
}

/** The record of changes; nothing where nothing was changed. */
export function receiptOf<Part extends string>(
  provider: string,
  changes: readonly Change<Part>[],
): Receipt<Part> | undefined {
  if (changes.length === 0) return undefined;
  return {
    provider,
    entries: changes.map(entryOf),
  };
}

function entryOf<Part extends string>({ kind, name, before, after, at }: Change<Part>): Entry<Part> {
  if (after === undefined) return { kind, name, before, ...(at === undefined ? {} : { at }) };
  return before === undefined ? { kind, name, after: digest(after) } : { kind, name, before, after: digest(after) };
}

/** The changes that take a receipt back, where what it put there still stands as `now` says. */
export function undo<Part extends string>(
  { entries }: Receipt<Part>,
  now: (part: Part, name: string) => Value | undefined,
): Change<Part>[] {
  const made = entries
    .map(({ kind, name, before, after, at }) => ({ change: { kind, name, before, after: now(kind, name), at }, after }))
    .filter(({ change, after }) => (change.after === undefined ? undefined : digest(change.after)) === after);
  return invert(made.map(({ change }) => change));
}

/** FNV-1a over the printed value: tells whether a value is still the one that was written, and not what it was. */
export function digest(value: Value): string {
  let hash = 0x811c9dc5;
  const printed = text(value);
  for (let place = 0; place < printed.length; place++) {
    hash ^= printed.charCodeAt(place);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
