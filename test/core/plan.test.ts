/** A function and a recipe give the changes to make, all of them or none, and a finding for everything odd. */
import { FUNCTION, targetOf } from '../../src/core/function';
import { withPresence } from '../../src/core/part';
import { original, plan, unplan } from '../../src/core/plan';
import type { Recipe } from '../../src/core/recipe';
import { EXEC_WRAPPER } from '../../src/core/signature';
import { type FunctionState, NO_PARTS, type Parts } from '../../src/core/state';
import type { Value } from '../../src/core/value';
import { toValue } from '../../src/surfaces/intrinsics';
import { applied } from '../helpers/applied';

const fn = (parts: Partial<Parts> = {}, more: Partial<FunctionState> = {}): FunctionState => ({
  id: 'App/Api',
  target: {
    packageType: 'Zip',
    runtime: 'nodejs22.x',
    architecture: 'arm64',
    region: 'us-east-1',
    partition: 'aws',
    account: '1',
  },
  parts: withPresence(FUNCTION, { ...NO_PARTS, handler: { handler: 'app.get' }, ...parts }),
  ...more,
});
const recipe = (more: Partial<Recipe> = {}): Recipe => ({
  provider: 'test',
  layers: [],
  environment: {},
  tags: {},
  statements: [],
  deprecated: {},
  notes: [],
  ...more,
});
const redirect = { handler: 'front.handler', original: 'OWN', known: ['front.handler', 'old.handler'] };
const planned = (state: FunctionState, more: Partial<Recipe>) => plan(FUNCTION, state, recipe(more));
const partsOf = (state: FunctionState, more: Partial<Recipe>) => applied(state, planned(state, more)).parts;
const codes = (state: FunctionState, more: Partial<Recipe>) => planned(state, more).findings.map(({ code }) => code);
const late = toValue({ Ref: 'Late' });

describe('a refusal', () => {
  const refusing = (state: FunctionState) =>
    plan(FUNCTION, state, { refused: [{ code: 'runtime-missing', details: {} }] });

  test('changes nothing and reports the function', () => {
    expect(refusing(fn())).toEqual({
      changes: [],
      receipt: undefined,
      findings: [{ code: 'runtime-missing', subject: 'App/Api', details: {} }],
    });
  });

  test('leaves the receipt of before', () => {
    const before = applied(fn(), planned(fn(), { tags: { a: 'b' } }));
    expect(refusing(before).receipt).toBe(before.receipt);
    expect(before.receipt).toBeDefined();
  });
});

describe('the target of a function', () => {
  const wrapper = (value: Value) => ({ [EXEC_WRAPPER]: value });
  const own = fn({ environment: wrapper('/opt/own') });

  test('names the script that starts it, unless that is empty', () => {
    expect(targetOf(own)).toEqual({ ...own.target, wrapper: '/opt/own' });
    for (const state of [fn(), fn({ environment: wrapper('') })]) expect(targetOf(state)).toEqual(state.target);
  });

  test('is that of the function as it was before it was traced', () => {
    const traced = (state: FunctionState) =>
      applied(state, planned(state, { environment: { [EXEC_WRAPPER]: { rule: 'default', value: '/opt/ours' } } }));
    expect(traced(fn()).parts.environment).toEqual(wrapper('/opt/ours'));
    for (const state of [fn(), own]) expect(targetOf(traced(state))).toEqual(targetOf(state));
  });
});

describe('a plan', () => {
  test('has the recipe that is followed, and its notes', () => {
    const followed = recipe({ notes: [{ code: 'code-needed', details: {} }] });
    const made = plan(FUNCTION, fn(), followed);
    expect(made.recipe).toBe(followed);
    expect(made.findings).toEqual([{ code: 'code-needed', subject: 'App/Api', details: {} }]);
  });

  test('that finds everything done has no receipt', () => {
    expect(planned(fn({ tags: { a: 'b' } }), { tags: { a: 'b' } })).toMatchObject({ changes: [], receipt: undefined });
  });

  test('of another recipe takes back what the one before has done', () => {
    const before = applied(
      fn(),
      planned(fn(), { tags: { a: 'b' }, environment: { A: { rule: 'default', value: '1' } } }),
    );
    expect(partsOf(before, { tags: { c: 'd' } })).toMatchObject({ tags: { c: 'd' }, environment: {} });
  });
});

