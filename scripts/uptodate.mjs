// Fails if a generated file is not what its generator writes: node scripts/uptodate.mjs [--remember]
//
// Works by checksum, so that it needs neither git nor a clean tree. With --remember it only notes the files as they
// are; without, it compares them with the note, or regenerates them first if there is none.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const NOTE = 'node_modules/.cache/tracelayer/generated.json';

/** What projen lists as its own, and what other tasks write. */
const OTHERS = ['API.md'];

if (process.argv.includes('--remember')) {
  remember();
} else {
  if (!existsSync(NOTE)) {
    remember();
    for (const task of ['default', 'compile', 'docs']) projen(task);
  }
  compare();
}

function remember() {
  mkdirSync('node_modules/.cache/tracelayer', { recursive: true });
  writeFileSync(NOTE, JSON.stringify(checksums()));
}

function compare() {
  const before = JSON.parse(readFileSync(NOTE, 'utf8'));
  rmSync(NOTE);
  const after = checksums();
  const stale = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (file) => before[file] !== after[file],
  );
  if (stale.length === 0) return;
  console.error('generated files were stale, and are now rewritten; look at them and commit them:');
  for (const file of stale.sort()) console.error(`  ${file}${after[file] === undefined ? ' (nothing writes it)' : ''}`);
  process.exitCode = 1;
}

function checksums() {
  const { files } = JSON.parse(readFileSync('.projen/files.json', 'utf8'));
  return Object.fromEntries(
    [...files, ...OTHERS, '.projen/files.json']
      .filter((file) => existsSync(file))
      .map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}

function projen(task) {
  execFileSync(process.execPath, ['node_modules/projen/bin/projen', task], {
    env: { ...process.env, PROJEN_DISABLE_POST: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
