/**
 * Runs the benches, prints their tables, and exits with 1 when a budget is missed: `npm run bench [-- name ...]`.
 *
 * A bench is a file `bench/<name>.bench.ts` that exports `bench: Bench` (below); nothing else has to list it. Its
 * rows are printed as a Markdown table with the figures' names as the head. `bench/measure.ts` has what is needed to
 * compare variants in fresh processes; code is built with esbuild into `dist/bench/` first, so that what is measured is
 * what is published.
 */
import { readdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { basename, join } from 'node:path';

/** One thing to measure, with the table it gives. */
export interface Bench {
  readonly title: string;
  run(): Promise<readonly Row[]>;
}

/** One line of the table. */
export interface Row {
  /** By the head of the column; the first one names the line. */
  readonly figures: Readonly<Record<string, string>>;
  /** What the line promises; a missed one fails the run. */
  readonly budgets?: readonly Budget[];
}

export interface Budget {
  /** Such as `400 functions, to by hand`. */
  readonly what: string;
  /** The figure as it is judged: with what the noise of the machine allows taken off. */
  readonly measured: number;
  readonly limit: number;
}

const SUFFIX = '.bench.ts';

async function main(names: readonly string[]): Promise<void> {
  const all = readdirSync(__dirname)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => basename(file, SUFFIX));
  const strange = names.filter((name) => !all.includes(name));
  if (strange.length > 0) throw new Error(`there is no bench ${strange.join(', ')}; there are ${all.join(', ')}`);
  const budgets: Budget[] = [];
  for (const name of names.length > 0 ? names : all) {
    const { bench } = (await import(join(__dirname, `${name}${SUFFIX}`))) as { bench: Bench };
    console.log(`\n## ${bench.title}\n\n${machine()}\n`);
    const rows = await bench.run();
    console.log(table(rows.map(({ figures }) => figures)));
    budgets.push(...rows.flatMap((row) => row.budgets ?? []));
  }
  report(budgets);
}

function report(budgets: readonly Budget[]): void {
  const isMissed = ({ measured, limit }: Budget) => measured > limit;
  console.log('');
  for (const budget of budgets) {
    const { what, measured, limit } = budget;
    console.log(`${isMissed(budget) ? 'MISSED' : 'kept  '} ${what}: ${measured.toFixed(2)}, at most ${limit}`);
  }
  if (budgets.some(isMissed)) process.exitCode = 1;
}

const machine = (): string =>
  `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)} at the start.`;

function table(rows: readonly Readonly<Record<string, string>>[]): string {
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [
    head,
    head.map((_, column) => (column === 0 ? '---' : '---:')),
    ...rows.map((row) => head.map((name) => row[name] ?? '')),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
