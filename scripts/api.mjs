// Fails when the public API loses something that the last accepted one had; `--accept` takes the present one as accepted.
// node scripts/api.mjs [--accept]; what is meant to break is listed in .compatignore, a line as jsii-diff prints it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const ACCEPTED = join('test', 'api', 'accepted.jsii.gz');
/** Below node_modules, so that the assemblies it refers to are found. */
const FOLDER = join('node_modules', '.cache', 'tracelayer-accepted-api');

const present = JSON.parse(readFileSync('.jsii', 'utf8'));
if (process.argv.includes('--accept')) accept();
else compare();

/** What people read is left out: only names and types are compared. */
function accept() {
  const { readme: _readme, ...assembly } = present;
  mkdirSync(join('test', 'api'), { recursive: true });
  writeFileSync(ACCEPTED, gzipSync(JSON.stringify(assembly, withoutDocs), { level: 9 }));
  console.log(`accepted: ${Object.keys(assembly.types ?? {}).length} types`);
}

function withoutDocs(key, value) {
  return key === 'docs' || key === 'locationInModule' || key === 'symbolId' ? undefined : value;
}

function compare() {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, '.jsii'), gunzipSync(readFileSync(ACCEPTED)));
  writeFileSync(join(FOLDER, 'package.json'), readFileSync('package.json'));
  const ignored = existsSync('.compatignore') ? ['--ignore-file', '.compatignore'] : [];
  const program = join('node_modules', '.bin', 'jsii-diff');
  const { status, stdout, stderr } = spawnSync(program, [...ignored, FOLDER, '.'], { encoding: 'utf8' });
  if (status === 0) return console.log('the public API has everything that it had');
  console.log(`${stdout}${stderr}`);
  console.log('give back what was there, or list it in .compatignore and run `npm run api -- --accept`');
  process.exitCode = 1;
}
