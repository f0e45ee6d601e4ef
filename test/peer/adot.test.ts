/** Compares the construct with the CDK's own way to the older ADOT layers: the same stacks, equal except for intended differences. */
import { CASES, type Case, factsBy } from './adot-cases';
import { ADOT_ROWS } from './adot-rows';
import { type Difference, differencesIn, explains } from './rows';

const DIFFERENCES = CASES.map((given) => ({ name: given.name, found: differences(given) }));

describe("the CDK's `adotInstrumentation` and this construct", () => {
  test.each(DIFFERENCES)('do the same but for intended differences: $name', ({ found }) => {
    expect(found.filter((difference) => !ADOT_ROWS.some((row) => explains(row, difference)))).toEqual([]);
  });

  test.each(ADOT_ROWS)('differ in $what, as $why', (row) => {
    expect(DIFFERENCES.some(({ found }) => found.some((difference) => explains(row, difference)))).toBe(true);
  });

  test('agree about layer and wrapper where both have one, so that this compares something', () => {
    const [peer, ours] = [factsBy('the CDK', CASES[0] as Case), factsBy('ours', CASES[0] as Case)];
    for (const what of ['layer 0', 'variable AWS_LAMBDA_EXEC_WRAPPER', 'TracingConfig'])
      for (const runtime of ['python3.13', 'nodejs22.x', 'java21']) {
        expect(peer[`${runtime} ${what}`]).toBeDefined();
        expect(ours[`${runtime} ${what}`]).toBe(peer[`${runtime} ${what}`]);
      }
  });
});

function differences(given: Case): Difference[] {
  const [peer, ours] = [factsBy('the CDK', given), factsBy('ours', given)];
  return differencesIn(given.name, peer, ours);
}
