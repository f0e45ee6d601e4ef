/** The laws of the core, for random functions and options of every provider. */
import * as fc from 'fast-check';
import { apply, diff, invert } from '../../src/core/change';
import { FUNCTION } from '../../src/core/function';
import { original, unplan } from '../../src/core/plan';
import type { Settings } from '../../src/core/provider';
import { markedBy } from '../../src/core/recognize';
import type { FunctionState } from '../../src/core/state';
import { applied, planWith } from '../helpers/applied';
import { functions } from '../helpers/arbitraries';
import { RUNS } from '../helpers/runs';
import { EVERY_PROVIDER, PAIRS } from '../helpers/samples';
import { LAWS, look } from './provider-laws';

describe.each(EVERY_PROVIDER)('a function that $provider.title traces', ({ provider, options }) => {
  test.each(Object.entries(LAWS))('%s', (_title, law) => law({ provider, options, runs: RUNS }));
});

test.each(PAIRS)(
  'a function that goes from $here.name to $there.name and back keeps nothing of either',
  ({ here, there }) =>
    fc.assert(
      fc.property(functions, here.options, there.options, (fn, first, second) => {
        const under = (state: FunctionState, { provider }: typeof here, settings: Settings) =>
          applied(state, planWith(provider, settings, state));
        const direct = under(fn, here, first);
        const other = under(direct, there, second);
        const straight = under(fn, there, second);
        const back = under(other, here, first);
        if (straight.receipt) expect(look(other)).toEqual(look(straight));
        if (direct.receipt) expect(look(back)).toEqual(look(direct));
        expect(look(applied(other, unplan(FUNCTION, other)))).toEqual(look(fn));
      }),
      RUNS,
    ),
);

test.each(PAIRS)(
  'a function that $here.name traces and that has lost its receipt stays unchanged under $there.name',
  ({ here, there }) =>
    fc.assert(
      fc.property(functions, here.options, there.options, (fn, first, second) => {
        const { receipt, ...bare } = applied(fn, planWith(here.provider, first, fn));
        const isMarked = markedBy({ title: here.name, ...here.provider.signatures }, bare.parts).length > 0;
        const { changes, findings } = planWith(there.provider, second, bare);
        if (!receipt || !isMarked) return;
        expect(changes).toEqual([]);
        expect(findings.length).toBeGreaterThan(0);
      }),
      RUNS,
    ),
);

describe('a difference', () => {
  test('leads from one state to the other, and back', () =>
    fc.assert(
      fc.property(functions, functions, (a, b) => {
        const changes = diff(FUNCTION, a.parts, b.parts);
        const unordered = (fn: Pick<FunctionState, 'parts'>) => ({ ...look(fn), order: [...look(fn).order].sort() });
        expect(unordered({ parts: apply(changes, a.parts) })).toEqual(unordered(b));
        expect(unordered({ parts: apply(invert(changes), b.parts) })).toEqual(unordered(a));
      }),
      RUNS,
    ));

  test('puts what was removed back into its place', () =>
    fc.assert(
      fc.property(functions, fc.infiniteStream(fc.boolean()), (fn, coins) => {
        const kept = Object.entries(fn.parts.layers).filter(() => coins.next().value);
        const less = { ...fn.parts, layers: Object.fromEntries(kept) };
        expect(Object.keys(apply(invert(diff(FUNCTION, fn.parts, less)), less).layers)).toEqual(
          Object.keys(fn.parts.layers),
        );
      }),
      RUNS,
    ));

  test('is empty for a function that was never traced', () =>
    fc.assert(
      fc.property(functions, (fn) => {
        expect(original(FUNCTION, fn)).toEqual(fn);
        expect(unplan(FUNCTION, fn).changes).toEqual([]);
      }),
      RUNS,
    ));
});
