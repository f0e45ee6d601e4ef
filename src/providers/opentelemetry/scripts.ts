/** The scripts of the OpenTelemetry layers, which start a function (`AWS_LAMBDA_EXEC_WRAPPER`). */

/** Source: opentelemetry-lambda, java/layer-wrapper/scripts and the layers of the other languages. */
export const SCRIPTS = {
  handler: '/opt/otel-handler',
  instrument: '/opt/otel-instrument',
  proxy: '/opt/otel-proxy-handler',
  sqs: '/opt/otel-sqs-handler',
  stream: '/opt/otel-stream-handler',
} as const;

export const WRAPPERS: readonly string[] = Object.values(SCRIPTS);
