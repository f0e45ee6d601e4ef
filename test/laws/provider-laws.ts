/** What is true of every function that a provider traces; names come from recipes and signatures, never from a provider. */
import * as fc from 'fast-check';
import { severity } from '../../src/core/finding';
import { FUNCTION, type FunctionPlan } from '../../src/core/function';
import { isSuperseded, layerKey } from '../../src/core/layer';
import { environmentSize, LIMITS } from '../../src/core/limits';
import { unplan } from '../../src/core/plan';
import type { Settings } from '../../src/core/provider';
import { isRefusal, type Recipe } from '../../src/core/recipe';
import { FAMILIES, familyOf, RUNTIME_NAMES } from '../../src/core/runtime';
import { EXEC_WRAPPER } from '../../src/core/signature';
import type { FunctionState, Parts } from '../../src/core/state';
import { isKnown, sameValue, type Value, valueText } from '../../src/core/value';
import { applied, planWith } from '../helpers/applied';
import { crowded, functions, word } from '../helpers/arbitraries';
import type { Subject } from '../helpers/samples';

/** Every part in print, layers in their order. */
export const look = ({ parts }: Pick<FunctionState, 'parts'>) => ({
  ...Object.fromEntries(Object.entries(parts).map(([kind, part]) => [kind, printed(part)])),
  order: Object.keys(parts.layers),
});
const printed = (part: Readonly<Record<string, Value>>) =>
  Object.fromEntries(Object.entries(part).map(([name, value]) => [name, [typeof value, valueText(value)]]));

/** The names of the parts that a document shows in an order. */
const orders = ({ parts: { environment, tags } }: Pick<FunctionState, 'parts'>) =>
  [environment, tags].map((part) => Object.keys(part));

const origins = (value: Value): unknown[] => {
  if (isKnown(value) || value.kind === 'lookup') return [];
  return value.kind === 'native' ? [value.origin] : value.parts.flatMap(origins);
};
const allValues = (parts: Parts): Value[] => Object.values(parts).flatMap((part) => Object.values(part));
const isRedirected = (fn: FunctionState) => fn.receipt?.entries.some(({ kind }) => kind === 'handler') ?? false;
const withoutReceipt = ({ receipt: _, ...fn }: FunctionState): FunctionState => fn;

/** What a law says about: one provider, and how often it is tried. */
export interface Trial extends Pick<Subject, 'provider' | 'options'> {
  readonly runs: fc.Parameters<unknown>;
}

type Check = (traced: Tracing, fn: FunctionState, settings: Settings) => void;

/** A provider at work on functions. */
interface Tracing {
  readonly provider: Trial['provider'];
  readonly run: (fn: FunctionState, settings: Settings) => FunctionPlan;
  readonly traced: (fn: FunctionState, settings: Settings) => FunctionState;
}

function tracingOf({ provider }: Pick<Trial, 'provider'>): Tracing {
  const run: Tracing['run'] = (fn, settings) => planWith(provider, settings, fn);
  return { provider, run, traced: (fn, settings) => applied(fn, run(fn, settings)) };
}

const law =
  (check: Check, of = functions) =>
  ({ options, runs, ...trial }: Trial): void =>
    fc.assert(
      fc.property(of, options, (fn, settings) => check(tracingOf(trial), fn, settings)),
      runs as fc.Parameters<[FunctionState, Settings]>,
    );

/** Lists to which a recipe appends. */
const lists = (recipe: Recipe | undefined): string[] =>
  Object.entries(recipe?.environment ?? {}).flatMap(([name, { rule }]) => (rule === 'append' ? [name] : []));

