/** The difference of two texts, line by line: what goes, what comes, and a few lines around each change. */
import { align } from '../../surfaces/template/conditions';

/** A line with what becomes of it. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

const CONTEXT = 2;

/** The changed lines with their surroundings; parts that are left out have an empty list between them. */
export function difference(before: string, after: string): DiffLine[][] {
  const [a, b] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const head = sharedLines(a, b);
  const tail = sharedLines([...a.slice(head)].reverse(), [...b.slice(head)].reverse());
  const middle = lined(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const same = (texts: readonly string[]): DiffLine[] => texts.map((text) => ({ mark: ' ', text }));
  return hunks([...same(a.slice(0, head)), ...middle, ...same(a.slice(a.length - tail))]);
}

function sharedLines(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count++;
  return count;
}

/** With more pairs of lines than this, the whole text counts as changed, because finding the parts would take too long. */
const MAX_LINE_PAIRS = 4_000_000;

function lined(a: readonly string[], b: readonly string[]): DiffLine[] {
  const gone = (text: string): DiffLine => ({ mark: '-', text });
  const come = (text: string): DiffLine => ({ mark: '+', text });
  if (a.length * b.length > MAX_LINE_PAIRS) return [...a.map(gone), ...b.map(come)];
  const { at, more } = align(a, b);
  const lines = a.flatMap((text, index): DiffLine[] => {
    const now = at[index] as string | undefined;
    const own: DiffLine[] =
      now === text ? [{ mark: ' ', text }] : [gone(text), ...(now === undefined ? [] : [come(now)])];
    return [...own, ...(more[index + 1] ?? []).map((fresh) => come(fresh as string))];
  });
  return [...(more[0] ?? []).map((fresh) => come(fresh as string)), ...lines];
}

function hunks(lines: readonly DiffLine[]): DiffLine[][] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  );
  const result: DiffLine[][] = [];
  lines.forEach((line, index) => {
    if (!near[index]) return;
    if (near[index - 1]) result.at(-1)?.push(line);
    else result.push([line]);
  });
  return result;
}
