/** What is OpenTelemetry's own in its construct. */
import type { ConstructDocs } from '../provider';

export const construct: ConstructDocs = {
  means: "the community's layers, AWS's Distro with Application Signals, or the older ADOT layers",
  props: { otlpEndpoint: 'https://otlp.example.com', service: 'shop', env: 'prod' },
  overrides: { service: 'worker', sampler: 'parentbased_traceidratio', samplerArg: 0.1 },
  defaultOptions: { env: 'prod' },
  required: "`otlpEndpoint` or `collectorConfig` is required with the community's layers",
};
