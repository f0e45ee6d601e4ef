/** Which known name a misspelt one is most likely meant to be. */

/** The nearest of the names, or `undefined` where none is near enough to be meant. */
export const nearest = (given: string, names: readonly string[]): string | undefined => nearestOf(given, names, 1)[0];

/** The names that are near enough to be meant, the nearest first, and no more of them than `count`. */
export function nearestOf(given: string, names: readonly string[], count: number): string[] {
  const limit = Math.max(2, Math.floor(given.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, distance: distance(given.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ name }) => name);
}

/** Levenshtein's distance: letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[b.length] ?? 0;
}