describe('a handler', () => {
  test('is redirected, and the original one is kept', () => {
    expect(partsOf(fn(), { redirect })).toMatchObject({
      handler: { handler: 'front.handler' },
      environment: { OWN: 'app.get' },
    });
  });

  test.each<[string, Partial<Parts>, string[]]>([
    ['that is redirected already stays', { handler: { handler: 'old.handler' }, environment: { OWN: 'app.get' } }, []],
    [
      'that is redirected to somewhere unknown stays',
      { handler: { handler: 'old.handler' }, environment: { OWN: late } },
      [],
    ],
    ['whose own one is noted already is redirected', { environment: { OWN: 'app.get' } }, []],
    ['that is missing', { handler: {} }, ['handler-missing']],
    ['that is lost', { handler: { handler: 'old.handler' } }, ['handler-lost']],
    [
      'that names itself',
      { handler: { handler: 'front.handler' }, environment: { OWN: 'old.handler' } },
      ['handler-lost'],
    ],
    ['against another one that is noted', { environment: { OWN: 'other.get' } }, ['handler-conflict']],
    ['against one that is not known', { environment: { OWN: late } }, ['handler-conflict']],
  ])('%s', (_, parts, expected) => {
    const state = fn(parts);
    expect(codes(state, { redirect })).toEqual(expected);
    if (expected.length > 0) expect(planned(state, { redirect }).changes).toEqual([]);
  });

  test('of an image may be missing', () => {
    expect(planned(fn({ handler: {} }), { redirect: { ...redirect, optional: true } })).toMatchObject({
      changes: [],
      findings: [],
    });
  });

  test('that is not known stays unchanged', () => {
    expect(partsOf(fn({ handler: { handler: late } }), { redirect }).environment.OWN).toBe(late);
  });

  test('is reported without the value of the user', () => {
    expect(planned(fn({ environment: { OWN: 'other.get' } }), { redirect }).findings[0]?.details).toEqual({
      handler: 'app.get',
      name: 'OWN',
    });
    expect(planned(fn({ handler: {} }), { redirect }).findings[0]?.details).toEqual({
      handler: '',
      name: 'OWN',
    });
  });
});

describe('a function that another provider traces already', () => {
  const otherTools = [
    { title: 'Other', handlers: ['other.handler'], layers: ['Other-*', 'other'] },
    { title: 'Absent', handlers: ['absent.handler'], layers: [] },
  ];
  const layer = (name: string) => `arn:aws:lambda:us-east-1:1:layer:${name}:1`;
  const conflicts = (parts: Partial<Parts>) =>
    planned(fn(parts), { tags: { a: 'b' }, otherTools }).findings.map(({ code, details }) => [code, details]);

  test.each<[string, Partial<Parts>, string]>([
    ['its handler', { handler: { handler: 'other.handler' } }, 'other.handler'],
    ['its layers', { layers: { x: layer('mine'), y: layer('Other-Node') } }, 'Other-Node'],
    [
      'both',
      { handler: { handler: 'other.handler' }, layers: { y: layer('Other-Node'), z: layer('other') } },
      'other.handler, Other-Node, other',
    ],
  ])('by %s, is not changed', (_, parts, what) => {
    expect(conflicts(parts)).toEqual([['provider-conflict', { by: 'Other', what }]]);
    expect(planned(fn(parts), { tags: { a: 'b' }, otherTools }).changes).toEqual([]);
  });

  test.each<[string, Partial<Parts>]>([
    ['no mark', {}],
    ['a handler that is not known', { handler: { handler: late } }],
    ['layers that are not known', { layers: { '${Late}': late } }],
    ['layers of others', { layers: { x: layer('Rivalry'), y: layer('another') } }],
  ])('is none with %s', (_, parts) => {
    expect(conflicts(parts)).toEqual([]);
  });
});

