// Where the languages are tried, and how their programs are run.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const WORK = join(ROOT, 'dist', 'languages');
export const VERSION = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

/** The generated sources of a language. */
export const code = (language) => join(WORK, 'code', language);

/** A folder of the workplace for one language, with what is in another folder, if that is said. */
export function folder(name, from) {
  const path = join(WORK, name);
  mkdirSync(path, { recursive: true });
  if (from) cpSync(join(ROOT, from), path, { recursive: true });
  return path;
}

/** The function that the stack of the documentation takes from the folder that the app is run in. */
export function addOrders(path) {
  mkdirSync(join(path, 'orders'), { recursive: true });
  writeFileSync(join(path, 'orders', 'app.py'), 'def handler(event, context):\n    return {"statusCode": 200}\n');
  return path;
}

export function write(path, lines) {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, [lines].flat().join('\n'));
}

/** What a program prints; what it complains of is the error. */
export function run(program, args, cwd, env = {}, input = '') {
  try {
    return execFileSync(program, args, { cwd, env: environment(env), encoding: 'utf8', input, stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
  }
}

/** The last line of what a program complains of; nothing where it does its work. */
export function attempt(program, args, cwd) {
  const { status, stderr, stdout } = spawnSync(program, args, { cwd, env: environment({}), encoding: 'utf8' });
  return status === 0 ? undefined : (stderr || stdout).trim().split('\n').at(-1);
}

const environment = (more) => ({
  ...process.env,
  CDK_VALIDATION: 'false',
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  ...more,
});

export const isInstalled = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((path) => existsSync(join(path, program)));
