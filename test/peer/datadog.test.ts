/** Compares the construct with Datadog's own: both trace the same stacks, with equal results except for a table of intended differences. */
import './git';
import { DatadogLambda } from 'datadog-cdk-constructs-v2';
import { Datadog } from '../../src';
import { CASES, type Case } from './cases';
import { facts } from './facts';
import { type Difference, differencesIn, explains, ROWS } from './rows';

jest.spyOn(console, 'warn').mockImplementation();

const DIFFERENCES = CASES.map((given) => ({ name: given.name, found: differences(given) }));

describe('the peer and this construct', () => {
  test.each(DIFFERENCES)('do the same but for intended differences: $name', ({ found }) => {
    expect(found.filter((difference) => !ROWS.some((row) => explains(row, difference)))).toEqual([]);
  });

  test.each(ROWS)('differ in $what, as $why', (row) => {
    expect(DIFFERENCES.some(({ found }) => found.some((difference) => explains(row, difference)))).toBe(true);
  });
});

function differences(given: Case): Difference[] {
  const [peer, ours] = [facts(given, DatadogLambda), facts(given, Datadog)];
  return differencesIn(given.name, peer, ours);
}
