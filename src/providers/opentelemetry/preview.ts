/** What replaces the endpoint, headers, layers, and collectors in a preview. */
import type { PreviewSupport } from '../provider';

const OTLP_PORT = 4318;
/** Headers are pairs, and tracers report other values. */
const HEADERS = 'preview=preview';

export const preview: PreviewSupport = {
  options: { otlpEndpoint: `http://127.0.0.1:${OTLP_PORT}` },
  layers: [
    { names: /^opentelemetry-python-[\d_]+$/, tree: 'opentelemetry-python', shown: 'opentelemetry-python-x_y_z' },
    { names: /^opentelemetry-nodejs-[\d_]+$/, tree: 'opentelemetry-node', shown: 'opentelemetry-nodejs-x_y_z' },
    { names: /^opentelemetry-javaagent-[\d_]+$/, tree: 'opentelemetry-java', shown: 'opentelemetry-javaagent-x_y_z' },
    {
      names: /^opentelemetry-collector-(amd64|arm64)-[\d_]+$/,
      tree: 'opentelemetry-collector',
      shown: 'opentelemetry-collector-(amd64|arm64)-x_y_z',
    },
  ],
  ports: [OTLP_PORT],
  endpoints: {
    OTEL_EXPORTER_OTLP_ENDPOINT: { defaultPort: OTLP_PORT },
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: { defaultPort: OTLP_PORT },
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: { defaultPort: OTLP_PORT },
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: { defaultPort: OTLP_PORT },
  },
  placeholders: {
    OTEL_EXPORTER_OTLP_HEADERS: HEADERS,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: HEADERS,
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: HEADERS,
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: HEADERS,
  },
};
