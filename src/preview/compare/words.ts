/** What a reader must know to understand a comparison, as sentences. */
import { layerName } from '../trees/layers';
import type { Comparison } from './comparison';
import type { Usage } from './cost';

/** What the figures are, what they are not, and where they are less than in Lambda. */
export function explanations({ configurations, notes }: Comparison, usage?: Usage): string[] {
  const [base, other] = configurations;
  const notRun = [...new Set(configurations.flatMap((one) => one.notRun.map(layerName)))];
  const { difference } = other?.timings.init ?? {};
  const counts = `${base?.timings.init.samples.length ?? 0} cold starts and ${base?.timings.warm.samples.length ?? 0} warm invocations of each, in turn and in shuffled order.`;
  return [
    counts,
    ...(difference && base
      ? [
          `The difference is that to ${base.name}; the true one is between "from" and "to" in ${Math.floor(difference.confidence * 100)} of 100 comparisons. "none" means that the difference may be chance.`,
        ]
      : []),
    ...(notRun.length > 0
      ? [`≥ marks a lower bound: ${notRun.join(', ')} is not run here, and Lambda starts it and stores its files, too.`]
      : []),
    'The times are those of this machine. Lambda gives a function processor time in proportion to its memory.',
    'Layers of tracing have the size of the packages that they are made of.',
    ...(usage ? [costWords(usage)] : []),
    ...notes,
  ];
}

const costWords = ({ invocationsPerMonth, memoryMb, pricePerGbSecond, coldStarts }: Usage): string =>
  `The cost is that of ${invocationsPerMonth} invocations in a month with ${memoryMb} MB at ${pricePerGbSecond} for a GB-second, ${coldStarts * 100} % of them with a cold start, in the currency of this price. It has no costs of what receives the traces.`;
