/** Names that every object inherits are names like others, of variables, tags, layers, and options. */
import * as fc from 'fast-check';
import { FUNCTION } from '../../src/core/function';
import { withPresence } from '../../src/core/part';
import { plan, unplan } from '../../src/core/plan';
import { rememberingPlanner } from '../../src/core/planner-memory';
import type { Recipe } from '../../src/core/recipe';
import { type FunctionState, NO_PARTS, type Parts } from '../../src/core/state';
import { mergeSources } from '../../src/options/merge';
import { parseOptions, parseVariables } from '../../src/options/parse';
import { configure, OPTIONS, PROVIDERS, type ProviderName } from '../../src/providers';
import { readReceipt, renderReceipt } from '../../src/surfaces/receipt';
import { applied } from '../helpers/applied';
import { RUNS } from '../helpers/runs';

const NAMES = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'PLAIN'];
const name = fc.constantFrom(...NAMES);
const entries = fc.uniqueArray(fc.tuple(name, fc.constantFrom('a:b', '', 'x')), {
  selector: ([key]) => key,
  maxLength: 4,
});
const map = entries.map((given): Record<string, string> => Object.fromEntries(given));

const parts: fc.Arbitrary<Parts> = fc
  .record({ environment: map, layers: map, tags: map })
  .map((given) => withPresence(FUNCTION, { ...NO_PARTS, handler: { handler: 'toString' }, ...given }));
const functions = parts.map(
  (given): FunctionState => ({
    id: 'constructor',
    target: {
      packageType: 'Zip',
      runtime: 'python3.13',
      architecture: 'x86_64',
      region: 'us-east-1',
      partition: 'aws',
      account: '123456789012',
    },
    parts: given,
  }),
);

/** A recipe that writes such names, as a default and behind a list. */
const original = fc.constantFrom('KEPT', 'KEPT', '__proto__');
const recipes = fc.record({ own: map, tags: map, pairs: map, layers: fc.subarray(NAMES), original }).map(
  ({ own, tags, pairs, layers, original }): Recipe => ({
    provider: 'p',
    layers: layers.map((arn) => ({ arn, supersedes: [], accounts: [] })),
    environment: Object.fromEntries([
      ...Object.entries(own).map(([key, value]) => [key, { rule: 'default', value }]),
      ['PAIRS', { rule: 'append', pairs, assign: ':' }],
    ]),
    tags,
    redirect: { handler: 'ours', original, known: ['ours'] },
    statements: [],
    deprecated: {},
    notes: [],
  }),
);

const look = ({ parts: { environment, layers, tags, handler } }: FunctionState) =>
  [environment, layers, tags, handler].map((part) => Object.entries(part));

describe('a function with names that every object inherits', () => {
  test('gets everything that is missing, keeps its own, and is as it was afterwards', () =>
    fc.assert(
      fc.property(functions, recipes, (fn, recipe) => {
        const planned = plan(FUNCTION, fn, recipe);
        const there = applied(fn, planned);
        expect(rememberingPlanner({ recipe: () => recipe }, {}).plan(fn)).toEqual(planned);
        if (planned.recipe) {
          for (const kind of ['environment', 'tags'] as const) {
            const wanted = Object.entries(recipe[kind]).map(([key]) => key);
            const had = Object.keys(fn.parts[kind]);
            expect(Object.keys(there.parts[kind])).toEqual(expect.arrayContaining([...had, ...wanted]));
            for (const key of had) expect(Object.getOwnPropertyDescriptor(there.parts[kind], key)?.value).toBeDefined();
          }
          expect(Object.keys(there.parts.layers)).toEqual(
            expect.arrayContaining(recipe.layers.map(({ arn }) => String(arn))),
          );
          expect(plan(FUNCTION, there, recipe).changes).toEqual([]);
        }
        expect(look(applied(there, unplan(FUNCTION, there)))).toEqual(look(fn));
      }),
      RUNS,
    ));

  test('is as it was once its receipt was written into a document and read again', () =>
    fc.assert(
      fc.property(functions, recipes, (fn, recipe) => {
        const there = applied(fn, plan(FUNCTION, fn, recipe));
        const written = there.receipt && JSON.parse(JSON.stringify(renderReceipt(there.receipt)));
        const read = { ...there, receipt: readReceipt(written) };
        expect(look(applied(read, unplan(FUNCTION, read)))).toEqual(look(fn));
      }),
      RUNS,
    ));
});

describe('an option with a name that every object inherits', () => {
  const given = entries.map((pairs): Record<string, unknown> => Object.fromEntries(pairs));

  test.each(Object.keys(OPTIONS) as ProviderName[])('is unknown to %s, whatever its value is', (provider) =>
    fc.assert(
      fc.property(given, (values) => {
        const { findings, settings } = configure(provider, { source: 'here', values });
        const named = Object.entries(values).filter(([, value]) => value !== '');
        const unknown = findings.filter(({ code }) => code === 'option-unknown').map(({ details }) => details.option);
        expect(unknown).toEqual(named.map(([key]) => key));
        expect(Object.keys(settings)).toEqual([]);
      }),
      { numRuns: 20 },
    ),
  );

  test('is kept as a tag, and in every variable that pairs are written to', () =>
    fc.assert(
      fc.property(entries, entries, (near, far) => {
        const forwarderArn = 'arn:aws:lambda:us-east-1:123456789012:function:f';
        const sources = [near, far].map((pairs) => ({
          source: 'here',
          values: { tags: Object.fromEntries(pairs), forwarderArn },
        }));
        const { settings } = configure('datadog', ...sources);
        const keys = [...new Set([...near, ...far].map(([key]) => key))];
        expect(Object.keys(settings.tags as object)).toEqual(expect.arrayContaining(keys));
        const made = PROVIDERS.datadog.recipe(settings, {
          packageType: 'Zip',
          runtime: 'ruby3.4',
          architecture: 'x86_64',
          region: 'us-east-1',
          partition: 'aws',
          account: '123456789012',
        });
        if ('refused' in made) throw new Error('refused');
        expect(Object.keys(made.tags)).toEqual(expect.arrayContaining(keys));
        const { pairs } = { pairs: {}, ...made.environment.DD_TAGS };
        expect(Object.entries(pairs)).toEqual(expect.arrayContaining(near));
      }),
      RUNS,
    ));

  test.each(NAMES)('is no variable of a process: %s', (variable) => {
    const table = { ...OPTIONS.datadog.table };
    expect(parseVariables(table, Object.fromEntries([[variable, 'x']]), 'here')).toEqual({ values: {}, mistakes: [] });
    expect(parseOptions(table, Object.fromEntries([['site', variable]]), 'here').mistakes).toHaveLength(1);
    expect(mergeSources(table, { name: 'here', values: {} }).values).toEqual({});
  });
});
