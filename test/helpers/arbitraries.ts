/** Random functions and options for the laws: intrinsics in every position, foreign and older layers, earlier redirects. */
import * as fc from 'fast-check';
import { FUNCTION } from '../../src/core/function';
import { layerKey } from '../../src/core/layer';
import { withPresence } from '../../src/core/part';
import { RUNTIME_NAMES } from '../../src/core/runtime';
import { SHAPES, type Shape } from '../../src/core/shapes';
import { type FunctionState, type Parts, PROPERTY_PARTS } from '../../src/core/state';
import type { Value } from '../../src/core/value';
import { toValue } from '../../src/surfaces/intrinsics';
import { TRACING_ACCOUNTS, TRACING_HANDLERS, TRACING_LAYERS, TRACING_VARIABLES } from './names';

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
export const variableName = fc.constantFrom(...TRACING_VARIABLES, 'OTHER', 'STAGE');

export const layerArn = fc.oneof(
  word.map((name) => `arn:aws:lambda:us-east-1:123456789012:layer:${name}:1`),
  fc
    .tuple(
      fc.constantFrom(...TRACING_LAYERS),
      fc.constantFrom(1, 50, 9999),
      fc.constantFrom(...TRACING_ACCOUNTS, '123456789012'),
    )
    .map(([name, version, account]) => `arn:aws:lambda:us-east-1:${account}:layer:${name}:${version}`),
);

export const handler = fc.oneof(
  { weight: 6, arbitrary: raw },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...TRACING_HANDLERS) },
);

/** Every provider serves half of them, so that the laws meet many functions that are traced. */
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
    shapes: mostly<readonly Shape[]>([], ...(Object.keys(SHAPES) as Shape[]).map((shape) => [shape])),
  }),
  parts,
  unresolvedParts: fc.constantFrom<FunctionState['unresolvedParts']>(undefined, undefined, undefined, {
    layers: '${Layers}',
  }),
});

/** Functions close to the limits of Lambda: some of them are too close to be traced. */
export const crowded: fc.Arbitrary<FunctionState> = fc
  .record({
    fn: functions,
    layers: fc.integer({ min: 2, max: 6 }),
    bytes: fc.integer({ min: 0, max: 4096 }),
    tags: fc.integer({ min: 40, max: 52 }),
  })
  .map(({ fn, layers, bytes, tags }) => ({
    ...fn,
    parts: withPresence(FUNCTION, {
      ...fn.parts,
      environment: { ...fn.parts.environment, FILLING: 'x'.repeat(bytes) },
      layers: Object.fromEntries(numbered(layers).map((index) => [`${OWN_LAYER}${index}`, `${OWN_LAYER}${index}:1`])),
      tags: Object.fromEntries(numbered(tags).map((index) => [`tag-${index}`, 'x'])),
    }),
  }));

const OWN_LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer:own-';
const numbered = (count: number): number[] => [...Array(count).keys()];
