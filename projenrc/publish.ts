/** The files of the npm package, which is also part of the packages of all other languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { buildSync } from 'esbuild';
import type { javascript } from 'projen';

/** What the package contains in addition to the modules that the index imports. */
const OTHER_FILES = [
  '.jsii',
  'bin',
  'dist/cli',
  // The template contains the handler.
  'dist/macro/**/macro.yaml',
  'lib/preview/assets',
  'API.md',
  'docs/*.md',
  '!docs/bench.md',
];

export function addPackage(project: javascript.NodeProject): void {
  // The package has one entry point: everything else in lib is private.
  project.package.addField('exports', {
    '.': { types: './lib/index.d.ts', default: './lib/index.js' },
    './package.json': './package.json',
    './.jsii': './.jsii',
  });
  const code = unreached('src').map((path) => `!lib/${path}`);
  project.package.addField('files', ['lib', ...code, ...types('src'), ...OTHER_FILES]);
}

/** The index exports everything that a public signature names, so users need no types of other modules. */
function types(root: string): string[] {
  const index = readFileSync(join(root, 'index.ts'), 'utf8');
  const modules = [...index.matchAll(/from '\.\/([^']+)'/g)].map(([, path]) => `lib/${path}.d.ts`);
  // The index is the only file there. Its full name would match every index in lib.
  return ['!lib/**/*.d.ts', 'lib/*.d.ts', ...modules];
}

/** The files that neither the index nor the readable macro needs at run time, as whole folders where possible. */
function unreached(root: string): string[] {
  const { metafile } = buildSync({
    // `tracelayer macro --readable` writes the compiled modules of the macro.
    entryPoints: [join(root, 'index.ts'), join(root, 'macro/handler.ts')],
    outdir: root,
    bundle: true,
    packages: 'external',
    platform: 'node',
    write: false,
    metafile: true,
  });
  const reached = Object.keys(metafile.inputs).map((path) => relative(root, path));
  const left = modules(root).filter((path) => !reached.includes(path));
  const folders = left.map((path) => ancestors(path).find((folder) => !reached.some((other) => isIn(other, folder))));
  return [...new Set(left.map((path, index) => folders[index] ?? path.replace(/\.ts$/, '.js')))].sort();
}

const modules = (root: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

/** The folders that contain a file, outermost first. */
const ancestors = (path: string): string[] =>
  dirname(path) === '.' ? [] : [...ancestors(dirname(path)), posix.normalize(dirname(path))];

const isIn = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
