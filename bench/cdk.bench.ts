/** How long an app takes to synthesise: bare, with functions traced by hand, by `Datadog`, and by the peer. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from './cdk/app';
import type { WayName } from './cdk/ways';
import type { Bench, Budget, Row } from './index';
import { built, inProcess, median, ratios, takeTurns } from './measure';

const COUNTS = [1, 100, 400];
const WAYS: readonly WayName[] = [
  'bare',
  'by hand',
  'Datadog',
  'Datadog, as a scope',
  'Datadog, one by one',
  'peer without git',
  'peer',
];
const ROUNDS = 7;

/** Ways that must give the functions the same properties, so that the same work is compared. */
const ALIKE: readonly WayName[] = ['by hand', 'Datadog', 'Datadog, as a scope', 'Datadog, one by one'];

/** How many times as much CPU time as another way one may take, and what it is meant to come to. */
const BUDGETS: readonly { count: number; way: WayName; to: WayName; limit: number; target: number }[] = [
  { count: 400, way: 'Datadog', to: 'by hand', limit: 1.12, target: 1.05 },
  { count: 400, way: 'Datadog', to: 'bare', limit: 1.3, target: 1.15 },
];

type Results = Readonly<Record<WayName, readonly Figures[]>>;

export const bench: Bench = {
  title: 'Synthesis of a CDK app, one stack',
  async run() {
    const program = await built(join(__dirname, 'cdk', 'app.ts'), 'cdk');
    const cwd = checkout();
    const rows: Row[] = [];
    for (const count of COUNTS) {
      const once = (way: WayName) =>
        inProcess<Figures>(program, [way, String(count)], { cwd, env: { CDK_VALIDATION: 'false' } });
      const results = await takeTurns(WAYS, ROUNDS, once);
      compare(results, count);
      rows.push(...WAYS.map((way) => row(results, way, count)));
    }
    return rows;
  },
};

function row(results: Results, way: WayName, count: number): Row {
  const of = (figure: Figure) => median(results[way].map((figures) => figures[figure])).toFixed(0);
  const times = (figure: Figure, to: WayName) => median(ratiosOf(figure, results, way, to));
  const budgets = BUDGETS.filter((budget) => budget.count === count && budget.way === way);
  return {
    figures: {
      functions: String(count),
      way,
      'synth ms': of('synth'),
      'to bare': times('synth', 'bare').toFixed(2),
      'to by hand': times('synth', 'by hand').toFixed(2),
      'CPU to bare': times('cpu', 'bare').toFixed(2),
      'CPU to by hand': times('cpu', 'by hand').toFixed(2),
      'load ms': of('load'),
      'max RSS MB': of('memory'),
    },
    budgets: budgets.map(
      ({ to, limit, target }): Budget => ({
        what: `${count} functions, ${way} to ${to} in CPU time (meant to come to ${target})`,
        measured: times('cpu', to),
        limit,
      }),
    ),
  };
}

type Figure = 'synth' | 'cpu' | 'load' | 'memory';

const ratiosOf = (figure: Figure, results: Results, way: WayName, to: WayName): number[] =>
  ratios(
    results[way].map((figures) => figures[figure]),
    results[to].map((figures) => figures[figure]),
  );

function compare(results: Results, count: number): void {
  const digests = ALIKE.map((way) => results[way][0]?.properties);
  if (new Set(digests).size > 1) throw new Error(`${ALIKE.join(', ')} differ in the properties of ${count} functions`);
}

/** A checkout of its own, so that the peer finds a commit and a remote on every machine. */
function checkout(): string {
  const cwd = join(__dirname, '..', 'dist', 'bench', 'checkout');
  mkdirSync(cwd, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd,
      stdio: 'ignore',
    });
  git('init');
  git('commit', '--allow-empty', '-m', 'bench');
  git('config', 'remote.origin.url', 'https://git.example.com/shop.git');
  return cwd;
}
