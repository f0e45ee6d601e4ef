/** What measurements say about each configuration, in comparison with the first one. */
import type { Interpreter } from '../sandbox/runtimes';
import type { Measured, Measurement } from './measure';
import { SIZE_LIMIT } from './size';
import { type Difference, median, type Pair, pairedDifference, quantile } from './statistics';

/** The times that are compared, by their names in `Measured`, and what they are called. */
export const TIMINGS = {
  init: 'Init',
  first: 'First invocation',
  warm: 'Warm invocation',
} as const;

export type TimingName = keyof typeof TIMINGS;

/** Milliseconds. */
export interface Timing {
  readonly samples: readonly number[];
  readonly median: number;
  readonly p95: number;
  /** Absent for the configuration that others are compared with. */
  readonly difference?: Difference;
}

export interface ComparedConfiguration extends Omit<Measured, TimingName> {
  readonly timings: Readonly<Record<TimingName, Timing>>;
  /** Megabytes in addition to those of the first configuration. */
  readonly memoryOverheadMb: number;
  readonly totalBytes: number;
  /** The share of what Lambda allows. */
  readonly sizeShare: number;
  /** Whether the figures are less than in Lambda. */
  readonly isLowerBound: boolean;
}

export interface Comparison {
  readonly functionName: string;
  readonly interpreter: Interpreter;
  readonly notes: readonly string[];
  readonly configurations: readonly ComparedConfiguration[];
}

/** The figures of each configuration. */
export function compare({ measured, ...measurement }: Measurement): Comparison {
  const [base] = measured;
  return { ...measurement, configurations: base ? measured.map((one) => compareWith(base, one)) : [] };
}

function compareWith(base: Measured, { init, first, warm, ...one }: Measured): ComparedConfiguration {
  const all = { init, first, warm };
  const timing = (name: TimingName): Timing => ({
    samples: all[name],
    median: median(all[name]),
    p95: quantile(all[name], 0.95),
    ...(base.name === one.name ? {} : { difference: pairedDifference(pairsOf(base[name], all[name])) }),
  });
  const totalBytes = one.packageBytes + one.layerBytes;
  return {
    ...one,
    timings: { init: timing('init'), first: timing('first'), warm: timing('warm') },
    memoryOverheadMb: one.memoryMb - base.memoryMb,
    totalBytes,
    sizeShare: totalBytes / SIZE_LIMIT,
    isLowerBound: one.notRun.length > 0,
  };
}

const pairsOf = (before: readonly number[], after: readonly number[]): Pair[] =>
  before.map((value, index): Pair => [value, after[index] ?? Number.NaN]);
