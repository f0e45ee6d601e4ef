/** Every possible recipe in one snapshot: the layers, the rest, and what each option changes. */
import { isRefusal, type Recipe, type Refusal } from '../../src/core/recipe';
import { FAMILIES, familyOf, RUNTIME_NAMES } from '../../src/core/runtime';
import { SHAPES, type Shape } from '../../src/core/shapes';
import type { Target } from '../../src/core/state';
import type { OptionTable } from '../../src/options/spec';
import { configure, OPTIONS, PROVIDER_NAMES, PROVIDERS } from '../../src/providers';
import { toValue } from '../../src/surfaces/intrinsics';
import { samplesOf, waysOf } from '../helpers/samples';
import { grouped } from './grouping';
import { changeLines, layerLines, otherLines } from './print';

type Place = Pick<Target, 'region' | 'partition'>;

/** A region of each partition, and one that is known only after deployment. */
const HERE: Place = { region: 'us-east-1', partition: 'aws' };
const PLACES: readonly (readonly [name: string, place: Place])[] = [
  ['us-east-1', HERE],
  ['us-gov-west-1', { region: 'us-gov-west-1', partition: 'aws-us-gov' }],
  ['cn-north-1', { region: 'cn-north-1', partition: 'aws-cn' }],
  ['any', { region: toValue({ Ref: 'AWS::Region' }), partition: toValue({ Ref: 'AWS::Partition' }) }],
];

/** Regions in which some layers are missing or have other versions. */
const GAPS = ['ap-east-2', 'ap-southeast-6', 'ap-southeast-7', 'il-central-1', 'me-central-1', 'me-south-1'];

const ZIPS = RUNTIME_NAMES.flatMap((runtime) =>
  ['x86_64', 'arm64'].map((architecture) => ({ runtime, architecture, name: [runtime, architecture] })),
);
const zip = ({ runtime, architecture }: { runtime: string; architecture: string }, place: Place): Target => ({
  ...place,
  packageType: 'Zip',
  runtime,
  architecture,
  account: '123456789012',
});
const IMAGE: Target = {
  ...zip({ runtime: '', architecture: 'x86_64' }, HERE),
  packageType: 'Image',
  runtime: undefined,
};

describe.each(PROVIDER_NAMES)('the recipes of %s', (provider) => {
  const ways = waysOf(provider);
  const usual = ways[0]?.[1] ?? {};
  const recipeFor = (values: object, target: Target): Recipe | Refusal =>
    PROVIDERS[provider].recipe(configure(provider, { source: 'here', values: { ...values } }).settings, target);
  const zips = ZIPS.flatMap((fn) =>
    PLACES.flatMap(([place, region]) =>
      ways.map(([way, options]) => ({
        of: [...fn.name, way, place],
        place,
        made: recipeFor(options, zip(fn, region)),
      })),
    ),
  );
  const served = zips.filter(({ made }) => !isRefusal(made));

  test('take layers from these accounts', () => {
    const cases = served.map(({ place, made }) => ({ of: [place], lines: layerLines(made).map(prefix) }));
    expect(grouped(cases)).toMatchSnapshot();
  });

  test('add these layers to a function', () => {
    const unsupported = RUNTIME_NAMES.filter((runtime) =>
      zips.every(({ of, made }) => of[0] !== runtime || layerLines(made).includes('refused: runtime-unsupported')),
    );
    const supported = zips.filter(({ of: [runtime = ''] }) => !unsupported.includes(runtime));
    const cases = supported.map(({ of, made }) => ({ of, lines: layerLines(made).map(short) }));
    expect(`\nnot supported: ${unsupported.join(', ')}${grouped(cases)}`).toMatchSnapshot();
  });

  test('have other layers, or none, in some regions', () => {
    // Only if the provider has the option: an unknown one is compared with all known names, which is slow.
    const fips = 'lambdaFips' in OPTIONS[provider].table ? { lambdaFips: true } : {};
    const cases = GAPS.flatMap((region) =>
      ZIPS.map((fn) => {
        const [there, here] = [{ ...HERE, region }, HERE].map((place) =>
          layerLines(recipeFor({ ...usual, ...fips }, zip(fn, place))).map(short),
        );
        return { of: [region, ...fn.name], lines: (there ?? []).filter((line) => !here?.includes(line)) };
      }),
    );
    expect(grouped(cases)).toMatchSnapshot();
  });

  test('require this in addition to layers', () => {
    const images = ways.flatMap(([way, options]) =>
      [undefined, ...FAMILIES].map((imageRuntime) => ({
        of: [imageRuntime === undefined ? 'image' : `image of ${imageRuntime}`, 'x86_64', way, 'us-east-1'],
        made: recipeFor({ ...options, imageRuntime }, IMAGE),
      })),
    );
    expect(
      grouped([...served, ...images].map(({ of, made }) => ({ of, lines: otherLines(made).map(general(of)) }))),
    ).toMatchSnapshot();
  });

  test('change like this with each shape of a function', () => {
    const cases = (Object.keys(SHAPES) as Shape[]).flatMap((shape) =>
      ways.flatMap(([way, options]) =>
        FAMILIES.map((family) => {
          const isServed = (one: (typeof ZIPS)[number]) =>
            familyOf(one.runtime) === family && !isRefusal(recipeFor(usual, zip(one, HERE)));
          const fn = zip(ZIPS.find(isServed) ?? { runtime: family, architecture: 'x86_64' }, HERE);
          const [old, now] = [recipeFor(options, fn), recipeFor(options, { ...fn, shapes: [shape] })];
          return { of: [shape, way, family], lines: changeLines(old, now).map(general([String(fn.runtime)])) };
        }),
      ),
    );
    expect(grouped(cases)).toMatchSnapshot();
  });

  test('change like this with each option', () => {
    const newest = FAMILIES.map((family) =>
      ZIPS.find((fn) => familyOf(fn.runtime) === family && !isRefusal(recipeFor(usual, zip(fn, HERE)))),
    ).filter((fn) => fn !== undefined);
    const change = (options: object, option: object, fn: (typeof ZIPS)[number]) => {
      const [old, now] = [options, { ...options, ...option }].map((values) => recipeFor(values, zip(fn, HERE)));
      return old === undefined || now === undefined ? [] : changeLines(old, now).map(general([fn.runtime]));
    };
    const table: OptionTable = OPTIONS[provider].table;
    const pages = Object.entries(table).flatMap(([option, spec]) =>
      samplesOf(option, spec).map((sample) => {
        const cases = ways.flatMap(([way, options]) =>
          newest.map((fn) => ({
            of: [way, familyOf(fn.runtime) ?? ''],
            lines: change(options, { [option]: sample }, fn),
          })),
        );
        return `${option}: ${JSON.stringify(sample)}${grouped(cases).trimEnd().replaceAll('\n', '\n  ')}`;
      }),
    );
    expect(`\n${pages.filter((page) => page.includes('\n')).join('\n')}\n`).toMatchSnapshot();
  });
});

/** A line without the name of its runtime, which differs for each runtime. */
const general =
  ([runtime = '']: readonly string[]) =>
  (line: string): string =>
    line.replaceAll(runtime, '<runtime>');
const prefix = (arn: string): string => arn.replace(/:layer:.*$/, '');
const short = (arn: string): string => arn.replace(/^.*:layer:/, '');
