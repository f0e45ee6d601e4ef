/** The variables of processes that are no Lambda functions. */
import type { Family } from '../../src/core/runtime';
import type { OptionSpec } from '../../src/options/spec';
import { OPTIONS, PROVIDER_NAMES, PROVIDERS } from '../../src/providers';

const datadog = (options: object) => PROVIDERS.datadog.process(options as never, 'python');

test.each([
  [
    { service: 'shop', env: 'prod', version: '1' },
    { DD_SERVICE: 'shop', DD_ENV: 'prod', DD_VERSION: '1' },
  ],
  [
    { agentHost: '127.0.0.1', traceAgentPort: 9529 },
    { DD_AGENT_HOST: '127.0.0.1', DD_TRACE_AGENT_PORT: '9529' },
  ],
  [{ traceSampleRate: 0.2 }, { DD_TRACE_SAMPLING_RULES: '[{"sample_rate":0.2}]' }],
  [{ tags: { team: 'a', url: 'https://x' } }, { DD_TAGS: 'team:a,url:https://x' }],
  [{ serviceMapping: { postgres: 'db' } }, { DD_SERVICE_MAPPING: 'postgres:db' }],
  [{ disabledIntegrations: ['redis'] }, { DD_TRACE_REDIS_ENABLED: 'false' }],
  [
    { runtimeMetrics: true, enableProfiling: true },
    { DD_RUNTIME_METRICS_ENABLED: 'true', DD_PROFILING_ENABLED: 'true' },
  ],
  [{ datadogAppSecMode: 'on' }, { DD_APPSEC_ENABLED: 'true' }],
])('%j are %j', (options, variables) => {
  expect(datadog(options)).toEqual(variables);
});

test('what only functions have is left out, keys first of all', () => {
  expect(
    datadog({
      apiKey: '0123456789abcdef0123456789abcdef',
      site: 'datadoghq.eu',
      captureLambdaPayload: true,
      extensionLayerVersion: 3,
      flushMetricsToLogs: true,
    }),
  ).toEqual({});
});

test('OpenTelemetry has its own names', () => {
  expect(PROVIDERS.opentelemetry.process({ service: 'shop', env: 'prod' }, 'python')).toMatchObject({
    OTEL_SERVICE_NAME: 'shop',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=prod',
  });
});

test.each<[object, 'python' | 'nodejs', string | undefined]>([
  [{ otlpEndpoint: 'https://otlp.example.com' }, 'python', 'http/protobuf'],
  [{ otlpTracesEndpoint: 'http://127.0.0.1:9529/otel/v1/traces' }, 'python', 'http/protobuf'],
  [{ otlpEndpoint: 'https://otlp.example.com', otlpProtocol: 'grpc' }, 'python', 'grpc'],
  [{ otlpEndpoint: 'http://0.0.0.0:4317' }, 'python', undefined],
  [{ service: 'shop' }, 'python', undefined],
  [{ otlpEndpoint: 'https://otlp.example.com' }, 'nodejs', undefined],
])('%j in %s sends %s, as outside of Lambda no layer says it', (options, language, protocol) => {
  expect(PROVIDERS.opentelemetry.process(options as never, language).OTEL_EXPORTER_OTLP_PROTOCOL).toBe(protocol);
});

describe.each(PROVIDER_NAMES)('a process traced by %s', (provider) => {
  const rows = Object.entries<OptionSpec>(OPTIONS[provider].table).filter(([, { variable }]) => variable !== undefined);

  test.each(rows)('gets the variable of %s, unless only functions read it', (name, spec) => {
    const family = (spec.families?.[0] ?? 'python') as Family;
    const variables = PROVIDERS[provider].process({ [name]: SAMPLES[spec.type](spec) }, family);
    expect(Object.hasOwn(variables, String(spec.variable))).toBe(spec.lambdaOnly !== true);
  });
});

const SAMPLES: Record<OptionSpec['type'], (spec: OptionSpec) => unknown> = {
  string: () => 'text',
  boolean: () => true,
  number: ({ minimum = 1 }) => minimum,
  enum: ({ values = [] }) => values[0],
  list: () => ['a'],
  pairs: () => ({ a: 'b' }),
};
