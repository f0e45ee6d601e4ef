/** Options of OpenTelemetry as people write them, without a mistake. */
import * as fc from 'fast-check';
import type { Samples } from '../../helpers/samples';

const ENDPOINT = { otlpEndpoint: 'https://otlp.example.com' };
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const word = fc.stringMatching(/^[a-z]{1,8}$/);

export const ways: Samples['ways'] = [
  ['community', ENDPOINT],
  ['collector', { collectorConfig: '/var/task/collector.yaml' }],
  ['application-signals', { distribution: 'application-signals' }],
  ['adot', { distribution: 'adot' }],
];

const common = fc.record({
  distribution: maybe(fc.constantFrom('community', 'application-signals', 'adot')),
  otlpEndpoint: fc.constant(ENDPOINT.otlpEndpoint),
  service: maybe(word),
  env: maybe(word),
  version: maybe(word),
  resourceAttributes: maybe(fc.dictionary(word, word, { maxKeys: 3 })),
  sampler: maybe(fc.constantFrom('always_on', 'always_off')),
  disabledInstrumentations: maybe(fc.uniqueArray(word, { maxLength: 2 })),
  metricsExporter: maybe(fc.constantFrom('otlp', 'none')),
  addLayers: maybe(fc.boolean()),
  javaHook: maybe(fc.constantFrom('agent', 'wrapper', 'sqs')),
  pythonLayerArn: maybe(fc.constant('arn:aws:lambda:us-east-1:123456789012:layer:opentelemetry-python-0_20_0:1')),
  enableXrayTracing: maybe(fc.boolean()),
});

/** What only makes sense with the community's layers, and then not for every function. */
const collector = fc.constantFrom({}, {}, { collectorConfig: 'yaml:receivers' }, { collectorLogLevel: 'warn' });

export const options: NonNullable<Samples['options']> = fc
  .tuple(common, collector)
  .map(([given, more]) => (given.distribution === undefined ? { ...given, ...more } : given));
