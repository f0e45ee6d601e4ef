// Bundles the entry points that are not constructs into dist/, each into one file; those not written yet are skipped.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from 'esbuild';
import { pluginPackage } from './plugin-package.mjs';

const BUNDLES = [
  { entry: 'src/macro/handler.ts', out: 'dist/macro/index.js', minify: true },
  {
    entry: 'src/serverless/index.ts',
    out: 'dist/serverless-plugin-tracelayer/index.js',
    minify: true,
    finish: pluginPackage,
  },
  { entry: 'src/cli/main.ts', out: 'dist/cli/main.js' },
];

const present = BUNDLES.filter(({ entry }) => existsSync(entry));

await Promise.all(
  present.map(async ({ entry, out, minify = false, finish = () => {} }) => {
    await build({
      entryPoints: [entry],
      outfile: out,
      minify,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      legalComments: 'linked',
      logLevel: 'warning',
    });
    finish(dirname(out));
  }),
);
console.log(`bundled: ${present.map(({ out }) => out).join(', ') || 'nothing yet'}`);
