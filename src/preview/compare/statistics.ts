/** What measured samples and pairs of samples come to. Nothing is assumed about how times are distributed. */

/** Two measurements of one round: without and with what is compared. */
export type Pair = readonly [before: number, after: number];

/** How much larger the second value of a pair is. */
export interface Difference {
  readonly estimate: number;
  /** The interval that holds the true difference with this confidence. */
  readonly from: number;
  readonly to: number;
  readonly confidence: number;
}

/** One of 100 comparisons of a configuration with itself may show a difference by chance. */
const ERROR_RATE = 0.01;

/** The value below which a share of the samples lies, interpolated; `NaN` for no samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort(ascending);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/**
 * The estimate of Hodges and Lehmann with the interval of Wilcoxon's signed ranks: single rounds in which the machine was
 * busy hardly change it. Source: M. Hollander, D. Wolfe, E. Chicken, Nonparametric Statistical Methods, chapter 3.
 */
export function pairedDifference(pairs: readonly Pair[]): Difference {
  const averages = walshAverages(pairs.map(([before, after]) => after - before));
  const { rank, confidence } = criticalRank(pairs.length);
  return {
    estimate: median(averages),
    from: averages[rank] ?? Number.NaN,
    to: averages[averages.length - 1 - rank] ?? Number.NaN,
    confidence,
  };
}

/** Whether it is more than chance. */
export const isDifferent = ({ from, to }: Difference): boolean => from > 0 || to < 0;

/** A list in random order; each order is equally likely. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

const ascending = (a: number, b: number): number => a - b;

/** The average of every two differences, and of each with itself, in ascending order. */
const walshAverages = (differences: readonly number[]): number[] =>
  differences.flatMap((one, index) => differences.slice(index).map((other) => (one + other) / 2)).sort(ascending);

/** How many averages are left out at each end, and the confidence that is left; a few pairs leave out none. */
function criticalRank(count: number): { rank: number; confidence: number } {
  const chances = signedRankChances(count);
  let rank = 0;
  let below = chances[0] ?? 0;
  while (below + (chances[rank + 1] ?? 1) <= ERROR_RATE / 2) {
    rank += 1;
    below += chances[rank] ?? 0;
  }
  return { rank, confidence: 1 - 2 * below };
}

/** The chance of each sum of positive ranks if there is no difference. */
function signedRankChances(count: number): number[] {
  let chances = [1];
  for (let rank = 1; rank <= count; rank += 1) {
    const next = new Array<number>(chances.length + rank).fill(0);
    chances.forEach((chance, sum) => {
      next[sum] = (next[sum] ?? 0) + chance / 2;
      next[sum + rank] = (next[sum + rank] ?? 0) + chance / 2;
    });
    chances = next;
  }
  return chances;
}
