/** The layers that a function gets, by its runtime, its place and what the options ask for. */
import { isRefusal } from '../../../src/core/recipe';
import type { Target } from '../../../src/core/state';
import { type Value, valueText } from '../../../src/core/value';
import { configure, PROVIDERS } from '../../../src/providers';
import { current } from '../../../src/providers/layers/datadog.json';
import { mappingsOf, toValue } from '../../../src/surfaces/intrinsics';

const KEY = { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog' };
const OPEN = { region: toValue({ Ref: 'AWS::Region' }), partition: toValue({ Ref: 'AWS::Partition' }) };

function arns(options: object, given: Partial<Target> = {}): readonly Value[] | string {
  const { settings } = configure('datadog', { source: 'here', values: { ...KEY, ...options } });
  const made = PROVIDERS.datadog.recipe(settings, {
    packageType: 'Zip',
    runtime: 'nodejs22.x',
    architecture: 'x86_64',
    region: 'us-east-1',
    partition: 'aws',
    account: '123456789012',
    ...given,
  });
  return isRefusal(made) ? made.refused.map(({ code }) => code).join() : made.layers.map(({ arn }) => arn);
}
const names = (options: object, given: Partial<Target> = {}) => {
  const found = arns(options, given);
  return typeof found === 'string' ? found : found.map((arn) => valueText(arn).replace(/^.*:layer:/, ''));
};
const OWN = 'arn:aws:lambda:us-east-1:123456789012:layer:mine:7';
const COPIES = { useLayersFromAccount: '123456789012' };

describe('the layer of the library precedes the one of the extension', () => {
  test.each<[string, object, Partial<Target>, string[]]>([
    ['as published', {}, {}, [`Datadog-Node22-x:${current.nodejs}`, `Datadog-Extension:${current.extension}`]],
    [
      'of a version of its own',
      { nodeLayerVersion: 130 },
      {},
      ['Datadog-Node22-x:130', `Datadog-Extension:${current.extension}`],
    ],
    [
      'of one version for all',
      { layerVersion: 130 },
      {},
      ['Datadog-Node22-x:130', `Datadog-Extension:${current.extension}`],
    ],
    [
      "of its own language's version",
      { layerVersion: 1, nodeLayerVersion: 130 },
      {},
      ['Datadog-Node22-x:130', `Datadog-Extension:${current.extension}`],
    ],
    [
      'not of another language',
      { pythonLayerVersion: 1 },
      {},
      [`Datadog-Node22-x:${current.nodejs}`, `Datadog-Extension:${current.extension}`],
    ],
    [
      'of a version of the extension',
      { extensionLayerVersion: 80 },
      {},
      [`Datadog-Node22-x:${current.nodejs}`, 'Datadog-Extension:80'],
    ],
    ['both of our own', { nodeLayerArn: OWN, extensionLayerArn: OWN.replace('mine', 'ext') }, {}, ['mine:7', 'ext:7']],
    ['and may be left out', { addLayers: false }, {}, [`Datadog-Extension:${current.extension}`]],
    ['or alone', { addExtension: false }, {}, [`Datadog-Node22-x:${current.nodejs}`]],
    [
      'frozen at its last version',
      {},
      { runtime: 'nodejs16.x' },
      ['Datadog-Node16-x:120', `Datadog-Extension:${current.extension}`],
    ],
    [
      'never beyond its last version',
      { nodeLayerVersion: 142 },
      { runtime: 'nodejs16.x' },
      ['Datadog-Node16-x:120', `Datadog-Extension:${current.extension}`],
    ],
    [
      'below its last version',
      { nodeLayerVersion: 100 },
      { runtime: 'nodejs16.x' },
      ['Datadog-Node16-x:100', `Datadog-Extension:${current.extension}`],
    ],
    [
      'never below its first version',
      { nodeLayerVersion: 142 },
      { runtime: 'nodejs26.x' },
      ['Datadog-Node26-x:143', `Datadog-Extension:${current.extension}`],
    ],
    [
      'below it in copies of our own',
      { ...COPIES, nodeLayerVersion: 142 },
      { runtime: 'nodejs26.x' },
      ['Datadog-Node26-x:142', `Datadog-Extension:${current.extension}`],
    ],
    [
      'beyond it in copies of our own',
      { ...COPIES, nodeLayerVersion: 142 },
      { runtime: 'nodejs16.x' },
      ['Datadog-Node16-x:142', `Datadog-Extension:${current.extension}`],
    ],
    [
      'in the FIPS build',
      { lambdaFips: true },
      { architecture: 'arm64' },
      [`Datadog-Node22-x:${current.nodejs}`, `Datadog-Extension-ARM-FIPS:${current.extension}`],
    ],
    [
      'in GovCloud',
      {},
      { region: 'us-gov-east-1', partition: 'aws-us-gov' },
      [`Datadog-Node22-x:${current.nodejs}`, `Datadog-Extension-FIPS:${current.extension}`],
    ],
    [
      'in GovCloud without FIPS',
      { lambdaFips: false },
      { region: 'us-gov-east-1', partition: 'aws-us-gov' },
      [`Datadog-Node22-x:${current.nodejs}`, `Datadog-Extension:${current.extension}`],
    ],
    [
      'where one is older',
      { lambdaFips: true },
      { architecture: 'arm64', region: 'me-central-1' },
      [`Datadog-Node22-x:${current.nodejs}`, 'Datadog-Extension-ARM-FIPS:98'],
    ],
    [
      'where one is older, library asked',
      { lambdaFips: true, layerVersion: 130 },
      { architecture: 'arm64', region: 'me-central-1' },
      ['Datadog-Node22-x:130', 'Datadog-Extension-ARM-FIPS:98'],
    ],
    [
      'for a runtime without a library',
      {},
      { runtime: 'provided.al2023', architecture: 'arm64' },
      [`Datadog-Extension-ARM:${current.extension}`],
    ],
    [
      'for a runtime with a layer of our own only',
      { nodeLayerArn: OWN },
      { runtime: 'nodejs28.x' },
      ['mine:7', `Datadog-Extension:${current.extension}`],
    ],
    [
      'for a runtime that brings the library itself',
      { addLayers: false },
      { runtime: 'nodejs28.x' },
      [`Datadog-Extension:${current.extension}`],
    ],
  ])('%s', (_, options, target, expected) => {
    expect(names(options, target)).toEqual(expected);
  });
});

describe('nothing is done', () => {
  test.each<[string, object, Partial<Target>, string]>([
    ['for a runtime that has no layer', {}, { runtime: 'nodejs28.x' }, 'runtime-unsupported'],
    ['for an unknown runtime', {}, { runtime: 'cobol1' }, 'runtime-unsupported'],
    [
      'for a runtime that only the deployment knows',
      {},
      { runtime: toValue({ Ref: 'Runtime' }) },
      'runtime-unresolved',
    ],
    ['without a runtime', {}, { runtime: undefined }, 'runtime-missing'],
    ['for an architecture without a layer', {}, { runtime: 'python3.7', architecture: 'arm64' }, 'layer-missing'],
    [
      'for an architecture that only the deployment knows',
      {},
      { architecture: toValue({ Ref: 'Arch' }) },
      'architecture-unresolved',
    ],
    [
      'where Datadog publishes nothing',
      {},
      { region: 'cn-north-1', partition: 'aws-cn' },
      'layer-missing,layer-missing',
    ],
    ['in an unknown region', {}, { region: 'us-east-9' }, 'layer-missing,layer-missing'],
    ['where one layer is missing', {}, { runtime: 'java21', region: 'ap-east-2' }, 'layer-missing'],
    ['for a wrapper without the extension', { addExtension: false }, { runtime: 'java21' }, 'extension-needed'],
  ])('%s', (_, options, target, expected) => {
    expect(names(options, target)).toBe(expected);
  });
});

test('copies of our own are taken from their account, in every partition and region', () => {
  expect(arns(COPIES, { region: 'cn-north-1', partition: 'aws-cn', runtime: 'java21' })).toEqual([
    `arn:aws-cn:lambda:cn-north-1:123456789012:layer:dd-trace-java:${current.java}`,
    `arn:aws-cn:lambda:cn-north-1:123456789012:layer:Datadog-Extension:${current.extension}`,
  ]);
});

test('where the region is open, account and build are chosen by the partition at deployment', () => {
  const found = arns({}, OPEN) as readonly Value[];
  expect(found.map(valueText)).toEqual([
    `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${Tracelayer.partition.datadogAccount}:layer:Datadog-Node22-x:${current.nodejs}`,
    `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${Tracelayer.partition.datadogAccount}:layer:\${Tracelayer.partition.datadogExtensionX8664}:${current.extension}`,
  ]);
  expect(mappingsOf(found).TracelayerPartitions).toMatchObject({
    aws: { datadogAccount: '464622532012', datadogExtensionX8664: 'Datadog-Extension' },
    'aws-us-gov': { datadogAccount: '002406178527', datadogExtensionX8664: 'Datadog-Extension-FIPS' },
  });
});

test('copies of our own need no account by partition, and have a name in each', () => {
  const found = arns(COPIES, OPEN) as readonly Value[];
  expect(mappingsOf(found).TracelayerPartitions?.['aws-cn']).toEqual({ datadogExtensionX8664: 'Datadog-Extension' });
});

describe('App and API Protection', () => {
  const protection = (options: object, given: Partial<Target> = {}) => {
    const { settings } = configure('datadog', { source: 'here', values: { ...KEY, ...options } });
    const made = PROVIDERS.datadog.recipe(settings, {
      packageType: 'Zip',
      runtime: 'python3.13',
      architecture: 'x86_64',
      region: 'us-east-1',
      partition: 'aws',
      account: '123456789012',
      ...given,
    });
    if (isRefusal(made)) return 'refused';
    const { environment } = made;
    return environment.DD_APPSEC_ENABLED ? 'tracer' : environment.DD_SERVERLESS_APPSEC_ENABLED ? 'extension' : 'none';
  };
  const on = { datadogAppSecMode: 'on' };

  test.each<[string, object, Partial<Target>, string]>([
    ['in the tracer for Python', on, {}, 'tracer'],
    ['by its older name', { enableDatadogASM: true }, {}, 'tracer'],
    ['in the extension for releases that cannot', { ...on, pythonLayerVersion: 113 }, {}, 'extension'],
    ['in the tracer from the release that can', { ...on, pythonLayerVersion: 114 }, {}, 'tracer'],
    ['in the extension for a frozen layer', on, { runtime: 'python3.7' }, 'extension'],
    ['in the extension where the release is unknown', { ...on, addLayers: false }, {}, 'extension'],
    ['in the extension for a layer of our own', { ...on, pythonLayerArn: OWN.replace(':7', ':200') }, {}, 'extension'],
    [
      'in the tracer in an image of Python',
      { ...on, imageRuntime: 'python' },
      { packageType: 'Image', runtime: undefined },
      'tracer',
    ],
    ['in the extension for others', on, { runtime: 'nodejs22.x' }, 'extension'],
    ['where it is asked for', { datadogAppSecMode: 'extension' }, {}, 'extension'],
    [
      'in the tracer of a package of our own, if asked for',
      { datadogAppSecMode: 'tracer', addLayers: false },
      {},
      'tracer',
    ],
    ['not in a tracer that cannot', { datadogAppSecMode: 'tracer', pythonLayerVersion: 113 }, {}, 'none'],
    ['not in the tracer of others', { datadogAppSecMode: 'tracer' }, { runtime: 'nodejs22.x' }, 'none'],
    ['not where no wrapper runs', on, { runtime: 'provided.al2023' }, 'none'],
    ['off', { datadogAppSecMode: 'off' }, {}, 'none'],
  ])('is done %s', (_, options, target, expected) => {
    expect(protection(options, target)).toBe(expected);
  });
});
