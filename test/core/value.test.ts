/** Values are texts or represent texts: they print, compare, and join without being looked into. */
import { concat, isKnown, lookupText, sameValue, type Value, valueText } from '../../src/core/value';

const native = (name: string): Value => ({ kind: 'native', text: `\${${name}}`, origin: { Ref: name } });
const lookup: Value = { kind: 'lookup', by: 'partition', attribute: 'account', entries: { aws: '1' } };

test('a value prints as itself or as what it represents', () => {
  expect(valueText('a')).toBe('a');
  expect(valueText(native('A'))).toBe('${A}');
  expect(valueText(lookup)).toBe(lookupText('partition', 'account'));
  expect(valueText({ kind: 'join', parts: ['a-', native('A'), '-b'] })).toBe('a-${A}-b');
});

test('a lookup prints by what it is looked up by, so that it is known again', () => {
  expect(lookupText('partition', 'account')).toBe('${Tracelayer.partition.account}');
  expect(lookupText('region', 'name')).toBe('${Tracelayer.region.name}');
});

test('only a text is known', () => {
  expect(isKnown('')).toBe(true);
  expect(isKnown(native('A'))).toBe(false);
  expect(isKnown(undefined)).toBe(false);
});

test.each<[Value | undefined, Value | undefined, boolean]>([
  ['a', 'a', true],
  ['a', 'b', false],
  ['${A}', native('A'), false],
  [native('A'), native('A'), true],
  [native('A'), native('B'), false],
  [native('A'), { kind: 'join', parts: ['${A}'] }, true],
  [undefined, undefined, true],
  ['a', undefined, false],
  [undefined, '', false],
  [undefined, native('A'), false],
  [native('A'), undefined, false],
])('%j and %j are the same: %s', (a, b, expected) => {
  expect(sameValue(a, b)).toBe(expected);
});

test.each<[Value[], Value]>([
  [[], ''],
  [['', ''], ''],
  [['a', 'b', '', 'c'], 'abc'],
  [[native('A')], native('A')],
  [['', native('A'), ''], native('A')],
  [['a', 'b', native('A'), 'c', 'd'], { kind: 'join', parts: ['ab', native('A'), 'cd'] }],
  [
    [{ kind: 'join', parts: ['a', native('A')] }, 'b', lookup],
    { kind: 'join', parts: ['a', native('A'), 'b', lookup] },
  ],
])('%j in a row are %j', (values, expected) => {
  expect(concat(...values)).toEqual(expected);
});
