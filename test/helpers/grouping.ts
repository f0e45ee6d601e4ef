/** Many cases with lines of text each, turned round: each line once, with the cases that have it. */

export interface Case {
  /** What the case is: `['java21', 'arm64', 'us-east-1']`. */
  readonly of: readonly string[];
  readonly lines: readonly string[];
}

/** Each line with the cases below it, in the order of their first appearance; `*` stands for all there are. */
export function turned(cases: readonly Case[]): string {
  const all = cases.map(({ of }) => of);
  const lines = [...new Set(cases.flatMap((one) => one.lines))];
  const entries = lines.map((line) => {
    const having = cases.filter((one) => one.lines.includes(line)).map(({ of }) => of);
    return [line, ...products(having, all).map((product) => `    ${product}`)].join('\n');
  });
  return `\n${entries.join('\n')}\n`;
}

type Lists = readonly (readonly string[])[];

/** Lists of words in which whole products are told as one: `java21, java25 · * · us-east-1`. */
function products(some: Lists, all: Lists): string[] {
  const heads = [...new Set(some.map(([head = '']) => head))];
  const alike = new Map<string, string[]>();
  for (const head of heads) {
    const tails = products(under(head, some), under(head, all)).join('\n');
    alike.set(tails, [...(alike.get(tails) ?? []), head]);
  }
  const every = new Set(all.map(([head]) => head)).size;
  return [...alike].flatMap(([tails, group]) => {
    const title = group.length === every ? '*' : group.join(', ');
    return tails === '' ? [title] : tails.split('\n').map((tail) => `${title} · ${tail}`);
  });
}

const under = (head: string, lists: Lists): Lists =>
  lists.filter((list) => list[0] === head && list.length > 1).map((list) => list.slice(1));
