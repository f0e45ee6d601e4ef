// Makes the Go module, against the oldest AWS CDK that is supported: node scripts/go-module.mjs [folder], which is dist/ if
// it is not said. What a Go module requires is the least that its users must have, and its code names whatever the classes
// of that version inherit; of the newest it would need the newest.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PEERS = ['aws-cdk-lib', 'constructs'];
const outdir = resolve(process.argv[2] ?? join(ROOT, 'dist'));

/** Below the root, where the packages that the CDK itself needs are found. */
const stage = join(ROOT, 'dist', 'go-stage');
for (const folder of [stage, join(outdir, 'go')]) rmSync(folder, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
unpack();
for (const peer of PEERS) describe(peer);
const pacmak = join(ROOT, 'node_modules', '.bin', 'jsii-pacmak');
run(pacmak, ['--code-only', '--target', 'go', '--outdir', outdir, stage], stage);
leaveToTheCdk(join(outdir, 'go', 'tracelayer', 'go.mod'));
rmSync(stage, { recursive: true });

/** The package as it is published, with the translations of its examples. */
function unpack() {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', stage], ROOT),
  );
  run('tar', ['-xzf', join(stage, filename), '--strip-components=1', '-C', stage], ROOT);
  rmSync(join(stage, filename));
  cpSync(join(ROOT, '.jsii.tabl.json'), join(stage, '.jsii.tabl.json'));
}

/** What jsii reads of a dependency is its manifest and its assembly; the entry point only has to be there. */
function describe(peer) {
  const [from, to] = [join(ROOT, 'node_modules', `${peer}-min`), join(stage, 'node_modules', peer)];
  mkdirSync(to, { recursive: true });
  const files = ['package.json', '.jsii', '.jsii.gz'].filter((file) => existsSync(join(from, file)));
  for (const file of files) cpSync(join(from, file), join(to, file));
  const main = join(to, JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')).main);
  mkdirSync(dirname(main), { recursive: true });
  writeFileSync(main, '');
}

/** What the CDK needs is required by its own module, in the versions that go with it; here are those of the newest. */
function leaveToTheCdk(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^.*\/\/ indirect\n/gm, ''));
}

function run(program, words, cwd) {
  return execFileSync(program, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
