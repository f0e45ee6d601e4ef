/** State machines as a template's transform leaves them, run here with the real tracers in their functions. */
import { createHash } from 'node:crypto';
import type { JsonMap } from '../../src/core/definition/states';
import {
  type EnteredState,
  type MachinePreview,
  type PreviewedExecution,
  previewMachine,
  type StateMachine,
} from '../../src/preview/machine/preview';
import type { Span } from '../../src/preview/span';
import { tracerOf } from '../../src/providers/tracer';
import { type Template, transform } from '../../src/surfaces/template';
import { deployedTemplate } from '../../src/surfaces/template/deployed';
import { instrumented, type Language, NAME, OPTIONS, type Provider } from './functions';
import { CACHE, describeWith, PATH } from './machine';

const LANGUAGES: readonly Language[] = ['python', 'nodejs'];
const DEPLOYMENT = { region: 'us-east-1', partition: 'aws', account: '123456789012' };
const INVOKE = 'arn:aws:states:::lambda:invoke';
const START = 'arn:aws:states:::states:startExecution.sync:2';

/** A machine whose one task calls something; both query languages say it in their own way. */
const machines = {
  JSONPath: (Resource: string, given: object) => ({ Type: 'Task', Resource, Parameters: given, End: true }),
  JSONata: (Resource: string, given: object) => ({
    Type: 'Task',
    QueryLanguage: 'JSONata',
    Resource,
    Arguments: given,
    End: true,
  }),
};
type QueryLanguage = keyof typeof machines;

const whole = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

const payload = { JSONPath: { 'Payload.$': '$' }, JSONata: { Payload: '{% $states.input %}' } };

/** The machines after the transform, by their logical ids. */
function traced(provider: Provider, language: QueryLanguage, options: object): Record<string, StateMachine> {
  const order = machines[language](INVOKE, { FunctionName: NAME, ...payload[language] });
  const nested = machines[language](START, { StateMachineArn: 'Checkout', Input: { order: 42 } });
  const machine = (Definition: object) => ({
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { Definition, RoleArn: 'arn:aws:iam::123456789012:role/states' },
  });
  const template: Template = {
    Resources: { Checkout: machine(whole('Order', order)), Shop: machine(whole('Check out', nested)) },
  };
  const overrides = [{ source: 'the test', values: { ...OPTIONS[provider], traceStateMachines: true, ...options } }];
  const result = transform(template, { tracer: tracerOf(provider), overrides, deployment: DEPLOYMENT });
  return Object.fromEntries(
    deployedTemplate(result.template, DEPLOYMENT)
      .filter(({ type }) => type === 'AWS::StepFunctions::StateMachine')
      .map(({ id, properties }) => [
        id,
        {
          name: id,
          definition: properties.Definition as JsonMap,
          isXrayTraced: properties.TracingConfiguration?.Enabled === true,
        },
      ]),
  );
}

