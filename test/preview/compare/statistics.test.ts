import fc from 'fast-check';
import {
  isDifferent,
  median,
  type Pair,
  pairedDifference,
  quantile,
  shuffled,
} from '../../../src/preview/compare/statistics';

/** Numbers that look random and are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Times of a busy machine: one of five takes much longer. */
const busy = (random: () => number, usual: number): number =>
  usual + 10 * random() + (random() < 0.2 ? 200 * random() : 0);

const rounds = (random: () => number, count: number, added: number): Pair[] =>
  Array.from({ length: count }, () => [busy(random, 100), busy(random, 100 + added)] as const);

const samples = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

test.each([
  [[3], 0.95, 3],
  [[1, 2, 3, 4], 0.5, 2.5],
  [[4, 1, 3, 2, 5], 0.5, 3],
  [[1, 2, 3, 4, 5], 1, 5],
  [[0, 10], 0.95, 9.5],
])('the quantile of %j at %d is %d', (given, share, expected) => {
  expect(quantile(given, share)).toBeCloseTo(expected);
});

test('a quantile of no samples is no number', () => {
  expect(median([])).toBeNaN();
});

describe('a paired difference', () => {
  test('is the median of the averages of every two differences', () => {
    const pairs: Pair[] = [10, 20, 21, 31].map((added, index) => [index, index + added] as const);
    expect(pairedDifference(pairs).estimate).toBe(20.5);
  });

  test('has the confidence that its number of pairs allows', () => {
    const of = (count: number) =>
      pairedDifference(Array.from({ length: count }, (_, index): Pair => [0, index])).confidence;
    expect(of(5)).toBeCloseTo(0.9375);
    expect(of(8)).toBeCloseTo(0.992, 3);
    expect(of(10)).toBeGreaterThanOrEqual(0.99);
    expect(of(40)).toBeGreaterThanOrEqual(0.99);
    expect(of(40)).toBeLessThan(0.9905);
  });

  test('shows no difference in 98 of 100 comparisons of the same times', () => {
    const random = randomFrom(1);
    const different = Array.from({ length: 300 }, () => isDifferent(pairedDifference(rounds(random, 10, 0))));
    expect(different.filter(Boolean).length).toBeLessThanOrEqual(6);
  });

  test('finds 50 ms that were added, on a busy machine too', () => {
    const random = randomFrom(2);
    const found = Array.from({ length: 100 }, () => pairedDifference(rounds(random, 30, 50)));
    const near = found.filter(({ estimate }) => estimate > 35 && estimate < 65);
    expect(near.length).toBeGreaterThanOrEqual(95);
  });

  test('moves with what is added to every second value, and changes its sign with the order', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (given, added) => {
        const pairs = given.map((value, index): Pair => [index, value]);
        const plain = pairedDifference(pairs);
        const moved = pairedDifference(pairs.map(([before, after]): Pair => [before, after + added]));
        const turned = pairedDifference(pairs.map(([before, after]): Pair => [after, before]));
        expect(moved.estimate).toBeCloseTo(plain.estimate + added, 4);
        expect(turned.estimate).toBeCloseTo(-plain.estimate, 4);
        expect([turned.from, turned.to]).toEqual([expect.closeTo(-plain.to, 4), expect.closeTo(-plain.from, 4)]);
        expect(plain.from).toBeLessThanOrEqual(plain.estimate);
        expect(plain.to).toBeGreaterThanOrEqual(plain.estimate);
      }),
    );
  });
});

test('shuffling keeps every item, and makes every order', () => {
  const random = randomFrom(3);
  const orders = Array.from({ length: 200 }, () => shuffled(['a', 'b', 'c'], random).join(''));
  expect(new Set(orders).size).toBe(6);
});
