// TypeScript: the package as npm would install it, away from its sources.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { blocks } from '../snippets.mjs';
import { addOrders, folder, ROOT, run, write } from './tools.mjs';

const HERE = join('typescript', 'app');
const TSC = [
  '--ignoreConfig',
  '--strict',
  '--module',
  'node16',
  '--target',
  'es2022',
  '--skipLibCheck',
  '--types',
  'node',
];
const MAIN = ["import { App } from 'aws-cdk-lib';", "new ShopStack(new App(), 'Shop');", ''];

export const typescript = {
  needs: ['npm', 'tar'],
  error: /^Error: /,
  prepare,
  app: (outdir) => node('app.js', outdir),
  shop: (outdir) => node('shop.js', outdir),
  mistake,
};

/** The peers are found where they are installed, above this folder. */
function prepare() {
  const here = addOrders(folder(HERE, 'examples/cdk-typescript'));
  folder(join('typescript', 'preview'), 'examples/preview');
  const installed = folder(join(HERE, 'node_modules', 'tracelayer'));
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', installed], ROOT),
  );
  run('tar', ['-xzf', filename, '--strip-components=1'], installed);
  rmSync(join(installed, filename));
  rmSync(join(here, 'demo.ts'));
  // The page begins with the stack that every language has.
  write(join(here, 'shop.ts'), [...blocks('README.md', 'ts').slice(0, 1), ...MAIN]);
  write(join(here, 'mistake.ts'), [
    "import { App, Stack } from 'aws-cdk-lib';",
    "import { Datadog } from 'tracelayer';",
    "new Datadog(new Stack(new App(), 'S'), 'Datadog', { site: 'mars', apiKey: '0123456789abcdef0123456789abcdef' });",
  ]);
  run(join(ROOT, 'node_modules', '.bin', 'tsc'), [...TSC, 'app.ts', 'shop.ts', 'mistake.ts'], here);
}

function mistake() {
  const program = "try { require('./mistake') } catch (error) { console.log(String(error)) }";
  return run(process.execPath, ['-e', program], folder(HERE));
}

const node = (file, outdir) => run(process.execPath, [file], folder(HERE), { CDK_OUTDIR: outdir });
