/** Which functions are meant: names and patterns, in which `*` matches any text and `?` one character. */

/** Whether a function is meant, by the patterns that let it in and the ones that keep it out. */
export function isSelected(names: readonly string[], { include = [], exclude = [] }: FunctionPatterns): boolean {
  const meets = (patterns: readonly string[]) =>
    patterns.some((pattern) => names.some((name) => matches(pattern, name)));
  return (include.length === 0 || meets(include)) && !meets(exclude);
}

export interface FunctionPatterns {
  /** Patterns of the functions that are meant; none means all. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** The patterns that meet none of the names: a sign of a typing error. */
export const unmatched = (patterns: readonly string[] = [], names: readonly string[]): string[] =>
  patterns.filter((pattern) => !names.some((name) => matches(pattern, name)));

/**
 * Whether the whole name fits the pattern; no character but `*` and `?` is special. Only the last `*` is ever tried
 * again, so the time is at most the product of both lengths.
 */
export function matches(pattern: string, name: string): boolean {
  let [star, from, at, place] = [-1, 0, 0, 0];
  while (place < name.length) {
    const wanted = pattern[at];
    if (wanted === '*') [star, from, at] = [at, place, at + 1];
    else if (wanted === '?' || wanted === name[place]) [at, place] = [at + 1, place + 1];
    else if (star === -1) return false;
    else [at, from, place] = [star + 1, from + 1, from + 1];
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
