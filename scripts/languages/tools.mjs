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

/** Why something cannot be fetched; nothing where a program does its work, and an error where its work is what fails. */
export function attempt(program, args, cwd) {
  const { status, stderr, stdout } = spawnSync(program, args, { cwd, env: environment({}), encoding: 'utf8' });
  if (status === 0) return undefined;
  const why = `${stdout}${stderr}`.split('\n').findLast((line) => UNREACHABLE.test(line));
  if (why === undefined) throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
  return why.trim();
}

/** How pip, Maven and Go say that a registry is not there, or has not what they need. */
const UNREACHABLE = new RegExp(
  [
    'no matching distribution|name resolution|connection (refused|broken|error|timed out)',
    'could not (transfer|find) artifact|could not be resolved|unknown host',
    'module lookup disabled|no such host|dial tcp|(403 forbidden|404 not found)$|unrecognized import path',
  ].join('|'),
  'i',
);

const environment = (more) => ({
  ...process.env,
  CDK_VALIDATION: 'false',
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  ...more,
});

export const isInstalled = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((path) => existsSync(join(path, program)));