interface Wanted {
  readonly provider: Provider;
  readonly language: Language;
  readonly machines: Readonly<Record<string, StateMachine>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

const runOf = (name: string, { provider, language, machines, options }: Wanted): Promise<MachinePreview> =>
  previewMachine(machines[name] as StateMachine, {
    cacheFolder: CACHE,
    path: PATH,
    limitMs: 90_000,
    inputs: [() => ({ order: 42 }), () => ({ order: 43 })],
    isFunction: () => false,
    functionOf: async () => ({ fn: instrumented(provider, language, { options }) }),
    machineOf: (reference) => machines[reference],
    results: {},
  });

/** The first or the second 64 bits of a digest, of which Datadog leaves the highest bit empty. */
const half = (text: string, from: number): string => {
  const bytes = createHash('sha256')
    .update(text)
    .digest()
    .subarray(from, from + 8);
  bytes[0] &= 0x7f;
  return bytes.toString('hex');
};

const rootOf = (spans: readonly Span[]): Span => {
  const found = spans.filter(({ name }) => name === 'aws.lambda');
  expect(found).toHaveLength(1);
  return found[0];
};

/** The part of the trace id that a library sends: that for Python leaves the first 64 bits out where a context is handed on. */
const SENT = { nodejs: 0, python: 16, java: 0 } as const satisfies Record<Language, number>;

/** The id of the span of a state, and of a trace, as the libraries compute them. */
const spanIdOf = ({ executionArn, name, enteredTime }: EnteredState) =>
  half(`${executionArn}#${name}#${enteredTime}`, 0);
const traceIdOf = ({ executionArn }: EnteredState) => half(executionArn, 0) + half(executionArn, 8);

const stateOf = ({ states }: PreviewedExecution, name: string): EnteredState => {
  const found = states.find((state) => state.name === name);
  if (found === undefined) throw new Error(`no state ${name} in ${JSON.stringify(states)}`);
  return found;
};

describe.each(LANGUAGES)('a %s function behind a state machine that Datadog traces', (language) => {
  describeWith(['sandbox', language], 'run here', () => {
    const datadog = (words: QueryLanguage, options: object): Wanted => ({
      provider: 'datadog',
      language,
      machines: traced('datadog', words, options),
    });

    test.each<QueryLanguage>(['JSONPath', 'JSONata'])('has the trace of the execution in %s', async (words) => {
      const ran = await runOf('Checkout', datadog(words, { mergeStateMachineTraces: true }));
      expect([ran.notes, ran.refused]).toEqual([[], []]);
      for (const execution of ran.executions) {
        const root = rootOf(execution.spans);
        const state = stateOf(execution, 'Order');
        expect(root.parentId).toBe(spanIdOf(state));
        expect(root.traceId.slice(SENT[language])).toBe(traceIdOf(state).slice(SENT[language]));
        const [above] = execution.spans.filter(({ spanId }) => spanId === root.parentId);
        expect(above).toMatchObject({ name: 'Task', resource: 'Order', traceId: root.traceId });
      }
    });

    test.each<[QueryLanguage, string]>([
      ['JSONata', 'Check out'],
      ['JSONPath', 'Order'],
    ])('behind a nested machine in %s has the trace of the execution of %s', async (words, rootState) => {
      const ran = await runOf('Shop', datadog(words, { mergeStateMachineTraces: true }));
      for (const execution of ran.executions) {
        const root = rootOf(execution.spans);
        expect(root.parentId).toBe(spanIdOf(stateOf(execution, 'Order')));
        const state = stateOf(execution, rootState);
        expect(root.traceId.slice(SENT[language])).toBe(traceIdOf(state).slice(SENT[language]));
      }
    });

    test('has a trace of its own where the context is not handed on, and a note says so', async () => {
      const ran = await runOf('Checkout', datadog('JSONPath', {}));
      expect(ran.notes).toEqual([expect.stringContaining('not part of the trace')]);
      for (const { spans } of ran.executions) expect(rootOf(spans).parentId).toBeUndefined();
    });
  });
});

describe.each(LANGUAGES)('a %s function behind a state machine that X-Ray traces', (language) => {
  describeWith(['sandbox', language], 'run here', () => {
    const xray = (propagators: string): Wanted => ({
      provider: 'opentelemetry',
      language,
      machines: traced('opentelemetry', 'JSONPath', {}),
      options: { propagators },
    });

    test('follows the header with the propagator for Lambda', async () => {
      const ran = await runOf('Checkout', xray('xray-lambda'));
      expect(ran.notes).toEqual([]);
      for (const { spans } of ran.executions) {
        const [root] = spans.filter(({ tags }) => tags['span.kind'] === 'server');
        expect(spans.find(({ spanId }) => spanId === root.parentId)).toMatchObject({ resource: 'Order' });
      }
    });

    test.each(['tracecontext', 'xray'])('has a trace of its own with the propagator %s', async (propagator) => {
      const ran = await runOf('Checkout', xray(propagator));
      expect(ran.notes).toEqual([expect.stringContaining('not part of the trace')]);
    });
  });
});
