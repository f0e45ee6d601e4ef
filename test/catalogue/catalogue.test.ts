/** Every recipe there can be, in one snapshot to read: the layers, what else there is, and what each option changes. */
import { isRefusal, type Recipe, type Refusal } from '../../src/core/recipe';
import { FAMILIES, familyOf, RUNTIME_NAMES } from '../../src/core/runtime';
import type { Target } from '../../src/core/state';
import type { OptionSpec, OptionTable } from '../../src/options/spec';
import { configure, OPTIONS, PROVIDERS, type ProviderName } from '../../src/providers';
import { toValue } from '../../src/surfaces/intrinsics';
import { turned } from '../helpers/grouping';
import { changeLines, layerLines, otherLines } from '../helpers/print';

type Place = Pick<Target, 'region' | 'partition'>;

/** The ways in which a provider's data leave a function, the usual one first. */
const WAYS: Readonly<Record<ProviderName, readonly (readonly [way: string, options: object])[]>> = {
  datadog: [
    ['extension', { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog' }],
    ['forwarder', { forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:forwarder' }],
    ['agent', { agentUrl: 'http://127.0.0.1:9529' }],
  ],
  opentelemetry: [
    ['community', { otlpEndpoint: 'https://otlp.example.com' }],
    ['collector', { collectorConfig: '/var/task/collector.yaml' }],
    ['application-signals', { distribution: 'application-signals' }],
    ['adot', { distribution: 'adot' }],
  ],
};

/** A region of each partition, and one that only the deployment knows. */
const HERE: Place = { region: 'us-east-1', partition: 'aws' };
const PLACES: readonly (readonly [name: string, place: Place])[] = [
  ['us-east-1', HERE],
  ['us-gov-west-1', { region: 'us-gov-west-1', partition: 'aws-us-gov' }],
  ['cn-north-1', { region: 'cn-north-1', partition: 'aws-cn' }],
  ['any', { region: toValue({ Ref: 'AWS::Region' }), partition: toValue({ Ref: 'AWS::Partition' }) }],
];

/** Regions in which some layers are missing or of other versions. */
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

describe.each(Object.keys(WAYS) as ProviderName[])('%s', (provider) => {
  const ways = WAYS[provider];
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

  test('takes layers from these accounts', () => {
    const cases = served.map(({ place, made }) => ({ of: [place], lines: layerLines(made).map(prefix) }));
    expect(turned(cases)).toMatchSnapshot();
  });

  test('puts these layers on a function', () => {
    expect(turned(zips.map(({ of, made }) => ({ of, lines: layerLines(made).map(short) })))).toMatchSnapshot();
  });

  test('has other layers, or none, in some regions', () => {
    // Only where the provider has it: each unknown option is compared with all names there are.
    const fips = 'lambdaFips' in OPTIONS[provider].table ? { lambdaFips: true } : {};
    const cases = GAPS.flatMap((region) =>
      ZIPS.map((fn) => {
        const [there, here] = [{ ...HERE, region }, HERE].map((place) =>
          layerLines(recipeFor({ ...usual, ...fips }, zip(fn, place))).map(short),
        );
        return { of: [region, ...fn.name], lines: (there ?? []).filter((line) => !here?.includes(line)) };
      }),
    );
    expect(turned(cases)).toMatchSnapshot();
  });

  test('asks this of a function beside its layers', () => {
    const images = ways.flatMap(([way, options]) =>
      [undefined, ...FAMILIES].map((imageRuntime) => ({
        of: [imageRuntime === undefined ? 'image' : `image of ${imageRuntime}`, 'x86_64', way, 'us-east-1'],
        made: recipeFor({ ...options, imageRuntime }, IMAGE),
      })),
    );
    expect(
      turned([...served, ...images].map(({ of, made }) => ({ of, lines: otherLines(made).map(general(of)) }))),
    ).toMatchSnapshot();
  });

  test('does this for each option', () => {
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
          newest.map((fn) => ({ of: [way, fn.runtime], lines: change(options, { [option]: sample }, fn) })),
        );
        return `${option}: ${JSON.stringify(sample)}${turned(cases).trimEnd().replaceAll('\n', '\n  ')}`;
      }),
    );
    expect(`\n${pages.filter((page) => page.includes('\n')).join('\n')}\n`).toMatchSnapshot();
  });
});

/** A line without the name of its runtime, which differs for each. */
const general =
  ([runtime = '']: readonly string[]) =>
  (line: string): string =>
    line.replaceAll(runtime, '<runtime>');
const prefix = (arn: string): string => arn.replace(/:layer:.*$/, '');
const short = (arn: string): string => arn.replace(/^.*:layer:/, '');

/** Values of an option's type, one of them for each way in which it may turn out. */
function samplesOf(name: string, spec: OptionSpec): readonly unknown[] {
  return spec.construct === undefined ? (SAMPLES[name] ?? BY_TYPE[spec.type](spec)) : [];
}

const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  site: ['datadoghq.eu'],
  imageRuntime: ['python'],
  logLevel: ['debug'],
  propagationStyle: ['datadog,tracecontext'],
  gitCommitSha: ['0123456789abcdef'],
  gitData: ['0123456789abcdef,https://user:password@git.example.com/shop.git'],
  gitRepositoryUrl: ['git@git.example.com:shop/shop.git'],
};

const BY_TYPE: Record<OptionSpec['type'], (spec: OptionSpec) => readonly unknown[]> = {
  boolean: () => [true, false],
  number: ({ minimum = 0, maximum = 9999 }) => [Math.max(minimum, Math.min(maximum, 77))],
  string: ({ example, pattern }) => [example ?? /`([^`]+)`/.exec(pattern?.[1] ?? '')?.[1] ?? 'text'],
  enum: ({ values = [] }) => values,
  list: ({ example }) => [example ?? 'a,b'],
  pairs: ({ example }) => [example ?? 'a:b'],
};
