/** One function never stops the others: whatever is wrong with it, it is left, and the others get what they get without it. */
import { FUNCTION } from '../../src/core/function';
import { withPresence } from '../../src/core/part';
import { rememberingPlanner } from '../../src/core/planner-memory';
import { type FunctionState, NO_PARTS, type Parts, type Target } from '../../src/core/state';
import type { Value } from '../../src/core/value';
import { PROVIDER_NAMES, PROVIDERS } from '../../src/providers';
import { applied, planWith } from '../helpers/applied';
import { waysOf } from '../helpers/samples';

const LATE: Value = { kind: 'native', text: '${Late}', origin: { Ref: 'Late' } };
const many = (count: number, name: (index: number) => string, value = 'x') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), value]));

const fn = (id: string, parts: Partial<Parts> = {}, target: Partial<Target> = {}): FunctionState => ({
  id,
  target: {
    packageType: 'Zip',
    runtime: 'nodejs22.x',
    architecture: 'x86_64',
    region: 'us-east-1',
    partition: 'aws',
    account: '123456789012',
    ...target,
  },
  parts: withPresence(FUNCTION, { ...NO_PARTS, handler: { handler: 'index.handler' }, ...parts }),
});

/** Everything that can be wrong with one function. */
const MISFITS: Readonly<Record<string, FunctionState>> = {
  'too many layers': fn('M', { layers: many(5, (index) => `arn:aws:lambda:us-east-1:1:layer:l${index}`) }),
  'too many variables': fn('M', { environment: { BIG: 'x'.repeat(4080) } }),
  'too many tags': fn('M', { tags: many(50, (index) => `t${index}`) }),
  'another wrapper': fn('M', { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/mine' } }),
  'another tool': fn('M', { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/dynatrace' } }),
  'an unresolved part': { ...fn('M'), unresolvedParts: { environment: '${Late}' } },
  'an unresolved runtime': fn('M', {}, { runtime: LATE }),
  'an unknown runtime': fn('M', {}, { runtime: 'cobol1' }),
  'an unresolved architecture': fn('M', {}, { architecture: LATE }),
  'an image of an unknown language': fn('M', {}, { packageType: 'Image', runtime: undefined }),
  'no runtime': fn('M', {}, { runtime: undefined }),
};

const OTHERS = [
  fn('A'),
  fn('B', { environment: { DD_TAGS: 'a:b' }, tags: { team: 'shop' } }),
  fn('C', {}, { runtime: 'python3.13' }),
];

describe.each(PROVIDER_NAMES)('with %s', (name) => {
  const [[, values = {}] = []] = waysOf(name);
  const settings = { ...values };
  const planOf = (state: FunctionState) => planWith(PROVIDERS[name], settings, state);
  const { redirect } = { redirect: undefined, ...PROVIDERS[name].recipe(settings, fn('M').target) };

  test.each(Object.entries(MISFITS))(
    'a function with %s is left as it was, and changes nothing for others',
    (_, misfit) => {
      const found = planOf(misfit);
      expect(applied(misfit, found)).toEqual({ ...misfit, receipt: undefined });
      expect(found.findings.length).toBeGreaterThan(0);
      for (let place = 0; place <= OTHERS.length; place++) {
        const one = rememberingPlanner(PROVIDERS[name], settings);
        const plans = [...OTHERS.slice(0, place), misfit, ...OTHERS.slice(place)].map((state) => one.plan(state));
        expect(plans[place]).toEqual(found);
        expect(plans.filter((_plan, index) => index !== place)).toEqual(OTHERS.map(planOf));
        expect(plans.every((planned, index) => index === place || planned.recipe !== undefined)).toBe(true);
      }
    },
  );

  test('a function that has no handler, or whose variable for the original handler is taken, is left if handlers are redirected', () => {
    const taken = { [redirect?.original ?? 'OTHER']: 'other.get' };
    const states = [fn('M', { handler: {} }), fn('M', { environment: taken })];
    const codes = states.flatMap((state) => {
      const { recipe, changes, findings } = planOf(state);
      return recipe === undefined && changes.length === 0 ? findings.map(({ code }) => code) : [];
    });
    expect(codes).toEqual(redirect ? ['handler-missing', 'handler-conflict'] : []);
  });
});
