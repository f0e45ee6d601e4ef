/** Differences between two states, found, turned round and made. */
import { apply, diff, invert } from '../../src/core/change';
import { FUNCTION } from '../../src/core/function';
import { NO_PARTS, type Parts } from '../../src/core/state';

const parts = (given: Partial<Parts>): Parts => ({ ...NO_PARTS, ...given });
const layers = (...names: string[]) => parts({ layers: Object.fromEntries(names.map((name) => [name, `${name}:1`])) });
const order = (given: Parts) => Object.keys(given.layers).join('');

describe('a difference', () => {
  test('is none between states that are alike', () => {
    expect(diff(FUNCTION, layers('a', 'b'), layers('a', 'b'))).toEqual([]);
  });

  test('names what is added, updated, and removed', () => {
    const from = parts({ environment: { A: '1', B: '2' } });
    const to = parts({ environment: { B: '3', C: '4' } });
    expect(diff(FUNCTION, from, to)).toEqual([
      { kind: 'environment', name: 'A', before: '1', after: undefined },
      { kind: 'environment', name: 'B', before: '2', after: '3' },
      { kind: 'environment', name: 'C', before: undefined, after: '4' },
    ]);
  });

  test('records the places of layers only', () => {
    expect(diff(FUNCTION, layers('a', 'b'), layers('b', 'c')).map(({ name, at }) => [name, at])).toEqual([
      ['a', 0],
      ['c', 1],
    ]);
    expect(diff(FUNCTION, parts({}), parts({ tags: { a: '1' } }))[0]).not.toHaveProperty('at');
  });

  test('turned round leads back', () => {
    const [from, to] = [parts({ environment: { A: '1' }, tags: { x: 'y' } }), parts({ environment: { B: '2' } })];
    expect(apply(invert(diff(FUNCTION, from, to)), to)).toEqual(from);
  });
});

describe('the order of layers', () => {
  test.each([
    ['', 'ab'],
    ['ab', ''],
    ['abcd', 'bd'],
    ['abcd', 'ac'],
    ['bd', 'abcd'],
    ['abc', 'abxc'],
    ['abc', 'xabcy'],
  ])('from %s to %s and back is kept', (from, to) => {
    const [start, end] = [layers(...from), layers(...to)];
    expect(order(apply(diff(FUNCTION, start, end), start))).toBe(to);
    expect(order(apply(invert(diff(FUNCTION, start, end)), end))).toBe(from);
  });

  test('is not touched by a newer version', () => {
    const change = { kind: 'layers', name: 'a', before: 'a:1', after: 'a:2', at: 1 } as const;
    expect(apply([change], layers('a', 'b')).layers).toEqual({ a: 'a:2', b: 'b:1' });
    expect(order(apply([change], layers('a', 'b')))).toBe('ab');
  });
});

test('a state that is changed is not the one that was given', () => {
  const given = parts({ environment: { A: '1' } });
  apply([{ kind: 'environment', name: 'A', after: '2' }], given);
  expect(given.environment).toEqual({ A: '1' });
});
