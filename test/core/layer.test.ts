/** The ARN of a layer contains account, name, and version, even if only the deployment knows the region. */
import { layerKey, parseLayer, withLayers } from '../../src/core/layer';
import type { LayerSetting } from '../../src/core/recipe';
import { toValue } from '../../src/surfaces/intrinsics';

describe("a layer's ARN", () => {
  test.each([
    ['arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Extension:99', '464622532012'],
    ['arn:${AWS::Partition}:lambda:${AWS::Region}:464622532012:layer:Datadog-Extension:99', '464622532012'],
    ['arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:layer:Datadog-Extension:99', '${AWS::AccountId}'],
  ])('is parsed: %s', (arn, account) => {
    expect(parseLayer(arn)).toEqual({ account, name: 'Datadog-Extension', version: 99 });
  });

  test.each([
    '${Layer}',
    'arn:aws:lambda:us-east-1:464622532012:function:f',
    'arn:aws:lambda:us-east-1:1:layer:name:7:more',
    '',
  ])('is none: %s', (arn) => {
    expect(parseLayer(arn)).toBeUndefined();
  });
});

describe('the key of a layer', () => {
  test.each<[unknown, string]>([
    ['arn:aws:lambda:us-east-1:1:layer:name:7', 'arn:aws:lambda:us-east-1:1:layer:name'],
    ['arn:aws:lambda:us-east-1:1:layer:name:${Version}', 'arn:aws:lambda:us-east-1:1:layer:name'],
    ['arn:aws:lambda:us-east-1:1:layer:name', 'arn:aws:lambda:us-east-1:1:layer:name'],
    ['arn:aws:lambda:::awslayer:AmazonLinux1803', 'arn:aws:lambda:::awslayer:AmazonLinux1803'],
    ['arn:aws:lambda:us-east-1:1:layer:name:7:more', 'arn:aws:lambda:us-east-1:1:layer:name:7:more'],
    [{ Ref: 'Layer' }, '${Layer}'],
  ])('of %j is %s', (given, key) => {
    expect(layerKey(toValue(given))).toBe(key);
  });
});

test('a version that is no number yet is none', () => {
  expect(parseLayer('arn:aws:lambda:us-east-1:1:layer:name:${Version}')).toEqual({ account: '1', name: 'name' });
  expect(parseLayer('arn:aws:lambda:us-east-1:1:layer:name')).toEqual({ account: '1', name: 'name' });
});

describe('the layers of a function with those of a recipe', () => {
  const arn = (name: string, version: number | string, account = 'datadog') =>
    `arn:aws:lambda:us-east-1:${account}:layer:${name}:${version}`;
  const setting = (name: string, version: number | string): LayerSetting => ({
    arn: arn(name, version),
    supersedes: ['Lib1', 'Lib2'],
    accounts: ['datadog', 'copies'],
  });
  const met = (own: readonly string[], ...settings: LayerSetting[]) => {
    const { layers, notes } = withLayers(Object.fromEntries(own.map((one) => [layerKey(one), one])), settings);
    return { layers: Object.values(layers), codes: notes.map(({ code }) => code) };
  };

  test.each<[string, string[], string[], string[]]>([
    ['come behind its own', [arn('mine', 1)], [arn('mine', 1), arn('Lib1', 50)], []],
    ['are not doubled', [arn('Lib1', 50)], [arn('Lib1', 50)], []],
    [
      'replace an older one in its place',
      [arn('Lib1', 40), arn('mine', 1)],
      [arn('Lib1', 50), arn('mine', 1)],
      ['layer-replaced'],
    ],
    ['give way to a newer one', [arn('Lib1', 60)], [arn('Lib1', 60)], ['layer-kept']],
    ['replace one of a version that is not known', [arn('Lib1', '${V}')], [arn('Lib1', 50)], ['layer-replaced']],
    [
      'replace one for another runtime',
      [arn('Lib2', 90), arn('mine', 1)],
      [arn('mine', 1), arn('Lib1', 50)],
      ['layer-replaced'],
    ],
    ['replace a copy in another account', [arn('Lib1', 90, 'copies')], [arn('Lib1', 50)], ['layer-replaced']],
    [
      'leave a layer of the same name in another account',
      [arn('Lib1', 40, 'other')],
      [arn('Lib1', 40, 'other'), arn('Lib1', 50)],
      [],
    ],
    ['leave other layers of that account', [arn('Other', 1)], [arn('Other', 1), arn('Lib1', 50)], []],
    ['leave what cannot be read', ['${Layer}'], ['${Layer}', arn('Lib1', 50)], []],
    [
      'keep the newer one of two, without the other',
      [arn('Lib2', 10), arn('Lib1', 60)],
      [arn('Lib1', 60)],
      ['layer-replaced', 'layer-kept'],
    ],
  ])('%s', (_, own, layers, codes) => {
    expect(met(own, setting('Lib1', 50))).toEqual({ layers, codes });
  });

  test('keep one whose version is known, where the wanted one is not', () => {
    expect(met([arn('Lib1', 60)], setting('Lib1', '${V}')).layers).toEqual([arn('Lib1', 60)]);
  });

  test('come in the order of the recipe', () => {
    const extension = { ...setting('Ext', 9), supersedes: ['Ext'] };
    expect(met([], setting('Lib1', 50), extension).layers).toEqual([arn('Lib1', 50), arn('Ext', 9)]);
  });

  test('are reported with what replaces what', () => {
    const { notes } = withLayers({ [layerKey(arn('Lib2', 90))]: arn('Lib2', 90) }, [setting('Lib1', 50)]);
    expect(notes[0]?.details).toEqual({ layer: arn('Lib2', 90), by: arn('Lib1', 50) });
    const { notes: kept } = withLayers({ [layerKey(arn('Lib1', 60))]: arn('Lib1', 60) }, [setting('Lib1', 50)]);
    expect(kept[0]?.details).toEqual({ layer: arn('Lib1', 60), version: '50' });
  });
});
