/** One difference between two states, and how to find, turn round and carry out differences. */
import { copyOf } from './copy';
import { ownValue, setIn } from './own';
import { type PartRow, type PartsOf, partNames } from './part';
import { sameValue, type Value } from './value';

/** An absent `before` adds, an absent `after` removes. */
export interface Change<Part extends string = string> {
  readonly kind: Part;
  readonly name: string;
  readonly before?: Value;
  readonly after?: Value;
  /**
   * The place of a layer that comes or goes, counted where it is there: layers have an order. Of other parts, the place of
   * what comes before something that stays, so that functions with the same options look the same, whatever they had before.
   */
  readonly at?: number;
}

/**
 * The changes that lead from one state to another; empty when there is nothing to do. What goes is listed first, from
 * the end, and what comes last, from the start, so that every place is right when its turn is there, backwards too.
 */
export function diff<Part extends string>(
  kind: { readonly rows: Readonly<Record<Part, PartRow>> },
  from: PartsOf<Part>,
  to: PartsOf<Part>,
): Change<Part>[] {
  return partNames(kind).flatMap((part) =>
    from[part] === to[part] ? [] : diffOf({ kind: part, order: kind.rows[part].order }, from[part], to[part]),
  );
}

type Entries = Readonly<Record<string, Value>>;

function diffOf<Part extends string>(
  { kind, order }: { kind: Part } & Pick<PartRow, 'order'>,
  old: Entries,
  now: Entries,
): Change<Part>[] {
  const change = (name: string): Change<Part> => ({
    kind,
    name,
    before: ownValue(old, name),
    after: ownValue(now, name),
  });
  const [before, after] = [Object.keys(old), Object.keys(now)];
  const end = endOfPlaces(order, old, after);
  const gone = before.filter((name) => !Object.hasOwn(now, name)).reverse();
  const stayed = after.filter((name) => Object.hasOwn(old, name) && !sameValue(old[name], now[name]));
  const come = after.filter((name) => !Object.hasOwn(old, name));
  return [
    ...gone.map((name) => (order === 'all' ? { ...change(name), at: before.indexOf(name) } : change(name))),
    ...stayed.map(change),
    ...come.map((name) => (after.indexOf(name) < end ? { ...change(name), at: after.indexOf(name) } : change(name))),
  ];
}

/** Up to where it matters at which place something comes; behind that, one thing follows another. */
const endOfPlaces = (order: PartRow['order'], old: Entries, after: readonly string[]): number =>
  order === 'all'
    ? after.length
    : order === 'before'
      ? after.map((name) => Object.hasOwn(old, name)).lastIndexOf(true)
      : 0;

/** The same changes, backwards. */
export const invert = <Part extends string>(changes: readonly Change<Part>[]): Change<Part>[] =>
  changes.map((change) => ({ ...change, before: change.after, after: change.before })).reverse();

/** Parts as they are once the changes are made. */
export function apply<Part extends string>(
  changes: readonly Change<NoInfer<Part>>[],
  parts: PartsOf<Part>,
): PartsOf<Part> {
  const result: { [P in Part]: Record<string, Value> } = { ...parts };
  for (const change of changes) {
    const { kind } = change;
    if (result[kind] === parts[kind]) result[kind] = copyOf(parts[kind]);
    result[kind] = applyChange(change, result[kind]);
  }
  return result;
}

/** Changes the part, which is a copy, or makes another one where a name has a place among others. */
function applyChange({ name, after, at }: Change, part: Record<string, Value>): Record<string, Value> {
  if (after === undefined) return copyOf(part, name);
  if (at === undefined || Object.hasOwn(part, name) || at >= Object.keys(part).length) {
    setIn(part, name, after);
    return part;
  }
  const entries = Object.entries(part);
  return Object.fromEntries([...entries.slice(0, at), [name, after], ...entries.slice(at)]);
}
