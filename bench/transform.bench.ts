/** How long the transform of a template takes, by its functions, and what it takes to load the macro. */

import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Row } from './index';
import { built, inProcess, median } from './measure';

const COUNTS = [1, 50, 200, 480];
const PROCESSES = 5;

/** What holds now, with a fifth to spare. */
const LIMIT = 2.7;

interface Figures {
  readonly first: number;
  readonly json: number;
  readonly ours: number;
  readonly ratio: number;
  readonly bytes: number;
}

export const bench: Bench = { title: 'The transform of a template', run };

async function run(): Promise<Row[]> {
  const program = await built(join(__dirname, 'transform', 'program.ts'), 'transform');
  const rows: Row[] = [];
  let single = Number.NaN;
  for (const count of COUNTS) {
    const figures: Figures[] = [];
    for (let n = 0; n < PROCESSES; n++) figures.push(await inProcess<Figures>(program, [String(count)]));
    const [ours, json, first] = (['ours', 'json', 'first'] as const).map((name) =>
      median(figures.map((one) => one[name])),
    );
    const ratio = Math.min(...figures.map((one) => one.ratio));
    if (count === 200) single = (ours ?? 0) / count;
    const growth = (ours ?? 0) / count / single;
    rows.push({
      figures: {
        functions: String(count),
        'kB of JSON': ((figures[0]?.bytes ?? 0) / 1000).toFixed(0),
        'first time': `${(first ?? 0).toFixed(1)} ms`,
        transform: `${(ours ?? 0).toFixed(2)} ms`,
        'JSON.parse + stringify': `${(json ?? 0).toFixed(2)} ms`,
        'to JSON': median(figures.map((one) => one.ratio)).toFixed(2),
      },
      budgets:
        count === 480
          ? [
              {
                what: '480 functions, to JSON.parse + JSON.stringify (meant to come to 2)',
                measured: ratio,
                limit: LIMIT,
              },
              { what: '480 functions, time of each to that of 200', measured: growth, limit: 1.5 },
            ]
          : [],
    });
  }
  return [...rows, await loading()];
}

/** The macro's handler as it is installed. */
async function loading(): Promise<Row> {
  execFileSync(process.execPath, ['scripts/bundle.mjs', 'dist', 'src/macro/handler.ts'], { stdio: 'ignore' });
  const [handler, template] = ['index.js', 'macro.yaml'].map(
    (file) => statSync(join('dist/macro/datadog', file)).size,
  ) as [number, number];
  const program = join(process.cwd(), 'bench', 'transform', 'load.cjs');
  const times: number[] = [];
  for (let n = 0; n < 3 * PROCESSES; n++) times.push((await inProcess<{ ms: number }>(program, [])).ms);
  return {
    figures: {
      functions: 'the macro',
      'kB of JSON': `handler ${(handler / 1000).toFixed(1)}, template ${(template / 1000).toFixed(1)}`,
      'first time': `loads in ${median(times).toFixed(1)} ms`,
    },
    budgets: [
      { what: 'loading the macro, ms', measured: Math.min(...times), limit: 25 },
      { what: 'macro.yaml, bytes', measured: template, limit: 51_200 },
    ],
  };
}
