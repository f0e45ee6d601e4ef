/** Groups many cases with lines of text: each line once, with the cases that have it. */
import { familyOf, RUNTIME_NAMES } from '../../src/core/runtime';

export interface Case {
  /** What the case is: `['java21', 'arm64', 'us-east-1']`. */
  readonly of: readonly string[];
  readonly lines: readonly string[];
}

/** Each line with its cases below it, in the order of their first appearance. `*` means all. */
export function grouped(cases: readonly Case[]): string {
  const all = cases.map(({ of }) => of);
  const lines = [...new Set(cases.flatMap((one) => one.lines))];
  const entries = lines.map((line) => {
    const having = cases.filter((one) => one.lines.includes(line)).map(({ of }) => of);
    return [line, ...products(having, all).map((product) => `    ${product}`)].join('\n');
  });
  return `\n${entries.join('\n')}\n`;
}

type Lists = readonly (readonly string[])[];

/** Lists of words as products, such as `java17 and newer · * · us-east-1`, one for each family and range of runtimes. */
function products(some: Lists, all: Lists): string[] {
  const every = heads(all);
  const alike = groupBy(heads(some), (head) => products(under(head, some), under(head, all)).join('\n'));
  return [...alike].flatMap(([tails, group]) =>
    titles(group, every).flatMap((title) =>
      tails === '' ? [title] : tails.split('\n').map((tail) => `${title} · ${tail}`),
    ),
  );
}

const heads = (lists: Lists): string[] => [...new Set(lists.map(([head = '']) => head))];

const under = (head: string, lists: Lists): Lists =>
  lists.filter((list) => list[0] === head && list.length > 1).map((list) => list.slice(1));

function titles(group: readonly string[], every: readonly string[]): string[] {
  if (group.length === every.length) return ['*'];
  const isRuntime = (name: string): boolean => RUNTIME_NAMES.includes(name);
  const others = group.filter((name) => !isRuntime(name));
  const families = groupBy(every.filter(isRuntime), (name) => familyOf(name) ?? name);
  return [
    ...[...families].flatMap(([family, runtimes]) => ranges(family, runtimes, group)),
    ...(others.length === 0 ? [] : [others.join(', ')]),
  ];
}

function groupBy(names: readonly string[], keyOf: (name: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) groups.set(keyOf(name), [...(groups.get(keyOf(name)) ?? []), name]);
  return groups;
}

/** The runtimes of one family, newest first, as ranges, so that a new runtime that is like the newest changes no line. */
function ranges(family: string, runtimes: readonly string[], group: readonly string[]): string[] {
  const isMember = (index: number): boolean => group.includes(runtimes[index] ?? '');
  const starts = runtimes.flatMap((_, index) => (isMember(index) && !isMember(index - 1) ? [index] : []));
  return starts.map((start) => {
    const after = runtimes.findIndex((_, index) => index > start && !isMember(index));
    const end = (after === -1 ? runtimes.length : after) - 1;
    const [newest, oldest] = [runtimes[start] ?? '', runtimes[end] ?? ''];
    if (start === 0 && end === runtimes.length - 1) return family;
    if (start === end) return newest;
    if (start === 0) return `${oldest} and newer`;
    return end === runtimes.length - 1 ? `${newest} and older` : `${oldest} to ${newest}`;
  });
}
