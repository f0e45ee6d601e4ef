/** A stage of a Chalice app gets tracing and loses it again. */
import * as fc from 'fast-check';
import { FUNCTION } from '../../src/core/function';
import { unplan } from '../../src/core/plan';
import type { Settings } from '../../src/core/provider';
import { PROVIDERS } from '../../src/providers';
import { type ChaliceConfig, readStage, writeStage } from '../../src/surfaces/chalice';
import { planWith } from '../helpers/applied';
import { layerArn, word } from '../helpers/arbitraries';
import { RUNS } from '../helpers/runs';
import { options as datadogOptions } from '../providers/datadog/samples';

const TARGET = {
  packageType: 'Zip' as const,
  runtime: 'python3.12',
  architecture: 'x86_64',
  region: 'us-east-1',
  partition: 'aws',
  account: '',
};
const read = (config: ChaliceConfig) => readStage(config, 'dev', TARGET);
const traced = (config: ChaliceConfig, settings: Settings) =>
  writeStage(
    config,
    'dev',
    read(config),
    planWith(PROVIDERS.datadog, { ...settings, redirectHandler: false }, read(config)),
  );
const restored = (config: ChaliceConfig) => writeStage(config, 'dev', read(config), unplan(FUNCTION, read(config)));

const layers = fc.uniqueArray(layerArn, { maxLength: 2, selector: (arn) => arn.replace(/:\d+$/, '') });
const section = fc
  .record({
    api_gateway_stage: fc.constant('api'),
    environment_variables: fc.option(fc.dictionary(fc.constantFrom('DD_TAGS', 'OWN'), word), { nil: undefined }),
    layers: fc.option(layers, { nil: undefined }),
    xray: fc.option(fc.boolean(), { nil: undefined }),
    tags: fc.option(fc.dictionary(word, word, { maxKeys: 2 }), { nil: undefined }),
  })
  .map((given) => JSON.parse(JSON.stringify(given)) as Record<string, unknown>);
const configs: fc.Arbitrary<ChaliceConfig> = fc
  .record({
    version: fc.constant('2.0'),
    app_name: word,
    layers: fc.option(layers, { nil: undefined }),
    stages: fc.record({ dev: section, prod: section }),
  })
  .map((given) => JSON.parse(JSON.stringify(given)) as ChaliceConfig)
  // Layers that repeat those of the top say nothing.
  .filter(
    (given) => given.layers === undefined || JSON.stringify(given.stages?.dev?.layers) !== JSON.stringify(given.layers),
  );

test('the configuration is the same once tracing is taken back', () =>
  fc.assert(
    fc.property(configs, datadogOptions, (config, settings) =>
      expect(restored(traced(config, settings))).toEqual(config),
    ),
    RUNS,
  ));

test('the configuration is the same when it is traced again', () =>
  fc.assert(
    fc.property(configs, datadogOptions, (config, settings) =>
      expect(traced(traced(config, settings), settings)).toEqual(traced(config, settings)),
    ),
    RUNS,
  ));

test('a stage gets its layers behind those of the top, and its variables; other stages nothing', () => {
  const config = {
    version: '2.0',
    layers: ['arn:aws:lambda:us-east-1:123456789012:layer:own:1'],
    stages: { dev: {}, prod: {} },
  };
  const { stages = {} } = traced(config, {
    apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dd',
    env: 'dev',
  });
  expect(stages.dev?.layers).toEqual([
    config.layers[0],
    expect.stringContaining(':Datadog-Python312:'),
    expect.stringContaining(':Datadog-Extension:'),
  ]);
  expect(stages.dev?.environment_variables).toMatchObject({ DD_ENV: 'dev' });
  expect(stages.dev?.environment_variables).not.toHaveProperty('DD_LAMBDA_HANDLER');
  expect(stages.prod).toEqual({});
});
