/** A planner that remembers says what one that does not would say. */
import * as fc from 'fast-check';
import type { FunctionPlan } from '../../src/core/function';
import { rememberingPlanner } from '../../src/core/planner-memory';
import type { Settings } from '../../src/core/provider';
import { isRefusal, type Recipe } from '../../src/core/recipe';
import { FUNCTION_PARTS, type FunctionState } from '../../src/core/state';
import { PROVIDERS } from '../../src/providers';
import { toValue } from '../../src/surfaces/intrinsics';
import { applied, planWith } from '../helpers/applied';
import { functions, handler, raw, variableName, word } from '../helpers/arbitraries';
import { RUNS } from '../helpers/runs';
import { EVERY_PROVIDER } from '../helpers/samples';

type PlanOf = (state: FunctionState) => FunctionPlan;

/** The same function but for what a plan mostly does not look at. */
const kin = fc.record({
  id: word,
  handler: fc.option(handler, { nil: undefined, freq: 9 }),
  variables: fc.dictionary(fc.oneof({ weight: 9, arbitrary: word }, variableName), raw, { maxKeys: 3 }),
  tags: fc.dictionary(word, raw, { maxKeys: 2 }),
  long: fc.constantFrom(0, 0, 0, 3000, 3700, 4100),
});

type Kin = typeof kin extends fc.Arbitrary<infer T> ? T : never;

const values = (map: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(map).map(([name, given]) => [name, toValue(given)]));

const like = (fn: FunctionState, { id, handler: given, variables, tags, long }: Kin): FunctionState => ({
  ...fn,
  id,
  parts: {
    ...fn.parts,
    containers: { ...fn.parts.containers, environment: 'present', tags: 'present' },
    handler: given === undefined ? {} : { handler: toValue(given) },
    environment: { ...fn.parts.environment, ...values(variables), ...(long > 0 ? { LONG: 'x'.repeat(long) } : {}) },
    tags: { ...fn.parts.tags, ...values(tags) },
  },
});

/** The same function but for one part, its target, or that it has been traced already, as another one has it. */
const crossed = (fn: FunctionState, other: FunctionState, planOf: PlanOf): FunctionState[] => [
  ...FUNCTION_PARTS.map((kind) => ({ ...fn, parts: { ...fn.parts, [kind]: other.parts[kind] } })),
  { ...fn, target: other.target },
  ...Object.keys(fn.target).map((name) => ({
    ...fn,
    target: { ...fn.target, [name]: other.target[name as 'runtime'] },
  })),
  { ...fn, target: { ...fn.target, bundle: 'a setting' } },
  { ...fn, unresolvedParts: other.unresolvedParts },
  { ...fn, receipt: applied(other, planOf(other)).receipt },
  applied(fn, planOf(fn)),
];

describe.each(EVERY_PROVIDER)('with $provider.title', ({ provider, options }) => {
  const alike = (settings: Settings, of: (planOf: PlanOf) => readonly FunctionState[]) => {
    const planOf: PlanOf = (state) => planWith(provider, settings, state);
    const { plan: remembering } = rememberingPlanner(provider, settings);
    for (const one of of(planOf)) expect(remembering(one)).toEqual(planOf(one));
  };

  test('functions of one shape are planned as each of them alone', () =>
    fc.assert(
      fc.property(functions, options, fc.array(kin, { minLength: 2, maxLength: 4 }), (fn, settings, kins) =>
        alike(settings, () => [fn, ...kins.map((other) => like(fn, other)), fn]),
      ),
      RUNS,
    ));

  test('functions that differ in one part are planned as each of them alone', () =>
    fc.assert(
      fc.property(functions, functions, options, (fn, other, settings) =>
        alike(settings, (planOf) => [fn, ...crossed(fn, other, planOf), fn]),
      ),
      RUNS,
    ));
});

const EXAMPLE: FunctionState = {
  id: 'One',
  target: {
    packageType: 'Zip',
    runtime: 'nodejs22.x',
    architecture: 'x86_64',
    region: 'eu-west-1',
    partition: 'aws',
    account: '123456789012',
  },
  parts: {
    containers: { environment: 'present' },
    handler: { handler: 'app.handler' },
    environment: { TABLE: 'orders' },
    layers: {},
    tags: {},
    tracing: {},
  },
};

