/** Yes or no. */
import type { Host } from '../host';
import { askLine } from './line';

/** No, unless it is said. */
export async function confirm(question: string, host: Host): Promise<boolean> {
  const answer = await askLine(
    {
      question: `${question} [y/N]`,
      check: (given) => (/^(y|yes|n|no|)$/i.test(given) ? undefined : 'answer y or n'),
    },
    host,
  );
  return /^y/i.test(answer);
}
