/** The laws of the core, for random functions and options of every provider. */
import * as fc from 'fast-check';
import { apply, diff, invert } from '../../src/core/change';
import { severity } from '../../src/core/finding';
import { FUNCTION, type FunctionPlan } from '../../src/core/function';
import { layerKey, parseLayer } from '../../src/core/layer';
import { applied, original, plan, unplan } from '../../src/core/plan';
import type { Settings } from '../../src/core/provider';
import { matches } from '../../src/core/select';
import type { FunctionState, Parts } from '../../src/core/state';
import { sameValue, type Value, valueText } from '../../src/core/value';
import { EVERY_PROVIDER, functions, PAIRS, RUNS, word } from '../helpers/arbitraries';

/** Every part in print, layers in their order. */
const look = ({ parts }: Pick<FunctionState, 'parts'>) => ({
  ...Object.fromEntries(Object.entries(parts).map(([kind, part]) => [kind, printed(part)])),
  order: Object.keys(parts.layers),
});
/** The names of the parts that a document shows in an order. */
const orders = ({ parts: { environment, tags } }: Pick<FunctionState, 'parts'>) =>
  [environment, tags].map((part) => Object.keys(part));
const printed = (part: Readonly<Record<string, Value>>) =>
  Object.fromEntries(Object.entries(part).map(([name, value]) => [name, [typeof value, valueText(value)]]));

const origins = (value: Value): unknown[] =>
  typeof value === 'string'
    ? []
    : value.kind === 'native'
      ? [value.origin]
      : value.kind === 'join'
        ? value.parts.flatMap(origins)
        : [];
const allValues = (parts: Parts): Value[] => Object.values(parts).flatMap((part) => Object.values(part));
const isRedirected = (fn: FunctionState) => fn.receipt?.entries.some(({ kind }) => kind === 'handler') ?? false;

/** A layer's name without the versions in it: of the runtime, and its own. */
const stem = (name = ''): string => name.replace(/[-_]?\d.*$/, '');

/** Variables in which pairs of ours stand behind the user's. */
const LISTS = ['DD_TAGS', 'DD_SERVICE_MAPPING', 'OTEL_RESOURCE_ATTRIBUTES'];

