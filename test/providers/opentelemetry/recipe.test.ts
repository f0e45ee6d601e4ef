/** What a function traced by OpenTelemetry gets, by its family and its distribution. */
import { isRefusal } from '../../../src/core/recipe';
import type { Target } from '../../../src/core/state';
import { valueText } from '../../../src/core/value';
import { configure, PROVIDERS } from '../../../src/providers';

const ENDPOINT = { otlpEndpoint: 'https://otlp.example.com' };
const COLLECTOR = { collectorConfig: '/var/task/collector.yaml' };
const SIGNALS = { distribution: 'application-signals' };
const target = (runtime: string, more: Partial<Target> = {}): Target => ({
  packageType: 'Zip',
  runtime,
  architecture: 'x86_64',
  region: 'us-east-1',
  partition: 'aws',
  account: '123456789012',
  ...more,
});
const made = (values: object, of: Target) =>
  PROVIDERS.opentelemetry.recipe(configure('opentelemetry', { source: 'here', values: { ...values } }).settings, of);

function recipe(values: object, of: Target) {
  const result = made(values, of);
  if (isRefusal(result)) throw new Error(result.refused.map(({ code }) => code).join());
  return result;
}
const variables = (values: object, runtime: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(recipe(values, target(runtime)).environment).map(([name, setting]) => [
      name,
      setting.rule === 'append' ? setting.pairs : setting.value,
    ]),
  );

test.each([
  ['python3.13', ENDPOINT, ['opentelemetry-python-0_21_0:1'], '/opt/otel-instrument'],
  ['nodejs22.x', ENDPOINT, ['opentelemetry-nodejs-0_23_0:1'], '/opt/otel-handler'],
  ['java21', ENDPOINT, ['opentelemetry-javaagent-0_21_0:1'], '/opt/otel-handler'],
  ['java17', { ...ENDPOINT, javaHook: 'sqs' }, ['opentelemetry-javawrapper-0_21_0:1'], '/opt/otel-sqs-handler'],
  ['ruby3.4', ENDPOINT, ['opentelemetry-ruby-0_15_0:1'], '/opt/otel-handler'],
  [
    'python3.13',
    { ...ENDPOINT, pythonLayerVersion: '0.20.0' },
    ['opentelemetry-python-0_20_0:1'],
    '/opt/otel-instrument',
  ],
  // The one release whose first version of the layer was replaced.
  [
    'python3.13',
    { ...ENDPOINT, pythonLayerVersion: '0.18.0' },
    ['opentelemetry-python-0_18_0:2'],
    '/opt/otel-instrument',
  ],
  [
    'nodejs22.x',
    COLLECTOR,
    ['opentelemetry-nodejs-0_23_0:1', 'opentelemetry-collector-amd64-0_23_0:1'],
    '/opt/otel-handler',
  ],
  ['dotnet8', COLLECTOR, ['opentelemetry-collector-amd64-0_23_0:1'], undefined],
  ['provided.al2023', COLLECTOR, ['opentelemetry-collector-amd64-0_23_0:1'], undefined],
  [
    'provided.al2023',
    { collectorLayerArn: 'arn:aws:lambda:us-east-1:123456789012:layer:collector:3' },
    ['collector:3'],
    undefined,
  ],
  ['dotnet8', SIGNALS, ['AWSOpenTelemetryDistroDotNet:14'], '/opt/otel-instrument'],
  ['java21', SIGNALS, ['AWSOpenTelemetryDistroJava:16'], '/opt/otel-instrument'],
  ['nodejs22.x', { ...SIGNALS, nodeLayerVersion: '16' }, ['AWSOpenTelemetryDistroJs:16'], '/opt/otel-instrument'],
  ['python3.13', { ...ENDPOINT, addLayers: false }, [], '/opt/otel-instrument'],
])('%s with %j gets the layers %j and the wrapper %s', (runtime, values, layers, wrapper) => {
  const { layers: given, environment } = recipe(values, target(runtime));
  expect(given.map(({ arn }) => valueText(arn).split(':').slice(6).join(':'))).toEqual(layers);
  const setting = environment.AWS_LAMBDA_EXEC_WRAPPER;
  expect(setting).toEqual(wrapper === undefined ? undefined : { rule: 'require', value: wrapper });
});

test.each([
  ['ruby4.0', ENDPOINT, 'runtime-unsupported'],
  ['ruby3.4', SIGNALS, 'runtime-unsupported'],
  ['python3.8', SIGNALS, 'runtime-unsupported'],
  ['cobol1', ENDPOINT, 'runtime-unsupported'],
  ['dotnet8', ENDPOINT, 'collector-unconfigured'],
  ['python3.13', { ...ENDPOINT, otlpProtocol: 'grpc' }, 'value-impossible'],
  ['ruby3.4', { ...ENDPOINT, otlpTracesProtocol: 'http/json' }, 'value-impossible'],
])('%s with %j is refused: %s', (runtime, values, code) => {
  expect(made(values, target(runtime))).toMatchObject({ refused: [{ code }] });
});

