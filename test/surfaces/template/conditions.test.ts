/** A document under conditions is the same one for each outcome after it was changed for each of them. */
import * as fc from 'fast-check';
import {
  type ConditionOutcome,
  outcomes,
  project,
  unproject,
} from '../../../src/surfaces/template/conditions/conditions';
import { equal, NO_VALUE } from '../../../src/surfaces/template/document/document';
import { RUNS } from '../../helpers/runs';

const CONDITIONS = ['A', 'B'];
const ALL = outcomes(CONDITIONS);

const key = fc.constantFrom('x', 'y', 'z');
const leaf = fc.oneof(
  fc.constantFrom('a', 'b', 'c'),
  fc.constantFrom('a', 'b').map((Ref) => ({ Ref })),
);

/** Maps, lists and choices, with and without a value. */
const { doc } = fc.letrec<{ doc: any }>((tie) => ({
  doc: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.dictionary(key, tie('doc'), { maxKeys: 3 }),
    fc.array(tie('doc'), { maxLength: 3 }),
    fc
      .tuple(fc.constantFrom(...CONDITIONS), tie('doc'), fc.option(tie('doc'), { nil: NO_VALUE }))
      .map((choice) => ({ 'Fn::If': choice })),
  ),
}));

/** What may be done to a document that has no choices. */
const change = fc.record({ name: key, value: leaf, drop: fc.boolean() });
const changed = (given: any, { name, value, drop }: { name: string; value: any; drop: boolean }): any => {
  if (Array.isArray(given)) return drop ? given.slice(1) : [...given, value];
  if (typeof given !== 'object' || given === null || 'Ref' in given) return drop ? given : value;
  const { [name]: _, ...rest } = given;
  return drop ? rest : { ...rest, [name]: value };
};

describe('a document under conditions', () => {
  test('is for each outcome what was made of it there', () =>
    fc.assert(
      fc.property(fc.dictionary(key, doc), fc.array(change, { minLength: 4, maxLength: 4 }), (before, changes) => {
        const cases = ALL.map((when, index) => ({ when, doc: changed(project(before, when), changes[index] as any) }));
        const after = unproject(before, cases);
        for (const { when, doc: wanted } of cases) expect(project(after, when)).toEqual(project(wanted, when));
      }),
      RUNS,
    ));

  test('stays the same object where nothing is changed', () =>
    fc.assert(
      fc.property(doc, (before) => {
        expect(
          unproject(
            before,
            ALL.map((when) => ({ when, doc: project(before, when) })),
          ),
        ).toBe(before);
      }),
      RUNS,
    ));

  test('comes back when what was made of it is taken back', () =>
    fc.assert(
      fc.property(fc.dictionary(key, doc), fc.array(leaf, { minLength: 4, maxLength: 4 }), (before, values) => {
        const own = (when: ConditionOutcome) => project(before, when);
        const there = unproject(
          before,
          ALL.map((when, index) => ({ when, doc: { ...own(when), new: values[index] } })),
        );
        const back = unproject(
          there,
          ALL.map((when) => ({ when, doc: own(when) })),
        );
        for (const when of ALL) expect(project(back, when)).toEqual(own(when));
        expect(equal(back, before)).toBe(true);
      }),
      RUNS,
    ));

  test.each<[string, any, (when: ConditionOutcome) => any, any]>([
    ['a list that gets one item', ['a'], () => ['a', 'x'], ['a', 'x']],
    [
      'a list that gets another item in each outcome',
      ['a'],
      ({ A }) => ['a', A ? 'x' : 'y'],
      ['a', { 'Fn::If': ['A', 'x', 'y'] }],
    ],
    [
      'a list that gets an item in one outcome',
      ['a'],
      ({ A }) => (A ? ['a', 'x'] : ['a']),
      ['a', { 'Fn::If': ['A', 'x', NO_VALUE] }],
    ],
    ['an item that is replaced', ['a', 'b'], () => ['x', 'b'], ['x', 'b']],
    ['what is not there, and differs', undefined, ({ A }) => (A ? 'x' : undefined), { 'Fn::If': ['A', 'x', NO_VALUE] }],
    [
      'a choice of maps',
      { 'Fn::If': ['A', { a: '1' }, NO_VALUE] },
      ({ A }) => ({ ...(A ? { a: '1' } : {}), x: '2' }),
      { 'Fn::If': ['A', { a: '1', x: '2' }, { x: '2' }] },
    ],
    ['what depends on the second condition only', 'a', ({ B }) => (B ? 'x' : 'y'), { 'Fn::If': ['B', 'x', 'y'] }],
  ])('is as short as it can be: %s', (_title, before, wanted, after) => {
    expect(
      unproject(
        before,
        ALL.map((when) => ({ when, doc: wanted(when) })),
      ),
    ).toEqual(after);
  });
});
