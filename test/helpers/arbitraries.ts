/** Random functions and options for the laws: intrinsics in every position, foreign and older layers, earlier redirects. */
import * as fc from 'fast-check';
import { FUNCTION } from '../../src/core/function';
import { layerKey } from '../../src/core/layer';
import { withPresence } from '../../src/core/part';
import type { Settings } from '../../src/core/provider';
import { RUNTIME_NAMES } from '../../src/core/runtime';
import { type FunctionState, type Parts, PROPERTY_PARTS } from '../../src/core/state';
import type { Value } from '../../src/core/value';
import { PROVIDERS, type ProviderName } from '../../src/providers';
import { toValue } from '../../src/surfaces/intrinsics';

/** `npm test` runs each law 100 times, and `npm run test:laws` 2,000 times; LAW_RUNS sets another number. */
export const RUNS = { numRuns: Number(process.env.LAW_RUNS ?? 100) };

export const word = fc.stringMatching(/^[a-z]{1,8}$/);

/** What a document may have instead of a text. */
export const intrinsic: fc.Arbitrary<object> = fc.oneof(
  word.map((name) => ({ Ref: name })),
  word.map((name) => ({ 'Fn::Sub': `x-\${${name}}` })),
  word.map((name) => ({ 'Fn::GetAtt': [name, 'Arn'] })),
  word.map((name) => ({ 'Fn::Join': ['', ['a', { Ref: name }]] })),
  word.map((name) => ({ 'Fn::ImportValue': name })),
);

export const raw = fc.oneof(
  { weight: 3, arbitrary: word as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: intrinsic },
);
const value: fc.Arbitrary<Value> = raw.map(toValue);

/** Names that recipes write, and others. */
export const variableName = fc.constantFrom(
  'DD_TAGS',
  'DD_SITE',
  'DD_SERVICE',
  'DD_TRACE_ENABLED',
  'DD_LAMBDA_HANDLER',
  'AWS_LAMBDA_EXEC_WRAPPER',
  'DD_SERVICE_MAPPING',
  'DD_SERVICE_NAME',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_TRACES_SAMPLER',
  'OTHER',
  'STAGE',
);

const DATADOG = '464622532012';
const COMMUNITY = '184161586896';
export const layerArn = fc.oneof(
  word.map((name) => `arn:aws:lambda:us-east-1:123456789012:layer:${name}:1`),
  fc
    .tuple(
      fc.constantFrom(
        'Datadog-Node22-x',
        'Datadog-Node18-x',
        'Datadog-Python313',
        'Datadog-Extension',
        'Datadog-Extension-ARM',
        'dd-trace-java',
        'opentelemetry-python-0_20_0',
        'AWSOpenTelemetryDistroJs',
      ),
      fc.constantFrom(1, 50, 9999),
      fc.constantFrom(DATADOG, COMMUNITY, '123456789012'),
    )
    .map(([name, version, account]) => `arn:aws:lambda:us-east-1:${account}:layer:${name}:${version}`),
);

export const handler = fc.oneof(
  { weight: 6, arbitrary: raw },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      'datadog_lambda.handler.handler',
      '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
    ),
  },
);

/** Half of them such as every provider serves, so that the laws are of functions that are traced. */
export const runtime = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom<unknown>('python3.13', 'nodejs22.x', 'java21') },
  { weight: 9, arbitrary: fc.constantFrom(...RUNTIME_NAMES, 'cobol1', 'python3.99') as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: intrinsic as fc.Arbitrary<unknown> },
);

const tagName = fc.constantFrom('tracelayer', 'team', 'env');

const parts: fc.Arbitrary<Parts> = fc
  .record({
    containers: fc
      .subarray([...PROPERTY_PARTS])
      .map((names) => Object.fromEntries(names.map((name) => [name, 'present']))),
    handler: fc
      .option(handler, { nil: undefined, freq: 9 })
      .map((given) => (given === undefined ? {} : { handler: toValue(given) })),
    environment: fc.dictionary(variableName, value, { maxKeys: 5 }),
    layers: fc
      .uniqueArray(fc.oneof(layerArn as fc.Arbitrary<unknown>, intrinsic), {
        maxLength: 4,
        selector: (layer) => layerKey(toValue(layer)),
      })
      .map((layers) => Object.fromEntries(layers.map((layer) => [layerKey(toValue(layer)), toValue(layer)]))),
    tags: fc.dictionary(tagName, value, { maxKeys: 2 }),
    tracing: fc
      .option(fc.constantFrom('Active', 'PassThrough'), { nil: undefined })
      .map((Mode) => (Mode ? { Mode } : {})),
  })
  .map((given) => withPresence(FUNCTION, given as Parts));

