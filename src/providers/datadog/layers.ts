/** The layers of a function: which, in which version, from which account, or why there are none. */
import { type Note, note } from '../../core/finding';
import { parseLayer } from '../../core/layer';
import { ownValue } from '../../core/own';
import type { LayerSetting } from '../../core/recipe';
import { PARTITION_NAMES, partitionOf } from '../../core/region';
import type { Family } from '../../core/runtime';
import { matches } from '../../core/select';
import type { Target } from '../../core/state';
import { concat, isKnown, type Lookup, lookupText, type Value, valueText } from '../../core/value';
import type { Architecture } from '../targets';
import { type Catalog, catalogOf, PUBLISHED, type PublishedLayer } from './catalog';
import type { InformedOptions, Options } from './options';

/** The options that choose the library layer of a family. */
const LIBRARY_OPTIONS = {
  nodejs: { version: 'nodeLayerVersion', arn: 'nodeLayerArn' },
  python: { version: 'pythonLayerVersion', arn: 'pythonLayerArn' },
  java: { version: 'javaLayerVersion', arn: 'javaLayerArn' },
  dotnet: { version: 'dotnetLayerVersion', arn: 'dotnetLayerArn' },
  ruby: { version: 'rubyLayerVersion', arn: 'rubyLayerArn' },
  custom: undefined,
} as const satisfies Record<Family, { version: keyof Options; arn: keyof Options } | undefined>;

const namesIn = ({ runtimes }: Catalog): string[] => [
  ...new Set(
    Object.values(runtimes).flatMap(({ x86_64, arm64 }) => [x86_64, arm64].filter((name) => name !== undefined)),
  ),
];

/** The names of all library layers. */
export const LIBRARY_NAMES = namesIn(PUBLISHED);
const { fips: FIPS_NAMES, ...EXTENSION_NAMES } = PUBLISHED.extension;

/** The names of all builds of the extension. */
export const EXTENSION_LAYERS: readonly string[] = [...Object.values(EXTENSION_NAMES), ...Object.values(FIPS_NAMES)];

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
  const catalog = catalogOf(options);
  const row = ownValue(catalog.runtimes, runtime);
  const name = row?.[architecture];
  if (!row) return unsupportedRuntime(catalog, { runtime, family, option: library.arn });
  if (name === undefined) return missingLayer(row.x86_64 ?? runtime, wanted, library.arn);
  const asked = options[library.version] ?? options.layerVersion;
  const newest = row.last ?? ownValue(catalog.current, family);
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
  const supersedes = EXTENSION_LAYERS;
  if (options.extensionLayerArn !== undefined) return setting(options, options.extensionLayerArn, supersedes);
  const fips = options.lambdaFips ?? (isKnown(target.partition) ? target.partition === 'aws-us-gov' : undefined);
  const names = { plain: EXTENSION_NAMES[architecture], fips: FIPS_NAMES[architecture] };
  const name = fips === undefined ? extensionLookup(wanted, names) : fips ? names.fips : names.plain;
  const asked = options.extensionLayerVersion;
  return publishedLayer(wanted, {
    name,
    asked,
    newest: catalogOf(options).current.extension,
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
  const partitions =
    options.useLayersFromAccount === undefined ? Object.keys(catalogOf(options).partitions) : PARTITION_NAMES;
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
  readonly newest: number | undefined;
  /** Its row in the table, where that limits the versions that there are. */
  readonly row?: PublishedLayer;
  /** The option by which a layer of the user's own takes its place. */
  readonly option: string;
  readonly supersedes: readonly string[];
}

function publishedLayer(wanted: LayerRequest, layer: Layer): LayerSetting | Note {
  const { options, target } = wanted;
  const own = options.useLayersFromAccount;
  const catalog = catalogOf(options);
  const account = own ?? accountOf(target.region, catalog);
  if (account === undefined || (own === undefined && isUnpublished(catalog.gaps, target.region, layer.name)))
    return missingLayer(valueText(layer.name), wanted, layer.option);
  const place = ['arn:', target.partition, ':lambda:', target.region, ':', account];
  return setting(options, concat(...place, ':layer:', layer.name, ':', versionOf(layer, wanted)), layer.supersedes);
}

/** The wanted version, among those that Datadog has published; a copy in another account may have any version. */
function versionOf({ name, asked, newest, row = {} }: Layer, { options, target }: LayerRequest): Value {
  if (asked === undefined) return String(exception(catalogOf(options), target.region, name) ?? newest);
  if (typeof asked !== 'number') return asked;
  const { first = 0, last = Number.POSITIVE_INFINITY } = row;
  return String(options.useLayersFromAccount === undefined ? Math.min(Math.max(asked, first), last) : asked);
}

/** Datadog's account for a region; a lookup by partition where the region is open, nothing where there are no layers. */
function accountOf(region: Value, { partitions }: Catalog): Value | undefined {
  if (!isKnown(region)) return layerAccount(partitions);
  const { account, regions } = ownValue(partitions, partitionOf(region)) ?? {};
  return regions?.includes(region) ? account : undefined;
}

const layerAccount = (partitions: Catalog['partitions']): Lookup => ({
  kind: 'lookup',
  by: 'partition',
  attribute: 'datadogAccount',
  entries: Object.fromEntries(Object.entries(partitions).map(([partition, { account }]) => [partition, account])),
});

/** Whether a layer is not published in a region. */
const isUnpublished = (gaps: Catalog['gaps'], region: Value, name: Value): boolean =>
  isKnown(region) && isKnown(name) && (ownValue(gaps, region) ?? []).some((pattern) => matches(pattern, name));

const exception = ({ exceptions }: Catalog, region: Value, name: Value): number | undefined =>
  isKnown(region) && isKnown(name) ? ownValue(ownValue(exceptions, region) ?? {}, name) : undefined;

/** A layer with what gives way to it: Datadog's, its copies in the user's account, and older versions of itself. */
function setting(options: InformedOptions, arn: Value, names: readonly string[]): LayerSetting {
  const own = options.useLayersFromAccount;
  const { partitions } = catalogOf(options);
  const itself = parseLayer(arn);
  const accounts = [
    ...Object.values(partitions).map(({ account }) => account),
    lookupText('partition', layerAccount(partitions).attribute),
  ];
  return {
    arn,
    supersedes: [...new Set([...names, ...(itself ? [itself.name] : [])])],
    accounts: [
      ...new Set([...accounts, ...(own === undefined ? [] : [valueText(own)]), ...(itself ? [itself.account] : [])]),
    ],
  };
}

const unsupportedRuntime = (
  { runtimes }: Catalog,
  { runtime, family, option }: { readonly runtime: string; readonly family: Family; readonly option: string },
): Note =>
  note('runtime-unsupported', {
    provider: 'Datadog',
    runtime,
    option,
    supported: Object.keys(runtimes)
      .filter((name) => name.startsWith(family))
      .join(', '),
  });

const missingLayer = (layer: string, { target, architecture }: LayerRequest, option: string): Note =>
  note('layer-missing', { provider: 'Datadog', layer, architecture, region: valueText(target.region), option });
