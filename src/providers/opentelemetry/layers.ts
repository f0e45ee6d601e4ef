/** The layers of OpenTelemetry: of which product, from which account, in which version, or why there are none. */
import { parseLayer } from '../../core/layer';
import type { LayerSetting } from '../../core/recipe';
import type { Target } from '../../core/state';
import { concat, isKnown, type Lookup, type Value, valueText } from '../../core/value';
import adot from '../layers/adot.json';
import published from '../layers/opentelemetry.json';
import type { Architecture } from '../targets';
import type { Distribution, Options } from './options';

/** What is looked for. */
export interface LayerRequest {
  readonly part: string;
  readonly architecture: Architecture;
  readonly target: Target;
  /** A version that the user names. */
  readonly version?: Value;
  readonly options: Options;
}

/** Where a layer is: its account, and its name with its version. */
interface LayerAddress {
  readonly account: Value;
  readonly name: Value;
}

/** The layer of a product, or nothing where it is not published. */
export function productLayer(distribution: Distribution, wanted: LayerRequest): LayerSetting | undefined {
  const place = FINDERS[distribution](wanted);
  const account = wanted.options.useLayersFromAccount ?? place?.account;
  if (!place || account === undefined) return undefined;
  const { partition, region } = wanted.target;
  return settingOf(concat('arn:', partition, ':lambda:', region, ':', account, ':layer:', place.name), wanted.part);
}

/** A layer by its ARN, which takes the place of every published one of the same part. */
export function settingOf(arn: Value, part: string): LayerSetting {
  const account = parseLayer(arn)?.account;
  return {
    arn,
    supersedes: LAYER_NAMES[part] ?? [],
    accounts: [...LAYER_ACCOUNTS, ...(account === undefined ? [] : [account])],
  };
}

/** Whether a distribution says that it serves a runtime; one that says nothing serves all of the family. */
export function serves(distribution: Distribution, part: string, runtime: string): boolean {
  const runtimes: Readonly<Record<string, readonly string[]>> = published.runtimes[distribution];
  return runtimes[part]?.includes(runtime) ?? true;
}

/** The runtimes that a distribution serves, each once: two layers may serve the same runtimes. */
export const runtimesOf = (distribution: Distribution): string[] => {
  const runtimes: Readonly<Record<string, readonly string[]>> = published.runtimes[distribution];
  return [...new Set(Object.values(runtimes).flat())];
};

const COMMUNITY: Readonly<Record<string, { name: string; version: string }>> = published.community.layers;
const SIGNAL_LAYERS: Readonly<Record<string, string>> = published.applicationSignals.layers;
const REGIONS: Readonly<Record<string, Readonly<Record<string, string | number>>>> =
  published.applicationSignals.regions;
const ADOT: Readonly<Record<string, Record<Architecture, string>>> = adot.layers;

const FINDERS: Record<Distribution, (wanted: LayerRequest) => LayerAddress | undefined> = {
  community: ({ part, architecture, target, version, options }) => {
    const layer = COMMUNITY[part];
    const account = accountIn(target.region, published.community, 'opentelemetryAccount', options);
    if (!layer || account === undefined) return undefined;
    const spelt = valueText(version ?? layer.version).replace(/[.-]/g, '_');
    const name = part === 'collector' ? `${layer.name}-${COLLECTOR_ARCHITECTURES[architecture]}` : layer.name;
    return { account, name: withArnVersion(`${name}-${spelt}`) };
  },
  adot: ({ part, architecture, target, options }) => {
    const account = accountIn(target.region, adot, 'adotAccount', options);
    const name = ADOT[part]?.[architecture];
    return account === undefined || name === undefined ? undefined : { account, name };
  },
  'application-signals': ({ part, architecture, target: { region }, version, options }) => {
    const layer = SIGNAL_LAYERS[part];
    if (!layer || (part === 'dotnet' && architecture === 'arm64')) return undefined;
    const number = version ?? column(region, part);
    const account = options.useLayersFromAccount ?? column(region, 'account');
    return number === undefined || account === undefined ? undefined : { account, name: concat(layer, ':', number) };
  },
};

/** The name of a layer of the community says its release, so its first version is the only one, with exceptions. */
function withArnVersion(name: string): string {
  const { arnVersion, arnVersions } = published.community;
  return `${name}:${(arnVersions as Readonly<Record<string, number>>)[name] ?? arnVersion}`;
}

/** The collector's name says its architecture in other words than Lambda does. */
const COLLECTOR_ARCHITECTURES: Record<Architecture, string> = { x86_64: 'amd64', arm64: 'arm64' };

/** The one account of a product; where the region is open it is right in the partition `aws` only, and nowhere else. */
function accountIn(
  region: Value,
  { account, regions }: { account: string; regions: string[] },
  attribute: string,
  { useLayersFromAccount }: Options,
): Value | undefined {
  if (useLayersFromAccount !== undefined) return useLayersFromAccount;
  if (!isKnown(region)) return { kind: 'lookup', by: 'partition', attribute, entries: { aws: account } };
  return regions.includes(region) ? account : undefined;
}

/** A column of the table by region, as a lookup where the region is open. */
function column(region: Value, name: string): Value | undefined {
  if (isKnown(region)) return REGIONS[region]?.[name]?.toString();
  const rows = Object.entries(REGIONS).filter(([, row]) => row[name] !== undefined);
  const lookup: Lookup = {
    kind: 'lookup',
    by: 'region',
    attribute: `applicationSignals${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    entries: Object.fromEntries(rows.map(([key, row]) => [key, String(row[name])])),
  };
  return lookup;
}

/** The names by which the published layers of a part are known, in every version. */
const LAYER_NAMES: Readonly<Record<string, readonly string[]>> = {
  python: ['opentelemetry-python-*', 'aws-otel-python-*', 'AWSOpenTelemetryDistroPython'],
  nodejs: ['opentelemetry-nodejs-*', 'aws-otel-nodejs-*', 'AWSOpenTelemetryDistroJs'],
  java: ['opentelemetry-java*', 'aws-otel-java-*', 'AWSOpenTelemetryDistroJava'],
  javaagent: ['opentelemetry-java*', 'aws-otel-java-*', 'AWSOpenTelemetryDistroJava'],
  javawrapper: ['opentelemetry-java*', 'aws-otel-java-*', 'AWSOpenTelemetryDistroJava'],
  ruby: ['opentelemetry-ruby-*'],
  dotnet: ['AWSOpenTelemetryDistroDotNet'],
  collector: ['opentelemetry-collector-*', 'aws-otel-collector-*'],
};

const LAYER_ACCOUNTS: readonly string[] = [
  ...new Set([
    published.community.account,
    adot.account,
    ...Object.values(REGIONS).map(({ account }) => String(account)),
  ]),
  '${Tracelayer.partition.opentelemetryAccount}',
  '${Tracelayer.partition.adotAccount}',
  '${Tracelayer.region.applicationSignalsAccount}',
];

/** The layers of languages, by which a function is known that OpenTelemetry traces already. */
export const LANGUAGE_LAYERS: readonly string[] = Object.entries(LAYER_NAMES).flatMap(([part, names]) =>
  part === 'collector' ? [] : names,
);
