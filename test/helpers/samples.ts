/** Sample options of every provider: its own from test/providers/<name>/samples.ts, or ones that follow from its table. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { errorsOf } from '../../src/core/finding';
import type { Settings } from '../../src/core/provider';
import { SELECTION_OPTIONS } from '../../src/options/selection';
import type { OptionSpec, OptionTable } from '../../src/options/spec';
import { configure, OPTIONS, PROVIDER_NAMES, PROVIDERS, type ProviderName } from '../../src/providers';

export interface Samples {
  /** The ways in which data leave a function, the usual one first, each with the options that it needs. */
  readonly ways: readonly (readonly [way: string, options: object])[];
  /** Random options without a mistake. */
  readonly options?: fc.Arbitrary<Settings>;
}

/** A provider for `describe.each`, with random options. */
export interface Subject {
  readonly name: ProviderName;
  readonly provider: (typeof PROVIDERS)[ProviderName];
  readonly options: fc.Arbitrary<Settings>;
}

function ownSamples(name: ProviderName): Samples | undefined {
  const file = join(__dirname, '..', 'providers', name, 'samples.ts');
  return existsSync(file) ? (require(file) as Samples) : undefined;
}

/** The ways of a provider; without samples of its own, the options of the construct's example. */
export const waysOf = (name: ProviderName): Samples['ways'] => ownSamples(name)?.ways ?? [['usual', usualOf(name)]];

const usualOf = (name: ProviderName): object => PROVIDERS[name].construct?.props ?? PROVIDERS[name].example;

const optionsOf = (name: ProviderName): fc.Arbitrary<Settings> => ownSamples(name)?.options ?? fromTable(name);

/** Some options of the table next to the usual ones, as far as that is no mistake. */
function fromTable(name: ProviderName): fc.Arbitrary<Settings> {
  const table: OptionTable = OPTIONS[name].table;
  const rows = Object.entries(table).filter(([option]) => !Object.hasOwn(SELECTION_OPTIONS, option));
  const values = rows.map(([option, spec]) => {
    const samples = samplesOf(option, spec);
    return [option, samples.length === 0 ? fc.constant(undefined) : maybe(fc.constantFrom(...samples))] as const;
  });
  return fc
    .record(Object.fromEntries(values))
    .map((given) => configure(name, { source: 'here', values: { ...withoutGaps(given), ...usualOf(name) } }))
    .filter(({ findings }) => errorsOf(findings).length === 0)
    .map(({ settings }) => settings);
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const withoutGaps = (given: object): Settings =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

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

/** What `describe.each` goes through where something is true of every provider. */
export const EVERY_PROVIDER: readonly Subject[] = PROVIDER_NAMES.map((name) => ({
  name,
  provider: PROVIDERS[name],
  options: optionsOf(name).map(withoutGaps),
}));

/** Every way from one provider to another. */
export const PAIRS = EVERY_PROVIDER.flatMap((here) =>
  EVERY_PROVIDER.filter((there) => there !== here).map((there) => ({ here, there })),
);

/** Values of an option's type, one of them for each way in which it may turn out. */
export function samplesOf(name: string, spec: OptionSpec): readonly unknown[] {
  return spec.construct === undefined ? (SAMPLES[name] ?? BY_TYPE[spec.type](spec)) : [];
}
