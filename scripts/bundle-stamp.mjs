// Which source bundles were made from, as a digest, so that the same bundles are not made again.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a bundle is made from. The lock file represents the packages. */
const SOURCES = ['src', 'scripts', 'package.json', 'package-lock.json', 'LICENSE', 'docs/serverless.md'];

const filesIn = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesIn(join(path, name)))
    : [path];

export function digestOfSource(root = '.') {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((path) => filesIn(join(root, path)))) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

const fileIn = (folder) => join(folder, 'bundles.json');

export const readStamp = (folder) =>
  existsSync(fileIn(folder)) ? JSON.parse(readFileSync(fileIn(folder), 'utf8')) : undefined;

export const writeStamp = (folder, stamp) => writeFileSync(fileIn(folder), `${JSON.stringify(stamp)}\n`);
