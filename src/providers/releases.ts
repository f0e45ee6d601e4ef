/** Which release of a package serves a version of a language, from tables of the release. */

/** The lowest version of the language, and the release that serves it and the versions above; the newest first. */
export type ReleaseRow = readonly string[];

/** The release for a version of the language; the newest where the version is unknown, or older than every row. */
export function releaseFor(rows: readonly ReleaseRow[], version: string | undefined): string {
  const found = version === undefined ? undefined : rows.find(([lowest = '']) => isAtLeast(version, lowest));
  return (found ?? (version === undefined ? rows[0] : rows.at(-1)))?.[1] ?? '';
}

/** Whether a version such as `3.12` or `22` is not older than another; `3` is any version that begins with 3. */
export function isAtLeast(version: string, lowest: string): boolean {
  const [given, wanted] = [version, lowest].map((text) => text.split('.').map(Number));
  const index = wanted?.findIndex((part, at) => given?.[at] !== undefined && part !== given[at]) ?? -1;
  return index < 0 || (given?.[index] ?? 0) > (wanted?.[index] ?? 0);
}
