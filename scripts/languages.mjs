// Builds the packages of other languages, uses them in the examples, and compares the templates with the one of TypeScript.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const WORK = join(ROOT, 'dist', 'languages');
const VERSION = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

/** The newest version of the CDK's Go modules that public proxies are known to have; the package asks for 2.172.0 and newer. */
const GO_CDK = 'v2.261.0';

/** What a language needs, how its package is used, and how its errors reach a person. */
const LANGUAGES = {
  python: { needs: ['python3'], synthesise: python, mistake: pythonMistake },
  java: { needs: ['java', 'mvn'], synthesise: java },
  go: { needs: ['go'], synthesise: go },
  dotnet: { needs: ['dotnet'], synthesise: dotnet },
};

const counts = { passed: 0, failed: 0, skipped: 0 };
let expected;

function test(language, { needs, synthesise, mistake }) {
  const missing = needs.filter((program) => !isInstalled(program));
  if (missing.length > 0) return skip(language, `${missing.join(', ')} is not installed`);
  const result = synthesise();
  if (result.skipped) return skip(language, result.skipped);
  check(`${language}: the example's template is the one of TypeScript`, () => {
    const differences = differencesOf(expected, templateIn(result.outdir));
    if (differences.length > 0) throw new Error(differences.slice(0, 20).join('\n'));
  });
  check(`${language}: the findings are the ones of TypeScript`, () => {
    const [theirs, ours] = [warningsIn(result.outdir), warningsIn(outdir('typescript'))];
    if (theirs.join('\n') !== ours.join('\n')) throw new Error(`${theirs.join('\n')}\ninstead of\n${ours.join('\n')}`);
  });
  if (mistake) check(`${language}: a mistake is an error of the language, in our words`, mistake);
}

function check(title, run) {
  try {
    run();
    counts.passed++;
    console.log(`passed  ${title}`);
  } catch (error) {
    counts.failed++;
    console.log(`failed  ${title}\n${error.message}`);
  }
}

function skip(language, why) {
  counts.skipped++;
  console.log(`skipped ${language}: ${why}`);
}

/** Sources of every language, without their toolchains. */
function generateAll() {
  const targets = ['python', 'java', 'go', 'dotnet'].flatMap((target) => ['--target', target]);
  run(
    join(ROOT, 'node_modules', '.bin', 'jsii-pacmak'),
    ['--code-only', '--outdir', join(WORK, 'code'), ...targets],
    ROOT,
  );
}

function typescript() {
  const script = ['-r', './scripts/register.cjs', 'examples/cdk-typescript/app.ts'];
  run(process.execPath, script, ROOT, { CDK_OUTDIR: outdir('typescript') });
  return templateIn(outdir('typescript'));
}

function python() {
  const [code, venv] = [join(WORK, 'code', 'python'), join(WORK, 'venv')];
  run('python3', ['-m', 'venv', venv], ROOT);
  const install = attempt(join(venv, 'bin', 'pip'), ['install', '--quiet', code], ROOT);
  if (install) return { skipped: `the package's dependencies cannot be installed: ${install}` };
  run(join(venv, 'bin', 'python'), ['app.py'], join(ROOT, 'examples', 'cdk-python'), { CDK_OUTDIR: outdir('python') });
  return { outdir: outdir('python') };
}

function pythonMistake() {
  const program = [
    'from aws_cdk import App, Stack',
    'from tracelayer import Datadog',
    'try:',
    '    Datadog(Stack(App(), "S"), "Datadog", site="mars", api_key="k")',
    'except Exception as error:',
    '    print(type(error).__name__, error)',
  ].join('\n');
  const text = run(join(WORK, 'venv', 'bin', 'python'), ['-c', program], ROOT);
  if (!/(RuntimeError|JSIIError|JavaScriptError).*`site` must be one of/s.test(text)) throw new Error(text);
}

