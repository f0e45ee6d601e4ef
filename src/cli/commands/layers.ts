/** `tracelayer layers`: the ARNs that functions get, by region, runtime and architecture. */
import { note, sentence } from '../../core/finding';
import type { Settings } from '../../core/provider';
import { isRefusal } from '../../core/recipe';
import { partitionOf } from '../../core/region';
import { PREVIEW_RUNTIMES, RUNTIME_NAMES } from '../../core/runtime';
import { valueText } from '../../core/value';
import { PROVIDERS, type ProviderName } from '../../providers';
import { type Call, type Command, type ExitCode, UsageError } from '../command';
import {
  CATALOG_FLAG,
  type FunctionFlags,
  PROVIDER_FLAG,
  readOptions,
  regionsGiven,
  withConfigFlags,
} from '../functions/flags';
import { FLAGS } from '../options/arguments';
import { olderIn, readCatalog } from '../options/catalog';
import { LAYERS_BY_REGION, regionMissing } from '../options/region';
import { columns } from '../terminal/text';

const ALL_ARCHITECTURES = ['x86_64', 'arm64'] as const;

interface LayerListing {
  readonly region: string;
  readonly runtime: string;
  readonly architecture: string;
  readonly layers: readonly string[];
  readonly why?: string;
  /** Whether AWS has not made the runtime generally available yet. */
  readonly preview?: true;
}

export const command: Command = {
  usage: '[options]',
  about:
    'Lists the layers that a function of each runtime and architecture gets with your options. Use it for deployment tools that need ARNs, and to see what is published in which Region. It does not call AWS.',
  flags: {
    region: {
      type: 'list',
      short: 'r',
      value: 'REGION',
      summary: 'The AWS Region, or several Regions. The variable AWS_REGION also sets it.',
    },
    runtime: { type: 'list', value: 'RUNTIME', summary: 'The runtimes, such as python3.12. By default, all.' },
    architecture: { type: 'enum', values: ALL_ARCHITECTURES, summary: 'Only this architecture.' },
    format: {
      type: 'enum',
      values: ['table', 'json', 'text'],
      default: 'table',
      summary: 'A table, JSON, or only the ARNs.',
    },
    json: { type: 'boolean', summary: 'The same as --format json.' },
    check: {
      type: 'boolean',
      summary: 'Only list the versions in the file of --catalog that are older than those of this release.',
    },
    ...PROVIDER_FLAG,
    ...CATALOG_FLAG,
  },
  options: true,
  examples: [
    { description: 'Everything in a region', line: 'tracelayer layers -r eu-west-1' },
    {
      description: 'The ARNs for one function, for a script',
      line: 'tracelayer layers -r eu-west-1 --runtime python3.12 --architecture arm64 --format text',
    },
    {
      description: 'Whether a table of your own is up to date',
      line: 'tracelayer layers --check --catalog layers.json',
    },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const asked = withConfigFlags(call, command.flags);
  if (asked.flags.check === true) return checkCatalog(asked, call);
  const { provider, common } = readOptions(asked, call, true);
  const regions = regionsGiven(asked, call);
  if (regions.length === 0) throw regionMissing(LAYERS_BY_REGION);
  const { runtime, architecture, format, json } = asked.flags;
  const runtimes = (runtime as string[] | undefined) ?? RUNTIME_NAMES;
  const rows = regions.flatMap((region) =>
    runtimes.flatMap((name) =>
      ALL_ARCHITECTURES.filter((one) => architecture === undefined || one === architecture).map((one): LayerListing => {
        const target = {
          packageType: 'Zip' as const,
          runtime: name,
          architecture: one,
          region,
          partition: partitionOf(region),
          account: '000000000000',
        };
        const recipe = PROVIDERS[provider].recipe(common.settings, target);
        const preview = PREVIEW_RUNTIMES.includes(name) ? { preview: true as const } : {};
        const base = { region, runtime: name, architecture: one, ...preview };
        return isRefusal(recipe)
          ? { ...base, layers: [], why: recipe.refused.map(sentence).join('; ') }
          : { ...base, layers: recipe.layers.map(({ arn }) => valueText(arn)) };
      }),
    ),
  );
  const shown = runtime === undefined ? rows.filter(({ why }) => why === undefined) : rows;
  const chosen = json === true ? 'json' : (String(format ?? 'table') as Format);
  call.host.out.write(LAYER_FORMATS[chosen](shown, catalogIn(provider, common.settings)));
  return runtime !== undefined && rows.every(({ why }) => why !== undefined) ? 1 : 0;
}

/** The table that the listing was made with, which `--catalog` reads. */
function catalogIn(provider: ProviderName, { catalog }: Settings): object {
  const table = PROVIDERS[provider].catalogFile?.table;
  return table === undefined ? {} : { catalog: { [provider]: { ...table, ...(catalog as object | undefined) } } };
}

function checkCatalog({ provider, flags }: FunctionFlags, { host }: Call): ExitCode {
  if (flags.catalog === undefined)
    throw new UsageError([
      { ...note('option-missing', { option: '`--catalog`', why: '`--check` compares its file' }), subject: FLAGS },
    ]);
  const path = String(flags.catalog);
  const older = olderIn(readCatalog(provider, path, host.folder) ?? {}, provider);
  const lines = older.map(({ layer, given, newest }) => `${layer}: ${given}, and this release has ${newest}\n`);
  host.out.write(lines.length === 0 ? `No version in ${path} is older than in this release.\n` : lines.join(''));
  return older.length === 0 ? 0 : 1;
}

type Format = 'table' | 'json' | 'text';

const LAYER_FORMATS: Record<Format, (rows: readonly LayerListing[], catalog: object) => string> = {
  json: (rows, catalog) => `${JSON.stringify({ layers: rows, ...catalog }, undefined, 2)}\n`,
  text: (rows) => [...new Set(rows.flatMap(({ layers }) => layers))].map((arn) => `${arn}\n`).join(''),
  table: (rows) =>
    `${columns(
      ['REGION', 'RUNTIME', 'ARCHITECTURE', 'LAYERS'],
      rows.map(({ region, runtime, architecture, layers, why, preview }) => [
        region,
        preview ? `${runtime} (preview)` : runtime,
        architecture,
        why ?? layers.join('  '),
      ]),
    )}\n`,
};
