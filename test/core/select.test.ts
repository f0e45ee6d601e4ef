/** Names and patterns say which functions are meant. */
import * as fc from 'fast-check';
import { isSelected, matches, unmatched } from '../../src/core/select';
import { runs } from '../helpers/runs';

test.each([
  ['api', 'api', true],
  ['api', 'api-v2', false],
  ['api', 'my-api', false],
  ['api-*', 'api-v2', true],
  ['api-*', 'api-', true],
  ['*api', 'my-api', true],
  ['*', '', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['a+', 'aa', false],
  ['(a|b)', 'a', false],
  ['[ab]', 'a', false],
  ['[ab]', '[ab]', true],
  ['^a$', 'a', false],
  ['a\\c', 'a\\c', true],
  ['{a}', '{a}', true],
  ['a.c*', 'abcd', false],
  ['a.c*', 'a.cd', true],
  ['*(a|b)', 'xa', false],
  ['*(a|b)', 'x(a|b)', true],
  ['App/*/Handler', 'App/Stack/Api/Handler', true],
  ['a*b', 'a\nb', true],
  ['Api', 'api', false],
])('%j fits %j: %s', (pattern, name, expected) => {
  expect(matches(pattern, name)).toBe(expected);
});

test.each<[object, boolean]>([
  [{}, true],
  [{ include: [] }, true],
  [{ include: ['api-*'] }, true],
  [{ include: ['job-*'] }, false],
  [{ include: ['job-*', 'App/*'] }, true],
  [{ exclude: ['api-*'] }, false],
  [{ exclude: ['App/Api'] }, false],
  [{ exclude: ['job-*'] }, true],
  [{ include: ['api-*'], exclude: ['*-get'] }, false],
])('a function with the names api-get and App/Api is selected by %j: %s', (selection, expected) => {
  expect(isSelected(['api-get', 'App/Api'], selection)).toBe(expected);
});

test('patterns that match nothing are reported', () => {
  expect(unmatched(['api-*', 'jbo-*'], ['api-get', 'job-run'])).toEqual(['jbo-*']);
  expect(unmatched(undefined, ['a'])).toEqual([]);
  expect(unmatched(['a'], [])).toEqual(['a']);
});

test('a pattern matches the same as its regular expression', () => {
  const letter = fc.constantFrom('a', 'b', '.', '-');
  const patterns = fc.array(fc.oneof(letter, fc.constantFrom('*', '?')), { maxLength: 8 }).map((all) => all.join(''));
  const names = fc.array(letter, { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(patterns, names, (pattern, name) => {
      const source = pattern.replace(/[.-]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
      expect(matches(pattern, name)).toBe(new RegExp(`^${source}$`, 's').test(name));
    }),
    runs(2000),
  );
});

test('a pattern of many stars takes no time on a long name', () => {
  const from = performance.now();
  expect(matches(`${'*a'.repeat(60)}b`, 'a'.repeat(140))).toBe(false);
  expect(performance.now() - from).toBeLessThan(200);
});
