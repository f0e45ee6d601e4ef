/** The shapes of functions: how each is recognized on every surface, and what it needs. */
import { App, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { instrumenting } from '../../src/cli/functions/planning';
import type { OptionsFor } from '../../src/cli/options/settings';
import { FUNCTION, type FunctionPlan } from '../../src/core/function';
import { withPresence } from '../../src/core/part';
import { rememberingPlanner } from '../../src/core/planner-memory';
import type { Settings } from '../../src/core/provider';
import { SHAPES, type Shape, shapesOf } from '../../src/core/shapes';
import { type FunctionState, NO_PARTS } from '../../src/core/state';
import { configure, PROVIDERS, type ProviderName } from '../../src/providers';
import { readConstruct } from '../../src/surfaces/cdk/read';
import { readFunction } from '../../src/surfaces/lambda/read';
import { readServiceFunction } from '../../src/surfaces/service/read';
import { resolver } from '../../src/surfaces/template/conditions';
import { readResource } from '../../src/surfaces/template/functions/read';
import { applied, planWith } from '../helpers/applied';

/** The properties of each shape in CloudFormation; what the web adapter starts is known by a variable. */
const PROPERTIES: Readonly<Record<Exclude<Shape, 'webAdapter'>, Readonly<Record<string, unknown>>>> = {
  durable: { DurableConfig: { ExecutionTimeout: 3600 } },
  managed: {
    CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:aws:cp' } },
  },
  snapStart: { SnapStart: { ApplyOn: 'PublishedVersions' } },
  signed: { CodeSigningConfigArn: 'arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-1' },
  tenants: { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } },
  streaming: { FunctionUrlConfig: { InvokeMode: 'RESPONSE_STREAM' } },
};

const CASES = Object.entries(PROPERTIES);
const WHERE = { region: 'us-east-1', partition: 'aws', account: '123456789012' };

const camelCased = (raw: unknown): unknown =>
  typeof raw === 'object' && raw !== null
    ? Object.fromEntries(
        Object.entries(raw).map(([name, value]) => [name[0]?.toLowerCase() + name.slice(1), camelCased(value)]),
      )
    : raw;

