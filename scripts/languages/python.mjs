// Python: the wheel in a virtual environment of its own, with the newest AWS CDK, and in another one with the oldest.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blocks, translations } from '../snippets.mjs';
import { same, traced } from './assembly.mjs';
import { thirdProvider } from './third.mjs';
import { addOrders, attempt, code, folder, ROOT, run, WORK, write } from './tools.mjs';

const EXAMPLES = fileURLToPath(new URL('examples.py', import.meta.url));
const MAIN = ['from aws_cdk import App', 'app = App()', 'ShopStack(app, "Shop")', 'app.synth()'];
const MISTAKE = [
  'from aws_cdk import App, Stack',
  'from tracelayer import Datadog',
  'try:',
  '    Datadog(Stack(App(), "S"), "Datadog", site="mars", api_key="k")',
  'except Exception as error:',
  '    print(type(error).__name__, error)',
];

export const python = {
  needs: ['python3'],
  error: /^(RuntimeError|JSIIError|JavaScriptError) /,
  prepare,
  app: (outdir) => run(interpreter('venv'), ['app.py'], join(ROOT, 'examples', 'cdk-python'), { CDK_OUTDIR: outdir }),
  shop: (outdir) => shop('venv', outdir),
  mistake: () => run(interpreter('venv'), ['-c', MISTAKE.join('\n')], WORK),
  more: {
    'every example of the documentation, translated, does what it says': runExamples,
    'the stack of the readme is the same with the oldest AWS CDK': oldest,
    'a third provider has its construct': () => thirdProvider(interpreter('venv')),
  },
};

function prepare() {
  const wheels = folder('wheels');
  const why = attempt('python3', ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '-w', wheels, code('python')], WORK);
  if (why) return `the wheel cannot be built: ${why}`;
  return environment('venv');
}

/** Why there is none, if the package's dependencies cannot be had. */
function environment(name, ...constraints) {
  run('python3', ['-m', 'venv', join(WORK, name)], WORK);
  const wheel = readdirSync(folder('wheels')).find((file) => file.startsWith('tracelayer-'));
  const why = attempt(
    interpreter(name),
    ['-m', 'pip', 'install', '--quiet', join(WORK, 'wheels', wheel), ...constraints],
    WORK,
  );
  return why && `the package's dependencies cannot be installed: ${why}`;
}

const interpreter = (name) => join(WORK, name, 'bin', 'python');

function shop(name, outdir) {
  const here = addOrders(folder('python'));
  write(join(here, 'shop.py'), [...blocks('README.md', 'python').slice(0, 1), ...MAIN]);
  run(interpreter(name), ['shop.py'], here, { CDK_OUTDIR: outdir });
}

function runExamples() {
  const examples = translations('python').filter(({ kind }) => kind !== 'value');
  const here = addOrders(folder('python'));
  const failures = run(interpreter('venv'), [EXAMPLES], here, {}, JSON.stringify(examples));
  if (failures !== '') throw new Error(failures);
}

function oldest() {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'aws-cdk-lib-min', 'package.json'), 'utf8'));
  const why = environment('venv-oldest', `aws-cdk-lib==${version}`);
  if (why) return why;
  const outdir = join(WORK, 'cdk.out-python-oldest');
  shop('venv-oldest', outdir);
  same(traced(outdir, 'Shop'), traced(join(WORK, 'cdk.out-python-shop'), 'Shop'));
}