describe.each(EVERY_PROVIDER)('a function traced by $provider.title', ({ provider, options }) => {
  const run = (fn: FunctionState, settings: Settings): FunctionPlan =>
    plan(FUNCTION, fn, (target) => provider.recipe(settings, target));
  const traced = (fn: FunctionState, settings: Settings) => applied(fn, run(fn, settings));
  const law = (check: (fn: FunctionState, settings: Settings) => void) => () =>
    fc.assert(fc.property(functions, options, check), RUNS);

  test(
    'is the same when planned again',
    law((fn, settings) => {
      expect(run(traced(fn, settings), settings).changes).toEqual([]);
    }),
  );

  test(
    'is the same when planned again by somebody who has lost the receipt',
    law((fn, settings) => {
      const { receipt, ...bare } = traced(fn, settings);
      if (receipt) expect(run(bare, settings).changes).toEqual([]);
    }),
  );

  test(
    'is as it was once the plan is taken back',
    law((fn, settings) => {
      const there = traced(fn, settings);
      expect(look(applied(there, unplan(FUNCTION, there)))).toEqual(look(fn));
    }),
  );

  test('ends the same whatever the options before were', () =>
    fc.assert(
      fc.property(functions, options, options, (fn, first, second) => {
        const direct = traced(fn, second);
        const through = traced(traced(fn, first), second);
        if (direct.receipt) expect(look(through)).toEqual(look(direct));
        if (direct.receipt) expect(orders(through)).toEqual(orders(direct));
      }),
      RUNS,
    ));

  test(
    "keeps the user's variables, tags and mode, alone or with more behind them",
    law((fn, settings) => {
      const { parts } = traced(fn, settings);
      for (const [name, value] of Object.entries(fn.parts.environment)) {
        const now = parts.environment[name] as Value;
        if (LISTS.includes(name)) expect(valueText(now).startsWith(valueText(value))).toBe(true);
        else expect(now).toBe(value);
      }
      expect(parts.tags).toMatchObject(fn.parts.tags);
      expect(parts.tracing).toMatchObject(fn.parts.tracing);
    }),
  );

  test(
    "keeps the user's layers in their order, and of the provider's own one each",
    law((fn, settings) => {
      const { parts } = traced(fn, settings);
      const isForeign = (arn: Value) =>
        !parseLayer(arn)?.name.match(/^(Datadog-|dd-trace-|opentelemetry-|AWSOpenTelemetry)/);
      const foreign = Object.entries(fn.parts.layers)
        .filter(([, arn]) => isForeign(arn))
        .map(([key]) => key);
      expect(Object.keys(parts.layers).filter((key) => foreign.includes(key))).toEqual(foreign);
    }),
  );

  test(
    'has of each layer of the provider one, the older ones having given way',
    law((fn, settings) => {
      const { recipe } = run(fn, settings);
      const there = Object.values(traced(fn, settings).parts.layers).map(parseLayer);
      for (const { arn, accounts } of recipe?.layers ?? []) {
        const wanted = parseLayer(arn);
        const same = there.filter(
          (one) => accounts.includes(one?.account ?? '') && stem(one?.name) === stem(wanted?.name),
        );
        if (accounts.includes(wanted?.account ?? '')) expect(same).toHaveLength(1);
      }
    }),
  );

  test('keeps what the user changes afterwards, also when the plan is taken back', () =>
    fc.assert(
      fc.property(
        functions,
        options,
        word,
        fc.constantFrom('DD_SITE', 'DD_TAGS', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_RESOURCE_ATTRIBUTES', 'OTHER'),
        (fn, settings, edit, name) => {
          const there = traced(fn, settings);
          const edited = {
            ...there,
            parts: { ...there.parts, environment: { ...there.parts.environment, [name]: `edit-${edit}` } },
          };
          expect(applied(edited, unplan(FUNCTION, edited)).parts.environment[name]).toBe(`edit-${edit}`);
          expect(valueText(traced(edited, settings).parts.environment[name] as Value)).toMatch(
            new RegExp(`^edit-${edit}`),
          );
        },
      ),
      RUNS,
    ));

  test(
    'is traced whole, or left as it was with a finding that says why',
    law((fn, settings) => {
      const { changes, receipt, recipe, findings } = run(fn, settings);
      if (recipe) {
        expect(findings.filter((found) => severity(found) === 'error')).toEqual([]);
        const { parts } = traced(fn, settings);
        for (const { arn } of recipe.layers)
          expect(Object.keys(parts.layers).some((key) => key === layerKey(arn))).toBe(true);
        for (const [name, setting] of Object.entries(recipe.environment)) {
          expect(parts.environment[name]).toBeDefined();
          if (setting.rule === 'require') expect(sameValue(parts.environment[name], setting.value)).toBe(true);
        }
      } else {
        expect(changes).toEqual([]);
        expect(receipt).toBe(fn.receipt);
        expect(findings).not.toEqual([]);
      }
    }),
  );

  test(
    'gives every native value back as the same object',
    law((fn, settings) => {
      const kept = new Set(allValues(traced(fn, settings).parts).flatMap(origins));
      const replaced = new Set(
        (traced(fn, settings).receipt?.entries ?? []).flatMap(({ kind, before }) =>
          kind === 'layers' && before ? origins(before) : [],
        ),
      );
      for (const origin of allValues(fn.parts).flatMap(origins))
        expect(kept.has(origin) || replaced.has(origin)).toBe(true);
    }),
  );

  test(
    'has no handler that names itself',
    law((fn, settings) => {
      const there = traced(fn, settings);
      const { handler } = there.parts.handler;
      if (isRedirected(there)) expect(there.parts.environment.DD_LAMBDA_HANDLER).not.toEqual(handler);
      const again = traced({ ...there, receipt: undefined }, settings);
      expect(again.parts.environment.DD_LAMBDA_HANDLER).toEqual(there.parts.environment.DD_LAMBDA_HANDLER);
    }),
  );

  test(
    'shows no more than five layers, 4 KB of variables and fifty tags',
    law((fn, settings) => {
      const { parts, receipt } = traced(fn, settings);
      if (receipt) expect(Object.keys(parts.layers).length).toBeLessThanOrEqual(5);
    }),
  );
});

test.each(PAIRS)(
  'a function that goes from $here.name to $there.name and back keeps nothing of either',
  ({ here, there }) =>
    fc.assert(
      fc.property(functions, here.options, there.options, (fn, first, second) => {
        const under = (state: FunctionState, { provider }: typeof here, settings: Settings) =>
          applied(
            state,
            plan(FUNCTION, state, (target) => provider.recipe(settings, target)),
          );
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
  'a function that $here.name traces, of which no receipt is kept, is left by $there.name',
  ({ here, there }) =>
    fc.assert(
      fc.property(functions, here.options, there.options, (fn, first, second) => {
        const recipeFor = (target: FunctionState['target']) => here.provider.recipe(first, target);
        const { receipt, ...bare } = applied(fn, plan(FUNCTION, fn, recipeFor));
        const { handlers, layers } = here.provider.marks;
        const names = Object.values(bare.parts.layers).map((arn) => parseLayer(arn)?.name ?? '');
        const isMarked =
          handlers.some((name) => name === bare.parts.handler.handler) ||
          names.some((name) => layers.some((mark) => matches(mark, name)));
        const { changes, findings } = plan(FUNCTION, bare, (target) => there.provider.recipe(second, target));
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

  test('of a function that nobody has touched is none', () =>
    fc.assert(
      fc.property(functions, (fn) => {
        expect(original(FUNCTION, fn)).toEqual(fn);
        expect(unplan(FUNCTION, fn).changes).toEqual([]);
      }),
      RUNS,
    ));
});
