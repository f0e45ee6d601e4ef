/** A receipt says what was there before and, by a digest, what was put in its place. */
import * as fc from 'fast-check';
import { FUNCTION } from '../../src/core/function';
import { digest, receiptOf, undo } from '../../src/core/receipt';
import type { Value } from '../../src/core/value';
import { RUNS } from '../helpers/runs';

const LATE: Value = { kind: 'native', text: '${Late}', origin: {} };
const changes = [
  { kind: 'environment', name: 'A', before: '1', after: '2' },
  { kind: 'environment', name: 'LIST', before: 'team:shop', after: 'team:shop,env:prod' },
  { kind: 'environment', name: 'LATE', before: 'a:b', after: { kind: 'join', parts: ['a:b,c:', LATE] } },
  { kind: 'environment', name: 'BLANK', before: ' ', after: ' x' },
  { kind: 'environment', name: 'NEW', before: undefined, after: 'secret' },
  { kind: 'layers', name: 'l', before: 'l:1', after: undefined, at: 0 },
  { kind: 'layers', name: 'm', before: undefined, after: 'm:1', at: 1 },
] as const;

test('is none where nothing was changed', () => {
  expect(receiptOf(FUNCTION, 'datadog', [])).toBeUndefined();
});

test('keeps what was there, or its length where it still is, digests of what came, and the places of layers that went', () => {
  expect(receiptOf(FUNCTION, 'datadog', changes)).toStrictEqual({
    provider: 'datadog',
    entries: [
      { kind: 'environment', name: 'A', before: '1', after: digest('2') },
      { kind: 'environment', name: 'LIST', start: 9, after: digest('team:shop,env:prod') },
      { kind: 'environment', name: 'LATE', start: 3, after: digest('a:b,c:${Late}') },
      { kind: 'environment', name: 'BLANK', before: ' ', after: digest(' x') },
      { kind: 'environment', name: 'NEW', after: digest('secret') },
      { kind: 'layers', name: 'l', before: 'l:1', at: 0 },
      { kind: 'layers', name: 'm', after: digest('m:1') },
    ],
  });
});

test('repeats no value that came, and none that is still the start of one', () => {
  const written = JSON.stringify(receiptOf(FUNCTION, 'datadog', changes));
  for (const value of ['secret', 'team:shop', 'a:b']) expect(written).not.toContain(value);
});

describe('taken back', () => {
  const receipt = receiptOf(FUNCTION, 'datadog', changes) ?? { provider: '', entries: [] };
  const now = (values: Record<string, Value>) =>
    undo(receipt, (_, name) => values[name]).map(({ name, after }) => [name, after]);

  test('it undoes everything that is still there, backwards', () => {
    const LIST = 'team:shop,env:prod';
    expect(now({ A: '2', LIST, LATE: { ...LATE, text: 'a:b,c:${Late}' }, NEW: 'secret', m: 'm:1' })).toEqual([
      ['m', undefined],
      ['l', 'l:1'],
      ['NEW', undefined],
      ['LATE', 'a:b'],
      ['LIST', 'team:shop'],
      ['A', '1'],
    ]);
  });

  test('it leaves what was changed, removed, or restored since', () => {
    expect(now({ A: 'edited', LIST: 'team:shop,env:dev', l: 'own' })).toEqual([]);
  });
});

describe('a digest', () => {
  test('is short, and the same for the same', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (given) => {
        expect(digest(given)).toMatch(/^[0-9a-z]{1,7}$/);
        expect(digest(given)).toBe(digest(`${given}`));
      }),
      RUNS,
    ));

  test.each([
    ['', 'ztntfp'],
    ['a', '1r9wi7g'],
    ['foobar', '1h5yxyg'],
  ])('of %j is %s for ever: receipts hold it', (given, expected) => {
    expect(digest(given)).toBe(expected);
  });

  test('distinguishes similar values', () => {
    const values = ['a', 'b', 'ab', 'ba', 'a ', 'A', '😀', '😁', '\ud83d'];
    expect(new Set(values.map(digest)).size).toBe(values.length);
  });
});
