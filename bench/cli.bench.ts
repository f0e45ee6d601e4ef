/**
 * The program as it is published: how soon it is there, and 400 functions against the fake of AWS, which takes no more
 * than 15 calls a second, as Lambda does.
 */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { FakeAws } from '../test/fake-aws/fake-aws';
import type { Bench, Row } from './index';

const ROOT = join(__dirname, '..');
const FOLDER = join('dist', 'bench');
const PROGRAM = join(ROOT, FOLDER, 'cli', 'main.js');

const FUNCTIONS = 400;
const RATES = { read: 100, write: 15 };
const STARTS = 15;
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dd';

export const bench: Bench = {
  title: 'CLI',
  run: async () => {
    execFileSync(process.execPath, ['scripts/bundle.mjs', FOLDER], { cwd: ROOT, stdio: 'ignore' });
    const help = await least([PROGRAM, '--help']);
    return [
      await starting(['--help']),
      await starting(['instrument', '--help']),
      await instrumenting(help / 1000, 'of one handler', () => 'index.handler'),
      await instrumenting(help / 1000, 'each with a handler of its own', (index) => `src/f${index}.handler`),
    ];
  },
};

/** Milliseconds until the program is over; other work on the machine only ever adds, so the least is nearest. */
async function least(words: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < STARTS; run++) {
    const from = performance.now();
    await start(words, {});
    times.push(performance.now() - from);
  }
  return Math.min(...times);
}

async function starting(words: readonly string[]): Promise<Row> {
  const [program, node] = [await least([PROGRAM, ...words]), await least(['-e', '0'])];
  const what = `tracelayer ${words.join(' ')}`;
  return {
    figures: { what, time: `${program.toFixed(0)} ms`, 'of it Node': `${node.toFixed(0)} ms`, requests: '0' },
    budgets: [{ what: `${what}, milliseconds`, measured: program, limit: 150 }],
  };
}

/** What the time is bound by: the calls of which Lambda takes 15 a second, updates, lists, and tags of one function. */
const WRITES = ['UpdateFunctionConfiguration', 'ListFunctions', 'TagResource', 'ListAliases'];

const SHOWN = ['GetFunction', ...WRITES, 'TagResources', 'SimulatePrincipalPolicy', 'ListDistributions'];

/**
 * The start of the program has a line of its own, and is taken off here. Functions with the same handler have the same
 * receipt, and share a call for their tags; ten functions share a role.
 */
async function instrumenting(startup: number, what: string, handler: (index: number) => string): Promise<Row> {
  const fake = await new FakeAws({ rates: RATES }).start();
  for (let index = 0; index < FUNCTIONS; index++)
    fake.add({
      FunctionName: `f${index}`,
      Handler: handler(index),
      Role: `arn:aws:iam::123456789012:role/r${index % (FUNCTIONS / 10)}`,
    });
  const from = performance.now();
  const code = await start([PROGRAM, 'instrument', '--all', '--yes', '--api-key-secret-arn', SECRET], fake.variables);
  const seconds = (performance.now() - from) / 1000;
  await fake.stop();
  const updates = fake.count('UpdateFunctionConfiguration');
  const writes = WRITES.reduce((sum, operation) => sum + fake.count(operation), 0);
  const bound = writes / RATES.write;
  if (code !== 0 || updates < FUNCTIONS) throw new Error(`instrument ended with ${code} after ${updates} updates`);
  const refused = fake.requests.filter(({ status }) => status === 429).length;
  const title = `${FUNCTIONS} functions ${what}`;
  return {
    figures: {
      what: `instrument ${title}`,
      time: `${seconds.toFixed(1)} s, bound ${bound.toFixed(1)} s`,
      'of it Node': '',
      requests: SHOWN.map((operation) => `${fake.count(operation)} ${operation}`)
        .concat(`${refused} refused`)
        .join(', '),
    },
    budgets: [
      { what: `${title}, time to the bound`, measured: (seconds - startup) / bound, limit: 1.2 },
      {
        what: `${title}, calls that Lambda counts, of a function`,
        measured: (fake.count('GetFunction') + writes) / FUNCTIONS,
        limit: 3.1,
      },
    ],
  };
}

function start(words: readonly string[], variables: Readonly<Record<string, string>>): Promise<number | null> {
  const child = spawn(process.execPath, words, { env: { PATH: process.env.PATH, ...variables }, stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', resolve));
}