describe('what the layer cannot send', () => {
  test.each<[string, object, string]>([
    ['python3.13', { tracesExporter: 'zipkin' }, 'tracesExporter'],
    ['python3.13', { tracesExporter: 'otlp, jaeger' }, 'tracesExporter'],
    ['python3.13', { metricsExporter: 'prometheus' }, 'metricsExporter'],
    ['python3.13', { logsExporter: 'otlp_proto_grpc' }, 'logsExporter'],
    ['nodejs22.x', { tracesExporter: 'zipkin' }, 'tracesExporter'],
    ['ruby3.4', { tracesExporter: 'jaeger' }, 'tracesExporter'],
    ['python3.13', { metricsExporter: 'otlp', otlpMetricsProtocol: 'grpc' }, 'otlpMetricsProtocol'],
    ['python3.13', { logsExporter: 'otlp', otlpTracesProtocol: 'http/protobuf', otlpProtocol: 'grpc' }, 'otlpProtocol'],
    ['python3.13', { otlpEndpoint: 'http://collector:4317' }, 'otlpEndpoint'],
    ['nodejs22.x', { otlpEndpoint: 'http://127.0.0.1:4317/' }, 'otlpEndpoint'],
  ])('is refused for %s: %j', (runtime, values, option) => {
    expect(made({ ...ENDPOINT, ...values }, target(runtime))).toMatchObject({
      refused: [{ code: 'value-impossible', details: { option } }],
    });
  });

  const own = 'arn:aws:lambda:us-east-1:123456789012:layer:otel:3';
  test.each<[string, object]>([
    ['python3.13', { tracesExporter: 'console,otlp_proto_http' }],
    ['python3.13', { otlpProtocol: 'http/protobuf' }],
    ['python3.13', { tracesExporter: 'console', otlpProtocol: 'grpc' }],
    ['python3.13', { otlpMetricsProtocol: 'grpc' }],
    ['python3.13', { otlpProtocol: 'grpc', pythonLayerArn: own }],
    ['python3.13', { otlpProtocol: 'grpc', addLayers: false }],
    ['python3.13', { otlpProtocol: 'grpc', distribution: 'adot' }],
    ['nodejs22.x', { otlpProtocol: 'http/json' }],
    ['java21', { otlpProtocol: 'grpc', otlpEndpoint: 'http://collector:4317', tracesExporter: 'zipkin' }],
    ['python3.13', { otlpEndpoint: 'http://collector:4317/otlp' }],
  ])('is not refused for %s: %j', (runtime, values) => {
    expect(made({ ...ENDPOINT, ...values }, target(runtime))).not.toHaveProperty('refused');
  });
});

test.each<[string, Partial<Target>, object, string]>([
  ['an image', { packageType: 'Image' }, ENDPOINT, 'image-unsupported'],
  ['GovCloud', { region: 'us-gov-west-1' }, ENDPOINT, 'layer-missing'],
  ['China with the community', { region: 'cn-north-1' }, ENDPOINT, 'layer-missing'],
  ['Python in me-south-1 with Application Signals', { region: 'me-south-1' }, SIGNALS, 'layer-missing'],
  ['no runtime', { runtime: undefined }, ENDPOINT, 'runtime-missing'],
])('%s is refused', (_title, more, values, code) => {
  expect(made(values, target('python3.13', more))).toMatchObject({ refused: [{ code }] });
});

test('.NET on arm64 has no layer of Application Signals', () => {
  expect(made(SIGNALS, target('dotnet8', { architecture: 'arm64' }))).toMatchObject({
    refused: [{ code: 'layer-missing' }],
  });
});

test('a layer of the user serves a runtime that the distribution does not know', () => {
  const own = 'arn:aws:lambda:us-east-1:123456789012:layer:otel:3';
  const { layers } = recipe({ ...ENDPOINT, nodeLayerArn: own }, target('nodejs26.x'));
  expect(layers.map(({ arn }) => arn)).toEqual([own]);
});

