// Bundles the entry points that are not constructs, each into one file; those not written yet are skipped.
// node scripts/bundle.mjs [folder [entry ...]], which are dist/ and all entries if they are not said
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { licences } from './licences.mjs';
import { macroOf, macroTemplate, only, ownFindings, plainTables, planWithoutMemory, without } from './macro.mjs';
import { pluginPackage } from './plugin-package.mjs';
import { noBrowser, spansOnly } from './unused.mjs';

const require = createRequire(import.meta.url);
require('./register.cjs');
const PROVIDERS = Object.keys(require('../src/providers/index.ts').PROVIDERS);

const BUNDLES = [
  // Each provider has a macro of its own, as one template has no room for all of them.
  ...PROVIDERS.map((provider) => ({
    entry: 'src/macro/handler.ts',
    input: { stdin: macroOf(provider) },
    out: `macro/${provider}/index.js`,
    minify: true,
    format: 'esm',
    plugins: [
      only(provider),
      planWithoutMemory,
      plainTables(),
      ownFindings({ stdin: macroOf(provider) }, only(provider)),
      without({
        process: 'processVariables',
        preview: 'preview',
        installers: 'installers',
        construct: 'construct',
        page: 'page',
        'api-logs': 'apiLogs',
        ambient: 'ambient',
      }),
    ],
    finish: macroTemplate(provider),
  })),
  {
    entry: 'src/serverless/index.ts',
    out: 'serverless-plugin-tracelayer/index.js',
    minify: true,
    plugins: [
      plainTables('serviceFact', 'default', 'surfaces'),
      without({ process: 'processVariables', preview: 'preview', installers: 'installers', construct: 'construct' }),
    ],
    finish: pluginPackage,
  },
  { entry: 'src/cli/main.ts', out: 'cli/main.js', minify: true, apart: ['./sdk'], plugins: [spansOnly] },
  // The AWS SDK in a file of its own, loaded by the commands that need it: `--help` starts without it.
  { entry: 'src/cli/aws/sdk.ts', out: 'cli/sdk.js', minify: true, plugins: [noBrowser] },
];

/** Modules that are bundled on their own, and lie beside the bundle that loads them. */
const beside = (names) => ({
  name: 'beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ path }) =>
      names.includes(path) ? { path: `${path}.js`, external: true } : undefined,
    );
  },
});

const [folder = 'dist', ...wanted] = process.argv.slice(2);
const present = BUNDLES.filter(({ entry }) => existsSync(entry) && (wanted.length === 0 || wanted.includes(entry)));

await Promise.all(
  present.map(
    async ({ entry, input, out, minify = false, format = 'cjs', apart = [], plugins = [], finish = () => {} }) => {
      const outfile = join(folder, out);
      const { metafile } = await build({
        ...(input ?? { entryPoints: [entry] }),
        outfile,
        minify,
        plugins: [beside(apart), ...plugins],
        bundle: true,
        platform: 'node',
        target: 'node20',
        format,
        legalComments: 'none',
        metafile: true,
        logLevel: 'warning',
      });
      licences(outfile, metafile);
      finish(dirname(outfile));
    },
  ),
);
console.log(`bundled: ${present.map(({ out }) => out).join(', ') || 'nothing yet'}`);
