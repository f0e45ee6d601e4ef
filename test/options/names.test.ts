/** Every name that other tools and the tracers' guides have is an option, another name of one, or deprecated. */

import { FAMILIES } from '../../src/core/runtime';
import { optionNames } from '../../src/options/parse';
import type { OptionTable } from '../../src/options/spec';
import { OPTIONS } from '../../src/providers';
import type { ProviderOptions } from '../../src/providers/provider';

const table: OptionTable = OPTIONS.datadog.table;
const { deprecated } = OPTIONS.datadog;

/** Names by where they are known from. */
const KNOWN = {
  "Datadog's CDK library": [
    'addLayers nodeLayerVersion pythonLayerVersion javaLayerVersion dotnetLayerVersion rubyLayerVersion',
    'nodeLayerArn pythonLayerArn javaLayerArn dotnetLayerArn rubyLayerArn extensionLayerVersion extensionLayerArn',
    'useLayersFromAccount redirectHandler site apiKey apiKeySecretArn apiKeySecret apiKeySsmArn apiKmsKey',
    'grantSecretReadAccess flushMetricsToLogs forwarderArn createForwarderPermissions enableDatadogLogs logLevel',
    'injectLogContext enableDatadogTracing enableMergeXrayTraces captureLambdaPayload captureCloudServicePayload',
    'env service version tags sourceCodeIntegration enableColdStartTracing minColdStartTraceDuration',
    'coldStartTraceSkipLibs enableProfiling encodeAuthorizerContext decodeAuthorizerContext apmFlushDeadline',
    'datadogAppSecMode enableDatadogASM llmObsEnabled llmObsMlApp llmObsAgentlessEnabled',
  ],
  "its README's other names": ['appSecMode datadogAppsecMode extensionVersionArn coldStartTraceMinDuration apiKMSKey'],
  "Datadog's macro": [
    'addExtension apiKMSKey stackName enableDDLogs enableEnhancedMetrics enableDDTracing enableXrayTracing gitData',
    'lambdaFips exclude stepFunctionForwarderArn',
  ],
  "Datadog's Serverless plugin": [
    'redirectHandlers customHandler isFIPSEnabled forwarder enableSourceCodeIntegration uploadGitMetadata enableASM',
    'enabled failOnError skipCloudformationOutputs subdomain monitors appKey monitorsApiKey monitorsAppKey logForwarding',
    'subscribeToAccessLogs subscribeToExecutionLogs subscribeToStepFunctionLogs enableStepFunctionsTracing',
    'propagateUpstreamTrace mergeStepFunctionAndLambdaTraces propagateTraceContext subscribeToApiGatewayLogs',
    'subscribeToHttpApiLogs subscribeToWebsocketLogs testingMode integrationTesting enableTags',
  ],
  "Datadog's command line": [
    'layerVersion extensionVersion layerAWSAccount environment extraTags tracing logging mergeXrayTraces llmobs',
    'appsec appsecEnabled sourceCodeIntegration uploadGitMetadata DATADOG_SITE DATADOG_API_KEY DD_API_KEY',
    'DATADOG_API_KEY_SECRET_ARN DATADOG_KMS_API_KEY DATADOG_API_KEY_SSM_ARN',
  ],
  "the guide of ddtrace's old names": [
    'DATADOG_TRACE_ENABLED DATADOG_ENV DATADOG_TRACE_DEBUG DATADOG_SERVICE_NAME DATADOG_PATCH_MODULES DD_PATCH_MODULES',
    'DD_AGENT_HOST DD_TRACE_AGENT_HOSTNAME DATADOG_TRACE_AGENT_HOSTNAME DATADOG_TRACE_AGENT_PORT DD_TRACE_AGENT_PORT',
    'DD_TRACE_AGENT_URL DATADOG_PRIORITY_SAMPLING DD_LOGS_INJECTION DD_TRACE_ANALYTICS_ENABLED DD_APM_RECEIVER_SOCKET',
    'DD_TRACE_ENABLED DD_ENV DD_TRACE_DEBUG DD_SERVICE DD_SERVICE_NAME DATADOG_TAGS',
  ],
  "DataKit's guide": [
    'DD_ENV DD_VERSION DD_SERVICE DD_SERVICE_MAPPING DD_TAGS DD_AGENT_HOST DD_AGENT_PORT DD_TRACE_SAMPLE_RATE',
    'DD_PROFILING_ENABLED DD_RUNTIME_METRICS_ENABLED DD_LOGS_INJECTION',
  ],
  'what the libraries read': [
    'DD_TRACE_SAMPLING_RULES DD_TRACE_RATE_LIMIT DD_SPAN_SAMPLING_RULES DD_TRACE_PROPAGATION_STYLE DD_TRACE_EXTRACTOR',
    'DD_CAPTURE_LAMBDA_PAYLOAD_MAX_DEPTH DD_TRACE_MANAGED_SERVICES DD_UNIVERSAL_INSTRUMENTATION DD_FLUSH_TO_LOG',
    'DD_COLD_START_TRACING DD_MIN_COLD_START_DURATION DD_COLD_START_TRACE_SKIP_LIB DD_MERGE_XRAY_TRACES DD_LOG_LEVEL',
  ],
};

