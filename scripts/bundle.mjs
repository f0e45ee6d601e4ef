// Bundles the entry points that are not constructs into dist/, each into one file; those not written yet are skipped.
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const BUNDLES = [
  { entry: 'src/macro/handler.ts', out: 'dist/macro/index.js', minify: true },
  { entry: 'src/serverless/index.ts', out: 'dist/serverless-plugin/index.js', external: ['serverless'] },
  { entry: 'src/cli/main.ts', out: 'dist/cli/main.js' },
];

const present = BUNDLES.filter(({ entry }) => existsSync(entry));

await Promise.all(
  present.map(({ entry, out, minify = false, external = [] }) =>
    build({
      entryPoints: [entry],
      outfile: out,
      minify,
      external,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      legalComments: 'linked',
      logLevel: 'warning',
    }),
  ),
);
console.log(`bundled: ${present.map(({ out }) => out).join(', ') || 'nothing yet'}`);
