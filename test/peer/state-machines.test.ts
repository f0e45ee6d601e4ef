/**
 * What Datadog's tools write for a task, and what we write; docs/step-functions.md has the reasons. The results of the others
 * were written down on 2026-11-28: macro 0.29.0, serverless-plugin-datadog 5.134.1, and the plugin 3.22.2 of datadog-ci 5.25.0.
 */
import { contextEdits } from '../../src/core/definition/context';
import { contextField } from '../../src/providers/datadog/context-field';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const START = 'arn:aws:states:::states:startExecution.sync:2';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:orders';
const THREE = "$$['Execution', 'State', 'StateMachine']";
const MERGED = 'States.JsonMerge($$, $, false)';
const FIELDS = { 'Execution.$': '$$.Execution', 'State.$': '$$.State', 'StateMachine.$': '$$.StateMachine' };

type Tool = 'macro' | 'plugin' | 'cli';
const TOOLS: readonly Tool[] = ['macro', 'plugin', 'cli'];

interface Row {
  readonly task: string;
  readonly state: object;
  /** The parameters that the tools write; the same as before for each that is absent. */
  readonly peers?: Partial<Record<Tool, object>>;
  /** Where we edit the state. */
  readonly ours: readonly string[];
  /** Whether we say why the state stays. */
  readonly left?: true;
}

const invoke = (parameters: object, Resource = INVOKE) => ({ Resource, Parameters: parameters });
const start = (parameters: object) => ({ Resource: START, Parameters: parameters });
const all = (parameters: object) => Object.fromEntries(TOOLS.map((tool) => [tool, parameters]));
const PAYLOAD = ['/Parameters/Payload/_datadog'];
const NESTED = { Input: { 'CONTEXT.$': MERGED } };

const ROWS: readonly Row[] = [
  { task: 'no payload', state: invoke({}), peers: all({ 'Payload.$': THREE }), ours: ['/Parameters/Payload'] },
  {
    task: 'the whole input',
    state: invoke({ 'Payload.$': '$' }),
    peers: all({ 'Payload.$': MERGED }),
    ours: ['/Parameters/Payload.$'],
  },
  {
    task: 'fields of its own',
    state: invoke({ Payload: { id: 1 } }),
    peers: all({ Payload: { id: 1, ...FIELDS } }),
    ours: PAYLOAD,
  },
  { task: 'a field State of its own', state: invoke({ Payload: { State: 1 } }), ours: PAYLOAD },
  {
    task: 'a context field of its own',
    state: invoke({ Payload: { '_datadog.$': '$.trace' } }),
    peers: all({ Payload: { '_datadog.$': '$.trace', ...FIELDS } }),
    ours: [],
  },
  { task: 'a part of the input', state: invoke({ 'Payload.$': '$.order' }), ours: [], left: true },
  { task: 'a text', state: invoke({ Payload: 'text' }), ours: [], left: true },
  {
    task: 'a token',
    state: invoke({ Payload: { id: 1 } }, `${INVOKE}.waitForTaskToken`),
    peers: all({ Payload: { id: 1, ...FIELDS } }),
    ours: PAYLOAD,
  },
  { task: 'a call in GovCloud', state: invoke({ Payload: {} }, INVOKE.replace('aws', 'aws-us-gov')), ours: PAYLOAD },
  { task: 'a call in China', state: invoke({ Payload: {} }, INVOKE.replace('aws', 'aws-cn')), ours: PAYLOAD },
  {
    task: 'the ARN of a function',
    state: invoke({ id: 1 }, FUNCTION),
    peers: all({ id: 1, 'Payload.$': THREE }),
    ours: ['/Parameters/_datadog'],
  },
  {
    task: 'the ARN of a function, with a field Payload',
    state: invoke({ 'Payload.$': '$' }, FUNCTION),
    peers: all({ 'Payload.$': MERGED }),
    ours: ['/Parameters/_datadog'],
  },
  { task: 'the ARN of a function, without parameters', state: { Resource: FUNCTION }, ours: [], left: true },
  {
    task: 'an execution without input',
    state: start({}),
    peers: { macro: NESTED, plugin: NESTED, cli: { Input: { 'CONTEXT.$': THREE } } },
    ours: ['/Parameters/Input'],
  },
  {
    task: 'an execution with fields',
    state: start({ Input: { id: 1 } }),
    peers: all({ Input: { id: 1, 'CONTEXT.$': THREE } }),
    ours: ['/Parameters/Input/_datadog'],
  },
  {
    task: 'an execution with the whole input',
    state: start({ 'Input.$': '$' }),
    peers: {
      macro: { 'Input.$': '$', ...NESTED },
      cli: { 'Input.$': '$', Input: { 'CONTEXT.$': THREE } },
    },
    ours: ['/Parameters/Input.$'],
  },
  {
    task: 'JSONata',
    state: { QueryLanguage: 'JSONata', Resource: INVOKE, Arguments: { Payload: '{% $states.input %}' } },
    ours: ['/Arguments/Payload'],
  },
  {
    task: 'JSONata with fields',
    state: { QueryLanguage: 'JSONata', Resource: INVOKE, Arguments: { Payload: { id: 1 } } },
    ours: ['/Arguments/Payload/_datadog'],
  },
];

const machine = (state: object) => ({ StartAt: 'Call', States: { Call: { Type: 'Task', End: true, ...state } } });
const edits = (definition: ReturnType<typeof machine>) =>
  contextEdits(definition, { field: contextField, upTo: 'execution input' });

describe('A task with', () => {
  test.each(ROWS)('$task', ({ state, ours, left = false }) => {
    const result = edits(machine(state));
    expect(result.edits.map(({ pointer }) => pointer)).toEqual(ours.map((place) => `/States/Call${place}`));
    expect(result.left.length > 0).toBe(left);
  });
});

/** What another tool hands on to a function stays; Step Functions refuses `Input` together with `Input.$`. */
const HANDED_ON = ROWS.flatMap(({ task, state, peers = {} }) =>
  Object.entries(peers)
    .filter(([, written]) => !Object.hasOwn(written, 'Input') && !task.startsWith('the ARN'))
    .map(([tool, written]) => ({ task, tool, state: { ...state, Parameters: written } })),
);

test.each(HANDED_ON)('Where the $tool has handed the context on to $task, it stays as it is', ({ state }) => {
  expect(edits(machine(state))).toEqual({ edits: [], left: [], assumed: [] });
});

test.each([
  ['a Map state', { Type: 'Map', ItemProcessor: machine(invoke({ Payload: {} })) }, '/ItemProcessor'],
  ['a Parallel state', { Type: 'Parallel', Branches: [machine(invoke({ Payload: {} }))] }, '/Branches/0'],
])('A task in %s, where the others stay out', (_, state, place) => {
  expect(edits(machine(state)).edits).toMatchObject([{ pointer: `/States/Call${place}/States/Call${PAYLOAD[0]}` }]);
});