const KEY = { apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:dd' };
const DATADOG = PROVIDERS.datadog;

test('a recipe is made once for each target, and changes once for each shape', () => {
  const recipe = jest.fn(DATADOG.recipe);
  const { plan: remembering } = rememberingPlanner({ recipe }, KEY);
  const [one, two] = ['One', 'Two'].map((id) => remembering({ ...EXAMPLE, id }));
  expect(recipe).toHaveBeenCalledTimes(1);
  expect(one?.recipe && !isRefusal(one.recipe)).toBe(true);
  expect(two?.changes).toBe(one?.changes);
  remembering({ ...EXAMPLE, target: { ...EXAMPLE.target, architecture: 'arm64' } });
  expect(recipe).toHaveBeenCalledTimes(2);
});

const { parts } = EXAMPLE;
const unknown = toValue({ Ref: 'Unknown' });
const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag${index}`, 'x']));

/** The changes that two functions share, and how many there are of the second. */
function shared(one: Partial<FunctionState['parts']>, two: Partial<FunctionState['parts']>): [number, number] {
  const { plan: remembering } = rememberingPlanner(DATADOG, KEY);
  const [first, second] = [one, two].map((own) => remembering({ ...EXAMPLE, parts: { ...parts, ...own } }).changes);
  return [(second ?? []).filter((change) => first?.includes(change)).length, second?.length ?? 0];
}

test.each([
  ['their handler', { handler: { handler: 'other.handler' } }, 2],
  ['a variable of their own', { environment: { TABLE: 'other', QUEUE: unknown } }, 0],
  ['the lack of one', { environment: {} }, 0],
  ['a tag', { tags: { team: unknown }, containers: { ...parts.containers, tags: 'present' } }, undefined],
])('functions that differ in %s share the other changes', (_title, own, different) => {
  const [same, all] = shared({}, own);
  if (different !== undefined) expect(all - same).toBe(different);
  // A container that is there already is another shape.
  else expect(shared(own, { ...own, tags: { other: 'x' } })).toEqual([all, all]);
});

test.each([
  [
    'a layer whose name is not known',
    { layers: { L: unknown }, containers: { ...parts.containers, layers: 'present' } },
  ],
  ['a variable that the recipe writes', { environment: { DD_SITE: 'mine' } }],
  ['the mode of X-Ray', { tracing: { Mode: 'Active' }, containers: { ...parts.containers, tracing: 'present' } }],
])('functions that have %s alike share their changes', (_title, own) => {
  const [same, all] = shared(own, own);
  expect([same, all > 0]).toEqual([all, true]);
});

test.each([
  ['a handler that is not known', { handler: { handler: unknown } }],
  ["a variable of the recipe's that is not known", { environment: { DD_SITE: unknown } }],
  ['a part without its container', { layers: { L: 'arn:aws:lambda:eu-west-1:123456789012:layer:L:1' } }],
  ['no room for what is added', { environment: { LONG: 'x'.repeat(3900) } }],
  ['no room for a tag', { tags: fifty, containers: { ...parts.containers, tags: 'present' } }],
])('functions that have %s are planned alone', (_title, own) => {
  expect(shared(own, own)[0]).toBe(0);
});

test('targets that print alike but come from two places have a recipe each', () => {
  const recipe = jest.fn(DATADOG.recipe);
  const { plan: remembering } = rememberingPlanner({ recipe }, KEY);
  const inStack = (origin: object) => ({
    ...EXAMPLE.target,
    region: { kind: 'native', origin, text: '${R}' } as const,
  });
  const [a, b] = [inStack({}), inStack({})];
  for (const target of [a, b, a])
    expect(remembering({ ...EXAMPLE, target })).toEqual(planWith({ recipe }, KEY, { ...EXAMPLE, target }));
  expect(recipe.mock.calls.length).toBeGreaterThan(3);
});

describe('a recipe that looks at many variables', () => {
  const recipe: Recipe = {
    provider: 'datadog',
    layers: [],
    environment: {
      A: { rule: 'default', value: '1', unless: ['B'] },
      K: { rule: 'require', value: 'k' },
      L: { rule: 'append', pairs: { x: 'y' }, assign: ':' },
    },
    tags: { t: 'v' },
    redirect: { handler: 'wrap', original: 'ORIGINAL', known: ['wrap', 'older'] },
    statements: [],
    deprecated: { OLD: 'a', 'GONE_*': 'b' },
    otherTools: [{ title: 'Tool', handlers: ['tool'], layers: [], variables: ['TOOL'] }],
    notes: [],
  };
  const maker = { recipe: () => recipe };

  test.each<[title: string, parts: Partial<FunctionState['parts']>]>([
    ['one that replaces a default', { environment: { B: 'own' } }],
    ['one with another value', { environment: { K: 'own' } }],
    ['one with pairs', { environment: { L: 'x:own' } }],
    ['one that keeps a handler', { environment: { ORIGINAL: 'own' } }],
    ['one that nothing reads any more', { environment: { OLD: 'own' } }],
    ['one of a pattern that nothing reads any more', { environment: { GONE_1: 'own' } }],
    ['one of another tool', { environment: { TOOL: 'own' } }],
    ['one that is only known at deployment', { environment: { L: unknown } }],
    ['a handler of another tool', { handler: { handler: 'tool' } }],
    ['a handler of the provider', { handler: { handler: 'older' } }],
    ['no handler', { handler: {} }],
    ['a tag that it writes', { tags: { t: 'own' } }],
    ['other parts', { environment: { OWN: 'x' }, tags: { own: 'x' }, handler: { handler: 'own.handler' } }],
  ])('gives a function with %s the plan that it has alone', (_, own) => {
    const { plan: remembering } = rememberingPlanner(maker, {});
    const state = { ...EXAMPLE, parts: { ...parts, containers: { environment: 'present', tags: 'present' }, ...own } };
    const first = { ...state, parts: { ...state.parts, environment: {}, tags: {}, handler: parts.handler } };
    for (const one of [first, state, first] as FunctionState[]) {
      expect(remembering(one)).toEqual(planWith(maker, {}, one));
    }
  });

  test.each([3990, 4000, 4010, 4020, 4030, 4040])(
    'leaves functions with %d bytes of variables within the limit',
    (length) => {
      const { plan: remembering } = rememberingPlanner(maker, {});
      for (let more = 0; more < 10; more++) {
        const LONG = 'x'.repeat(length + more);
        const state = { ...EXAMPLE, parts: { ...parts, environment: { LONG } } };
        for (const one of [EXAMPLE, state]) expect(remembering(one)).toEqual(planWith(maker, {}, one));
      }
    },
  );
});