describe('variables', () => {
  test('say where and as what traces go, and that nothing else goes', () => {
    const options = { ...ENDPOINT, service: 'shop', env: 'prod', version: '2', resourceAttributes: 'team:a' };
    expect(variables(options, 'nodejs22.x')).toEqual({
      AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_RESOURCE_ATTRIBUTES: { 'deployment.environment': 'prod', 'service.version': '2', team: 'a' },
      OTEL_SERVICE_NAME: 'shop',
    });
  });

  test.each([
    ['python3.13', { OTEL_PYTHON_DISABLED_INSTRUMENTATIONS: 'redis,aio-pika' }],
    ['nodejs22.x', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'redis,aio-pika' }],
    ['java21', { OTEL_INSTRUMENTATION_REDIS_ENABLED: 'false', OTEL_INSTRUMENTATION_AIO_PIKA_ENABLED: 'false' }],
    [
      'ruby3.4',
      { OTEL_RUBY_INSTRUMENTATION_REDIS_ENABLED: 'false', OTEL_RUBY_INSTRUMENTATION_AIO_PIKA_ENABLED: 'false' },
    ],
  ])('of %s name disabled instrumentations in its own way', (runtime, expected) => {
    expect(variables({ ...ENDPOINT, disabledInstrumentations: ['redis', 'aio-pika'] }, runtime)).toMatchObject(
      expected,
    );
  });

  test('have attributes whose values may be any text', () => {
    const resourceAttributes = { url: 'https://x.example/?a=1%2C2', said: '100 % ü' };
    const options = { ...ENDPOINT, env: 'prod eu', resourceAttributes };
    expect(variables(options, 'python3.13').OTEL_RESOURCE_ATTRIBUTES).toEqual({
      'deployment.environment': 'prod%20eu',
      url: 'https://x.example/?a%3D1%2C2',
      said: '100%20%25%20%C3%BC',
    });
  });

  test.each([
    ['python3.13', '2.5'],
    ['ruby3.4', '2.5'],
    ['nodejs22.x', '2500'],
    ['java21', '2500'],
  ])('of %s say how long an export may take in the unit that the SDK reads', (runtime, expected) => {
    expect(variables({ ...ENDPOINT, otlpTimeout: 2500, otlpTracesTimeout: '2500' }, runtime)).toMatchObject({
      OTEL_EXPORTER_OTLP_TIMEOUT: expected,
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: expected,
    });
  });

  test('take the flags of opentelemetry-instrument by their names', () => {
    const flags = {
      traces_exporter: 'console,otlp',
      service_name: 'shop',
      exporter_otlp_endpoint: 'https://otlp.example.com',
      bsp_schedule_delay: '100',
      id_generator: 'xray',
    };
    expect(variables(flags, 'python3.13')).toMatchObject({
      OTEL_TRACES_EXPORTER: 'console,otlp',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_PYTHON_ID_GENERATOR: 'xray',
    });
  });

  test('of the collector are not for functions that have none of its readers', () => {
    expect(variables({ ...COLLECTOR, collectorLogLevel: 'warn' }, 'python3.13')).toMatchObject({
      OPENTELEMETRY_COLLECTOR_CONFIG_URI: '/var/task/collector.yaml',
      OPENTELEMETRY_EXTENSION_LOG_LEVEL: 'warn',
    });
  });
});

describe('X-Ray', () => {
  test.each([
    [SIGNALS, 'Active'],
    [{ ...SIGNALS, otlpTracesEndpoint: 'https://otlp.example.com/v1/traces' }, undefined],
    [{ distribution: 'adot' }, 'Active'],
    [{ ...SIGNALS, enableXrayTracing: false }, undefined],
    [ENDPOINT, undefined],
    [{ ...ENDPOINT, enableXrayTracing: true }, 'Active'],
  ])('with %j is %s', (values, mode) => {
    expect(recipe(values, target('python3.13')).tracing).toBe(mode);
  });
});

describe('a role', () => {
  const actions = (values: object) =>
    recipe(values, target('python3.13')).statements.map((one) => [
      one.actions.join(),
      one.resources.map(valueText).join(),
    ]);

  test("may read the collector's configuration in S3 and in Secrets Manager", () => {
    expect(actions({ collectorConfig: 's3://bucket.s3.eu-west-1.amazonaws.com/a/c.yaml' })).toEqual([
      ['s3:GetObject', 'arn:aws:s3:::bucket/a/c.yaml'],
    ]);
    const secret = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:collector-AbCdEf';
    expect(actions({ collectorConfig: `secretsmanager:${secret}` })).toEqual([
      ['secretsmanager:GetSecretValue', secret],
    ]);
  });

  test('may do nothing more where traces go to an endpoint', () => {
    expect(actions(ENDPOINT)).toEqual([]);
  });
});

test('an option that nothing in the function reads is reported', () => {
  const { notes } = recipe({ ...ENDPOINT, logCorrelation: true }, target('nodejs22.x'));
  expect(notes).toMatchObject([{ code: 'option-without-effect', details: { option: 'logCorrelation' } }]);
});
