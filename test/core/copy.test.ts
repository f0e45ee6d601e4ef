/** A copy is what a spread would be. */
import * as fc from 'fast-check';
import { copyOf } from '../../src/core/copy';
import { word } from '../helpers/arbitraries';
import { RUNS } from '../helpers/runs';

const names = fc.oneof({ weight: 5, arbitrary: word }, fc.constantFrom('__proto__', 'constructor', '0', '10'));
const maps = fc
  .array(fc.tuple(names, fc.anything()))
  .map((entries) => Object.fromEntries(entries) as Readonly<Record<string, unknown>>);

test('every name is there, in the same order, but the one that is left out', () =>
  fc.assert(
    fc.property(maps, fc.option(names, { nil: undefined }), (map, without) => {
      const wanted = Object.entries(map).filter(([name]) => name !== without);
      expect(Object.entries(copyOf(map, without))).toEqual(wanted);
      expect(Object.getPrototypeOf(copyOf(map, without))).toBe(Object.prototype);
    }),
    RUNS,
  ));

test('the copy can be changed without the map', () => {
  const map = { a: 1 };
  copyOf(map).a = 2;
  expect(map).toEqual({ a: 1 });
});
