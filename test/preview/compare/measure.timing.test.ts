/** Comparisons of real processes: a configuration compared with itself, and one that loads more slowly. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from '../../../src/preview/compare/comparison';
import { measure } from '../../../src/preview/compare/measure';
import { isDifferent } from '../../../src/preview/compare/statistics';
import { isolate } from '../../../src/preview/sandbox/isolation';
import { IS_SLOW } from '../../helpers/slow';

const DELAY_MS = 50;
const HANDLER = "exports.handler = async () => 'done';";
/** It computes: on a busy machine, a process that slept gets more time afterward. */
const DELAY = `const end = performance.now() + ${DELAY_MS}; while (performance.now() < end);`;
const RUNS = IS_SLOW ? 10 : 1;

const canIsolate = (): boolean => {
  try {
    isolate({ tree: tmpdir(), hidden: [], path: process.env.PATH ?? '' });
    return true;
  } catch {
    return false;
  }
};

jest.setTimeout(600_000);

(canIsolate() ? describe : describe.skip)('a comparison', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracelayer-compare-'));
  const codeOf = (name: string, text: string) => {
    const codeDir = mkdtempSync(join(folder, name));
    writeFileSync(join(codeDir, 'app.js'), text);
    return codeDir;
  };
  const plain = codeOf('plain', HANDLER);
  const slow = codeOf('slow', `${DELAY}${HANDLER}`);
  afterAll(() => rmSync(folder, { recursive: true }));

  const measured = async (codeDir: string) => {
    const fn = { name: 'app', handler: 'app.handler', runtime: 'nodejs20.x', layers: [], environment: {} };
    const measurement = await measure(
      [
        { name: 'plain', fn: { ...fn, codeDir: plain } },
        { name: 'other', fn: { ...fn, codeDir } },
      ],
      {
        rounds: { cold: 30, warm: 12 },
        events: [{ make: () => ({}), mayFail: false }],
        random: Math.random,
        cacheFolder: join(folder, 'cache'),
        path: process.env.PATH ?? '',
        thawMs: 0,
      },
    );
    return compare(measurement).configurations[1];
  };
  const repeat = async <T>(work: () => Promise<T>): Promise<T[]> => {
    const results: T[] = [];
    for (let run = 0; run < RUNS; run += 1) results.push(await work());
    return results;
  };
  const mostOf = (results: readonly boolean[]) => results.filter(Boolean).length >= Math.floor(RUNS * 0.9);

  test('of a configuration with itself shows no difference in at least 9 of 10 runs', async () => {
    const results = await repeat(async () => {
      const { init, warm } = (await measured(plain))?.timings ?? {};
      return [init, warm].map((timing) => timing?.difference && !isDifferent(timing.difference));
    });
    expect(mostOf(results.map(([init]) => init === true))).toBe(true);
    expect(mostOf(results.map(([, warm]) => warm === true))).toBe(true);
  });

  test('reports an import that takes 50 ms longer as 35 to 65 ms in at least 9 of 10 runs', async () => {
    const results = await repeat(async () => (await measured(slow))?.timings.init.difference);
    const near = results.map((found) => found !== undefined && found.estimate >= 35 && found.estimate <= 65);
    expect({ near: mostOf(near), results }).toMatchObject({ near: true });
    expect(mostOf(results.map((found) => found !== undefined && isDifferent(found)))).toBe(true);
  });
});
