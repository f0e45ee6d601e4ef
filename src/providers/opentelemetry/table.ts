/** Every option of the OpenTelemetry provider, a row each. */
import { FLAG, LAYER_ARN } from '../../options/rows';
import { SELECTION_OPTIONS } from '../../options/selection';
import type { DeprecatedOption, OptionSpec, OptionTable } from '../../options/spec';
import { STATE_MACHINE_OPTIONS } from '../../options/state-machines';

const URL = ['^https?://', 'a URL with its scheme, such as `http://localhost:4318`'] as const;
const LAYER_VERSION = {
  type: 'string',
  pattern: ['^[0-9]+([._-][0-9]+)*$', 'a version, such as `0.21.0`, or the number of a layer version'],
  section: 'Layers',
  default: '- the newest one known to this release',
} as const;
const EXPORTERS = [
  '^\\s*[a-z0-9_]+(\\s*,\\s*[a-z0-9_]+)*\\s*$',
  'a list of exporters such as `otlp`, `console`, separated by commas, or `none`',
] as const;
const HEADER_PATTERN = [
  '^[^=,\\s]+=[^,]*(,[^=,\\s]+=[^,]*)*$',
  'headers such as `name=value,other=value`, values URL-encoded',
] as const;
const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const PYTHON = ['python'] as const;
const SDK = ['nodejs', 'python', 'java', 'dotnet', 'ruby'] as const;

/** Options of the SDK's specification, named by their variable; each is also known by the flag of `opentelemetry-instrument`. */
const standard = <const Spec extends Omit<OptionSpec, 'section'> & { variable: string }>(spec: Spec) =>
  ({ section: 'SDK', aliases: [flagOf(spec.variable)], ...spec }) as const;

const flagOf = (variable: string): string => variable.replace(/^OTEL_(PYTHON_)?/, '').toLowerCase();

const milliseconds = <const Variable extends string>(variable: Variable, summary: string) =>
  standard({ type: 'number', integer: true, minimum: 0, variable, summary: `${summary}, in milliseconds.` });

const countOption = <const Variable extends string>(variable: Variable, summary: string) =>
  standard({ type: 'number', integer: true, minimum: 0, variable, summary });

const textOption = <const Variable extends string>(variable: Variable, summary: string) =>
  standard({ type: 'string', variable, summary });

const python = <const Variable extends string>(variable: Variable, summary: string) =>
  standard({ type: 'string', families: PYTHON, variable, summary });

const compression = <const Variable extends string>(variable: Variable, summary: string) =>
  standard({ type: 'enum', values: ['gzip', 'deflate', 'none'], variable, summary });

const EXPORT = { section: 'Export' } as const;
/** Who thinks of seconds, as the flags of `opentelemetry-instrument` do, would lose every trace. */
const TIMEOUT_OPTION = { minimum: 100, ...EXPORT } as const;

