// Bundles each entry point that is not a construct into one file.
// node scripts/bundle.mjs [folder [entry ...]]: the default is dist/ and all entries.
// Where dist/ has all bundles of the same source, they are copied from there.
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfSource, readStamp, writeStamp } from './bundle-stamp.mjs';

const [folder = 'dist', ...wanted] = process.argv.slice(2);
const digest = digestOfSource();
const before = readStamp('dist');
const isCurrent = before?.digest === digest && before.folders.every((name) => existsSync(join('dist', name)));
const result = isCurrent ? before : await (await import('./bundles.mjs')).bundle(folder, wanted);

if (isCurrent && folder !== 'dist') {
  for (const name of result.folders) cpSync(join('dist', name), join(folder, name), { recursive: true });
}
if (!isCurrent && folder === 'dist' && wanted.length === 0) writeStamp('dist', { digest, ...result });
for (const line of result.lines) console.log(line);