/** The laws by their titles: "a function that the provider traces ...". */
export const LAWS: Readonly<Record<string, (trial: Trial) => void>> = {
  'is the same when planned again': law(({ run, traced }, fn, settings) => {
    expect(run(traced(fn, settings), settings).changes).toEqual([]);
  }),

  'is the same, and still follows its recipe, when its receipt is lost and it is planned again': law(
    ({ run, traced }, fn, settings) => {
      const there = traced(fn, settings);
      if (!there.receipt) return;
      const { changes, recipe, findings } = run(withoutReceipt(there), settings);
      expect({ changes, findings: recipe ? [] : findings }).toEqual({ changes: [], findings: [] });
    },
  ),

  'is as it was once the plan is undone': law(({ traced }, fn, settings) => {
    const there = traced(fn, settings);
    expect(look(applied(there, unplan(FUNCTION, there)))).toEqual(look(fn));
  }),

  'ends the same whatever the options before were': ({ options, runs, ...trial }) => {
    const { traced } = tracingOf(trial);
    fc.assert(
      fc.property(functions, options, options, (fn, first, second) => {
        const direct = traced(fn, second);
        const through = traced(traced(fn, first), second);
        if (direct.receipt) expect([look(through), orders(through)]).toEqual([look(direct), orders(direct)]);
      }),
      runs as fc.Parameters<[FunctionState, Settings, Settings]>,
    );
  },

  "keeps the user's variables, tags, and mode, alone or with more after them": law(({ run, traced }, fn, settings) => {
    const { parts } = traced(fn, settings);
    const appended = lists(run(fn, settings).recipe);
    for (const [name, value] of Object.entries(fn.parts.environment)) {
      const now = parts.environment[name] as Value;
      if (appended.includes(name)) expect(valueText(now).startsWith(valueText(value))).toBe(true);
      else expect(now).toBe(value);
    }
    expect(parts.tags).toMatchObject(fn.parts.tags);
    expect(parts.tracing).toMatchObject(fn.parts.tracing);
  }),

  "keeps the user's layers in their order": law(({ run, traced }, fn, settings) => {
    const { recipe } = run(fn, settings);
    const own = Object.entries(fn.parts.layers)
      .filter(([, arn]) => !recipe?.layers.some((layer) => isSuperseded(arn, layer)))
      .map(([key]) => key);
    const now = Object.keys(traced(fn, settings).parts.layers);
    expect(now.filter((key) => own.includes(key))).toEqual(own);
  }),

  'has one of each layer of its recipe, which knows the layer as one of its own': law(
    ({ run, traced }, fn, settings) => {
      const there = Object.values(traced(fn, settings).parts.layers);
      for (const layer of run(fn, settings).recipe?.layers ?? [])
        expect(there.filter((arn) => isSuperseded(arn, layer))).toHaveLength(1);
    },
  ),

  'has only the layers of its new recipe when its receipt is lost and its runtime changes': ({
    options,
    runs,
    ...trial
  }) => {
    const { run, traced } = tracingOf(trial);
    const places = fc.constantFrom(...FAMILIES).chain((family) => fc.tuple(runtimeOf(family), runtimeOf(family)));
    const architectures = fc.constantFrom('x86_64', 'arm64');
    fc.assert(
      fc.property(functions, options, places, architectures, (fn, settings, [before, after], architecture) => {
        const zip = (runtime: string, arch: Value): FunctionState => ({
          ...fn,
          target: { ...fn.target, packageType: 'Zip', runtime, architecture: arch },
        });
        const bare = zip(before, 'x86_64');
        const there = traced(bare, settings);
        if (!there.receipt) return;
        const { recipe, changes } = run(
          { ...withoutReceipt(there), target: zip(after, architecture).target },
          settings,
        );
        if (!recipe) return;
        const now = Object.keys(applied(there, { changes, receipt: undefined }).parts.layers);
        const own = [...Object.keys(bare.parts.layers), ...recipe.layers.map(({ arn }) => layerKey(arn))];
        expect(now.filter((key) => !own.includes(key))).toEqual([]);
      }),
      runs as fc.Parameters<[FunctionState, Settings, [string, string], string]>,
    );
  },

  'keeps what the user changes afterwards, also when the plan is undone': ({ options, runs, ...trial }) => {
    const { run, traced } = tracingOf(trial);
    fc.assert(
      fc.property(functions, options, word, fc.nat(), (fn, settings, edit, place) => {
        const names = [...Object.keys(run(fn, settings).recipe?.environment ?? {}), 'OTHER'];
        const name = names[place % names.length] as string;
        const there = traced(fn, settings);
        const environment = { ...there.parts.environment, [name]: `edit-${edit}` };
        const edited = { ...there, parts: { ...there.parts, environment } };
        expect(applied(edited, unplan(FUNCTION, edited)).parts.environment[name]).toBe(`edit-${edit}`);
        const again = valueText(traced(edited, settings).parts.environment[name] as Value);
        expect(again.startsWith(`edit-${edit}`)).toBe(true);
      }),
      runs as fc.Parameters<[FunctionState, Settings, string, number]>,
    );
  },

  'is after changes and deletions by hand as if they had been made before, also when the plan is undone': ({
    options,
    runs,
    ...trial
  }) => {
    const { run, traced } = tracingOf(trial);
    fc.assert(
      fc.property(functions, options, options, hands, (fn, first, second, hand) => {
        const there = traced(fn, first);
        const { recipe, changes } = run(fn, first);
        // A layer that was replaced comes back at its place, counted from the start: a deletion before it moves the place.
        const isReplacing = changes.some(({ kind, before }) => kind === 'layers' && before !== undefined);
        const allowed: Allowed = (kind, name) => {
          if (name === recipe?.redirect?.original || !Object.hasOwn(there.parts[kind], name)) return 'nothing';
          if (kind === 'layers' && isReplacing) return 'nothing';
          return Object.hasOwn(fn.parts[kind], name) ? 'anything' : 'deletion';
        };
        const byHand = (state: FunctionState) => ({ ...state, parts: hand(state.parts, allowed) });
        const [edited, before] = [byHand(there), byHand(fn)];
        expect(look(applied(edited, unplan(FUNCTION, edited)))).toEqual(look(before));
        const direct = traced(before, second);
        if (direct.receipt) expect(look(traced(edited, second))).toEqual(look(direct));
      }),
      runs as fc.Parameters<[FunctionState, Settings, Settings, Hand]>,
    );
  },

  'is traced whole, or left as it was with a finding that says why': law(({ run, traced }, fn, settings) => {
    const { changes, receipt, recipe, findings } = run(fn, settings);
    if (!recipe) {
      expect({ changes, receipt }).toEqual({ changes: [], receipt: fn.receipt });
      expect(findings).not.toEqual([]);
      return;
    }
    expect(findings.filter((found) => severity(found) === 'error')).toEqual([]);
    const { parts } = traced(fn, settings);
    for (const { arn } of recipe.layers) expect(Object.keys(parts.layers)).toContain(layerKey(arn));
    for (const [name, setting] of Object.entries(recipe.environment)) {
      if (setting.rule !== 'default' || !setting.unless) expect(parts.environment[name]).toBeDefined();
      if (setting.rule === 'require') expect(sameValue(parts.environment[name], setting.value)).toBe(true);
    }
  }),

  'gives every native value back as the same object': law(({ traced }, fn, settings) => {
    const there = traced(fn, settings);
    const kept = new Set(allValues(there.parts).flatMap(origins));
    const replaced = new Set(
      (there.receipt?.entries ?? []).flatMap(({ kind, before }) =>
        kind === 'layers' && before ? origins(before) : [],
      ),
    );
    for (const origin of allValues(fn.parts).flatMap(origins))
      expect(kept.has(origin) || replaced.has(origin)).toBe(true);
  }),

  'keeps its own handler in the variable that the recipe names, and never a handler of the provider': law(
    ({ run, traced }, fn, settings) => {
      const there = traced(fn, settings);
      const { redirect } = run(fn, settings).recipe ?? {};
      if (!redirect || !isRedirected(there)) return;
      expect(there.parts.environment[redirect.original]).toEqual(fn.parts.handler.handler);
      expect(there.parts.handler).toEqual({ handler: redirect.handler });
      const again = traced(withoutReceipt(there), settings);
      expect(again.parts.environment[redirect.original]).toEqual(fn.parts.handler.handler);
    },
  ),

  'keeps its own handler if a script starts it that may not start another one': ({ options, runs, ...trial }) => {
    const { run } = tracingOf(trial);
    fc.assert(
      fc.property(functions, options, runtimes, foreignScript, (fn, settings, runtime, script) => {
        const environment = { ...fn.parts.environment, [EXEC_WRAPPER]: script };
        const target: FunctionState['target'] = { ...fn.target, packageType: 'Zip', runtime };
        const { changes, recipe } = run(
          { ...withoutReceipt(fn), target, parts: { ...fn.parts, environment } },
          settings,
        );
        expect(changes.filter(({ kind }) => kind === 'handler')).toEqual([]);
        expect(recipe?.redirect).toBeUndefined();
      }),
      runs as fc.Parameters<[FunctionState, Settings, string, Value]>,
    );
  },

  'keeps its own handler where everything else of the provider looks for it': law(
    ({ run, provider: { installers, image } }, fn, settings) => {
      const { redirect } = run(fn, settings).recipe ?? {};
      if (!redirect) return;
      const images = FAMILIES.flatMap((family) => {
        const parts = image?.(family, settings) ?? { lines: [] };
        return isRefusal(parts) ? [] : (parts.original ?? []);
      });
      const expected = [...(installers?.writes ? [installers.writes.original] : []), ...images];
      expect(new Set(expected)).toEqual(new Set([redirect.original]));
    },
  ),

  "is recognized by the provider's signatures": law(({ run, provider: { signatures } }, fn, settings) => {
    const { redirect, environment = {}, layers = [] } = run(fn, settings).recipe ?? {};
    const wrapper = environment[EXEC_WRAPPER];
    if (redirect) expect(signatures.handlers).toContain(redirect.handler);
    if (wrapper?.rule === 'require') expect(signatures.wrappers).toContain(wrapper.value);
    if (layers.length > 0) expect(signatures.layers).not.toEqual([]);
  }),

  'has at most five layers, 4 KB of variables, and fifty tags': law(
    ({ run, traced }, fn, settings) => {
      if (!run(fn, settings).recipe) return;
      const { layers, environment, tags } = traced(fn, settings).parts;
      expect(Object.keys(layers).length).toBeLessThanOrEqual(LIMITS.layers);
      expect(environmentSize(environment)).toBeLessThanOrEqual(LIMITS.environment);
      expect(Object.keys(tags).length).toBeLessThanOrEqual(LIMITS.tags);
    },
    fc.oneof(functions, crowded),
  ),
};

