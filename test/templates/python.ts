/** AWS's SAM translator and cfn-lint, in a virtual environment of the project's own. */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const CACHE = 'node_modules/.cache/tracelayer';
const REQUIREMENTS = 'test/templates/requirements.txt';
const JUDGE = 'test/templates/judge.py';

/** As many processes at a time as a runner of CI has cores. */
const LANES = 2;

/** What cfn-lint says of a file. */
export interface Linted {
  readonly file: string;
  /** The rules, one for each error. */
  readonly errors: string[];
  readonly messages: string[];
}

export interface Judges {
  /** Translates every JSON file of folders; a failure becomes `{ error }`. */
  readonly translate: (folders: readonly (readonly [from: string, to: string])[]) => Promise<void>;
  readonly lint: (files: readonly string[]) => Promise<ReadonlyMap<string, Linted>>;
}

/** The judges, or why they are not here. */
export function judges(): Judges | string {
  const found = environment();
  if ('missing' in found) return found.missing;
  const { python } = found;
  return {
    translate: async (folders) => {
      await inLanes(folders, ([from, to]) => run(python, [JUDGE, 'sam', from, to]));
    },
    lint: async (files) => {
      const outputs = await inLanes(halves(files), (some) => run(python, [JUDGE, 'lint', ...some]));
      const lines = outputs.flatMap((output) => output.split('\n').filter((line) => line.startsWith('{')));
      return new Map(lines.map((line): [string, Linted] => [JSON.parse(line).file, JSON.parse(line)]));
    },
  };
}

/** Made anew when the requirements change. */
function environment(): { python: string } | { missing: string } {
  const key = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(CACHE, `python-${key}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) return { python };
  const steps = [
    { command: ['python3', '-m', 'venv', '--clear', folder], lacks: 'Python with venv is not installed' },
    {
      command: [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS],
      lacks: 'the package registry cannot be reached, or lacks a version',
    },
  ];
  for (const { command, lacks } of steps) {
    try {
      execFileSync(command[0] as string, command.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (problem) {
      const said = String((problem as { stderr?: unknown }).stderr ?? problem).trim();
      return { missing: `${lacks} (${said.split('\n').at(-1)})` };
    }
  }
  writeFileSync(join(folder, 'ready'), '');
  return { python };
}

async function run(python: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(python, [...args], { maxBuffer: 1 << 28 });
  return stdout;
}

const halves = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: LANES }, (_, lane) => all.filter((_one, index) => index % LANES === lane)).filter(
    ({ length }) => length > 0,
  );

/** Several at a time. */
async function inLanes<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const waiting = [...all];
  const done: R[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) done.push(await work(next));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return done;
}