describe('every surface recognizes', () => {
  test.each(CASES)('a function that is %s', (shape, properties) => {
    const type = shape === 'streaming' ? 'AWS::Serverless::Function' : 'AWS::Lambda::Function';
    const template = readResource({ id: 'F', type, properties }, WHERE, resolver({}, WHERE));
    expect(template.target.shapes).toEqual([shape]);
    const service = readServiceFunction(
      { handler: 'a.b' },
      { key: 'f', provider: {}, runtime: 'nodejs22.x', region: 'us-east-1', extension: properties },
    );
    expect(service.target.shapes).toEqual([shape]);
  });

  test.each(CASES.filter(([shape]) => shape !== 'signed' && shape !== 'streaming'))(
    'a deployed function that is %s',
    (shape, properties) => {
      const read = readFunction({ FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f', ...properties });
      expect('state' in read && read.state.target.shapes).toEqual([shape]);
    },
  );

  test.each(CASES.filter(([shape]) => shape !== 'streaming'))('a construct that is %s', (shape, properties) => {
    const base = {
      code: { zipFile: '' },
      role: 'arn:aws:iam::123456789012:role/r',
      runtime: 'nodejs22.x',
      handler: 'a.b',
    };
    const fn = new CfnFunction(new Stack(new App(), 'S'), 'F', { ...base, ...(camelCased(properties) as object) });
    const { state, isOpen } = readConstruct(fn, undefined);
    expect([state.target.shapes, isOpen]).toEqual([[shape], false]);
  });

  test.each([
    ['durable', { durableConfig: { executionTimeout: 60 } }],
    ['managed', { capacityProvider: 'default' }],
    ['snapStart', { snapStart: true }],
    ['streaming', { url: { invokeMode: 'RESPONSE_STREAM' } }],
  ])('what the Serverless Framework calls %s', (shape, own) => {
    const context = { key: 'f', provider: {}, runtime: 'nodejs22.x', region: 'us-east-1' };
    expect(readServiceFunction({ handler: 'a.b', ...own }, context).target.shapes).toEqual([shape]);
  });

  test.each([
    [{}],
    [{ SnapStart: { ApplyOn: 'None' } }],
    [{ snapStart: false }],
    [{ FunctionUrlConfig: { AuthType: 'NONE' } }],
    [{ DurableConfig: null }],
  ])('an ordinary function in %j', (properties) => {
    expect(shapesOf((name) => (properties as Readonly<Record<string, unknown>>)[name])).toEqual({});
  });

  test('no web function, which is left alone', () => {
    const FunctionArn = 'arn:aws:lambda:us-east-1:123456789012:web-function:f';
    expect(readFunction({ FunctionArn })).toMatchObject({ refused: [{ code: 'not-a-function' }] });
  });
});

const KEY = { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog' };
const OTLP = { otlpEndpoint: 'https://otlp.example.com' };
const ADOT = { ...OTLP, distribution: 'adot' };
const COLLECTOR = { collectorConfig: '/var/task/collector.yaml' };

const shaped = (runtime: string, ...shapes: Shape[]): FunctionState => ({
  id: 'F',
  target: { packageType: 'Zip', runtime, architecture: 'x86_64', ...WHERE, shapes },
  parts: withPresence(FUNCTION, { ...NO_PARTS, handler: { handler: 'a.b' } }),
});

const planned = (provider: ProviderName, options: object, fn: FunctionState): FunctionPlan => {
  const { settings } = configure(provider, { source: 'here', values: { ...options } });
  return planWith(PROVIDERS[provider], settings, fn);
};
const codes = ({ findings }: FunctionPlan) => findings.map(({ code }) => code);

describe('the plan of a function that is', () => {
  test.each<[Shape, string, string, Readonly<Record<string, string | undefined>>]>([
    ['durable', 'python3.13', 'nodejs22.x', { DD_LAMBDA_DURABLE_FUNCTION_LOG_BUFFER_SIZE: '5' }],
    ['managed', 'python3.13', 'java21', { DD_LOGS_INJECTION: 'true' }],
    ['snapStart', 'python3.13', 'java21', { DD_LOGS_INJECTION: 'false' }],
  ])('%s has the variables that Datadog needs', (shape, one, other, variables) => {
    for (const runtime of [one, other]) {
      const fn = shaped(runtime, shape);
      expect(applied(fn, planned('datadog', KEY, fn)).parts.environment).toMatchObject(variables);
    }
  });

  test('on managed instances has the log context that the options want', () => {
    const fn = shaped('python3.13', 'managed');
    const { environment } = applied(fn, planned('datadog', { ...KEY, injectLogContext: false }, fn)).parts;
    expect(environment.DD_LOGS_INJECTION).toBe('false');
  });

  test.each<[ProviderName, object, string, Shape, readonly string[]]>([
    ['datadog', { ...KEY, extensionLayerVersion: 98 }, 'python3.13', 'durable', ['layer-too-old']],
    ['datadog', { ...KEY, nodeLayerVersion: 141 }, 'nodejs22.x', 'durable', ['layer-too-old']],
    ['datadog', { ...KEY, pythonLayerVersion: 126 }, 'python3.13', 'durable', ['layer-too-old']],
    ['datadog', { ...KEY, extensionLayerVersion: 89 }, 'python3.13', 'managed', ['layer-too-old']],
    ['datadog', { ...KEY, nodeLayerVersion: 141 }, 'nodejs22.x', 'tenants', []],
    ['datadog', KEY, 'java21', 'durable', []],
    ['datadog', { ...KEY, propagationStyle: 'tracecontext' }, 'python3.13', 'durable', ['shape-limited']],
    ['datadog', { ...KEY, propagationStyle: 'datadog' }, 'python3.13', 'durable', []],
    ['datadog', { ...KEY, flushStrategy: 'end' }, 'python3.13', 'managed', []],
    ['datadog', { ...KEY, flushStrategy: 'continuously,1000' }, 'python3.13', 'managed', []],
    ['datadog', KEY, 'python3.13', 'signed', ['shape-limited']],
    ['opentelemetry', OTLP, 'nodejs22.x', 'durable', ['shape-unsupported']],
    ['opentelemetry', OTLP, 'python3.13', 'durable', []],
    ['opentelemetry', ADOT, 'python3.13', 'managed', ['shape-unsupported']],
    ['opentelemetry', { ...COLLECTOR, collectorLayerVersion: '0.19.0' }, 'python3.13', 'managed', ['layer-too-old']],
    ['opentelemetry', COLLECTOR, 'python3.13', 'managed', []],
    ['opentelemetry', OTLP, 'python3.13', 'signed', ['shape-limited']],
  ])('of %s with %j in %s and of the shape %s has the findings %j', (provider, options, runtime, shape, wanted) => {
    const plan = planned(provider, options, shaped(runtime, shape));
    expect(codes(plan)).toEqual(wanted);
    const isLeft = wanted.some((code) => code === 'layer-too-old' || code === 'shape-unsupported');
    expect(plan.changes.length === 0).toBe(isLeft);
  });

  test('of one shape is not taken from memory for another', () => {
    const planner = rememberingPlanner(PROVIDERS.datadog, KEY as Settings);
    const variables = (fn: FunctionState) => applied(fn, planner.plan(fn)).parts.environment;
    expect(variables(shaped('python3.13'))).not.toHaveProperty('DD_LAMBDA_DURABLE_FUNCTION_LOG_BUFFER_SIZE');
    expect(variables(shaped('python3.13', 'durable'))).toHaveProperty('DD_LAMBDA_DURABLE_FUNCTION_LOG_BUFFER_SIZE');
  });

  test.each(Object.keys(SHAPES) as Shape[])('of the shape %s is the same when it is made again', (shape) => {
    const fn = shaped('python3.13', shape);
    const plan = planned('datadog', KEY, fn);
    const traced = applied(fn, plan);
    expect(codes(planned('datadog', KEY, traced))).toEqual(codes(plan));
  });
});

describe('a deployed function', () => {
  const options = { provider: 'datadog', of: () => ({ settings: KEY }) } as unknown as OptionsFor;
  const planner = instrumenting({ options, takeOver: false, skipManaged: false });
  const codesFor = (properties: object) => {
    const FunctionArn = 'arn:aws:lambda:us-east-1:123456789012:function:f';
    const read = readFunction({ FunctionArn, Runtime: 'python3.13', Handler: 'a.b', ...properties });
    return 'state' in read ? codes(planner(read, {}).plan) : [];
  };

  test.each(['durable', 'managed', 'snapStart'] as const)('that is %s needs a new version', (shape) => {
    expect(codesFor(PROPERTIES[shape])).toContain('version-needed');
  });

  test.each([{}, PROPERTIES.tenants])('with the properties %j needs none', (properties) => {
    expect(codesFor(properties)).not.toContain('version-needed');
  });
});
