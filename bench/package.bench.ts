/** The sizes of the packages as npm would publish them now: what a user downloads, and what it takes on disk. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Row } from './index';

const ROOT = join(__dirname, '..');

/** The budget of each package in kB, by its folder. */
const PACKAGES = {
  '.': { packed: 660, unpacked: 2600 },
  './dist/serverless-plugin-tracelayer': { packed: 74, unpacked: 250 },
};

type Folder = keyof typeof PACKAGES;

export const bench: Bench = {
  title: 'Packages',
  run: async () => {
    if (!existsSync(join(ROOT, 'lib', 'index.js'))) npx('projen', 'compile');
    npx('projen', 'bundle');
    return (Object.keys(PACKAGES) as Folder[]).map(measure);
  },
};

function measure(folder: Folder): Row {
  const [{ name, size, unpackedSize, entryCount }] = JSON.parse(
    run('npm', ['pack', folder, '--dry-run', '--json', '--ignore-scripts']),
  );
  const [packed, unpacked] = [size / 1000, unpackedSize / 1000];
  return {
    figures: {
      package: name,
      'packed kB': packed.toFixed(0),
      'unpacked kB': unpacked.toFixed(0),
      files: String(entryCount),
    },
    budgets: [
      { what: `${name}, packed kB`, measured: packed, limit: PACKAGES[folder].packed },
      { what: `${name}, unpacked kB`, measured: unpacked, limit: PACKAGES[folder].unpacked },
    ],
  };
}

const npx = (...words: string[]): string => run('npx', words);

const run = (program: string, words: string[]): string =>
  execFileSync(program, words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
