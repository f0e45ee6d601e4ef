/** What a preview takes in place of an endpoint and of the layers. */
import type { PreviewSupport } from '../provider';

export const preview: PreviewSupport = {
  options: { otlpEndpoint: 'http://127.0.0.1:4318' },
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
};
