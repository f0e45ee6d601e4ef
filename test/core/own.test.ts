/** Maps with names from outside. */
import { ownValue, setIn } from '../../src/core/own';

const PROTO = JSON.parse('{"__proto__": "own"}');

test.each<[unknown, object | null | undefined, unknown]>([
  ['own', { a: 'own' }, 'a'],
  ['own', PROTO, '__proto__'],
  [undefined, { a: 'own' }, 'constructor'],
  [undefined, { a: 'own' }, 'b'],
  [undefined, { 7: 'own' }, 7],
  [undefined, { undefined: 'own' }, undefined],
  [undefined, null, 'a'],
  [undefined, undefined, 'a'],
])('what a map has itself: %p of %p under %p', (expected, map, name) => {
  expect(ownValue(map as Record<string, unknown> | null | undefined, name)).toBe(expected);
});

test.each(['a', 'constructor', '__proto__'])('a name is set, and set again: %s', (name) => {
  const map: Record<string, unknown> = {};
  setIn(map, name, 'first');
  setIn(map, name, 'second');
  expect(Object.entries(map)).toEqual([[name, 'second']]);
  map.other = 'x';
  setIn(map, name, 'third');
  expect(Object.getOwnPropertyDescriptor(map, name)).toMatchObject({ value: 'third', writable: true });
  delete map.other;
  expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  delete map[name];
  expect(Object.keys(map)).toEqual([]);
});
