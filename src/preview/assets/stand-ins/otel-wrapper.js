// A stand-in for the community Node.js layer's wrapper: it traces Lambda and http, and sends OTLP/HTTP as JSON.
const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { AwsLambdaInstrumentation } = require('@opentelemetry/instrumentation-aws-lambda');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { AWSXRayPropagator } = require('@opentelemetry/propagator-aws-xray');
const { AWSXRayLambdaPropagator } = require('@opentelemetry/propagator-aws-xray-lambda');
const { detectResources, envDetector, resourceFromAttributes } = require('@opentelemetry/resources');
const { BatchSpanProcessor, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

const { env } = process;
const { OTEL_PROPAGATORS = '', OTEL_TRACES_EXPORTER = '', OTEL_NODE_DISABLED_INSTRUMENTATIONS = '' } = env;
const { OTEL_NODE_ENABLED_INSTRUMENTATIONS = 'http' } = env;

function instrumentations() {
  const disabled = list(OTEL_NODE_DISABLED_INSTRUMENTATIONS);
  const enabled = list(OTEL_NODE_ENABLED_INSTRUMENTATIONS).filter((name) => !disabled.includes(name));
  return [new AwsLambdaInstrumentation(), ...(enabled.includes('http') ? [new HttpInstrumentation()] : [])];
}

const PROPAGATORS = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  xray: () => new AWSXRayPropagator(),
  'xray-lambda': () => new AWSXRayLambdaPropagator(),
};

function propagator() {
  const names = list(OTEL_PROPAGATORS).filter((name) => name in PROPAGATORS);
  return new CompositePropagator({ propagators: names.map((name) => PROPAGATORS[name]()) });
}

function list(text) {
  return text.split(',').map((name) => name.trim());
}

const faas = resourceFromAttributes({
  'cloud.provider': 'aws',
  'cloud.region': env.AWS_REGION,
  'faas.name': env.AWS_LAMBDA_FUNCTION_NAME,
  'faas.version': env.AWS_LAMBDA_FUNCTION_VERSION,
});

if (!OTEL_TRACES_EXPORTER.includes('none')) {
  const resource = faas.merge(detectResources({ detectors: [envDetector] }));
  const tracerProvider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  tracerProvider.register({ propagator: propagator() });
  registerInstrumentations({ tracerProvider, instrumentations: instrumentations() });
}
