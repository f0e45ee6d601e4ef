/** The flags of `preview --compare`, and what they come to. */
import { type Finding, note } from '../../core/finding';
import type { Usage } from '../../preview/compare/cost';
import type { Limits } from '../../preview/compare/gates';
import type { Rounds } from '../../preview/compare/measure';
import { type Call, type FlagTable, UsageError } from '../command';
import { FLAGS } from '../options/arguments';
import { dashed } from '../options/flags';

const TIME = {
  type: 'string',
  value: 'TIME',
  pattern: ['^\\d+(\\.\\d+)?m?s$', 'a time such as 200ms or 1.5s'],
} as const;
const SIZE = { type: 'string', value: 'SIZE', pattern: ['^\\d+(\\.\\d+)?MB$', 'a size such as 60MB'] } as const;
/** Fewer pairs than this hardly ever show a difference. */
const FEWEST = 5;
const COUNT = { type: 'number', integer: true, minimum: FEWEST, maximum: 200, value: 'N' } as const;
const DEFAULT_ROUNDS: Rounds = { cold: 10, warm: 30 };
const DEFAULT_COLD_PERCENT = 1;

export const COMPARE_FLAGS: FlagTable = {
  compare: {
    type: 'boolean',
    summary: 'Measure what tracing costs: run each function without it and with each configuration, in turn.',
  },
  with: {
    type: 'list',
    value: 'NAME',
    summary:
      'The configurations to compare with the untraced function: providers, or configuration files. By default, the one that the other flags describe.',
  },
  cold: { ...COUNT, default: DEFAULT_ROUNDS.cold, summary: 'The number of cold starts of each configuration.' },
  warm: { ...COUNT, default: DEFAULT_ROUNDS.warm, summary: 'The number of warm invocations of each configuration.' },
  maxInitOverhead: { ...TIME, summary: 'Fail if a configuration adds more to the init time.' },
  maxInvocationOverhead: { ...TIME, summary: 'Fail if a configuration adds more to a warm invocation.' },
  maxMemoryOverhead: { ...SIZE, summary: 'Fail if a configuration adds more to the peak memory.' },
  maxSize: { ...SIZE, summary: 'Fail if package and layers are larger. Lambda allows 250MB.' },
  invocationsPerMonth: {
    type: 'number',
    minimum: 0,
    value: 'N',
    summary: 'Show what the difference costs in a month; needs `--price-per-gb-second`.',
  },
  pricePerGbSecond: {
    type: 'number',
    minimum: 0,
    value: 'PRICE',
    summary: 'The price of one GB-second of Lambda, in any currency.',
  },
  memorySize: {
    type: 'number',
    minimum: 128,
    maximum: 10_240,
    value: 'MB',
    summary: "The memory size for the costs. By default, the function's own.",
  },
  coldPercent: {
    type: 'number',
    minimum: 0,
    maximum: 100,
    default: DEFAULT_COLD_PERCENT,
    value: 'N',
    summary: 'The percentage of invocations with a cold start, for the costs.',
  },
};

/** Throws where flags of a comparison are given without it, or without those that they need. */
export function checkCompareFlags({ flags }: Pick<Call, 'flags'>): void {
  const given = Object.keys(COMPARE_FLAGS).filter((name) => flags[name] !== undefined);
  const mistakes = flags.compare === true ? mistakesTogether(flags) : given.map((name) => missing('compare', name));
  if (mistakes.length > 0) throw new UsageError(mistakes);
}

function mistakesTogether(flags: Call['flags']): Finding[] {
  const isPriced = flags.pricePerGbSecond !== undefined;
  const isCounted = flags.invocationsPerMonth !== undefined;
  return [
    ...(isCounted && !isPriced ? [missing('pricePerGbSecond', 'invocationsPerMonth')] : []),
    ...COST_FLAGS.filter((name) => flags[name] !== undefined && !isCounted).map((name) =>
      missing('invocationsPerMonth', name),
    ),
    ...(flags['state-machine'] === undefined ? [] : [conflict]),
  ];
}

const COST_FLAGS = ['pricePerGbSecond', 'memorySize', 'coldPercent'];

const missing = (name: string, given: string): Finding => ({
  ...note('option-missing', { option: dashed(name), why: `\`${dashed(given)}\` has no effect without it` }),
  subject: FLAGS,
});

const conflict: Finding = {
  ...note('options-conflict', {
    options: '`--compare` and `--state-machine`',
    why: 'a comparison runs functions and no state machines',
  }),
  subject: FLAGS,
};

export const roundsOf = ({ flags }: Pick<Call, 'flags'>): Rounds => ({
  cold: Number(flags.cold ?? DEFAULT_ROUNDS.cold),
  warm: Number(flags.warm ?? DEFAULT_ROUNDS.warm),
});

export const limitsOf = ({ flags }: Pick<Call, 'flags'>): Limits => {
  const names = ['maxInitOverhead', 'maxInvocationOverhead', 'maxMemoryOverhead', 'maxSize'] as const;
  return Object.fromEntries(
    names.filter((name) => flags[name] !== undefined).map((name) => [name, amount(String(flags[name]))]),
  );
};

/** Milliseconds, or megabytes. */
const amount = (text: string): number => Number.parseFloat(text) * (/[^m]s$/.test(text) ? 1000 : 1);

/** What costs are computed from; nothing without the flag that asks for them. */
export const usageOf = ({ flags }: Pick<Call, 'flags'>, ownMemoryMb: number): Usage | undefined =>
  flags.invocationsPerMonth === undefined
    ? undefined
    : {
        invocationsPerMonth: Number(flags.invocationsPerMonth),
        pricePerGbSecond: Number(flags.pricePerGbSecond),
        memoryMb: Number(flags.memorySize ?? ownMemoryMb),
        coldStarts: Number(flags.coldPercent ?? DEFAULT_COLD_PERCENT) / 100,
      };
