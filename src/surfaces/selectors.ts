/** What to say of patterns that select functions and match none of them: most likely they are misspelled. */
import { type Note, note } from '../core/finding';
import { unmatched } from '../core/select';
import { nearestOf } from '../options/nearest';

/** Patterns by the option that gives them. */
export type Patterns = Readonly<Record<string, readonly string[] | undefined>>;

/** A note for each pattern that matches none of the names, with the names that are like it. */
export const unmatchedNotes = (patterns: Patterns, names: readonly string[]): Note[] =>
  Object.entries(patterns).flatMap(([option, given]) =>
    unmatched(given, names).map((pattern) => note('selector-unmatched', { option, pattern, ...near(pattern, names) })),
  );

/** In the words of the finding, which puts them in one pair of quotes. */
function near(pattern: string, names: readonly string[]): { nearest?: string } {
  const found = nearestOf(pattern.replaceAll(/[*?]/g, ''), names, NEAR_NAMES);
  return found.length === 0 ? {} : { nearest: found.join('", "') };
}
const NEAR_NAMES = 3;
