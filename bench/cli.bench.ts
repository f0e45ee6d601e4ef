/**
 * The program as it is published: how soon it is there, and 200 functions against the fake of AWS, which takes no more
 * than 15 calls a second, as Lambda does.
 */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { FakeAws } from '../test/fake-aws/fake-aws';
import type { Bench, Row } from './index';

const ROOT = join(__dirname, '..');
const FOLDER = join('dist', 'bench');
const PROGRAM = join(ROOT, FOLDER, 'cli', 'main.js');

const FUNCTIONS = 200;
const RATES = { read: 100, write: 15 };
const STARTS = 15;
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dd';

export const bench: Bench = {
  title: 'CLI',
  run: async () => {
    execFileSync(process.execPath, ['scripts/bundle.mjs', FOLDER], { cwd: ROOT, stdio: 'ignore' });
    const help = await least([PROGRAM, '--help']);
    return [await starting(['--help']), await starting(['instrument', '--help']), await instrumenting(help / 1000)];
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

/** The start of the program has a line of its own, and is taken off here. */
async function instrumenting(startup: number): Promise<Row> {
  const fake = await new FakeAws({ rates: RATES }).start();
  for (let index = 0; index < FUNCTIONS; index++) fake.add({ FunctionName: `f${index}` });
  const from = performance.now();
  const code = await start([PROGRAM, 'instrument', '--all', '--yes', '--api-key-secret-arn', SECRET], fake.variables);
  const seconds = (performance.now() - from) / 1000;
  await fake.stop();
  const writes = fake.count('UpdateFunctionConfiguration');
  const bound = (writes + fake.count('ListFunctions')) / RATES.write;
  if (code !== 0 || writes < FUNCTIONS) throw new Error(`instrument ended with ${code} after ${writes} updates`);
  const refused = fake.requests.filter(({ status }) => status === 429).length;
  return {
    figures: {
      what: `instrument ${FUNCTIONS} functions`,
      time: `${seconds.toFixed(1)} s, bound ${bound.toFixed(1)} s`,
      'of it Node': '',
      requests: ['GetFunction', 'UpdateFunctionConfiguration', 'ListFunctions', 'TagResources']
        .map((operation) => `${fake.count(operation)} ${operation}`)
        .concat(`${refused} refused`)
        .join(', '),
    },
    budgets: [
      { what: `${FUNCTIONS} functions, time to the bound`, measured: (seconds - startup) / bound, limit: 1.2 },
      {
        what: `${FUNCTIONS} functions, requests of a function`,
        measured: (fake.count('GetFunction') + writes) / FUNCTIONS,
        limit: 2,
      },
    ],
  };
}

function start(words: readonly string[], variables: Readonly<Record<string, string>>): Promise<number | null> {
  const child = spawn(process.execPath, words, { env: { PATH: process.env.PATH, ...variables }, stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', resolve));
}
