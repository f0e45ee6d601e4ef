/** A document under conditions: what it is for one outcome of them, and one document again out of all outcomes. */
import { ownValue } from '../../../core/own';
import { equal, isIntrinsic, isMap, isNoValue, isPlainMap, type Json, NO_VALUE } from '../document/document';

/** One outcome of some conditions. */
export type ConditionOutcome = Readonly<Record<string, boolean>>;

/** A document as it is for one outcome; `undefined` where it is not there at all. */
export interface DocumentCase {
  readonly when: ConditionOutcome;
  readonly doc: Json;
}

/** The condition and the branches of an `Fn::If`. */
export function choiceOf(raw: Json): readonly [condition: string, yes: Json, no: Json] | undefined {
  const choice = isMap(raw) ? raw['Fn::If'] : undefined;
  return Array.isArray(choice) && choice.length === 3 && typeof choice[0] === 'string' && isIntrinsic(raw)
    ? [choice[0], choice[1], choice[2]]
    : undefined;
}

/** What a document is for an outcome: choices are made, and what has no value is gone; the rest is the same object. */
export function project(raw: Json, when: ConditionOutcome): Json {
  if (typeof raw !== 'object' || raw === null) return raw;
  const choice = choiceOf(raw);
  const chosen = choice && ownValue(when, choice[0]);
  if (choice && chosen !== undefined) return project(chosen ? choice[1] : choice[2], when);
  if (isNoValue(raw)) return undefined;
  if (Array.isArray(raw)) {
    const items = raw.map((item) => project(item, when));
    return items.every((item, index) => item === raw[index]) ? raw : items.filter((item) => item !== undefined);
  }
  const entries = Object.entries(raw).map(([key, value]) => [key, value, project(value, when)] as const);
  if (entries.every(([, value, now]) => value === now)) return raw;
  return Object.fromEntries(entries.filter(([, , now]) => now !== undefined).map(([key, , now]) => [key, now]));
}

/** Whether it is one value, and not a list or map of them. */
export const isLeaf = (raw: Json): boolean => typeof raw !== 'object' || raw === null || isIntrinsic(raw);

/**
 * The document that projects to every case's, with as little changed of the one before as there can be. Under the names
 * of `twins`, a choice stays one even if both of its branches say the same, and in a list that has the name with `[]`,
 * what comes back takes the place of a lost branch.
 */
export function unproject(
  before: Json,
  cases: readonly DocumentCase[],
  twins: ReadonlySet<string> = NO_NAMES,
  name = '',
): Json {
  if (cases.every(({ when, doc }) => doc === before || equal(project(before, when), doc))) return before;
  const choice = choiceOf(before);
  if (choice && cases.every(({ when }) => Object.hasOwn(when, choice[0])))
    return rebuildChoice(choice, cases, twins, name);
  const docs = cases.map(({ doc }) => doc);
  const fits = (test: (raw: Json) => boolean) => docs.every(test) && (before === undefined || test(before));
  if (fits(isPlainMap)) return mapOf(before ?? {}, cases, twins);
  if (fits(Array.isArray)) return mergedList(before ?? [], cases, twins, name);
  return decided(cases);
}

const NO_NAMES: ReadonlySet<string> = new Set();

function rebuildChoice(
  [condition, yes, no]: readonly [string, Json, Json],
  cases: readonly DocumentCase[],
  twins: ReadonlySet<string>,
  name: string,
): Json {
  const branch = (before: Json, chosen: boolean, inner: string) => {
    const some = cases.filter(({ when }) => when[condition] === chosen);
    return some.length === 0 ? before : unproject(isNoValue(before) ? undefined : before, some, twins, inner);
  };
  const branches = (inner: string) => [branch(yes, true, inner), branch(no, false, inner)] as const;
  const isTwin = twins.has(name);
  // A choice of the user's is around the choices that this project adds, so of equal ones only the outer ones stay.
  const [then, otherwise] = branches(isTwin ? withinTwin(name) : name);
  if (then === undefined && otherwise === undefined) return undefined;
  if (isLeaf(then) && equal(then, otherwise)) return isTwin ? chooseValue(condition, then, otherwise) : then;
  return isTwin ? chooseValue(condition, ...branches(name)) : chooseValue(condition, then, otherwise);
}

/** The name of a choice that is a branch of such a choice. */
export const withinTwin = (name: string): string => `${name}/`;

const chooseValue = (condition: string, yes: Json, no: Json): Json => ({
  'Fn::If': [condition, orNoValue(yes), orNoValue(no)],
});

/** `null` is a value, too. */
const orNoValue = (raw: Json): Json => (raw === undefined ? NO_VALUE : raw);

/** One document out of all cases, without one before: choices only where the cases differ. */
function decided(cases: readonly DocumentCase[]): Json {
  const [first, ...others] = cases;
  if (first === undefined || others.every(({ doc }) => equal(doc, first.doc))) return first?.doc;
  for (const condition of Object.keys(first.when)) {
    const [yes, no] = [true, false].map((value) => cases.filter(({ when }) => when[condition] === value));
    if (!yes?.length || !no?.length) continue;
    const [then, otherwise] = [decided(yes), decided(no)];
    return equal(then, otherwise) ? then : chooseValue(condition, then, otherwise);
  }
  return first.doc;
}

