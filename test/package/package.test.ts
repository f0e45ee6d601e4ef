/** The packages as a user installs them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { PROVIDER_NAMES } from '../../src/providers';

const ROOT = join(__dirname, '..', '..');
const PLUGIN = join('dist', 'serverless-plugin-tracelayer');
/** What the AWS SDK takes where it is installed; it says so itself where it would be needed. */
const TRIED = ['@aws-sdk/signature-v4-crt'];
const manifest = JSON.parse(read('package.json'));

test('aws-cdk-lib and constructs are optional, because only the constructs need them', () => {
  expect(Object.keys(manifest.peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
  expect(manifest.peerDependenciesMeta).toEqual({
    'aws-cdk-lib': { optional: true },
    constructs: { optional: true },
  });
});

test('the lock file names no registry', () => {
  const lock = JSON.parse(read('package-lock.json'));
  const resolved = Object.values<{ resolved?: string }>(lock.packages).map((entry) => entry.resolved);
  expect(resolved.filter((url) => url !== undefined)).toEqual([]);
});

test.each(['aws-cdk-lib', 'aws-cdk-lib-min'])('%s is installed in addition to the other', (name) => {
  expect(require(`${name}/package.json`).version).toBe(name === 'aws-cdk-lib' ? '2.276.0' : '2.172.0');
  expect(typeof require(`${name}/core`).Stack).toBe('function');
});

describe('the package tracelayer', () => {
  const files = packed('.');
  const lib = files.filter((file) => file.startsWith('lib/') && !file.startsWith('lib/preview/assets/'));

  test('contains code, assembly, CLI, macros, documentation, and license', () => {
    expect([...new Set(files.map(place))].sort()).toEqual([
      '.jsii',
      'API.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist/cli',
      'dist/macro',
      'docs',
      'lib',
      'package.json',
    ]);
  });

  test('contains a macro for functions and one for state machines, of each provider', () => {
    const macros = PROVIDER_NAMES.flatMap((name) => [
      `dist/macro/${name}/macro.yaml`,
      `dist/macro/${name}/state-machines/macro.yaml`,
    ]);
    expect(files.filter((file) => file.endsWith('/macro.yaml')).sort()).toEqual(macros.sort());
  });

  test('contains only the templates of macros, which include the handlers', () => {
    expect(files.filter((file) => file.startsWith('dist/macro/') && !file.endsWith('/macro.yaml'))).toEqual([]);
  });

  test('contains only the code that the index and the readable macro load, and the types that users need', () => {
    const loaded = ['lib/index.js', 'lib/macro/handler.js'].flatMap((entry) => [
      ...reached(entry, /require\("(\.[^"]+)"\)/g, ['', '.js', '/index.js']),
    ]);
    const types = reached('lib/index.d.ts', /(?:from|import) '(\.[^']+)'/g, ['.d.ts', '/index.d.ts']);
    expect(lib.sort()).toEqual([...new Set([...loaded, ...types])].sort());
  });

  test('contains no source map, test, or example', () => {
    expect(files.filter((file) => /\.map$|\.test\.|\.tsbuildinfo$|^(test|examples|src)\//.test(file))).toEqual([]);
    expect(files.filter((file) => /\.js$/.test(file) && /^\/\/# sourceMappingURL=/m.test(read(file)))).toEqual([]);
  });

  test('contains the documents that messages and the README name', () => {
    const named = [...read('README.md').matchAll(/\]\((docs\/[^)#]+\.md)/g)].map(([, path]) => path);
    expect(named.filter((path) => !files.includes(path ?? ''))).toEqual([]);
    expect(files).toContain('docs/options.md');
  });

  test('needs no other package at run time except the optional ones', () => {
    expect(manifest.dependencies).toBeUndefined();
    const foreign = lib.filter((file) => file.endsWith('.js')).flatMap((file) => foreignIn(read(file)));
    expect(foreign.filter((name) => !/^(aws-cdk-lib|constructs)(\/|$)/.test(name))).toEqual([]);
  });
});

describe('the package of the Serverless plugin', () => {
  test('contains the plugin, its documentation, and its license', () => {
    expect(packed(PLUGIN).sort()).toEqual(['LICENSE', 'README.md', 'index.d.ts', 'index.js', 'package.json']);
  });

  test('has no dependencies', () => {
    const { dependencies, peerDependencies } = JSON.parse(read(join(PLUGIN, 'package.json')));
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
  });
});

describe.each([
  'dist/cli/main.js',
  'dist/cli/sdk.js',
  'dist/macro/datadog/index.js',
  'dist/macro/opentelemetry/index.js',
  `${PLUGIN}/index.js`,
])('%s', (bundle) => {
  test('loads only Node.js modules and files of its folder', () => {
    expect(foreignIn(read(bundle)).filter((name) => !TRIED.includes(name))).toEqual([]);
  });

  test('names the licenses of its packages', () => {
    const legal = existsSync(join(ROOT, `${bundle}.LEGAL.txt`)) ? read(`${bundle}.LEGAL.txt`) : '';
    const expected = {
      'dist/cli/main.js': /^yaml 2\.9\.1, ISC/m,
      'dist/cli/sdk.js': /^@aws-sdk\/client-lambda .*Apache/m,
    };
    expect(legal).toMatch(expected[bundle as keyof typeof expected] ?? /^$/);
  });
});

/** The files that npm would publish of a folder. */
function packed(folder: string): string[] {
  if (!existsSync(join(ROOT, 'lib')) || !existsSync(join(ROOT, PLUGIN)))
    throw new Error('nothing is built: run `npx projen compile && npm run bundle`');
  const words = ['pack', `./${folder}`, '--dry-run', '--json', '--ignore-scripts'];
  const [report] = JSON.parse(execFileSync('npm', words, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }));
  return report.files.map(({ path }: { path: string }) => path);
}

/** The top folder of a file, or two levels for built files. */
const place = (file: string): string =>
  file.startsWith('dist/') ? file.split('/').slice(0, 2).join('/') : (file.split('/')[0] ?? '');

/** A module and all that it refers to, as they are in the package. */
function reached(file: string, reference: RegExp, endings: readonly string[], seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ''] of read(file).matchAll(reference)) {
    const path = posix.join(posix.dirname(file), name);
    const found = endings.map((ending) => `${path}${ending}`).find((other) => /\.\w+$/.test(other) && isFile(other));
    reached(found ?? `${path} (named in ${file})`, reference, endings, seen);
  }
  return seen;
}

/** Packages that code loads. */
const foreignIn = (code: string): string[] =>
  [...code.matchAll(/require\("([^"./][^"]*)"\)/g)]
    .map(([, name]) => (name ?? '').replace(/^node:/, ''))
    .filter((name) => !builtinModules.includes(name));

const isFile = (path: string): boolean => existsSync(join(ROOT, path));

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
