// Fails when an example of the documentation does not compile: in TypeScript, and as it is translated to Python.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { blocks, translations } from './snippets.mjs';

/** Without what it translated before, so that every example is compiled again. */
rmSync('.jsii.tabl.json', { force: true });
const rosetta = join('node_modules', '.bin', 'jsii-rosetta');
const { status, stdout, stderr } = spawnSync(rosetta, ['extract', '--strict', '--batch', '1000', '.'], {
  encoding: 'utf8',
});
if (status !== 0) fail(`${stdout}${stderr}`);

const python = [
  ...translations('python'),
  ...['README.md', 'docs/languages.md'].flatMap((page) =>
    blocks(page, 'python').map((source) => ({ name: page, source })),
  ),
];
const program = [
  'import json, sys',
  'for example in json.load(sys.stdin):',
  '    try: compile(example["source"], example["name"], "exec")',
  '    except SyntaxError as error: print(f"{error.filename}:{error.lineno}: {error.msg}\\n{error.text}")',
].join('\n');
const compiled = spawnSync('python3', ['-c', program], { input: JSON.stringify(python), encoding: 'utf8' });
if (compiled.error) console.log('python3 is not installed: what is translated to Python is not compiled');
else if (compiled.status !== 0 || compiled.stdout !== '') fail(`${compiled.stdout}${compiled.stderr}`);

console.log(`${translations('$').length} examples compile`);

function fail(why) {
  console.log(why);
  process.exit(1);
}