const rows = Object.entries(KNOWN).flatMap(([where, lines]) =>
  lines.flatMap((line) => line.split(' ')).map((name) => [name, where] as const),
);

test.each(rows)('%s of %s has a place', (name) => {
  const place = optionNames(table)[name] ?? deprecated[name]?.instead;
  expect(place).toBeTruthy();
});

/** The flags of `opentelemetry-instrument`, by the prefix of their variables; some of each kind of data. */
const OTLP = 'certificate client_certificate client_key compression endpoint headers insecure protocol timeout'.split(
  ' ',
);
const BATCH = 'export_timeout max_export_batch_size max_queue_size schedule_delay'.split(' ');
const FLAGS = {
  OTEL_: [
    'logs_exporter metrics_exporter traces_exporter propagators semconv_stability_opt_in service_name',
    'resource_attributes sdk_disabled log_level config_file experimental_resource_detectors traces_sampler',
    'traces_sampler_arg attribute_count_limit attribute_value_length_limit event_attribute_count_limit',
    'link_attribute_count_limit span_attribute_count_limit span_attribute_value_length_limit span_event_count_limit',
    'span_link_count_limit logrecord_attribute_count_limit logrecord_attribute_value_length_limit',
    ...['bsp_', 'blrp_'].flatMap((kind) => BATCH.map((name) => kind + name)),
    ...['', 'traces_', 'metrics_', 'logs_'].flatMap((kind) => OTLP.map((name) => `exporter_otlp_${kind}${name}`)),
    'exporter_otlp_metrics_default_histogram_aggregation exporter_otlp_metrics_temporality_preference',
    'metrics_exemplar_filter metric_export_interval metric_export_timeout exporter_prometheus_host',
    'exporter_prometheus_port exporter_zipkin_endpoint exporter_zipkin_timeout',
  ],
  OTEL_PYTHON_: [
    'context id_generator meter_provider tracer_provider distro configurator disabled_instrumentations',
    'auto_instrumentation_experimental_gevent_patch logger_configurator meter_configurator tracer_configurator',
    'sdk_internal_metrics_enabled',
  ],
};
const flags = Object.entries(FLAGS).flatMap(([prefix, lines]) =>
  lines.flatMap((line) => line.split(' ')).map((flag) => [flag, prefix + flag.toUpperCase()] as const),
);

describe('the flags of `opentelemetry-instrument`', () => {
  const options: OptionTable = OPTIONS.opentelemetry.table;
  const variable = (name: string): string | undefined =>
    // Every language spells this list in its own way.
    name === 'disabledInstrumentations' ? 'OTEL_PYTHON_DISABLED_INSTRUMENTATIONS' : options[name]?.variable;

  test('are eighty-eight', () => expect(new Set(flags.map(([flag]) => flag)).size).toBe(88));

  test.each(flags)('--%s is an option, which writes %s', (flag, expected) => {
    expect(variable(optionNames(options)[flag] ?? '')).toBe(expected);
  });
});

describe.each(Object.entries<ProviderOptions>(OPTIONS))('the table of %s', (_, options) => {
  test('has one place for each name', () => {
    const aliases = Object.values(options.table).flatMap((spec) => spec.aliases ?? []);
    const names = [...Object.keys(options.table), ...aliases, ...Object.keys(options.deprecated)];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test.each(Object.entries(options.table))('has a sound row %s', (_name, spec) => {
    expect(spec.summary).toMatch(/^[A-Z].*\.$/);
    for (const family of spec.families ?? []) expect(FAMILIES).toContain(family);
    if (spec.type === 'enum') expect(spec.values?.length).toBeGreaterThan(1);
    if (spec.pattern && spec.example) expect(spec.example).toMatch(new RegExp(spec.pattern[0]));
    if (spec.type === 'enum' && typeof spec.default === 'string' && !spec.default.startsWith('- '))
      expect(spec.values).toContain(spec.default);
  });
});
