import { type ContextEdits, contextEdits } from '../../../src/core/definition/context';
import type { Shape } from '../../../src/core/definition/shape';
import { contextField } from '../../../src/providers/datadog/context-field';
import { contextOf, type Definition, EXECUTION_ID, edited, evaluate, FUNCTION, INVOKE, run } from './run';

const edits = (definition: Definition, upTo: Shape = 'execution input'): ContextEdits =>
  contextEdits(definition, { field: contextField, upTo: upTo });

const task = (body: object) => ({ StartAt: 'Call', States: { Call: { Type: 'Task', End: true, ...body } } });
const invoke = (parameters: object, body: object = {}) =>
  task({ Resource: INVOKE, Parameters: { FunctionName: FUNCTION, ...parameters }, ...body });
/** A state that is reported, with a reason. */
const LEFT = { state: 'Call', why: expect.stringMatching(/^[\w`]/) };
const START = 'arn:aws:states:::states:startExecution';

describe('With JSONPath, the context is handed on', () => {
  test.each([
    ['to a function without a payload', invoke({}), '/Payload'],
    ['in a payload that is written in the state', invoke({ Payload: { id: 1 } }), '/Payload/_datadog'],
    ['in a payload of paths', invoke({ Payload: { 'id.$': '$.id' } }), '/Payload/_datadog'],
    ['in a payload with one field of the three', invoke({ Payload: { Execution: {} } }), '/Payload/_datadog'],
    ['in a payload that is the input', invoke({ 'Payload.$': '$' }), '/Payload.$'],
    ['in a payload that is merged', invoke({ 'Payload.$': 'States.JsonMerge($.a, $.b, false)' }), '/Payload.$'],
    [
      'in a call that waits',
      { ...invoke({ Payload: {} }, { Resource: `${INVOKE}.waitForTaskToken` }) },
      '/Payload/_datadog',
    ],
    ['in the older form of a call', task({ Resource: FUNCTION, Parameters: { id: 1 } }), '/_datadog'],
    ['in the partition of China', invoke({}, { Resource: 'arn:aws-cn:states:::lambda:invoke' }), '/Payload'],
    ['in the partition of GovCloud', invoke({}, { Resource: 'arn:aws-us-gov:states:::lambda:invoke' }), '/Payload'],
    ['to an execution', task({ Resource: START, Parameters: { Input: { id: 1 } } }), '/Input/_datadog'],
    ['to an execution that is waited for', task({ Resource: `${START}.sync:2`, Parameters: {} }), '/Input'],
    [
      'to an execution whose input is this input',
      task({ Resource: `${START}.sync`, Parameters: { 'Input.$': '$' } }),
      '/Input.$',
    ],
  ])('%s', (_, definition, place) => {
    const result = edits(definition);
    expect(result.left).toEqual([]);
    expect(result.edits.map(({ pointer }) => pointer)).toEqual([`/States/Call/Parameters${place}`]);
    expect(edits(edited(definition, result.edits)).edits).toEqual([]);
  });

  test.each([
    ['has its own field', invoke({ Payload: { '_datadog.$': '$.mine' } })],
    [
      'has the three fields that Datadog documents',
      invoke({ Payload: { Execution: {}, 'State.$': '$', StateMachine: 1 } }),
    ],
    ['merges the context object', invoke({ 'Payload.$': 'States.JsonMerge($$, $, false)' })],
    ['is the context object', invoke({ 'Payload.$': '$$' })],
    ['has the field as a path, among others', invoke({ Payload: { 'Execution.$': '$', _datadog: {} } })],
    ['takes three fields of the context object', invoke({ 'Payload.$': "$$['Execution', 'State', 'StateMachine']" })],
  ])('by hand where the payload %s, and nothing is added', (_, definition) => {
    expect(edits(definition)).toEqual({ edits: [], left: [], assumed: [] });
  });

  test.each([
    ['a text', invoke({ Payload: 'text' })],
    ['a list', invoke({ Payload: [1] })],
    ['null', invoke({ Payload: null })],
    ['a part of the input', invoke({ 'Payload.$': '$.part' })],
    ['a variable', invoke({ 'Payload.$': '$variable' })],
    ['the input of the older form, which takes no template', task({ Resource: FUNCTION })],
  ])('but not in an event that is %s, which is said', (_, definition) => {
    expect(edits(definition)).toMatchObject({ edits: [], left: [LEFT] });
  });

  test('and a task whose resource is known only at deployment is reported', () => {
    expect(edits(task({ Resource: '${Resource}', Parameters: { 'Payload.$': '$' } }))).toMatchObject({
      edits: [],
      left: [LEFT],
    });
  });

  test('to what a resource turns out to be, in tasks only', () => {
    const resourceArn = (text: string) => (text === '${Hello.Arn}' ? FUNCTION : undefined);
    const hello = task({ Resource: '${Hello.Arn}', Parameters: {} });
    expect(contextEdits(hello, { field: contextField, upTo: 'object', resourceArn }).edits).toHaveLength(1);
    const pass = task({ Type: 'Pass', Resource: FUNCTION, Parameters: {} });
    expect(edits(pass)).toEqual({ edits: [], left: [], assumed: [] });
  });

  test.each(['x${Resource}', '${Resource}:x', ['${Resource}']])(
    'to nothing that only resembles a reference: %p',
    (Resource) => {
      expect(edits(task({ Resource, Parameters: {} }))).toEqual({ edits: [], left: [], assumed: [] });
    },
  );

  test.each(['arn:aws:states:::sns:publish', 'arn:aws:states:eu-west-1:1:activity:a', undefined, 7])(
    'to nothing but functions and executions: %s',
    (Resource) => {
      expect(edits(task({ Resource, Parameters: { 'Payload.$': '$' } }))).toEqual({ edits: [], left: [], assumed: [] });
    },
  );
});

describe('An input gets the context', () => {
  const then = (first: object, second: object = {}) => ({
    StartAt: 'First',
    States: {
      First: { Type: 'Task', Resource: INVOKE, Parameters: { Payload: {} }, Next: 'Call', ...first },
      Call: { Type: 'Task', Resource: INVOKE, Parameters: { 'Payload.$': '$' }, End: true, ...second },
    },
  });
  const PUBLISH = { Resource: 'arn:aws:states:::sns:publish', Parameters: {} };
  const map = (body: object) => ({
    StartAt: 'Each',
    States: {
      Each: { Type: 'Map', ItemProcessor: invoke({ 'Payload.$': '$' }), End: true, ...body },
    },
  });

  test.each<[string, Definition]>([
    ['an integration answers with it', then(PUBLISH)],
    ['a function answers with it in the newer form', then({})],
    ['a result is put into it', then({ Resource: FUNCTION, Parameters: { a: 1 }, ResultPath: '$.result' })],
    ['a selector makes it', then({ Resource: FUNCTION, Parameters: {}, ResultSelector: { 'a.$': '$' } })],
    ['a Pass state writes it', then({ Type: 'Pass', Result: { a: 1 }, Resource: undefined, Parameters: undefined })],
    ['a Pass state makes it', then({ Type: 'Pass', Resource: undefined, Parameters: { 'a.$': '$' } })],
    ['the input path is null', invoke({ 'Payload.$': '$' }, { InputPath: null })],
    ['the output path is null', then({ Resource: FUNCTION, Parameters: {}, OutputPath: null })],
    ['an item is put into a template', map({ ItemSelector: { 'a.$': '$$.Map.Item.Value' } })],
    ['an item is put into a template of the older form', map({ Parameters: { 'a.$': '$' } })],
    ['items come in batches', map({ ItemBatcher: { MaxItemsPerBatch: 2 } })],
    ['an error is caught', then({ ...PUBLISH, Next: undefined, End: true, Catch: [{ Next: 'Call' }] })],
    [
      'a state of JSONata writes it',
      then({ QueryLanguage: 'JSONata', Resource: FUNCTION, Parameters: undefined, Arguments: {}, Output: { a: 1 } }),
    ],
  ])('where it is proved to be an object: %s', (_, definition) => {
    const { edits: made, left, assumed } = edits(definition, 'object');
    expect({ left, assumed }).toEqual({ left: [], assumed: [] });
    expect(made.map(({ pointer }) => pointer).filter((pointer) => pointer.endsWith('/Payload.$'))).toHaveLength(1);
  });

  test.each<[string, Definition]>([
    ['it is what a function answers in the older form', then({ Resource: FUNCTION, Parameters: {} })],
    ['it is what an activity answers', then({ Resource: 'arn:aws:states:eu-west-1:1:activity:a' })],
    ['it comes with a task token', then({ Resource: `${INVOKE}.waitForTaskToken` })],
    ['it is a part of an output', then({ ...PUBLISH, OutputPath: '$.MessageId' })],
    ['it is an item', map({})],
    ['it is what branches give', then({ Type: 'Parallel', Branches: [], Resource: undefined, Parameters: undefined })],
    [
      'it is what an expression gives',
      then({ QueryLanguage: 'JSONata', Resource: FUNCTION, Parameters: undefined, Arguments: {}, Output: '{% 1 %}' }),
    ],
    ['it is a list', then({ Type: 'Pass', Result: [], Resource: undefined, Parameters: undefined })],
    ['nothing leads to the state', { ...then({}), StartAt: 'Nowhere' }],
  ])('but not where %s', (_, definition) => {
    expect(edits(definition, 'execution input').left).toMatchObject([LEFT]);
  });

  test('where it is the input of the execution, if that may be assumed, which is said', () => {
    const definition = invoke({ 'Payload.$': '$' });
    expect(edits(definition, 'object')).toMatchObject({ edits: [], left: [LEFT], assumed: [] });
    expect(edits(definition).assumed).toMatchObject([LEFT]);
    expect(edits(definition).edits).toHaveLength(1);
  });

  test('only if each way to the state gives an object', () => {
    const definition = then({ Next: 'Choose' });
    definition.States = {
      ...definition.States,
      Choose: { Type: 'Choice', Choices: [{ Next: 'Part' }], Default: 'Call' },
      Part: { Type: 'Pass', OutputPath: '$.part', Next: 'Call' },
    } as never;
    expect(edits(definition, 'execution input').left).toMatchObject([LEFT]);
  });
});

describe('With JSONata, the context is handed on', () => {
  const jsonata = (body: object) => ({ QueryLanguage: 'JSONata', ...task(body) });
  const call = (given: object) => jsonata({ Resource: INVOKE, Arguments: { FunctionName: FUNCTION, ...given } });
  const eventOf = (definition: Definition, resource = INVOKE) => {
    const { Arguments } = definition.States.Call;
    return resource === INVOKE ? Arguments.Payload : (Arguments ?? '{% $states.input %}');
  };

  const OBJECTS = [{}, { id: 1 }, { id: [1, { a: null }], _datadog: { RootExecutionId: 'caller' } }];
  const OTHERS = ['text', 7, true, null, [], [1, 2], [{ _datadog: { RootExecutionId: 'caller' } }]];

  test.each<[string, Definition, string]>([
    ['an expression of a payload', call({ Payload: '{% $states.input %}' }), INVOKE],
    ['an expression with a block of its own', call({ Payload: '{% ($event := $states.input; $event) %}' }), INVOKE],
    ['the input of the older form', jsonata({ Resource: FUNCTION }), FUNCTION],
    ['the arguments of the older form', jsonata({ Resource: FUNCTION, Arguments: '{% $states.input %}' }), FUNCTION],
  ])('by %s, if it gives an object, and otherwise it stays', async (_, definition, resource) => {
    const changed = edited(definition, edits(definition).edits);
    for (const input of OBJECTS) {
      const event = await evaluate(eventOf(changed, resource), input);
      expect(event).toEqual({ ...input, _datadog: contextIn(input) });
    }
    for (const input of OTHERS) expect(await evaluate(eventOf(changed, resource), input)).toEqual(input);
    expect(edits(changed).edits).toEqual([]);
  });

  test.each<[string, Definition, object]>([
    ['without a payload', call({}), {}],
    ['in a payload of its own', call({ Payload: { id: '{% $states.input.id %}' } }), { id: 1 }],
    ['in a payload with one field of the three', call({ Payload: { Execution: 7 } }), { Execution: 7 }],
  ])('%s', async (_, definition, event) => {
    const changed = edited(definition, edits(definition).edits);
    expect(await evaluate(eventOf(changed), { id: 1 })).toEqual({ ...event, _datadog: contextIn({}) });
  });

  test('with the trace of a function that started the execution', async () => {
    const input = {
      _datadog: { 'x-datadog-trace-id': '7', 'x-datadog-tags': '_dd.p.tid=1', 'x-datadog-parent-id': '8' },
    };
    const definition = call({ Payload: '{% $states.input %}' });
    const event = await evaluate(eventOf(edited(definition, edits(definition).edits)), input);
    const { RootExecutionId: _, ...fields } = contextIn({});
    expect(event._datadog).toEqual({ ...fields, 'x-datadog-trace-id': '7', 'x-datadog-tags': '_dd.p.tid=1' });
  });

  test.each<[string, Definition]>([
    ['in a payload with its own field', call({ Payload: { _datadog: 1 } })],
    ['in the three fields that Datadog documents', call({ Payload: { Execution: 1, State: 1, StateMachine: 1 } })],
    ['in an expression with its own field', call({ Payload: "{% $merge([$states.input, {'_datadog': 1}]) %}" })],
  ])('by hand %s, and nothing is added', (_, definition) => {
    expect(edits(definition)).toEqual({ edits: [], left: [], assumed: [] });
  });

  test.each<[string, Definition]>([
    ['a list', call({ Payload: [1] })],
    ['a text', call({ Payload: 'text' })],
    ['a text with an expression at its end', call({ Payload: 'a {% 1 %}' })],
    ['a text with an expression at its start', call({ Payload: '{% 1 %} b' })],
    ['a number', call({ Payload: 7 })],
    ['within arguments that are one expression', jsonata({ Resource: INVOKE, Arguments: '{% $states.input %}' })],
  ])('but not in an event that is %s, which is said', (_, definition) => {
    expect(edits(definition)).toMatchObject({ edits: [], left: [LEFT] });
  });
});

test('States inside Map and Parallel states are found, with their pointers escaped, whatever they are called', () => {
  const inner = (name: string) => ({ StartAt: name, States: { [name]: invoke({}).States.Call } });
  const definition = {
    StartAt: 'Both',
    States: {
      Both: { Type: 'Parallel', Branches: [inner('a/b'), inner('c~d')], Next: 'Each' },
      Each: { Type: 'Map', Iterator: inner('constructor'), Next: 'Items' },
      Items: {
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...inner('toString') },
        End: true,
      },
    },
  };
  expect(edits(definition).edits.map(({ pointer }) => pointer)).toEqual([
    '/States/Both/Branches/0/States/a~1b/Parameters/Payload',
    '/States/Both/Branches/1/States/c~0d/Parameters/Payload',
    '/States/Each/Iterator/States/constructor/Parameters/Payload',
    '/States/Items/ItemProcessor/States/toString/Parameters/Payload',
  ]);
});

test.each<[string, any, string[]?]>([
  ['no states', {}],
  ['states that are a list', { States: [1] }],
  ['states that are no maps', { StartAt: 'A', States: { A: null, B: 'text' } }, ['A', 'B']],
  ['unknown types', { StartAt: 'A', States: { A: { Type: 'Unknown', Branches: 7, Choices: {}, Catch: [1] } } }, ['A']],
  ['a circle', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } }],
  ['a name of an object', JSON.parse('{"StartAt":"__proto__","States":{"__proto__":{"Type":"Pass","End":true}}}')],
])('A definition with %s is read without a failure', (_, definition, unread = []) => {
  const left = unread.map((state) => ({ state, why: expect.any(String) }));
  expect(edits(definition)).toEqual({ edits: [], left, assumed: [] });
});

test('An execution gives the same output, and each function gets the context in addition to what it got before', async () => {
  const definition = invoke({ 'Payload.$': '$' }, { ResultPath: '$.result' });
  const input = { State: 'CA', nested: { list: [1, "it's", '{}', '\\'] } };
  const before = await run(definition, input, () => ({ Payload: 1 }));
  const after = await run(edited(definition, edits(definition).edits), input, () => ({ Payload: 1 }));
  expect(before.output).toEqual({ ...input, result: { Payload: 1 } });
  expect(after.output).toEqual(before.output);
  const { RedriveCount: _, ...Execution } = { ...contextIn({}).Execution, RedriveCount: undefined };
  expect(after.tasks).toEqual([
    ['Call', { FunctionName: FUNCTION, Payload: { ...input, _datadog: { ...contextIn({}), Execution } } }],
  ]);
});

/** The field that a function gets. */
const contextIn = (input: any) => {
  const { Execution, State, StateMachine } = contextOf(input);
  return {
    'serverless-version': 'v1',
    RootExecutionId: input?._datadog?.RootExecutionId ?? EXECUTION_ID,
    Execution: { Id: Execution.Id },
    State,
    StateMachine: { Id: StateMachine.Id },
  };
};