const runtimes = fc.constantFrom(...RUNTIME_NAMES);

/** A script of the user's own, the Lambda Web Adapter, and one that is not known before the deployment. */
const foreignScript = fc.constantFrom<Value>('/opt/own', '/opt/bootstrap', {
  kind: 'native',
  text: '${Script}',
  origin: { Ref: 'Script' },
});

/** What people may do: values of their own they change and delete, what tracing has added they only delete. */
type Allowed = (kind: 'environment' | 'tags' | 'layers', name: string) => 'anything' | 'deletion' | 'nothing';
type Hand = (parts: Parts, allowed: Allowed) => Parts;

/** What people do to a function between two runs. */
const hands: fc.Arbitrary<Hand> = fc
  .record({ seed: fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }), handler: fc.boolean() })
  .map(({ seed, handler }) => (parts, allowed) => {
    // The choice depends on the name only, so that a hand does the same to a function before and after tracing.
    const choice = (name: string) => seed[[...name].reduce((sum, char) => sum + char.charCodeAt(0), 0) % seed.length];
    const isDeleted = (kind: 'environment' | 'tags' | 'layers', name: string) =>
      choice(name) === 1 && allowed(kind, name) !== 'nothing';
    const isChanged = (kind: 'environment' | 'tags', name: string) =>
      choice(name) === 2 && allowed(kind, name) === 'anything';
    const edited = (kind: 'environment' | 'tags') =>
      Object.fromEntries(
        Object.entries(parts[kind])
          .filter(([name]) => !isDeleted(kind, name))
          .map(([name, value]) => [name, isChanged(kind, name) ? 'by-hand' : value]),
      );
    const layers = Object.entries(parts.layers).filter(([name]) => !isDeleted('layers', name));
    return {
      ...parts,
      environment: edited('environment'),
      tags: edited('tags'),
      layers: Object.fromEntries(layers),
      handler: handler && parts.handler.handler !== undefined ? { handler: 'by.hand' } : parts.handler,
    };
  });

const runtimeOf = (family: string) =>
  fc.constantFrom(...RUNTIME_NAMES.filter((runtime) => familyOf(runtime) === family));
