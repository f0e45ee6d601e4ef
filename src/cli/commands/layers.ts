/** `tracelayer layers`: the ARNs that functions get, by region, runtime and architecture. */
import { sentence } from '../../core/finding';
import { isRefusal } from '../../core/recipe';
import { partitionOf } from '../../core/region';
import { PREVIEW_RUNTIMES, RUNTIME_NAMES } from '../../core/runtime';
import { valueText } from '../../core/value';
import { PROVIDERS } from '../../providers';
import type { Call, Command, ExitCode } from '../command';
import { PROVIDER_FLAG, readOptions, regionsGiven, withConfigFlags } from '../functions/flags';
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
    ...PROVIDER_FLAG,
  },
  options: true,
  examples: [
    { description: 'Everything in a region', line: 'tracelayer layers -r eu-west-1' },
    {
      description: 'The ARNs for one function, for a script',
      line: 'tracelayer layers -r eu-west-1 --runtime python3.12 --architecture arm64 --format text',
    },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const asked = withConfigFlags(call, command.flags);
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
  call.host.out.write(LAYER_FORMATS[json === true ? 'json' : (String(format ?? 'table') as Format)](shown));
  return runtime !== undefined && rows.every(({ why }) => why !== undefined) ? 1 : 0;
}

type Format = 'table' | 'json' | 'text';

const LAYER_FORMATS: Record<Format, (rows: readonly LayerListing[]) => string> = {
  json: (rows) => `${JSON.stringify({ layers: rows }, undefined, 2)}\n`,
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
