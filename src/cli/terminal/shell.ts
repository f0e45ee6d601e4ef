/** Words as a shell takes them. */

/** A word in quotes where it needs some. */
export const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export const shellLine = (words: readonly string[]): string => words.map(quote).join(' ');
