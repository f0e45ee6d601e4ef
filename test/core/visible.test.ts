/** Characters that a terminal acts on are visible, and nothing else changes. */
import fc from 'fast-check';
import { visible, visibleLine } from '../../src/core/visible';
import { RUNS } from '../helpers/runs';

test.each([
  ['\u001b[2J', '\\u001b[2J'],
  ['a\rb', 'a\\u000db'],
  ['\u009b31m', '\\u009b31m'],
  ['a\u202eb', 'a\\u202eb'],
  ['a\u2028b', 'a\\u2028b'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['é, 漢字, 😀, a\tb\nc', 'é, 漢字, 😀, a\tb\nc'],
])('%j is written as %j', (text, written) => {
  expect(visible(text)).toBe(written);
});

test('a name is in one line', () => {
  expect(visibleLine('a\nb\tc')).toBe('a\\nb\\tc');
});

test('JSON means the same afterwards', () => {
  fc.assert(
    fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
      const value = { json: JSON.parse(json), text };
      expect(JSON.parse(visible(JSON.stringify(value)))).toEqual(value);
    }),
    RUNS,
  );
});
