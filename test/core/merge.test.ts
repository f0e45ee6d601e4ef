/** The variables of a recipe meet those that a function has. */
import { mergeEnvironment } from '../../src/core/merge';
import type { Setting } from '../../src/core/recipe';
import { type Value, valueText } from '../../src/core/value';
import { toValue } from '../../src/surfaces/intrinsics';

const merged = (own: Record<string, Value>, settings: Record<string, Setting>) => {
  const { variables, notes } = mergeEnvironment(own, settings);
  return {
    variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, valueText(value)])),
    codes: notes.map(({ code }) => code),
  };
};
const late = toValue({ Ref: 'Late' });
const tags = (pairs: Record<string, Value>): Setting => ({ rule: 'append', pairs, assign: ':' });

describe('a default', () => {
  test("yields to the function's own value, even an empty one", () => {
    expect(
      merged({ A: 'own', B: '' }, { A: { rule: 'default', value: 'a' }, B: { rule: 'default', value: 'b' } }),
    ).toEqual({
      variables: { A: 'own', B: '' },
      codes: [],
    });
  });

  test('is added next to the other variables if it is missing', () => {
    expect(merged({ OTHER: 'x' }, { A: { rule: 'default', value: 'a' } }).variables).toEqual({ OTHER: 'x', A: 'a' });
  });
});

describe('a default with alternative variables', () => {
  const setting: Setting = { rule: 'default', value: 'a', unless: ['B', 'C'] };

  test.each<[Record<string, string>, Record<string, string>]>([
    [{}, { A: 'a' }],
    [{ A: 'own' }, { A: 'own' }],
    [{ B: 'own' }, { B: 'own' }],
    [
      { A: 'own', C: '' },
      { A: 'own', C: '' },
    ],
  ])('meets %j: %j', (own, variables) => {
    expect(merged(own, { A: setting }).variables).toEqual(variables);
  });
});

describe('a requirement', () => {
  test.each<[Value | undefined, string[]]>([
    [undefined, []],
    ['/opt/wrapper', []],
    ['/opt/other', ['setting-conflict']],
    [late, ['setting-conflict']],
  ])('meets %j: %j', (own, codes) => {
    const setting: Setting = { rule: 'require', value: '/opt/wrapper' };
    expect(merged(own === undefined ? {} : { A: own }, { A: setting }).codes).toEqual(codes);
  });

  test('is reported without the value of the user', () => {
    const { notes } = mergeEnvironment({ A: late }, { A: { rule: 'require', value: 'w' } });
    expect(notes[0]?.details).toEqual({ name: 'A', wanted: 'w' });
  });
});

describe('a list of pairs', () => {
  test('with `=` is separated by commas only: a value may have spaces', () => {
    const setting: Setting = { rule: 'append', pairs: { a: '1' }, assign: '=' };
    expect(merged({ A: 'owner=Team Blue' }, { A: setting }).variables).toEqual({ A: 'owner=Team Blue,a=1' });
  });

  test.each<[Value | undefined, Record<string, Value>, string]>([
    [undefined, { a: '1', b: '2' }, 'a:1,b:2'],
    ['', { a: '1' }, 'a:1'],
    ['  ', { a: '1' }, 'a:1'],
    ['x:9', { a: '1' }, 'x:9,a:1'],
    ['x:9, y:8', { a: '1' }, 'x:9, y:8,a:1'],
    ['x:9 y:8', { a: '1' }, 'x:9 y:8 a:1'],
    [' x:9 ', { a: '1' }, ' x:9 ,a:1'],
    ['a:9', { a: '1', b: '2' }, 'a:9,b:2'],
    ['a:9', { a: '1' }, 'a:9'],
    ['x:9 a:8', { a: '1' }, 'x:9 a:8'],
    ['x:9, a :8', { a: '1' }, 'x:9, a :8'],
    ['a', { a: '1' }, 'a'],
    ['url:http://a', { a: '1' }, 'url:http://a,a:1'],
    [late, { a: '1' }, '${Late},a:1'],
    ['x:9', { a: late }, 'x:9,a:${Late}'],
    ['x:9', {}, 'x:9'],
  ])('%j with %j is %s', (own, pairs, expected) => {
    expect(merged(own === undefined ? {} : { A: own }, { A: tags(pairs) }).variables.A).toBe(expected);
  });

  test('may assign by another sign', () => {
    expect(merged({ A: 'x=9' }, { A: { rule: 'append', pairs: { x: '1', y: '2' }, assign: '=' } }).variables.A).toBe(
      'x=9,y=2',
    );
  });

  test('that has something unresolved returns it unchanged', () => {
    const { variables } = mergeEnvironment({ A: late }, { A: tags({}) });
    expect(variables.A).toBe(late);
  });
});
