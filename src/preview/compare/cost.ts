/** What the measured differences come to in money. */
import type { ComparedConfiguration } from './comparison';
import type { Difference } from './statistics';

/** What only the user knows. */
export interface Usage {
  readonly invocationsPerMonth: number;
  readonly memoryMb: number;
  /** The price of one gigabyte for one second, in any currency. */
  readonly pricePerGbSecond: number;
  /** The share of invocations that start a sandbox, from 0 to 1. */
  readonly coldStarts: number;
}

/** The costs of one month in addition to those of the first configuration. */
export type MonthlyCost = Omit<Difference, 'confidence'>;

const MB_PER_GB = 1024;
const MS_PER_SECOND = 1000;

/** Lambda charges for the init time, too. Source: aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase */
export function monthlyCost({ timings }: ComparedConfiguration, usage: Usage): MonthlyCost {
  const { invocationsPerMonth, memoryMb, pricePerGbSecond, coldStarts } = usage;
  const price = (memoryMb / MB_PER_GB / MS_PER_SECOND) * pricePerGbSecond * invocationsPerMonth;
  const parts = [
    { share: coldStarts, difference: timings.init.difference },
    { share: coldStarts, difference: timings.first.difference },
    { share: 1 - coldStarts, difference: timings.warm.difference },
  ];
  const total = (end: keyof MonthlyCost): number =>
    parts.reduce((sum, { share, difference }) => sum + share * (difference?.[end] ?? 0), 0) * price;
  return { estimate: total('estimate'), from: total('from'), to: total('to') };
}
