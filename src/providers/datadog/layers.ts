/** The layers of a function: which, in which version, from which account, or why there are none. */
import { type Note, note } from '../../core/finding';
import { parseLayer } from '../../core/layer';
import type { LayerSetting } from '../../core/recipe';
import { PARTITION_NAMES, partitionOf } from '../../core/region';
import type { Family } from '../../core/runtime';
import { matches } from '../../core/select';
import type { Target } from '../../core/state';
import { concat, isKnown, type Lookup, lookupText, type Value, valueText } from '../../core/value';
import * as published from '../layers/datadog.json';
import type { Architecture } from '../targets';
import type { InformedOptions, Options } from './options';

interface PublishedLayer {
  readonly x86_64?: string;
  readonly arm64?: string;
  /** The first version, where other layers of the language are older. */
  readonly first?: number;
  /** The last version, where the layer is not made any more. */
  readonly last?: number;
}

const PUBLISHED_RUNTIMES: Readonly<Record<string, PublishedLayer>> = published.runtimes;
const PUBLISHED_PARTITIONS: Readonly<Record<string, { account: string; regions: readonly string[] }>> =
  published.partitions;
/** Layers, by name or pattern, that are not published in a region. */
const UNPUBLISHED: Readonly<Record<string, readonly string[]>> = published.gaps;
const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, number>>>> = published.exceptions;

/** The options that choose the library layer of a family, and its newest version known. */
const LIBRARY_OPTIONS = {
  nodejs: { version: 'nodeLayerVersion', arn: 'nodeLayerArn', newest: published.current.nodejs },
  python: { version: 'pythonLayerVersion', arn: 'pythonLayerArn', newest: published.current.python },
  java: { version: 'javaLayerVersion', arn: 'javaLayerArn', newest: published.current.java },
  dotnet: { version: 'dotnetLayerVersion', arn: 'dotnetLayerArn', newest: published.current.dotnet },
  ruby: { version: 'rubyLayerVersion', arn: 'rubyLayerArn', newest: published.current.ruby },
  custom: undefined,
} as const satisfies Record<Family, { version: keyof Options; arn: keyof Options; newest: number } | undefined>;

/** The runtimes for which a library layer is published. */
const LAYERED_RUNTIMES = Object.keys(PUBLISHED_RUNTIMES);

/** The names of all library layers. */
export const LIBRARY_NAMES = [
  ...new Set(
    Object.values(PUBLISHED_RUNTIMES).flatMap(({ x86_64, arm64 }) =>
      [x86_64, arm64].filter((name) => name !== undefined),
    ),
  ),
];
const { fips: FIPS_NAMES, ...EXTENSION_NAMES } = published.extension;

export interface LayerRequest {
  readonly options: InformedOptions;
  readonly target: Target;
  readonly architecture: Architecture;
}

/** The language's library layer; none for families without one and where it is switched off. */
export function libraryLayer(wanted: LayerRequest, family: Family, runtime: string): LayerSetting | Note | undefined {
  const library = LIBRARY_OPTIONS[family];
  const { options, architecture } = wanted;
  if (!library || options.addLayers === false) return undefined;
  const arn = options[library.arn];
  if (arn !== undefined) return setting(options, arn, LIBRARY_NAMES);
  const row = PUBLISHED_RUNTIMES[runtime];
  const name = row?.[architecture];
  if (!row) return unsupportedRuntime(runtime, family, library.arn);
  if (name === undefined) return missingLayer(row.x86_64 ?? runtime, wanted, library.arn);
  const asked = options[library.version] ?? options.layerVersion;
  const newest = row.last ?? library.newest;
  return publishedLayer(wanted, { name, asked, newest, row, option: library.arn, supersedes: LIBRARY_NAMES });
}

/** The release of Datadog's library that a layer brings; `undefined` for a layer that is none of Datadog's. */
export function releaseOf({ arn }: LayerSetting): number | undefined {
  const layer = parseLayer(arn);
  return layer && LIBRARY_NAMES.includes(layer.name) ? layer.version : undefined;
}

/** The extension's layer, in the FIPS build where that is asked for or the partition asks for it. */
export function extensionLayer(wanted: LayerRequest): LayerSetting | Note {
  const { options, target, architecture } = wanted;
  const supersedes = [...Object.values(EXTENSION_NAMES), ...Object.values(FIPS_NAMES)];
  if (options.extensionLayerArn !== undefined) return setting(options, options.extensionLayerArn, supersedes);
  const fips = options.lambdaFips ?? (isKnown(target.partition) ? target.partition === 'aws-us-gov' : undefined);
  const names = { plain: EXTENSION_NAMES[architecture], fips: FIPS_NAMES[architecture] };
  const name = fips === undefined ? extensionLookup(wanted, names) : fips ? names.fips : names.plain;
  const asked = options.extensionLayerVersion;
  return publishedLayer(wanted, {
    name,
    asked,
    newest: published.current.extension,
    option: 'extensionLayerArn',
    supersedes,
  });
}

