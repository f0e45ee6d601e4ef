/** A function that a script or another tool starts: what each provider does with it, and that nothing is half done. */
import { FUNCTION, type FunctionPlan } from '../../src/core/function';
import { withPresence } from '../../src/core/part';
import { plan, unplan } from '../../src/core/plan';
import { rememberingPlanner } from '../../src/core/planner-memory';
import type { Settings } from '../../src/core/provider';
import { type FunctionState, NO_PARTS, type Parts } from '../../src/core/state';
import { type Value, valueText } from '../../src/core/value';
import { PROVIDERS, type ProviderName } from '../../src/providers';
import { OTHER_TOOLS } from '../../src/providers/other-tools';
import { applied, planWith } from '../helpers/applied';

const SETTINGS: Readonly<Record<string, object>> = {
  extension: { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog' },
  agent: { agentUrl: 'http://127.0.0.1:9529' },
  forwarder: { forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:forwarder' },
  collector: { collectorConfig: '/var/task/collector.yaml' },
  endpoint: { otlpEndpoint: 'https://otlp.example.com' },
  signals: { distribution: 'application-signals' },
  byHand: { agentUrl: 'http://127.0.0.1:9529', redirectHandler: false },
};
const providerOf = (settings: string): ProviderName =>
  ['collector', 'endpoint', 'signals'].includes(settings) ? 'opentelemetry' : 'datadog';
const provided = (settings: string) => [PROVIDERS[providerOf(settings)], SETTINGS[settings] as Settings] as const;
const planOf = (settings: string, state: FunctionState) => planWith(...provided(settings), state);

const fn = (runtime: string, parts: Partial<Parts>): FunctionState => ({
  id: 'F',
  target: {
    packageType: 'Zip',
    runtime,
    architecture: 'x86_64',
    region: 'us-east-1',
    partition: 'aws',
    account: '123456789012',
  },
  parts: withPresence(FUNCTION, { ...NO_PARTS, handler: { handler: 'run.sh' }, ...parts }),
});
const startedBy = (runtime: string, wrapper: Value) =>
  fn(runtime, { environment: { AWS_LAMBDA_EXEC_WRAPPER: wrapper } });
const codes = ({ findings }: FunctionPlan) => findings.map(({ code }) => code);
const layersOf = ({ parts: { layers } }: FunctionState) =>
  Object.values(layers).map((arn) => valueText(arn).split(':')[6]);

const LATE: Value = { kind: 'native', text: '${Wrapper}', origin: { Ref: 'Wrapper' } };
const ADAPTER = '/opt/bootstrap';

describe('a web application that the Lambda Web Adapter runs', () => {
  test.each([
    ['extension', 'nodejs22.x', ['Datadog-Extension'], '127.0.0.1:9002'],
    ['extension', 'python3.13', ['Datadog-Extension'], '127.0.0.1:9002'],
    ['agent', 'nodejs22.x', [], undefined],
    ['endpoint', 'python3.13', [], undefined],
    ['signals', 'nodejs22.x', [], undefined],
    ['collector', 'ruby3.4', ['opentelemetry-collector-amd64-0_23_0'], undefined],
  ])('with %s and %s keeps its handler, needs code, and gets the layers %j', (settings, runtime, layers, proxy) => {
    const state = startedBy(runtime, ADAPTER);
    const planned = planOf(settings, state);
    const { parts } = applied(state, planned);
    expect(codes(planned)).toEqual(['code-needed']);
    expect(parts.handler).toEqual({ handler: 'run.sh' });
    expect(layersOf({ ...state, parts })).toEqual(layers);
    expect(parts.environment).toMatchObject({ AWS_LAMBDA_EXEC_WRAPPER: ADAPTER });
    expect(parts.environment.AWS_LWA_LAMBDA_RUNTIME_API_PROXY).toBe(proxy);
    expect(Object.keys(parts.environment)).not.toContain('DD_LAMBDA_HANDLER');
    expect(rememberingPlanner(...provided(settings)).plan(state)).toEqual(planned);
  });

  test.each([
    ['forwarder', 'nodejs22.x', 'wrapper-conflict'],
    ['agent', 'ruby3.4', 'wrapper-conflict'],
    ['extension', 'java21', 'setting-conflict'],
    ['extension', 'dotnet8', 'setting-conflict'],
  ])('with %s and %s is left as it was', (settings, runtime, code) => {
    const planned = planOf(settings, startedBy(runtime, ADAPTER));
    expect([codes(planned), planned.changes]).toEqual([[code], []]);
  });

  test('gets back a handler that an earlier release redirected', () => {
    const before = fn('python3.13', { environment: { AWS_LAMBDA_EXEC_WRAPPER: ADAPTER } });
    const { wrapper: _wrapper, ...target } = before.target;
    const broken = applied(
      before,
      plan(FUNCTION, before, PROVIDERS.datadog.recipe(SETTINGS.extension as Settings, target)),
    );
    expect(broken.parts.handler).toEqual({ handler: 'datadog_lambda.handler.handler' });
    const repaired = applied(broken, planOf('extension', broken));
    expect(repaired.parts.handler).toEqual({ handler: 'run.sh' });
    expect(applied(repaired, unplan(FUNCTION, repaired)).parts).toEqual(before.parts);
  });
});

describe('a function that a script starts of which nothing is known', () => {
  test.each<[string, string, Value, string]>([
    ['extension', 'nodejs22.x', '/opt/mine', 'wrapper-conflict'],
    ['agent', 'python3.13', LATE, 'wrapper-conflict'],
    ['extension', 'nodejs22.x', 'constructor', 'wrapper-conflict'],
    ['extension', 'java21', '/opt/mine', 'setting-conflict'],
    ['endpoint', 'nodejs22.x', '/opt/mine', 'setting-conflict'],
    ['endpoint', 'python3.13', LATE, 'setting-conflict'],
  ])('is left by %s with %s', (settings, runtime, wrapper, code) => {
    const planned = planOf(settings, startedBy(runtime, wrapper));
    expect([codes(planned), planned.changes]).toEqual([[code], []]);
    expect(rememberingPlanner(...provided(settings)).plan(startedBy(runtime, wrapper))).toEqual(planned);
  });

  test.each([
    ['byHand', 'nodejs22.x', '/opt/mine'],
    ['extension', 'provided.al2023', '/opt/mine'],
    ['extension', 'ruby3.4', '/opt/mine'],
    ['extension', 'nodejs22.x', ''],
    ['extension', 'nodejs22.x', '/opt/datadog_wrapper'],
  ])('is traced by %s with %s where nothing is in its way: %s', (settings, runtime, wrapper) => {
    expect(planOf(settings, startedBy(runtime, wrapper)).recipe).toBeDefined();
  });
});

describe('a function of another tool', () => {
  const layer = (name: string, account: string) =>
    `arn:aws:lambda:us-east-1:${account}:layer:${name.replace('*', 'x')}:1`;
  const rows = OTHER_TOOLS.flatMap(({ title, handlers, layers, accounts = ['1'], wrappers = [], variables = [] }) => [
    ...handlers.map((handler): [string, string, Partial<Parts>] => [title, handler, { handler: { handler } }]),
    ...layers.map((name): [string, string, Partial<Parts>] => [
      title,
      name,
      { layers: { x: layer(name, accounts[0] ?? '') } },
    ]),
    ...wrappers.map((path): [string, string, Partial<Parts>] => [
      title,
      path,
      { environment: { AWS_LAMBDA_EXEC_WRAPPER: path } },
    ]),
    ...variables.map((name): [string, string, Partial<Parts>] => [title, name, { environment: { [name]: 'x' } }]),
  ]);

  test.each(rows)('%s is recognized by %s, and left by both providers', (by, _mark, parts) => {
    for (const settings of ['extension', 'endpoint', 'signals'])
      for (const runtime of ['nodejs22.x', 'python3.13', 'java21']) {
        const planned = planOf(settings, fn(runtime, parts));
        expect(planned).toMatchObject({ changes: [], findings: [{ code: 'provider-conflict', details: { by } }] });
        expect(rememberingPlanner(...provided(settings)).plan(fn(runtime, parts))).toEqual(planned);
      }
  });

  test.each(OTHER_TOOLS.filter(({ accounts }) => accounts).map(({ title, layers }) => [title, layers[0] ?? '']))(
    '%s is not recognized by a layer %s of another account',
    (_title, name) => {
      expect(
        planOf('extension', fn('nodejs22.x', { layers: { x: layer(name, '123456789012') } })).recipe,
      ).toBeDefined();
    },
  );

  test.each([
    ['endpoint', 'java21', '/opt/datadog_wrapper', 'Datadog'],
    ['extension', 'java21', '/opt/otel-handler', 'OpenTelemetry'],
    ['extension', 'nodejs22.x', '/opt/otel-instrument', 'OpenTelemetry'],
  ])('is recognized by the wrapper of the other provider: %s, %s, %s', (settings, runtime, wrapper, by) => {
    const planned = planOf(settings, startedBy(runtime, wrapper));
    expect(planned).toMatchObject({ changes: [], findings: [{ code: 'provider-conflict', details: { by } }] });
  });
});
