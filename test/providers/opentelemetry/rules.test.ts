/** Options that would lose spans silently are reported before anything is changed, with what to write instead. */
import { configure } from '../../../src/providers';

const ENDPOINT = { otlpEndpoint: 'https://otlp.example.com' };
const LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer:name:1';
const findings = (values: object) => configure('opentelemetry', { source: 'here', values: { ...values } }).findings;

describe('there are no objections to', () => {
  test.each<object>([
    ENDPOINT,
    { otlpTracesEndpoint: 'http://127.0.0.1:9529/otel/v1/traces' },
    { collectorConfig: '/var/task/collector.yaml' },
    { collectorConfig: 's3://bucket.s3.eu-west-1.amazonaws.com/collector.yaml' },
    { collectorConfig: 'yaml:receivers: {}' },
    { collectorLayerArn: LAYER },
    { tracesExporter: 'console' },
    { tracesExporter: 'none' },
    { tracesExporter: 'zipkin', exporterZipkinEndpoint: 'http://zipkin:9411/api/v2/spans' },
    { configFile: '/var/task/otel.yaml' },
    { ...ENDPOINT, otlpCompression: 'gzip', pythonLogLevel: 'debug' },
    { sdkDisabled: true },
    { distribution: 'application-signals' },
    { distribution: 'adot', pythonLayerArn: LAYER },
    { ...ENDPOINT, sampler: 'parentbased_traceidratio', samplerArg: 0.5 },
    { ...ENDPOINT, pythonLayerVersion: '0.20.0', nodeLayerArn: LAYER },
    { ...ENDPOINT, propagators: 'tracecontext, baggage,xray-lambda' },
    { ...ENDPOINT, disabledInstrumentations: '*' },
    { enabled: false },
  ])('%j', (values) => {
    expect(findings(values)).toEqual([]);
  });
});

describe('there is an objection to', () => {
  test.each<[object, string, string]>([
    [{}, 'option-missing', '`otlpEndpoint`, `otlpTracesEndpoint` or `collectorConfig`'],
    [{ tracesExporter: 'console,otlp' }, 'option-missing', '`otlpEndpoint`, `otlpTracesEndpoint` or `collectorConfig`'],
    [{ ...ENDPOINT, otlpCompression: 'zip' }, 'option-invalid', 'otlpCompression'],
    [{ ...ENDPOINT, exporter_otlp_timeout: '10' }, 'option-invalid', 'exporter_otlp_timeout'],
    [{ ...ENDPOINT, otlpTracesHeaders: 'abc' }, 'option-invalid', 'otlpTracesHeaders'],
    [{ ...ENDPOINT, otlpMetricsHeaders: 'abc' }, 'option-invalid', 'otlpMetricsHeaders'],
    [{ ...ENDPOINT, otlpLogsHeaders: 'a b' }, 'option-invalid', 'otlpLogsHeaders'],
    [{ ...ENDPOINT, pythonLogLevel: 'loud' }, 'option-invalid', 'pythonLogLevel'],
    [{ tracesExporter: 'otlp' }, 'option-missing', '`otlpEndpoint`, `otlpTracesEndpoint` or `collectorConfig`'],
    [{ ...ENDPOINT, addCollector: true }, 'option-missing', '`collectorConfig`'],
    [{ ...ENDPOINT, samplerArg: 0.5 }, 'option-missing', '`sampler`'],
    [{ ...ENDPOINT, sampler: 'always_on', samplerArg: 0.5 }, 'option-missing', '`sampler`'],
    [{ otlpEndpoint: 'localhost:4318' }, 'option-invalid', 'otlpEndpoint'],
    [{ otlpEndpoint: 'http://localhost:4318/v1/traces' }, 'option-invalid', 'otlpEndpoint'],
    [{ otlpEndpoint: 'http://localhost:4318/v1/traces/' }, 'option-invalid', 'otlpEndpoint'],
    [{ otlpTracesEndpoint: 'http://localhost:4318' }, 'option-invalid', 'otlpTracesEndpoint'],
    [{ ...ENDPOINT, otlpLogsEndpoint: 'http://localhost:4318/' }, 'option-invalid', 'otlpLogsEndpoint'],
    [{ ...ENDPOINT, tracesExporter: 'otlp,none' }, 'option-invalid', 'tracesExporter'],
    [{ ...ENDPOINT, sampler: 'ratio' }, 'option-invalid', 'sampler'],
    [{ ...ENDPOINT, sampler: 'traceidratio', samplerArg: 2 }, 'option-invalid', 'samplerArg'],
    [{ ...ENDPOINT, propagators: 'datadog' }, 'option-invalid', 'propagators'],
    [{ ...ENDPOINT, collectorConfig: 'collector.yaml' }, 'option-invalid', 'collectorConfig'],
    [{ ...ENDPOINT, otlpHeadrs: 'a=b' }, 'option-unknown', 'otlpHeadrs'],
  ])('%j: %s of %s', (values, code, option) => {
    expect(findings(values)).toMatchObject([{ code, details: { option } }]);
  });

  test.each<[object, string]>([
    [{ ...ENDPOINT, pythonLayerVersion: '1', pythonLayerArn: LAYER }, '`pythonLayerVersion`, `pythonLayerArn`'],
    [{ distribution: 'adot', nodeLayerVersion: '1' }, '`nodeLayerVersion`, `distribution`'],
    [{ distribution: 'application-signals', collectorConfig: '/var/task/c.yaml' }, '`addCollector`, `distribution`'],
  ])('%j: %s exclude each other', (values, options) => {
    expect(findings(values)).toMatchObject([{ code: 'options-conflict', details: { options } }]);
  });

  test.each(['otlpHeaders', 'otlpTracesHeaders', 'otlpMetricsHeaders', 'otlpLogsHeaders'])(
    '%s in plain text, which are reported and not printed',
    (option) => {
      const reported = findings({ ...ENDPOINT, [option]: 'api-key=abcdef' });
      expect(reported).toMatchObject([{ code: 'headers-in-plain-text' }]);
      expect(JSON.stringify(reported)).not.toContain('abcdef');
      expect(JSON.stringify(findings({ ...ENDPOINT, [option]: 'abcdef' }))).not.toContain('abcdef');
    },
  );
});