/**
 * In GovCloud the libraries expect the FIPS build, so where the partition is open the name is chosen by it. Datadog's
 * own layers are in two partitions, and copies of them may be in any.
 */
function extensionLookup(
  { architecture, options }: LayerRequest,
  { plain, fips }: { readonly plain: string; readonly fips: string },
): Lookup {
  const partitions = options.useLayersFromAccount === undefined ? Object.keys(PUBLISHED_PARTITIONS) : PARTITION_NAMES;
  return {
    kind: 'lookup',
    by: 'partition',
    attribute: architecture === 'arm64' ? 'datadogExtensionArm64' : 'datadogExtensionX8664',
    entries: { ...Object.fromEntries(partitions.map((name) => [name, plain])), 'aws-us-gov': fips },
  };
}

interface Layer {
  readonly name: Value;
  /** The version that the user asks for; it may be unresolved. */
  readonly asked?: Value | number;
  readonly newest: number;
  /** Its row in the table, where that limits the versions that there are. */
  readonly row?: PublishedLayer;
  /** The option by which a layer of the user's own takes its place. */
  readonly option: string;
  readonly supersedes: readonly string[];
}

function publishedLayer(wanted: LayerRequest, layer: Layer): LayerSetting | Note {
  const { options, target } = wanted;
  const own = options.useLayersFromAccount;
  const account = own ?? accountOf(target.region);
  if (account === undefined || (own === undefined && isUnpublished(target.region, layer.name)))
    return missingLayer(valueText(layer.name), wanted, layer.option);
  const place = ['arn:', target.partition, ':lambda:', target.region, ':', account];
  return setting(options, concat(...place, ':layer:', layer.name, ':', versionOf(layer, wanted)), layer.supersedes);
}

/** The wanted version, among those that Datadog has published; a copy in another account may have any version. */
function versionOf({ name, asked, newest, row = {} }: Layer, { options, target }: LayerRequest): Value {
  if (asked === undefined) return String(exception(target.region, name) ?? newest);
  if (typeof asked !== 'number') return asked;
  const { first = 0, last = Number.POSITIVE_INFINITY } = row;
  return String(options.useLayersFromAccount === undefined ? Math.min(Math.max(asked, first), last) : asked);
}

/** Datadog's account for a region; a lookup by partition where the region is open, nothing where there are no layers. */
function accountOf(region: Value): Value | undefined {
  if (!isKnown(region)) return LAYER_ACCOUNT;
  const { account, regions } = PUBLISHED_PARTITIONS[partitionOf(region)] ?? {};
  return regions?.includes(region) ? account : undefined;
}

const LAYER_ACCOUNT: Lookup = {
  kind: 'lookup',
  by: 'partition',
  attribute: 'datadogAccount',
  entries: Object.fromEntries(
    Object.entries(PUBLISHED_PARTITIONS).map(([partition, { account }]) => [partition, account]),
  ),
};

const isUnpublished = (region: Value, name: Value): boolean =>
  isKnown(region) && isKnown(name) && (UNPUBLISHED[region] ?? []).some((pattern) => matches(pattern, name));

const exception = (region: Value, name: Value): number | undefined =>
  isKnown(region) && isKnown(name) ? EXCEPTIONS[region]?.[name] : undefined;

/** A layer with what gives way to it: Datadog's, its copies in the user's account, and older versions of itself. */
function setting({ useLayersFromAccount: own }: Options, arn: Value, names: readonly string[]): LayerSetting {
  const itself = parseLayer(arn);
  const accounts = [
    ...Object.values(PUBLISHED_PARTITIONS).map(({ account }) => account),
    lookupText('partition', LAYER_ACCOUNT.attribute),
  ];
  return {
    arn,
    supersedes: [...new Set([...names, ...(itself ? [itself.name] : [])])],
    accounts: [
      ...new Set([...accounts, ...(own === undefined ? [] : [valueText(own)]), ...(itself ? [itself.account] : [])]),
    ],
  };
}

const unsupportedRuntime = (runtime: string, family: Family, option: string): Note =>
  note('runtime-unsupported', {
    provider: 'Datadog',
    runtime,
    option,
    supported: LAYERED_RUNTIMES.filter((name) => name.startsWith(family)).join(', '),
  });

const missingLayer = (layer: string, { target, architecture }: LayerRequest, option: string): Note =>
  note('layer-missing', { provider: 'Datadog', layer, architecture, region: valueText(target.region), option });
