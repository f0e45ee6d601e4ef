/** Parts of a resource: maps that a plan may change, and how each of them behaves. */
import { copyOf } from './copy';
import type { Value } from './value';

/** Every part is a map from names to values, so that one `diff`, `invert`, and `apply` serve every part of every kind. */
export type PartsOf<Part extends string> = { readonly [P in Part]: Readonly<Record<string, Value>> };

/** How one part behaves. */
export interface PartRow {
  /**
   * Whose place a change records: of `all` entries, because the order has a meaning (layers); of entries `before` one that
   * stays, so that documents with the same options look the same (variables); absent where the order means nothing.
   */
  readonly order?: 'all' | 'before';
  /** Whether values may be secrets, so that a receipt keeps only the length of a text that is still there. */
  readonly isSecret?: true;
  /** Whether the part is a property of its own, which may be absent or empty. */
  readonly isProperty?: true;
}

export const partNames = <Part extends string>({ rows }: { rows: Readonly<Record<Part, PartRow>> }): readonly Part[] =>
  Object.keys(rows) as Part[];

/** The parts, where every property with something in it is named as being there. */
export function withPresence<Part extends string>(
  { rows, presence }: { readonly rows: Readonly<Record<Part, PartRow>>; readonly presence?: Part },
  parts: PartsOf<Part>,
): PartsOf<Part> {
  if (presence === undefined) return parts;
  const present = copyOf(parts[presence]);
  for (const part in rows) if (rows[part].isProperty && Object.keys(parts[part]).length > 0) present[part] = 'present';
  return { ...parts, [presence]: present };
}

/** Changes or entries by their part, each in their order. */
export function byPart<T extends { readonly kind: string }>(items: readonly T[]): { [P in T['kind']]?: T[] } {
  const groups: { [P in T['kind']]?: T[] } = {};
  let [kind, group]: [T['kind'] | undefined, T[]] = [undefined, []];
  for (const item of items) {
    if (item.kind !== kind) {
      kind = item.kind as T['kind'];
      group = groups[kind] ??= [];
    }
    group.push(item);
  }
  return groups;
}
