// Runs every check, independent ones in parallel, and lists the failures at the end.
import { spawn } from 'node:child_process';

const LANES = 2;

/** Each step is a projen task. It starts after the steps in its list have passed. */
const STEPS = {
  default: [],
  compile: ['default'],
  lint: ['default'],
  'import-boundaries': ['default'],
  unused: ['default'],
  bundle: ['default'],
  unit: ['compile', 'bundle'],
  docs: ['compile'],
  api: ['compile'],
  examples: ['compile'],
  typecheck: ['default'],
  'min-cdk': ['default'],
  uptodate: ['docs'],
};

const before = await run('uptodate', ['--remember']);
if (before.code !== 0) fail(before);

const results = new Map();
const running = new Set();
const waiting = new Set(Object.keys(STEPS));

while (waiting.size + running.size > 0) {
  skipBlocked();
  for (const step of ready()) start(step);
  if (running.size > 0) await Promise.race(running);
}

const failed = [...results.values()].filter((result) => result.code !== 0);
for (const result of failed) {
  console.log(`\n--- ${result.step} ---\n${result.output.trimEnd()}`);
}
console.log(
  failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map((result) => result.step).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

function ready() {
  const free = LANES - running.size;
  return [...waiting].filter((step) => STEPS[step].every((need) => results.get(need)?.code === 0)).slice(0, free);
}

function skipBlocked() {
  for (const step of waiting) {
    const need = STEPS[step].find((name) => results.has(name) && results.get(name).code !== 0);
    if (need === undefined) continue;
    waiting.delete(step);
    report({ step, code: 1, seconds: 0, output: `Did not run because ${need} failed.` });
  }
}

function start(step) {
  waiting.delete(step);
  const job = run(step).then((result) => {
    running.delete(job);
    report(result);
  });
  running.add(job);
}

function report(result) {
  results.set(result.step, result);
  const mark = result.code === 0 ? 'ok    ' : 'FAILED';
  console.log(`${mark} ${result.step.padEnd(17)} ${result.seconds.toFixed(1)} s`);
}

function fail(result) {
  console.log(result.output);
  process.exit(1);
}

/** Runs one task. PROJEN_DISABLE_POST keeps projen from installing packages after it writes package.json. */
function run(step, args = []) {
  const began = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['node_modules/projen/bin/projen', step, ...args], {
      env: { ...process.env, PROJEN_DISABLE_POST: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ step, code: 1, seconds: 0, output: String(error) }));
    child.on('close', (code) => resolve({ step, code: code ?? 1, seconds: (Date.now() - began) / 1000, output }));
  });
}
