/** Several sources become one set of options, the nearest first. */

import * as fc from 'fast-check';
import { mergeSources } from '../../src/options/merge';
import type { OptionValue } from '../../src/options/spec';
import { OPTIONS } from '../../src/providers';
import { RUNS } from '../helpers/runs';

const { table } = OPTIONS.datadog;
const source = (name: string, values: Record<string, OptionValue>) => ({ name, values });

test('the order in which options are written makes no difference', () =>
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(table), { minLength: 2 }), (names) => {
      const values = (order: readonly string[]) => Object.fromEntries(order.map((name) => [name, name]));
      const keys = (order: readonly string[]) => Object.keys(mergeSources(table, source('all', values(order))).values);
      expect(keys(names)).toEqual(keys([...names].reverse()));
    }),
    RUNS,
  ));

describe('of two sources', () => {
  test('the first one wins, and the source of each value is known', () => {
    const { values, sources } = mergeSources(
      table,
      source('near', { service: 'a' }),
      source('far', { service: 'b', env: 'prod' }),
    );
    expect(values).toEqual({ service: 'a', env: 'prod' });
    expect(sources).toEqual({ service: 'near', env: 'far' });
  });

  test('false is a value', () => {
    expect(
      mergeSources(table, source('near', { addLayers: false }), source('far', { addLayers: true })).values,
    ).toEqual({
      addLayers: false,
    });
  });

  test('a key replaces every key of a later source, so that a plain key never joins a secret', () => {
    const { values } = mergeSources(
      table,
      source('function', { apiKey: '0123456789abcdef0123456789abcdef' }),
      source('all', { apiKeySecretArn: 'arn', apiKmsKey: 'x', site: 'datadoghq.eu' }),
    );
    expect(values).toEqual({ apiKey: '0123456789abcdef0123456789abcdef', site: 'datadoghq.eu' });
  });

  test('two keys of one source stay, to be refused together', () => {
    expect(
      mergeSources(table, source('all', { apiKey: '0123456789abcdef0123456789abcdef', apiKeySecretArn: 'arn' })).values,
    ).toEqual({
      apiKey: '0123456789abcdef0123456789abcdef',
      apiKeySecretArn: 'arn',
    });
  });

  test.each([
    [{ agentUrl: 'http://a' }, { agentHost: 'b', traceAgentPort: 1 }],
    [{ nodeLayerArn: 'arn:a' }, { nodeLayerVersion: 1 }],
    [{ traceSampleRate: 0.5 }, { traceSamplingRules: '[]' }],
  ])('%j silences %j', (near, far) => {
    expect(mergeSources(table, source('near', near), source('far', far)).values).toEqual(near);
  });

  test('pairs are merged by key', () => {
    const { values } = mergeSources(
      table,
      source('near', { tags: { team: 'a', x: '1' } }),
      source('middle', { tags: { team: 'b', y: '2' } }),
      source('far', { tags: { y: '3', z: '4' } }),
    );
    expect(values.tags).toEqual({ team: 'a', x: '1', y: '2', z: '4' });
  });
});

describe('merging', () => {
  const values = fc.record(
    {
      service: fc.constantFrom('a', 'b'),
      apiKey: fc.constant('0123456789abcdef0123456789abcdef'),
      apiKeySecretArn: fc.constant('arn'),
      tags: fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.constantFrom('1', '2')),
      addLayers: fc.boolean(),
    },
    { requiredKeys: [] },
  );

  test('is the same in one step or in two', () =>
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const [near, middle, far] = [source('a', a), source('b', b), source('c', c)];
        const later = source('bc', mergeSources(table, middle, far).values as Record<string, OptionValue>);
        expect(mergeSources(table, near, later).values).toEqual(mergeSources(table, near, middle, far).values);
      }),
      RUNS,
    ));

  test('with nothing changes nothing', () =>
    fc.assert(
      fc.property(values, (given) => {
        expect(mergeSources(table, source('a', given)).values).toEqual(given);
        expect(mergeSources(table, source('empty', {}), source('a', given)).values).toEqual(given);
      }),
      RUNS,
    ));
});