/** The first in three of four cases. */
const mostly = <T>(first: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

export const functions: fc.Arbitrary<FunctionState> = fc.record({
  id: fc.constant('Function'),
  target: fc.record({
    packageType: mostly<'Zip' | 'Image'>('Zip', 'Image'),
    runtime: runtime.map(toValue),
    architecture: mostly<Value>('x86_64', 'arm64', toValue({ Ref: 'Architecture' })),
    region: mostly<Value>('us-east-1', 'us-gov-west-1', 'cn-north-1', toValue({ Ref: 'AWS::Region' })),
    partition: fc.constant<Value>('aws'),
    account: fc.constant<Value>('123456789012'),
  }),
  parts,
  unresolvedParts: fc.constantFrom<FunctionState['unresolvedParts']>(undefined, undefined, undefined, {
    layers: '${Layers}',
  }),
});

/** Options as people write them, without a mistake. */
export const datadogOptions = fc
  .record({
    apiKeySecretArn: fc.constant('arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog'),
    service: fc.option(word, { nil: undefined }),
    env: fc.option(word, { nil: undefined }),
    tags: fc.option(fc.dictionary(word, word, { maxKeys: 3 }), { nil: undefined }),
    serviceMapping: fc.option(fc.dictionary(word, word, { maxKeys: 2 }), { nil: undefined }),
    captureLambdaPayload: fc.option(fc.boolean(), { nil: undefined }),
    site: fc.option(fc.constantFrom('datadoghq.eu', 'ddog-gov.com'), { nil: undefined }),
    addLayers: fc.option(fc.boolean(), { nil: undefined }),
    redirectHandler: fc.option(fc.boolean(), { nil: undefined }),
    enableXrayTracing: fc.option(fc.boolean(), { nil: undefined }),
    datadogAppSecMode: fc.option(fc.constantFrom('on', 'extension', 'tracer', 'off'), { nil: undefined }),
    traceSampleRate: fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }),
    extensionLayerVersion: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
    imageRuntime: fc.option(fc.constantFrom('python', 'nodejs', 'java'), { nil: undefined }),
  })
  .map((options) => Object.fromEntries(Object.entries(options).filter(([, given]) => given !== undefined)));

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Options of OpenTelemetry as people write them, without a mistake. */
export const openTelemetryOptions = fc
  .record({
    distribution: maybe(fc.constantFrom('community', 'application-signals', 'adot')),
    otlpEndpoint: fc.constant('https://otlp.example.com'),
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
  })
  .map((options) => Object.fromEntries(Object.entries(options).filter(([, given]) => given !== undefined)));

/** What only makes sense with the community's layers, and then not for every function. */
const collector = fc.constantFrom({}, {}, { collectorConfig: 'yaml:receivers' }, { collectorLogLevel: 'warn' });

/** Random options of every provider: a new one does not compile until it has them, and then all laws hold for it. */
const OPTIONS: Readonly<Record<ProviderName, fc.Arbitrary<Settings>>> = {
  datadog: datadogOptions,
  opentelemetry: fc
    .tuple(openTelemetryOptions, collector)
    .map(([options, more]) => (options.distribution === undefined ? { ...options, ...more } : options)),
};

/** What `describe.each` goes through where something holds whichever provider traces. */
export const EVERY_PROVIDER = (Object.keys(OPTIONS) as ProviderName[]).map((name) => ({
  name,
  provider: PROVIDERS[name],
  options: OPTIONS[name],
}));

/** Every way from one provider to another. */
export const PAIRS = EVERY_PROVIDER.flatMap((here) =>
  EVERY_PROVIDER.filter((there) => there !== here).map((there) => ({ here, there })),
);
