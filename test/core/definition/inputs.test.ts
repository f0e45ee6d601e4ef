/** What each state of a definition gets: surely an object, the input of the execution, or anything. */
import { inputShapes } from '../../../src/core/definition/inputs';
import { machineScope } from '../../../src/core/definition/states';
import { FUNCTION, INVOKE } from './run';

const shapesIn = (definition: object) =>
  Object.fromEntries(
    [...inputShapes(machineScope(definition as never))].map(([{ name }, shape]) => [name, shape] as const),
  );

/** What the state after this one gets. */
const handedOn = (body: object, machine: object = {}) =>
  shapesIn({ ...machine, StartAt: 'A', States: { A: { Next: 'B', ...body }, B: { Type: 'Wait' } } }).B;

const JSONATA = { QueryLanguage: 'JSONata' };
const CALL = { Type: 'Task', Resource: INVOKE };
const OLDER = { Type: 'Task', Resource: FUNCTION };
const TO_B = { Next: 'B' };

describe('A state gets', () => {
  test.each<[shape: string, title: string, body: object]>([
    ['execution input', 'a Pass state hands on its input', { Type: 'Pass' }],
    ['execution input', 'a Wait state hands on its input', { Type: 'Wait', ResultPath: '$.a' }],
    ['execution input', 'a Choice state hands on its input', { Type: 'Choice', ResultPath: '$.a' }],
    ['execution input', 'the input path is the root', { Type: 'Pass', InputPath: '$' }],
    [
      'execution input',
      'the input path leads to the input of the execution',
      { Type: 'Pass', InputPath: '$$.Execution.Input' },
    ],
    ['object', 'the input path is null', { Type: 'Wait', InputPath: null }],
    ['object', 'the input path leads to the context object', { Type: 'Pass', InputPath: '$$' }],
    ['any', 'the input path leads elsewhere', { Type: 'Pass', InputPath: '$.a' }],
    ['any', 'the input path is no text', { Type: 'Pass', InputPath: ['$'] }],
    ['object', 'the output path is null', { Type: 'Pass', OutputPath: null }],
    ['execution input', 'the output path is the root', { Type: 'Pass', OutputPath: '$' }],
    ['any', 'the output path leads elsewhere', { ...CALL, OutputPath: '$.a' }],
    ['object', 'a Pass state has a map as its result', { Type: 'Pass', Result: {} }],
    ['any', 'a Pass state has a list as its result', { Type: 'Pass', Result: [] }],
    ['any', 'a Pass state has null as its result', { Type: 'Pass', Result: null }],
    ['object', 'a Pass state has a template', { Type: 'Pass', InputPath: '$.a', Parameters: {} }],
    ['any', 'a Pass state has a text in place of a template', { Type: 'Pass', Parameters: 'text' }],
    ['any', 'a Pass state has a result and a template', { Type: 'Pass', Result: 7, Parameters: {} }],
    ['object', 'an integration answers', CALL],
    ['any', 'a function answers in the older form', OLDER],
    ['any', 'a Map state gives a list', { Type: 'Map', Parameters: {} }],
    ['any', 'a Parallel state gives a list', { Type: 'Parallel', Parameters: {} }],
    ['execution input', 'a state of an unknown type hands on its input', { Type: 'Unknown' }],
    ['object', 'a selector makes the result', { ...OLDER, ResultSelector: {} }],
    ['any', 'a selector is no map', { ...OLDER, ResultSelector: [] }],
    ['object', 'the result takes the place of the input', { ...CALL, ResultPath: '$' }],
    ['execution input', 'the result is dropped', { ...CALL, ResultPath: null }],
    ['object', 'the result is put under a name', { ...OLDER, ResultPath: '$.a' }],
    ['object', 'the result is put under a name in single quotes', { ...OLDER, ResultPath: "$['a']" }],
    ['object', 'the result is put under a name in double quotes', { ...OLDER, ResultPath: '$["a"]' }],
    ['any', 'the result is put in a list', { ...CALL, ResultPath: '$[0]' }],
    ['any', 'the place of the result is no path', { ...CALL, ResultPath: 'a$.b' }],
    ['any', 'the place of the result is no text', { ...CALL, ResultPath: ['$.a'] }],
  ])('%s where %s', (shape, _, body) => {
    expect(handedOn(body)).toBe(shape);
  });

  test.each<[shape: string, title: string, body: object]>([
    ['execution input', 'a Pass state hands on its input', { Type: 'Pass' }],
    ['execution input', 'a path of JSONPath means nothing', { Type: 'Pass', InputPath: null, OutputPath: null }],
    ['execution input', 'a result of JSONPath means nothing', { Type: 'Pass', Result: [], Parameters: [] }],
    ['object', 'an integration answers', CALL],
    ['any', 'a function answers in the older form', { ...OLDER, ResultPath: '$.a' }],
    ['object', 'an output is written', { ...OLDER, Output: {} }],
    ['any', 'an output is an expression', { ...CALL, Output: '{% $states.result %}' }],
  ])('%s with JSONata where %s', (shape, _, body) => {
    expect(handedOn(body, JSONATA)).toBe(shape);
    expect(handedOn({ ...body, ...JSONATA })).toBe(shape);
  });

  test.each<[shape: string, title: string, body: object]>([
    ['object', 'an error takes the place of the input', { Catch: [TO_B] }],
    ['object', 'an error is put under a name', { Catch: [{ ...TO_B, ResultPath: '$.a' }] }],
    ['execution input', 'an error is dropped', { Catch: [{ ...TO_B, ResultPath: null }] }],
    ['any', 'an error is put in a list', { Catch: [{ ...TO_B, ResultPath: '$[0]' }] }],
    ['object', 'an error is caught by JSONata', { ...JSONATA, Catch: [{ ...TO_B, ResultPath: null }] }],
    ['object', 'an error is caught by JSONata with an output', { ...JSONATA, Catch: [{ ...TO_B, Output: {} }] }],
    ['any', 'an error is caught by JSONata with an expression', { ...JSONATA, Catch: [{ ...TO_B, Output: '' }] }],
    ['execution input', 'a choice leads', { Type: 'Choice', Choices: [7, TO_B] }],
    ['execution input', 'a choice of JSONPath has an output', { Type: 'Choice', Choices: [{ ...TO_B, Output: {} }] }],
    ['object', 'a choice of JSONata has an output', { ...JSONATA, Type: 'Choice', Choices: [{ ...TO_B, Output: {} }] }],
    [
      'any',
      'a choice of JSONata has an expression',
      { ...JSONATA, Type: 'Choice', Choices: [{ ...TO_B, Output: '' }] },
    ],
    ['execution input', 'a choice of JSONata has no output', { ...JSONATA, Type: 'Choice', Choices: [TO_B] }],
    ['execution input', 'no choice is taken', { Type: 'Choice', Default: 'B' }],
  ])('%s where %s', (shape, _, body) => {
    expect(handedOn({ Type: 'Task', Resource: FUNCTION, Next: undefined, ...body })).toBe(shape);
  });

  test.each<[title: string, body: object]>([
    ['nothing leads to it', {}],
    ['the way to it is no text', { Next: ['B'] }],
    ['choices are no list', { Choices: TO_B }],
    ['catchers are no list', { Catch: TO_B }],
  ])('nothing where %s', (_, body) => {
    expect(handedOn({ ...CALL, Next: undefined, ...body })).toBeUndefined();
  });
});

