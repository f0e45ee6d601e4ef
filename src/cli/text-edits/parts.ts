/** A text as parts within parts: the whole, its entries, and theirs. */
import type { SourceEntry, TextSource } from './source';

export interface SourcePart {
  /** Its key, or its number in a list. */
  readonly name: string;
  readonly source: TextSource;
  readonly from: number;
  readonly to: number;
  readonly entries: readonly SourceEntry[];
  /** Where it is in the skeleton of the part around it. */
  readonly mark: number;
}

export const wholeSource = (source: TextSource): SourcePart => ({
  name: '',
  source,
  from: 0,
  to: source.text.length,
  entries: source.root.entries,
  mark: 0,
});

export const partText = ({ source, from, to }: SourcePart): string => source.text.slice(from, to);

/** The entries of a part; none if two have the same name, because a name must identify one entry. */
export function childParts({ source, entries, from }: SourcePart): readonly SourcePart[] {
  const names = entries.map(({ key }, index) => key ?? String(index));
  if (new Set(names).size < names.length) return [];
  let inner = 0;
  return entries.map((entry, index) => {
    const mark = entry.from - from - inner;
    inner += entry.to - entry.from - 1;
    return {
      name: names[index] as string,
      source,
      from: entry.from,
      to: entry.to,
      entries: entry.value.entries,
      mark,
    };
  });
}

/** The placeholder of an entry in a skeleton. */
const ENTRY = '\ufffc';

/** The text of a part with one letter for each of its entries. */
export function skeletonOf(part: SourcePart): string {
  const pieces: string[] = [];
  let at = part.from;
  for (const { from, to } of childParts(part)) {
    pieces.push(part.source.text.slice(at, from), ENTRY);
    at = to;
  }
  return pieces.join('') + part.source.text.slice(at, part.to);
}
