/** Which functions are meant: names and patterns, where `*` stands for any text and `?` for one character. */

/** Whether a function is meant, by the patterns that let it in and the ones that keep it out. */
export function isSelected(names: readonly string[], { include = [], exclude = [] }: Selection): boolean {
  const meets = (patterns: readonly string[]) =>
    patterns.some((pattern) => names.some((name) => matches(pattern, name)));
  return (include.length === 0 || meets(include)) && !meets(exclude);
}

export interface Selection {
  /** Patterns of the functions that are meant; none means all. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** The patterns that meet none of the names: a sign of a typing error. */
export const unmatched = (patterns: readonly string[] = [], names: readonly string[]): string[] =>
  patterns.filter((pattern) => !names.some((name) => matches(pattern, name)));

/** Whether the whole name fits the pattern; no character but `*` and `?` is special. */
export function matches(pattern: string, name: string): boolean {
  if (!pattern.includes('*') && !pattern.includes('?')) return pattern === name;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}
