/** Options of Datadog as people write them, without a mistake. */
import * as fc from 'fast-check';
import type { Samples } from '../../helpers/samples';

const KEY = { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog' };
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const word = fc.stringMatching(/^[a-z]{1,8}$/);

export const ways: Samples['ways'] = [
  ['extension', KEY],
  ['forwarder', { forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:forwarder' }],
  ['agent', { agentUrl: 'http://127.0.0.1:9529' }],
];

export const options: NonNullable<Samples['options']> = fc.record({
  apiKeySecretArn: fc.constant(KEY.apiKeySecretArn),
  service: maybe(word),
  env: maybe(word),
  tags: maybe(fc.dictionary(word, word, { maxKeys: 3 })),
  serviceMapping: maybe(fc.dictionary(word, word, { maxKeys: 2 })),
  captureLambdaPayload: maybe(fc.boolean()),
  site: maybe(fc.constantFrom('datadoghq.eu', 'ddog-gov.com')),
  addLayers: maybe(fc.boolean()),
  redirectHandler: maybe(fc.boolean()),
  enableXrayTracing: maybe(fc.boolean()),
  datadogAppSecMode: maybe(fc.constantFrom('on', 'extension', 'tracer', 'off')),
  traceSampleRate: maybe(fc.constantFrom(0, 0.5, 1)),
  extensionLayerVersion: maybe(fc.integer({ min: 1, max: 200 })),
  imageRuntime: maybe(fc.constantFrom('python', 'nodejs', 'java')),
});
