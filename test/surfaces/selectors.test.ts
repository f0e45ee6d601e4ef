/** Patterns that match no function are reported with the names that are like them. */
import { unmatchedNotes } from '../../src/surfaces/selectors';

const NAMES = ['api-orders', 'api-order', 'worker', 'constructor'];

test.each<[string, string[], (string | undefined)[]]>([
  ['matches', ['api-*', 'worker'], []],
  ['is misspelled', ['api-ordres'], ['api-orders", "api-order']],
  ['is misspelled and has a wildcard', ['worxer*'], ['worker']],
  ['is like none of the names', ['zzzzzzzzzz'], [undefined]],
  ['is the name of a property of every object', ['toString'], [undefined]],
])('a pattern that %s', (_title, exclude, expected) => {
  const notes = unmatchedNotes({ include: undefined, exclude }, NAMES);
  expect(notes.map(({ details }) => details.nearest)).toEqual(expected);
  expect(notes.map(({ details: { option, pattern } }) => [option, pattern])).toEqual(
    expected.map((_, n) => ['exclude', exclude[n]]),
  );
});