describe('all or nothing', () => {
  const tags = { tags: { a: 'b' } };

  test.each<[string, FunctionState, Partial<Recipe>, string]>([
    [
      'a conflict',
      fn({ environment: { A: '1' } }),
      { environment: { A: { rule: 'require', value: '2' } } },
      'setting-conflict',
    ],
    [
      'a limit',
      fn({ layers: { a: 'a', b: 'b', c: 'c', d: 'd', e: 'e' } }),
      { layers: [{ arn: 'f', supersedes: [], accounts: [] }] },
      'layers-too-many',
    ],
    ['a handler that is missing', fn({ handler: {} }), { redirect }, 'handler-missing'],
    ['a part that cannot be read', fn({}, { unresolvedParts: { tags: '${Tags}' } }), {}, 'part-unresolved'],
  ])('%s stops everything', (_, state, more, code) => {
    const made = planned(state, { ...tags, ...more });
    expect(made.changes).toEqual([]);
    expect(made.recipe).toBeUndefined();
    expect(made.findings.map((found) => found.code)).toEqual([code]);
  });

  test('a part that cannot be read and is not changed stops nothing', () => {
    expect(codes(fn({}, { unresolvedParts: { layers: '${Layers}' } }), tags)).toEqual([]);
  });

  test('reports a part that cannot be read with its value', () => {
    const made = planned(fn({}, { unresolvedParts: { tags: '${Tags}' } }), tags);
    expect(made.findings[0]?.details).toEqual({ noun: 'function', part: 'tags', given: '${Tags}' });
  });

  test('reports what prevents tracing, and no other notes', () => {
    const state = fn({ environment: { A: '1', DEAD: 'x' } });
    expect(
      codes(state, { environment: { A: { rule: 'require', value: '2' } }, deprecated: { DEAD: 'remove it' } }),
    ).toEqual(['setting-conflict']);
  });
});

describe('what the user has', () => {
  test('of tags and modes stays', () => {
    const state = fn({ tags: { a: 'own' }, tracing: { Mode: 'PassThrough' } });
    expect(partsOf(state, { tags: { a: 'b', c: 'd' }, tracing: 'Active' })).toMatchObject({
      tags: { a: 'own', c: 'd' },
      tracing: { Mode: 'PassThrough' },
    });
  });

  test('not of modes gives way to the recipe', () => {
    expect(partsOf(fn(), { tracing: 'Active' }).tracing).toEqual({ Mode: 'Active' });
    expect(partsOf(fn(), {}).tracing).toEqual({});
  });

  test('that nothing reads is reported by name or pattern, and stays', () => {
    const state = fn({ environment: { DD_REDIS_ANALYTICS_ENABLED: '1', DEAD: '2', LIVE: '3' } });
    const deprecated = { DEAD: 'rename it', 'DD_*_ANALYTICS_ENABLED': 'remove it', ABSENT: 'x' };
    expect(
      planned(state, { deprecated }).findings.map(({ code, details }) => [code, details.name, details.instead]),
    ).toEqual([
      ['variable-dead', 'DEAD', 'rename it'],
      ['variable-dead', 'DD_REDIS_ANALYTICS_ENABLED', 'remove it'],
    ]);
    expect(partsOf(state, { deprecated })).toEqual(state.parts);
  });
});

describe('a function that was never instrumented', () => {
  test('is its own original, and nothing is taken back', () => {
    const state = fn({ environment: { A: '1' } });
    expect(original(FUNCTION, state)).toEqual(state);
    expect(unplan(FUNCTION, state)).toEqual({ changes: [], findings: [] });
  });
});

test('a property of the user stays, even if it is empty', () => {
  const state = fn({ containers: { layers: 'present' } });
  expect(partsOf(state, { tags: { a: 'b' } }).containers).toEqual({ layers: 'present', tags: 'present' });
});

test('a property is present if something is in it, and is removed with the change that added it', () => {
  const traced = applied(fn(), planned(fn(), { tags: { a: 'b' }, tracing: 'Active' }));
  expect(traced.parts.containers).toEqual({ tags: 'present', tracing: 'present' });
  expect(original(FUNCTION, traced).parts.containers).toEqual({});
  expect(original(FUNCTION, traced)).not.toHaveProperty('receipt');
});
