/** How often each law runs, and with which random values. */
import * as fc from 'fast-check';

const { LAW_RUNS, LAW_SEED, LAW_PATH } = process.env;

// The same values each time, so that a gate that has passed passes again; `npm run fuzz` takes new ones.
if (LAW_SEED !== 'random') fc.configureGlobal({ seed: Number(LAW_SEED ?? 1), ...(LAW_PATH && { path: LAW_PATH }) });

/** `LAW_RUNS` takes the place of the usual number. A law that is slow runs only a part of that: one in `slowness`. */
export const runs = (usual: number, slowness = 1): { readonly numRuns: number } => ({
  numRuns: Math.ceil(Number(LAW_RUNS ?? usual) / slowness),
});

/** `npm test` runs each law 50 times, and `npm run test:laws` 2,000 times. */
export const RUNS = runs(50);
