/** The packages as a user installs them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const PLUGIN = join('dist', 'serverless-plugin-tracelayer');
/** What the AWS SDK takes where it is installed; it says so itself where it would be needed. */
const TRIED = ['@aws-sdk/signature-v4-crt'];
const manifest = JSON.parse(read('package.json'));

test('aws-cdk-lib and constructs are optional: who uses another door need not install them', () => {
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

test.each(['aws-cdk-lib', 'aws-cdk-lib-floor'])('%s is installed beside the other', (name) => {
  expect(require(`${name}/package.json`).version).toBe(name === 'aws-cdk-lib' ? '2.276.0' : '2.172.0');
  expect(typeof require(`${name}/core`).Stack).toBe('function');
});

describe('the package of constructs and program', () => {
  const files = packed('.');
  const lib = files.filter((file) => file.startsWith('lib/') && !file.startsWith('lib/preview/assets/'));

  test('it holds code, assembly, program, macro, documentation and licence', () => {
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

  test('of a macro it holds the template only, which has the handler in it', () => {
    expect(files.filter((file) => file.startsWith('dist/macro/') && !file.endsWith('/macro.yaml'))).toEqual([]);
  });

  test('of the code: what the index loads, what a user compiles against, and nothing else', () => {
    const loaded = reached('lib/index.js', /require\("(\.[^"]+)"\)/g, ['', '.js', '/index.js']);
    const types = reached('lib/index.d.ts', /(?:from|import) '(\.[^']+)'/g, ['.d.ts', '/index.d.ts']);
    expect(lib.sort()).toEqual([...loaded, ...types].sort());
  });

  test('no map, test or example comes with it', () => {
    expect(files.filter((file) => /\.map$|\.test\.|\.tsbuildinfo$|^(test|examples|src)\//.test(file))).toEqual([]);
    expect(files.filter((file) => /\.js$/.test(file) && read(file).includes('sourceMappingURL'))).toEqual([]);
  });

  test('documents that messages and the readme name are there', () => {
    const named = [...read('README.md').matchAll(/\]\((docs\/[^)#]+\.md)/g)].map(([, path]) => path);
    expect(named.filter((path) => !files.includes(path ?? ''))).toEqual([]);
    expect(files).toContain('docs/options.md');
  });

  test('it needs no other package at run time, beside the optional ones', () => {
    expect(manifest.dependencies).toBeUndefined();
    const foreign = lib.filter((file) => file.endsWith('.js')).flatMap((file) => foreignIn(read(file)));
    expect(foreign.filter((name) => !/^(aws-cdk-lib|constructs)(\/|$)/.test(name))).toEqual([]);
  });
});

describe('the package of the Serverless plugin', () => {
  test('it holds the plugin, its documentation and its licence', () => {
    expect(packed(PLUGIN).sort()).toEqual(['LICENSE', 'README.md', 'index.d.ts', 'index.js', 'package.json']);
  });

  test('it has no dependencies', () => {
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
  test('loads what Node.js has, and what lies beside it', () => {
    expect(foreignIn(read(bundle)).filter((name) => !TRIED.includes(name))).toEqual([]);
  });

  test('names the licences of what it is made of', () => {
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

/** The folder or file at the top that a file is in; what is built is told apart. */
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
