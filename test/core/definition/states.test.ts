/** The states of a definition, their pointers, and their languages. */
import * as fc from 'fast-check';
import { everyState, isJsonMap, keyOf, machineScope, pointerTo } from '../../../src/core/definition/states';
import { RUNS } from '../../helpers/runs';

test('a pointer keeps every key', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[~/01a]{0,6}$/), (key) => {
      const pointer = pointerTo('/States', key);
      expect(pointer.split('/')).toHaveLength(3);
      expect(keyOf(pointer.slice('/States/'.length))).toBe(key);
    }),
    RUNS,
  );
});

test.each([
  [true, {}],
  [false, []],
  [false, null],
  [false, undefined],
  [false, 'text'],
])('what is a map: %s, %p', (expected, raw) => {
  expect(isJsonMap(raw)).toBe(expected);
});

test('a definition without a first state starts nowhere', () => {
  expect(machineScope({ StartAt: 7 })).toEqual({ startAt: '', states: new Map(), unread: [] });
});

describe('a state has', () => {
  const inner = { States: { Inner: {} } };
  const statesIn = (definition: object) => [...everyState(machineScope(definition as never))];

  test('the place where it is, and the states inside follow it', () => {
    const definition = {
      States: {
        First: { Branches: [7, inner, inner], ItemProcessor: inner, Iterator: inner },
        Second: { Branches: inner },
      },
    };
    expect(statesIn(definition).map(({ pointer }) => pointer)).toEqual([
      '/States/First',
      '/States/First/Branches/1/States/Inner',
      '/States/First/Branches/2/States/Inner',
      '/States/First/ItemProcessor/States/Inner',
      '/States/First/Iterator/States/Inner',
      '/States/Second',
    ]);
  });

  test.each([
    ['JSONPath', 'JSONPath', {}, {}],
    ['JSONata', 'JSONata', { QueryLanguage: 'JSONata' }, {}],
    ['JSONata', 'JSONPath', {}, { QueryLanguage: 'JSONata' }],
    ['JSONPath', 'JSONata', { QueryLanguage: 'JSONata' }, { QueryLanguage: 'JSONPath' }],
    ['JSONata', 'JSONata', { QueryLanguage: 'JSONata' }, { QueryLanguage: 'SQL' }],
  ])('the language %s, and %s inside it (%#)', (own, inside, machine, state) => {
    const languages = statesIn({ ...machine, States: { Outer: { ...state, Iterator: inner } } });
    expect(languages.map(({ language }) => language)).toEqual([own, inside]);
  });
});
