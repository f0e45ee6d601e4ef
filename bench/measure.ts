/** Compares variants in fresh processes that take turns, so that what disturbs the machine disturbs all of them. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const OUT = join(__dirname, '..', 'dist', 'bench');

/** Bundles a program with the code of this project in it; packages stay what they are. The path of the result. */
export async function built(entry: string, name: string): Promise<string> {
  mkdirSync(OUT, { recursive: true });
  const outfile = join(OUT, `${name}.js`);
  const options = {
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    logLevel: 'warning',
  } as const;
  await build({ entryPoints: [entry], outfile, bundle: true, ...options });
  return outfile;
}

/** Runs a program in a process of its own; the last line that it writes is its figures as JSON. */
export async function inProcess<T>(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as T;
}

/** Every variant once a round, each round in another order; one round before is thrown away. */
export async function takeTurns<Name extends string, T>(
  names: readonly Name[],
  rounds: number,
  once: (name: Name) => Promise<T>,
): Promise<Readonly<Record<Name, readonly T[]>>> {
  const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Name, T[]>;
  for (const name of names) await once(name);
  for (let round = 0; round < rounds; round++) {
    const start = round % names.length;
    const order = [...names.slice(start), ...names.slice(0, start)];
    for (const name of round % 2 === 0 ? order : order.reverse()) results[name].push(await once(name));
  }
  return results;
}

/** The ratios of two variants, round by round, in ascending order. */
export const ratios = (some: readonly number[], base: readonly number[]): number[] =>
  some.map((value, round) => value / (base[round] ?? Number.NaN)).sort((a, b) => a - b);

/** The value below which a share of all lies: 0.5 for the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return low + (high - low) * (place - Math.floor(place));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