function java() {
  const [code, repository] = [join(WORK, 'code', 'java'), join(WORK, 'm2')];
  const build = attempt(
    'mvn',
    ['-B', '-q', 'package', '-DskipTests', '-Dmaven.javadoc.skip', '-Dmaven.source.skip'],
    code,
  );
  if (build) return { skipped: `the jar cannot be built: ${build}` };
  const jar = readdirSync(join(code, 'target')).find((name) => name.endsWith(`${VERSION}.jar`));
  const file = [`-Dfile=${join(code, 'target', jar)}`, `-DpomFile=${join(code, 'pom.xml')}`];
  run('mvn', ['-B', '-q', 'install:install-file', ...file, `-DlocalRepositoryPath=${repository}`], code);
  const app = join(ROOT, 'examples', 'cdk-java');
  const compiled = join(WORK, 'java');
  // The folder is one of the example's, as its assets are named from there; what is compiled goes elsewhere.
  cpSync(app, compiled, { recursive: true });
  cpSync(join(ROOT, 'examples', 'preview'), join(WORK, 'preview'), { recursive: true });
  const pom = readFileSync(join(compiled, 'pom.xml'), 'utf8');
  writeFileSync(join(compiled, 'pom.xml'), pom.replace('<dependencies>', `${repositoryOf(repository)}<dependencies>`));
  run('mvn', ['-B', '-q', 'compile', 'exec:java', `-Dtracelayer.version=${VERSION}`], compiled, {
    CDK_OUTDIR: outdir('java'),
  });
  return { outdir: outdir('java') };
}

const repositoryOf = (folder) =>
  `<repositories><repository><id>local</id><url>file://${folder}</url></repository></repositories>`;

function go() {
  const [module, app] = [join(WORK, 'go', 'tracelayer'), join(WORK, 'go', 'app')];
  cpSync(join(WORK, 'code', 'go', 'tracelayer'), module, { recursive: true });
  cpSync(join(ROOT, 'examples', 'cdk-go'), app, { recursive: true });
  cpSync(join(ROOT, 'examples', 'preview'), join(WORK, 'go', 'preview'), { recursive: true });
  const sums = readFileSync(join(module, 'go.mod'), 'utf8');
  const floor = sums.replace(/(awscdk\/v2) v\S+/, `$1 ${GO_CDK}`).replace(/^.*\/\/ indirect\n/gm, '');
  writeFileSync(join(module, 'go.mod'), floor);
  run('go', ['mod', 'edit', '-replace', `github.com/tracelayer/tracelayer-go/tracelayer=${module}`], app);
  const tidy = attempt('go', ['mod', 'tidy'], app);
  if (tidy) return { skipped: `the modules cannot be had: ${tidy}` };
  run('go', ['run', '.'], app, { CDK_OUTDIR: outdir('go') });
  return { outdir: outdir('go') };
}

/** Not tried where no SDK is: the code is generated, and there it stays. */
function dotnet() {
  const build = attempt('dotnet', ['build'], join(WORK, 'code', 'dotnet', 'Tracelayer'));
  return { skipped: build ?? 'the package builds; there is no example in C#' };
}

const outdir = (language) => join(WORK, `cdk.out-${language}`);
const templateIn = (folder) => JSON.parse(readFileSync(join(folder, 'Orders.template.json'), 'utf8'));

/** The findings of ours, by construct and code. */
function warningsIn(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).artifacts.Orders;
  const file = manifest.additionalMetadataFile ? join(folder, manifest.additionalMetadataFile) : undefined;
  const metadata = file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : (manifest.metadata ?? {});
  return Object.entries(metadata)
    .flatMap(([path, entries]) =>
      entries.map(({ data }) => `${path} ${/\[ack: (tracelayer:[^\]]+)\]/.exec(data)?.[1]}`),
    )
    .filter((line) => !line.endsWith('undefined'))
    .sort();
}

/** Where two documents differ, by path. */
function differencesOf(a, b, path = '') {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return [`${path}: ${JSON.stringify(b)} instead of ${JSON.stringify(a)}`];
  }
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => differencesOf(a[key], b[key], `${path}/${key}`));
}

function run(program, args, cwd, env = {}) {
  return execFileSync(program, args, {
    cwd,
    env: environment(env),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The last line of what a program complains of; nothing where it does its work. */
function attempt(program, args, cwd) {
  const { status, stderr, stdout } = spawnSync(program, args, { cwd, env: environment({}), encoding: 'utf8' });
  return status === 0 ? undefined : (stderr || stdout).trim().split('\n').at(-1);
}

const environment = (more) => ({
  ...process.env,
  CDK_VALIDATION: 'false',
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  ...more,
});

const isInstalled = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

const asked = process.argv.slice(2);
rmSync(WORK, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });
generateAll();
expected = typescript();
for (const [language, row] of Object.entries(LANGUAGES)) {
  if (asked.length === 0 || asked.includes(language)) test(language, row);
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