export const OPENTELEMETRY_OPTIONS = {
  // Service
  service: {
    type: 'string',
    variable: 'OTEL_SERVICE_NAME',
    aliases: ['serviceName', 'service_name'],
    section: 'Service',
    default: "- the function's name",
    summary: 'The name of the service that the traces belong to.',
    example: 'shop',
    serviceFact: 'name',
    interactive: true,
  },
  env: {
    type: 'string',
    aliases: ['environment', 'deploymentEnvironment'],
    section: 'Service',
    summary: 'The environment that the functions run in, as the resource attribute `deployment.environment`.',
    example: 'prod',
    serviceFact: 'stage',
    interactive: true,
  },
  version: {
    type: 'string',
    aliases: ['serviceVersion'],
    section: 'Service',
    summary: 'The version of the service, as the resource attribute `service.version`.',
    example: '1.4.2',
    interactive: true,
  },
  resourceAttributes: {
    type: 'pairs',
    variable: 'OTEL_RESOURCE_ATTRIBUTES',
    assign: '=',
    aliases: ['resource_attributes', 'tags'],
    section: 'Service',
    summary: "Attributes of everything that is sent. The function's own are kept and take precedence.",
    example: 'team:checkout,cost.center:42',
  },
  // Layers
  distribution: {
    type: 'enum',
    values: ['community', 'application-signals', 'adot'],
    constants: { name: 'OpenTelemetryDistribution' },
    default: 'community',
    section: 'Layers',
    summary:
      "The distribution of the layers: OpenTelemetry's own, the AWS Distro with Application Signals, or the older ADOT layers, which AWS recommends only for destinations other than CloudWatch.",
  },
  pythonLayerVersion: { ...LAYER_VERSION, group: 'python', summary: 'The version of the Python layer.' },
  pythonLayerArn: { ...LAYER_ARN, group: 'python', summary: 'The ARN of a Python layer of your own.' },
  nodeLayerVersion: { ...LAYER_VERSION, group: 'nodejs', summary: 'The version of the Node.js layer.' },
  nodeLayerArn: { ...LAYER_ARN, group: 'nodejs', summary: 'The ARN of a Node.js layer of your own.' },
  javaLayerVersion: { ...LAYER_VERSION, group: 'java', summary: 'The version of the Java layer.' },
  javaLayerArn: { ...LAYER_ARN, group: 'java', summary: 'The ARN of a Java layer of your own.' },
  rubyLayerVersion: { ...LAYER_VERSION, group: 'ruby', summary: 'The version of the Ruby layer.' },
  rubyLayerArn: { ...LAYER_ARN, group: 'ruby', summary: 'The ARN of a Ruby layer of your own.' },
  dotnetLayerVersion: {
    ...LAYER_VERSION,
    group: 'dotnet',
    summary: 'The version of the .NET layer (Application Signals).',
  },
  dotnetLayerArn: { ...LAYER_ARN, group: 'dotnet', summary: 'The ARN of a .NET layer of your own.' },
  collectorLayerVersion: { ...LAYER_VERSION, group: 'collector', summary: 'The version of the collector layer.' },
  collectorLayerArn: { ...LAYER_ARN, group: 'collector', summary: 'The ARN of a collector layer of your own.' },
  useLayersFromAccount: {
    type: 'string',
    pattern: ['^[0-9]{12}$', 'an account id of twelve digits'],
    section: 'Layers',
    summary: 'The AWS account that contains your copies of the layers, which have the same names and versions.',
    example: '123456789012',
  },
  javaHook: {
    type: 'enum',
    values: ['agent', 'wrapper', 'proxy', 'sqs', 'stream'],
    default: 'agent',
    section: 'Layers',
    summary:
      'How Java functions are traced: by the agent, or by the wrapper for plain, API Gateway proxy, SQS, or stream handlers.',
  },
  addLayers: {
    ...FLAG,
    default: true,
    section: 'Layers',
    summary: "Whether the layer of the language is added. If not, the function's package must contain the SDK.",
  },
  // Collector
  addCollector: {
    ...FLAG,
    default: '- true with `collectorConfig`, and where only the collector can trace',
    section: 'Collector',
    summary:
      "Whether the community's collector is added. It is an extension that receives traces on localhost and forwards them.",
  },
  collectorConfig: {
    type: 'string',
    variable: 'OPENTELEMETRY_COLLECTOR_CONFIG_URI',
    processVariables: ['OPENTELEMETRY_COLLECTOR_CONFIG_FILE'],
    pattern: [
      '^(/|file:|env:|yaml:|https?://|s3://|secretsmanager:)',
      'a file (`/var/task/collector.yaml`), `s3://…`, `https://…`, `env:NAME`, `secretsmanager:…`, or `yaml:` with the text',
    ],
    section: 'Collector',
    summary: "The location of the collector's configuration. Without one, the collector sends nothing.",
    example: '/var/task/collector.yaml',
  },
  collectorLogLevel: {
    type: 'enum',
    values: ['debug', 'info', 'warn', 'error', 'dpanic', 'panic', 'fatal'],
    variable: 'OPENTELEMETRY_EXTENSION_LOG_LEVEL',
    section: 'Collector',
    summary: 'The log level of the collector.',
  },
  // Export
  tracesExporter: {
    type: 'string',
    pattern: EXPORTERS,
    variable: 'OTEL_TRACES_EXPORTER',
    aliases: ['traces_exporter'],
    families: SDK,
    ...EXPORT,
    default: '- otlp',
    summary: 'The exporters for traces: `otlp`, `console`, several of them separated by commas, or `none`.',
  },
  metricsExporter: {
    type: 'string',
    pattern: EXPORTERS,
    variable: 'OTEL_METRICS_EXPORTER',
    aliases: ['metrics_exporter'],
    families: SDK,
    ...EXPORT,
    default: 'none',
    summary: 'The exporters for metrics.',
  },
  logsExporter: {
    type: 'string',
    pattern: EXPORTERS,
    variable: 'OTEL_LOGS_EXPORTER',
    aliases: ['logs_exporter'],
    families: SDK,
    ...EXPORT,
    default: 'none',
    summary: 'The exporters for log records.',
  },
  otlpEndpoint: {
    type: 'string',
    pattern: URL,
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    aliases: ['exporter_otlp_endpoint', 'endpoint'],
    families: SDK,
    ...EXPORT,
    summary: 'The base URL of an endpoint for OTLP over HTTP. `/v1/traces` is appended for traces.',
    example: 'https://otlp.example.com',
  },
  otlpTracesEndpoint: {
    type: 'string',
    pattern: URL,
    variable: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    aliases: ['exporter_otlp_traces_endpoint'],
    families: SDK,
    ...EXPORT,
    summary: 'The full URL that traces are sent to. It is used unchanged.',
    example: 'http://127.0.0.1:9529/otel/v1/traces',
  },
  otlpMetricsEndpoint: {
    type: 'string',
    pattern: URL,
    variable: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    aliases: ['exporter_otlp_metrics_endpoint'],
    families: SDK,
    ...EXPORT,
    summary: 'The full URL that metrics are sent to.',
  },
  otlpLogsEndpoint: {
    type: 'string',
    pattern: URL,
    variable: 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
    aliases: ['exporter_otlp_logs_endpoint'],
    families: SDK,
    ...EXPORT,
    summary: 'The full URL that log records are sent to.',
  },
  otlpProtocol: {
    type: 'enum',
    values: PROTOCOLS,
    variable: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    aliases: ['exporter_otlp_protocol'],
    families: ['python', 'java', 'dotnet', 'ruby'],
    ...EXPORT,
    default: "- http/protobuf, of the layers' wrapper",
    summary: 'The protocol of OTLP.',
  },
  otlpTracesProtocol: {
    type: 'enum',
    values: PROTOCOLS,
    variable: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    aliases: ['exporter_otlp_traces_protocol'],
    families: ['python', 'java', 'dotnet', 'ruby'],
    ...EXPORT,
    summary: 'The protocol of OTLP for traces.',
  },
  otlpMetricsProtocol: {
    type: 'enum',
    values: PROTOCOLS,
    variable: 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
    aliases: ['exporter_otlp_metrics_protocol'],
    families: ['python', 'java', 'dotnet', 'ruby'],
    ...EXPORT,
    summary: 'The protocol of OTLP for metrics.',
  },
  otlpLogsProtocol: {
    type: 'enum',
    values: PROTOCOLS,
    variable: 'OTEL_EXPORTER_OTLP_LOGS_PROTOCOL',
    aliases: ['exporter_otlp_logs_protocol'],
    families: ['python', 'java', 'dotnet', 'ruby'],
    ...EXPORT,
    summary: 'The protocol of OTLP for log records.',
  },
  otlpHeaders: {
    type: 'string',
    secret: true,
    pattern: HEADER_PATTERN,
    variable: 'OTEL_EXPORTER_OTLP_HEADERS',
    aliases: ['exporter_otlp_headers'],
    families: SDK,
    ...EXPORT,
    summary: 'The headers of every request, such as API keys. They are treated as a secret.',
  },
  otlpTracesHeaders: {
    type: 'string',
    secret: true,
    pattern: HEADER_PATTERN,
    variable: 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
    aliases: ['exporter_otlp_traces_headers'],
    families: SDK,
    ...EXPORT,
    summary: 'The headers of requests with traces. They are treated as a secret.',
  },
  otlpMetricsHeaders: {
    type: 'string',
    secret: true,
    pattern: HEADER_PATTERN,
    variable: 'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
    aliases: ['exporter_otlp_metrics_headers'],
    families: SDK,
    ...EXPORT,
    summary: 'The headers of requests with metrics. They are treated as a secret.',
  },
  otlpLogsHeaders: {
    type: 'string',
    secret: true,
    pattern: HEADER_PATTERN,
    variable: 'OTEL_EXPORTER_OTLP_LOGS_HEADERS',
    aliases: ['exporter_otlp_logs_headers'],
    families: SDK,
    ...EXPORT,
    summary: 'The headers of requests with log records. They are treated as a secret.',
  },
  otlpTimeout: {
    ...milliseconds('OTEL_EXPORTER_OTLP_TIMEOUT', 'How long a request may take'),
    ...TIMEOUT_OPTION,
    families: SDK,
  },
  otlpTracesTimeout: {
    ...milliseconds('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'How long a request with traces may take'),
    ...TIMEOUT_OPTION,
  },
  otlpMetricsTimeout: {
    ...milliseconds('OTEL_EXPORTER_OTLP_METRICS_TIMEOUT', 'How long a request with metrics may take'),
    ...TIMEOUT_OPTION,
  },
  otlpLogsTimeout: {
    ...milliseconds('OTEL_EXPORTER_OTLP_LOGS_TIMEOUT', 'How long a request with log records may take'),
    ...TIMEOUT_OPTION,
  },
  otlpCompression: {
    ...compression('OTEL_EXPORTER_OTLP_COMPRESSION', 'How requests are compressed.'),
    ...EXPORT,
  },
  otlpTracesCompression: {
    ...compression('OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'How requests with traces are compressed.'),
    ...EXPORT,
  },
  otlpMetricsCompression: {
    ...compression('OTEL_EXPORTER_OTLP_METRICS_COMPRESSION', 'How requests with metrics are compressed.'),
    ...EXPORT,
  },
  otlpLogsCompression: {
    ...compression('OTEL_EXPORTER_OTLP_LOGS_COMPRESSION', 'How requests with log records are compressed.'),
    ...EXPORT,
  },
  otlpCertificate: {
    ...textOption(
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
      "The file with the certificate that verifies the server's certificate.",
    ),
    ...EXPORT,
  },
  otlpTracesCertificate: {
    ...textOption(
      'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE',
      'The file with the certificate that verifies the certificate of the server, for traces.',
    ),
    ...EXPORT,
  },
  otlpMetricsCertificate: {
    ...textOption(
      'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE',
      'The file with the certificate that verifies the certificate of the server, for metrics.',
    ),
    ...EXPORT,
  },
  otlpLogsCertificate: {
    ...textOption(
      'OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE',
      'The file with the certificate that verifies the certificate of the server, for log records.',
    ),
    ...EXPORT,
  },
  otlpClientCertificate: {
    ...textOption('OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', "The file with the client's certificate."),
    ...EXPORT,
  },
  otlpTracesClientCertificate: {
    ...textOption(
      'OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE',
      "The file with the client's certificate, for traces.",
    ),
    ...EXPORT,
  },
  otlpMetricsClientCertificate: {
    ...textOption(
      'OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE',
      "The file with the client's certificate, for metrics.",
    ),
    ...EXPORT,
  },
  otlpLogsClientCertificate: {
    ...textOption(
      'OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE',
      "The file with the client's certificate, for log records.",
    ),
    ...EXPORT,
  },
  otlpClientKey: {
    ...textOption('OTEL_EXPORTER_OTLP_CLIENT_KEY', "The file with the client's private key."),
    ...EXPORT,
  },
  otlpTracesClientKey: {
    ...textOption('OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY', "The file with the client's private key, for traces."),
    ...EXPORT,
  },
  otlpMetricsClientKey: {
    ...textOption('OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY', "The file with the client's private key, for metrics."),
    ...EXPORT,
  },
  otlpLogsClientKey: {
    ...textOption('OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY', "The file with the client's private key, for log records."),
    ...EXPORT,
  },
  otlpInsecure: {
    ...standard({
      type: 'boolean',
      variable: 'OTEL_EXPORTER_OTLP_INSECURE',
      summary: 'Whether gRPC is sent without TLS.',
    }),
    ...EXPORT,
  },
  otlpTracesInsecure: {
    ...standard({
      type: 'boolean',
      variable: 'OTEL_EXPORTER_OTLP_TRACES_INSECURE',
      summary: 'Whether gRPC is sent without TLS for traces.',
    }),
    ...EXPORT,
  },
  otlpMetricsInsecure: {
    ...standard({
      type: 'boolean',
      variable: 'OTEL_EXPORTER_OTLP_METRICS_INSECURE',
      summary: 'Whether gRPC is sent without TLS for metrics.',
    }),
    ...EXPORT,
  },
  otlpLogsInsecure: {
    ...standard({
      type: 'boolean',
      variable: 'OTEL_EXPORTER_OTLP_LOGS_INSECURE',
      summary: 'Whether gRPC is sent without TLS for log records.',
    }),
    ...EXPORT,
  },
  otlpMetricsTemporality: {
    ...textOption(
      'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
      'How sums are reported: `cumulative`, `delta`, or `lowmemory`.',
    ),
    ...EXPORT,
  },
  otlpMetricsHistogram: {
    ...textOption('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION', 'How histograms are made.'),
    ...EXPORT,
  },
  // Traces
  propagators: {
    type: 'string',
    pattern: [
      '^\\s*(tracecontext|baggage|b3|b3multi|jaeger|xray|xray-lambda|ottrace|none)(\\s*,\\s*(tracecontext|baggage|b3|b3multi|jaeger|xray|xray-lambda|ottrace|none))*\\s*$',
      'a list of tracecontext, baggage, b3, b3multi, jaeger, xray, xray-lambda, ottrace, none, separated by commas',
    ],
    variable: 'OTEL_PROPAGATORS',
    section: 'Traces',
    families: SDK,
    default: "- tracecontext,baggage,xray, of the layers' wrapper",
    summary: 'The formats in which the trace context is sent to other services and read from them.',
  },
  sampler: {
    type: 'enum',
    values: [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    variable: 'OTEL_TRACES_SAMPLER',
    aliases: ['tracesSampler', 'traces_sampler'],
    section: 'Traces',
    families: SDK,
    default: '- parentbased_always_on',
    summary: 'The sampler, which decides which traces are kept.',
  },
  samplerArg: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    variable: 'OTEL_TRACES_SAMPLER_ARG',
    aliases: ['tracesSamplerArg', 'traces_sampler_arg'],
    section: 'Traces',
    families: SDK,
    summary: 'The share of traces that a ratio-based sampler keeps, from 0 to 1.',
    example: '0.2',
  },
  disabledInstrumentations: {
    type: 'list',
    section: 'Traces',
    aliases: ['disabled_instrumentations'],
    families: ['nodejs', 'python', 'java', 'ruby'],
    summary:
      'Libraries that are not traced, by their names in the language, such as `redis` or `http`. In Python, `*` is all libraries.',
    example: 'redis,http',
  },
  enabledInstrumentations: {
    type: 'list',
    section: 'Traces',
    families: ['nodejs', 'java'],
    summary: 'Libraries that are traced. In Node.js, the list replaces the default.',
  },
  excludedUrls: {
    type: 'string',
    variable: 'OTEL_PYTHON_EXCLUDED_URLS',
    section: 'Traces',
    families: PYTHON,
    summary: 'URLs that are not traced, as regular expressions separated by commas.',
  },
  sdkDisabled: {
    ...FLAG,
    variable: 'OTEL_SDK_DISABLED',
    aliases: ['sdk_disabled'],
    section: 'Traces',
    families: SDK,
    summary: 'Whether the SDK is disabled.',
  },
  enableXrayTracing: {
    ...FLAG,
    default: '- true for Application Signals and ADOT, unless traces have an endpoint',
    section: 'Traces',
    summary: 'Whether AWS X-Ray is turned on for the function. A mode that you have set is kept.',
  },
  applicationSignalsEnabled: {
    ...FLAG,
    variable: 'OTEL_AWS_APPLICATION_SIGNALS_ENABLED',
    section: 'Traces',
    families: SDK,
    default: '- true, of the Distro',
    summary: 'Whether Application Signals metrics are created (Application Signals only).',
  },
  fastStart: {
    ...FLAG,
    variable: 'OTEL_AWS_LAMBDA_FAST_START',
    section: 'Traces',
    families: SDK,
    summary: 'Whether the AWS Distro starts with traces only (Application Signals only).',
  },
  flushTimeout: {
    type: 'number',
    integer: true,
    minimum: 0,
    variable: 'OTEL_INSTRUMENTATION_AWS_LAMBDA_FLUSH_TIMEOUT',
    section: 'Traces',
    families: PYTHON,
    summary: 'The maximum time for sending at the end of an invocation, in milliseconds.',
  },
  // Logs
  logCorrelation: {
    ...FLAG,
    variable: 'OTEL_PYTHON_LOG_CORRELATION',
    section: 'Logs',
    families: PYTHON,
    summary: 'Whether log lines contain the IDs of the trace and the span.',
  },
  pythonLogLevel: {
    type: 'enum',
    values: ['debug', 'info', 'warning', 'error'],
    variable: 'OTEL_PYTHON_LOG_LEVEL',
    section: 'Logs',
    families: PYTHON,
    default: '- info',
    summary: 'The minimum level of log lines that are written, with `logCorrelation`.',
  },
  logFormat: {
    type: 'string',
    variable: 'OTEL_PYTHON_LOG_FORMAT',
    section: 'Logs',
    families: PYTHON,
    summary: 'The format of log lines with these IDs.',
  },
  logLevel: {
    type: 'enum',
    values: ['trace', 'debug', 'info', 'warn', 'error', 'none'],
    variable: 'OTEL_LOG_LEVEL',
    aliases: ['log_level'],
    section: 'Logs',
    families: SDK,
    summary: 'The log level of OpenTelemetry itself.',
  },
  // SDK
  configFile: textOption('OTEL_CONFIG_FILE', 'A file with the configuration of the SDK.'),
  experimentalResourceDetectors: textOption(
    'OTEL_EXPERIMENTAL_RESOURCE_DETECTORS',
    'The resource detectors, separated by commas.',
  ),
  semconvStabilityOptIn: textOption('OTEL_SEMCONV_STABILITY_OPT_IN', 'The semantic conventions that are used.'),
  attributeCountLimit: countOption('OTEL_ATTRIBUTE_COUNT_LIMIT', 'The most attributes that anything has.'),
  attributeValueLengthLimit: countOption(
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    'The maximum number of characters in the value of an attribute.',
  ),
  eventAttributeCountLimit: countOption('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'The most attributes that an event has.'),
  linkAttributeCountLimit: countOption('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'The most attributes that a link has.'),
  spanAttributeCountLimit: countOption('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'The most attributes that a span has.'),
  spanAttributeValueLengthLimit: countOption(
    'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    "The maximum number of characters in the value of a span's attribute.",
  ),
  spanEventCountLimit: countOption('OTEL_SPAN_EVENT_COUNT_LIMIT', 'The most events that a span has.'),
  spanLinkCountLimit: countOption('OTEL_SPAN_LINK_COUNT_LIMIT', 'The most links that a span has.'),
  logrecordAttributeCountLimit: countOption(
    'OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT',
    'The maximum number of attributes of a log record.',
  ),
  logrecordAttributeValueLengthLimit: countOption(
    'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    "The maximum number of characters in the value of a log record's attribute.",
  ),
  bspScheduleDelay: milliseconds('OTEL_BSP_SCHEDULE_DELAY', 'How long spans are gathered before they are sent'),
  bspExportTimeout: milliseconds('OTEL_BSP_EXPORT_TIMEOUT', 'How long sending spans may take'),
  bspMaxQueueSize: countOption('OTEL_BSP_MAX_QUEUE_SIZE', 'The most spans that wait to be sent.'),
  bspMaxExportBatchSize: countOption('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 'The most spans in one request.'),
  blrpScheduleDelay: milliseconds('OTEL_BLRP_SCHEDULE_DELAY', 'How long log records are gathered before they are sent'),
  blrpExportTimeout: milliseconds('OTEL_BLRP_EXPORT_TIMEOUT', 'How long sending log records may take'),
  blrpMaxQueueSize: countOption('OTEL_BLRP_MAX_QUEUE_SIZE', 'The most log records that wait to be sent.'),
  blrpMaxExportBatchSize: countOption('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', 'The most log records in one request.'),
  metricExportInterval: milliseconds('OTEL_METRIC_EXPORT_INTERVAL', 'How often metrics are sent'),
  metricExportTimeout: milliseconds('OTEL_METRIC_EXPORT_TIMEOUT', 'How long sending metrics may take'),
  metricsExemplarFilter: textOption('OTEL_METRICS_EXEMPLAR_FILTER', 'Which measurements become exemplars.'),
  exporterPrometheusHost: textOption(
    'OTEL_EXPORTER_PROMETHEUS_HOST',
    'The host that the Prometheus exporter listens on.',
  ),
  exporterPrometheusPort: countOption(
    'OTEL_EXPORTER_PROMETHEUS_PORT',
    'The port that the Prometheus exporter listens on.',
  ),
  exporterZipkinEndpoint: textOption('OTEL_EXPORTER_ZIPKIN_ENDPOINT', 'The URL that the Zipkin exporter sends to.'),
  exporterZipkinTimeout: milliseconds('OTEL_EXPORTER_ZIPKIN_TIMEOUT', 'How long a request to Zipkin may take'),
  pythonContext: python('OTEL_PYTHON_CONTEXT', 'The implementation of the context.'),
  pythonIdGenerator: python('OTEL_PYTHON_ID_GENERATOR', 'The generator of ids.'),
  pythonTracerProvider: python('OTEL_PYTHON_TRACER_PROVIDER', 'The provider of tracers.'),
  pythonMeterProvider: python('OTEL_PYTHON_METER_PROVIDER', 'The provider of meters.'),
  pythonDistro: python('OTEL_PYTHON_DISTRO', 'The distribution that is loaded.'),
  pythonConfigurator: python('OTEL_PYTHON_CONFIGURATOR', 'The configurator that is loaded.'),
  pythonGeventPatch: python('OTEL_PYTHON_AUTO_INSTRUMENTATION_EXPERIMENTAL_GEVENT_PATCH', 'How gevent is patched.'),
  pythonTracerConfigurator: python('OTEL_PYTHON_TRACER_CONFIGURATOR', 'The configurator of tracers.'),
  pythonMeterConfigurator: python('OTEL_PYTHON_METER_CONFIGURATOR', 'The configurator of meters.'),
  pythonLoggerConfigurator: python('OTEL_PYTHON_LOGGER_CONFIGURATOR', 'The configurator of loggers.'),
  pythonSdkInternalMetrics: python('OTEL_PYTHON_SDK_INTERNAL_METRICS_ENABLED', 'Whether the SDK measures itself.'),
  // Step Functions
  ...STATE_MACHINE_OPTIONS,
  // Functions
  ...SELECTION_OPTIONS,
} as const satisfies OptionTable;

/** Names of guides that have no option here. */
export const OPENTELEMETRY_DEPRECATED: Readonly<Record<string, DeprecatedOption>> = {
  adotInstrumentation: { handling: 'refused', instead: 'write `distribution: adot`' },
  execWrapper: { handling: 'refused', instead: 'it follows from the language; for Java write `javaHook`' },
};
