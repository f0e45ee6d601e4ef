// The bundles: which entry points there are, and how each is made smaller.
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { build } from 'esbuild';
import { licences } from './licences.mjs';
import {
  MACRO_KINDS,
  macroOf,
  macroTemplate,
  only,
  ownFindings,
  plainTables,
  planWithoutMemory,
  replacing,
  without,
} from './macro.mjs';
import { pluginPackage } from './plugin-package.mjs';
import { noBrowser, spansOnly } from './unused.mjs';

const require = createRequire(import.meta.url);
require('./register.cjs');
const PROVIDERS = Object.keys(require('../src/providers/index.ts').PROVIDERS);

/** Modules of providers that the macro doesn't call, by the name of what each exports. */
const OF_OTHER_ENTRY_POINTS = {
  process: 'processVariables',
  preview: 'preview',
  'log-signs': 'logSigns',
  installers: 'installers',
  construct: 'construct',
  page: 'page',
  'api-logs': 'apiLogs',
  ambient: 'ambient',
  'catalog-file': 'catalogFile',
  image: 'imageParts',
  'image-options': 'imageOptions',
  middleware: 'middleware',
};

/** What both bundles of a macro leave out or replace: the one that is written, and the one that shows which findings it has. */
const macroParts = (provider, modules) => [replacing(modules), only(provider), without(OF_OTHER_ENTRY_POINTS)];

const BUNDLES = [
  // Each provider has its own macros, because one template cannot hold all of them.
  ...PROVIDERS.flatMap((provider) =>
    Object.values(MACRO_KINDS).map(({ folder, nameOf, settings, modules }) => ({
      entry: 'src/macro/handler.ts',
      input: { stdin: macroOf(provider) },
      out: join('macro', provider, folder, 'index.js'),
      minify: true,
      format: 'esm',
      settings,
      plugins: [
        ...macroParts(provider, modules),
        planWithoutMemory,
        plainTables(),
        ownFindings({ stdin: macroOf(provider) }, ...macroParts(provider, modules)),
      ],
      finish: macroTemplate(provider, nameOf),
    })),
  ),
  {
    entry: 'src/serverless/index.ts',
    out: 'serverless-plugin-tracelayer/index.js',
    minify: true,
    plugins: [
      plainTables('serviceFact', 'default', 'surfaces'),
      without({
        process: 'processVariables',
        preview: 'preview',
        'log-signs': 'logSigns',
        installers: 'installers',
        construct: 'construct',
      }),
    ],
    finish: pluginPackage,
  },
  { entry: 'src/cli/main.ts', out: 'cli/main.js', minify: true, external: ['./sdk'], plugins: [spansOnly] },
  // The AWS SDK is a separate file that only some commands load, so that `--help` starts fast.
  { entry: 'src/cli/aws/sdk.ts', out: 'cli/sdk.js', minify: true, plugins: [noBrowser] },
];

/** Leaves out modules that are separate bundles in the same folder. */
const separate = (names) => ({
  name: 'separate',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ path }) =>
      names.includes(path) ? { path: `${path}.js`, external: true } : undefined,
    );
  },
});

/** Writes the bundles of these entries, or of all. Returns the folders that they are in, and what to print about them. */
export async function bundle(folder, wanted) {
  const chosen = BUNDLES.filter(({ entry }) => wanted.length === 0 || wanted.includes(entry));
  const notes = await Promise.all(chosen.map((one) => write(folder, one)));
  return {
    folders: [...new Set(chosen.map(({ out }) => out.split(sep)[0]))],
    lines: [...notes.flat(), `Bundled ${chosen.map(({ out }) => out).join(', ')}.`],
  };
}

async function write(
  folder,
  { entry, input, out, minify = false, format = 'cjs', external = [], plugins = [], settings = {}, finish = () => {} },
) {
  const outfile = join(folder, out);
  const { metafile } = await build({
    ...(input ?? { entryPoints: [entry] }),
    ...settings,
    outfile,
    minify,
    plugins: [separate(external), ...plugins],
    bundle: true,
    platform: 'node',
    // ES modules, of which esbuild leaves out what is not used: the AWS SDK is a third smaller.
    mainFields: ['module', 'main'],
    target: 'node20',
    format,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  licences(outfile, metafile);
  return (await finish(dirname(outfile))) ?? [];
}