function mapOf(
  before: Readonly<Record<string, Json>>,
  cases: readonly DocumentCase[],
  twins: ReadonlySet<string>,
): Json {
  const keys = new Set([before, ...cases.map(({ doc }) => doc)].flatMap(Object.keys));
  const entries = [...keys].map((key) => {
    const given = cases.map(({ when, doc }) => ({ when, doc: ownValue(doc, key) }));
    return [key, unproject(ownValue(before, key), given, twins, key)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** What is in the list of every case stays where it is; a replacement takes the place of its item, and the rest follows. */
function mergedList(
  before: readonly Json[],
  cases: readonly DocumentCase[],
  twins: ReadonlySet<string>,
  name: string,
): Json {
  const aligned = alignedCases(before, cases, twins.has(`${name}[]`) ? null : undefined);
  const behind = (place: number): Json[] => {
    const longest = Math.max(...aligned.map(({ more }) => more[place]?.length ?? 0));
    return Array.from({ length: longest }, (_, n) =>
      decided(aligned.map(({ when, more }) => ({ when, doc: more[place]?.[n] }))),
    );
  };
  const kept = before.map((item, place) =>
    unproject(
      item,
      aligned.map(({ when, at }) => ({ when, doc: at[place] })),
      twins,
      name,
    ),
  );
  return [...behind(0), ...kept.flatMap((item, place) => [item, ...behind(place + 1)])].filter(
    (item) => item !== undefined,
  );
}

/**
 * An item that an outcome doesn't have takes the place that it has in another outcome, and so does what is new. A `gap`
 * in place of `undefined` is also free for an item of no other outcome.
 */
function alignedCases(
  before: readonly Json[],
  cases: readonly DocumentCase[],
  gap: Json,
): (Alignment & Pick<DocumentCase, 'when'>)[] {
  const listed = cases.map(({ when, doc }) => ({ when, doc, items: before.map((item) => project(item, when) ?? gap) }));
  const alone = listed.map(({ doc, items }) => align(items, doc));
  const isThere = (place: number, raw: Json) => alone.some(({ more }) => isAmong(raw, more[place] ?? []));
  return listed.map(({ when, doc, items }) => {
    const isNew = (raw: Json) => raw !== undefined && isAmong(raw, doc) && !isAmong(raw, items);
    const inOthers = (place: number) => alone.map(({ at }) => at[place]).find(isNew);
    const known = items.map((item, place) => (item === undefined ? inOthers(place) : item));
    return { when, ...align(known, doc, isThere) };
  });
}

const isAmong = (raw: Json, list: readonly Json[]): boolean => list.some((one) => equal(one, raw));

interface Alignment {
  /** What takes the place of each item; `undefined` if nothing does. */
  readonly at: readonly Json[];
  /** What is new before the first item, behind it, behind the second, ... */
  readonly more: readonly (readonly Json[])[];
}

/** Two lists side by side, by their longest common part. What is new is before an absent item where `isThere` says so. */
export function align(
  items: readonly Json[],
  list: readonly Json[],
  isThere = (_place: number, _raw: Json): boolean => false,
): Alignment {
  const at: Json[] = items.map(() => undefined);
  const more: Json[][] = [[], ...items.map(() => [])];
  const pairs = [...common(items, list), [items.length, list.length] as const];
  let [from, to] = [0, 0];
  for (const [item, place] of pairs) {
    const free = range(from, item).filter((index) => items[index] !== undefined);
    const fresh = list.slice(to, place);
    for (const index of free) at[index] = fresh.shift();
    for (const place of range(from, item))
      while (fresh.length > 0 && isThere(place, fresh[0])) more[place]?.push(fresh.shift());
    more[item]?.push(...fresh);
    if (item < items.length) at[item] = list[place];
    [from, to] = [item + 1, place + 1];
  }
  return { at, more };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);

/** The places of the longest common part. */
function common(a: readonly Json[], b: readonly Json[]): (readonly [number, number])[] {
  const lengths = a
    .map(() => new Array<number>(b.length + 1).fill(0))
    .concat([new Array<number>(b.length + 1).fill(0)]);
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (lengths[i] as number[])[j] = equal(a[i], b[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: (readonly [number, number])[] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; )
    if (equal(a[i], b[j])) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  return pairs;
}

/** Every outcome of some conditions, without those that are known already. */
export function outcomes(conditions: readonly string[], known: ConditionOutcome = {}): ConditionOutcome[] {
  return conditions.reduce<ConditionOutcome[]>(
    (all, condition) =>
      all.flatMap((when) => {
        const values = Object.hasOwn(known, condition) ? [known[condition] as boolean] : [true, false];
        return values.map((value) => ({ ...when, [condition]: value }));
      }),
    [{}],
  );
}