describe('What runs inside a state gets', () => {
  const inner = { StartAt: 'B', States: { B: { Type: 'Wait' } } };
  const inside = (body: object) =>
    shapesIn({ StartAt: 'A', States: { A: { ...body, Branches: [7, inner], ItemProcessor: {} } } }).B;
  const item = (body: object) => shapesIn({ StartAt: 'A', States: { A: { Type: 'Map', ...body, Iterator: inner } } }).B;

  test.each<[shape: string, title: string, body: object]>([
    ['execution input', 'without a template', {}],
    ['object', 'without an input', { InputPath: null }],
    ['object', 'with a template', { Parameters: {} }],
    ['any', 'with something else than a template', { Parameters: 'text' }],
    ['execution input', 'with arguments of another language', { Arguments: 'text' }],
    ['object', 'with arguments of JSONata', { ...JSONATA, Arguments: {} }],
    ['any', 'with an expression of JSONata', { ...JSONATA, Arguments: '{% 1 %}' }],
    ['execution input', 'with a template of another language', { ...JSONATA, Parameters: 'text' }],
  ])('%s in a Parallel state %s', (shape, _, body) => {
    expect(inside({ Type: 'Parallel', ...body })).toBe(shape);
  });

  test.each<[shape: string, title: string, body: object]>([
    ['any', 'without a template', {}],
    ['any', 'without an input', { InputPath: null }],
    ['object', 'with a selector', { ItemSelector: {} }],
    ['any', 'with something else than a selector', { ItemSelector: [] }],
    ['object', 'with a template', { Parameters: {} }],
    ['object', 'with batches', { ItemBatcher: {} }],
    ['any', 'with something else than batches', { ItemBatcher: 7 }],
  ])('%s in a Map state %s', (shape, _, body) => {
    expect(item(body)).toBe(shape);
  });
});

describe('A state that several ways lead to gets the least certain of what they hand on', () => {
  const CHOOSE = { Type: 'Choice', Choices: [{ Next: 'Sure' }], Default: 'Unsure' };
  const both = (sure: object, unsure: object) => ({
    StartAt: 'Choose',
    States: { Choose: CHOOSE, Sure: { Next: 'B', ...sure }, Unsure: { Next: 'B', ...unsure }, B: { Type: 'Wait' } },
  });

  test.each([
    ['any', CALL, OLDER],
    ['any', OLDER, CALL],
    ['execution input', CALL, { Type: 'Pass' }],
    ['execution input', { Type: 'Pass' }, CALL],
    ['object', CALL, CALL],
  ])('%s (%#)', (shape, sure, unsure) => {
    expect(shapesIn(both(sure, unsure)).B).toBe(shape);
  });

  test('and where it is entered twice, what it handed on before is kept', () => {
    const States = {
      A: { Type: 'Choice', Choices: [{ Next: 'B' }, { Next: 'C' }] },
      B: { ...OLDER, Next: 'D' },
      C: { ...CALL, Next: 'D' },
      D: { Type: 'Choice', Choices: [{ Next: 'E' }] },
      E: { Type: 'Wait' },
    };
    expect(shapesIn({ StartAt: 'A', States }).E).toBe('any');
    expect(shapesIn({ StartAt: 'A', States: { ...States, B: States.C, C: States.B } }).E).toBe('any');
  });

  test('also where one of them is a circle', () => {
    expect(
      shapesIn({
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Next: 'B' },
          B: { ...CHOOSE, Default: 'C' },
          C: { ...OLDER, Next: 'A' },
          Sure: CALL,
        },
      }),
    ).toEqual({ A: 'any', B: 'any', C: 'any', Sure: 'any' });
  });
});
