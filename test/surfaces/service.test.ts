/** Functions of a Serverless service, read and written: laws for random ones, then what is particular to the framework. */
import * as fc from 'fast-check';
import { FUNCTION } from '../../src/core/function';
import { unplan } from '../../src/core/plan';
import type { Settings } from '../../src/core/provider';
import type { FunctionState } from '../../src/core/state';
import { type Value, valueText } from '../../src/core/value';
import { PROVIDERS } from '../../src/providers';
import type { Provider } from '../../src/providers/provider';
import {
  RECEIPT_SYMBOL,
  type ServiceContext,
  type ServiceFunction,
  type ServiceProvider,
} from '../../src/surfaces/service/model';
import { readServiceFunction } from '../../src/surfaces/service/read';
import { writeServiceFunction } from '../../src/surfaces/service/write';
import { applied, planWith } from '../helpers/applied';
import { handler, intrinsic, layerArn, raw, runtime, variableName } from '../helpers/arbitraries';
import { RUNS } from '../helpers/runs';
import { EVERY_PROVIDER, PAIRS } from '../helpers/samples';

const absent = <T>(arbitrary: fc.Arbitrary<T>, nil: unknown = undefined) =>
  fc.option(arbitrary as fc.Arbitrary<unknown>, { nil, freq: 3 });

/** Names that every object inherits something under. */
const inherited = fc.constantFrom('constructor', 'toString', '__proto__');
const variables = absent(
  fc.dictionary(
    fc.oneof({ weight: 9, arbitrary: variableName }, inherited),
    fc.oneof(raw, fc.boolean(), fc.constant(null)),
    { maxKeys: 4 },
  ),
);
const layers = absent(
  fc
    .uniqueArray(fc.oneof(layerArn as fc.Arbitrary<unknown>, intrinsic), { maxLength: 3, selector: JSON.stringify })
    .map(oneOfEach),
);
const tags = absent(
  fc.dictionary(fc.oneof(fc.constantFrom('team', 'tracelayer', 'env'), inherited), raw, { maxKeys: 2 }),
);
const mode = fc.constantFrom<unknown>(undefined, undefined, true, false, 'Active', 'PassThrough');
const architecture = fc.constantFrom(undefined, 'x86_64', 'arm64');

/** AWS refuses two versions of one layer in one list. */
function oneOfEach(list: readonly unknown[]): unknown[] {
  const name = (layer: unknown) => (typeof layer === 'string' ? layer.replace(/:\d+$/, '') : JSON.stringify(layer));
  return list.filter((layer, index) => list.findIndex((other) => name(other) === name(layer)) === index);
}

const provider = fc.record({
  architecture,
  environment: variables,
  layers,
  tags,
  tracing: absent(fc.record({ lambda: mode })),
}) as fc.Arbitrary<ServiceProvider>;

const own = { architecture, environment: variables, layers, tags, tracing: mode };
const image = fc.oneof(
  fc.constant('123456789012.dkr.ecr.us-east-1.amazonaws.com/app@sha256:0'),
  fc.record({ uri: fc.constant('app'), command: absent(fc.array(handler, { maxLength: 2 })) }),
);
const fn = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ...own, handler }) },
  { weight: 1, arbitrary: fc.record({ ...own, image }) },
) as fc.Arbitrary<ServiceFunction>;
const site = fc.record({
  key: fc.constant('shop'),
  provider,
  runtime: runtime.filter((name) => typeof name === 'string'),
  region: fc.constantFrom('us-east-1', 'us-gov-west-1', 'cn-north-1'),
}) as fc.Arbitrary<ServiceContext>;

const look = ({ parts, receipt }: FunctionState) => ({
  receipt,
  order: Object.keys(parts.layers),
  ...Object.fromEntries(Object.entries(parts).map(([kind, part]) => [kind, printed(part)])),
});
const printed = (part: Readonly<Record<string, Value>>) =>
  Object.fromEntries(Object.entries(part).map(([name, value]) => [name, valueText(value)]));
const planned = (state: FunctionState, settings: Settings, provider: Provider = PROVIDERS.datadog) =>
  planWith(provider, settings, state);

describe.each(EVERY_PROVIDER)('a function of a service, traced by $provider.title', ({ provider: tracer, options }) => {
  const law = (check: (fn: ServiceFunction, site: ServiceContext, settings: Settings) => void) => () =>
    fc.assert(fc.property(fn, site, options, check), RUNS);

  test(
    'is after writing what the plan makes of it',
    law((given, site, settings) => {
      const state = readServiceFunction(given, site);
      const todo = planned(state, settings, tracer);
      writeServiceFunction(given, site.provider, todo);
      expect(look(readServiceFunction(given, site))).toEqual(look(applied(state, todo)));
      expect(planned(readServiceFunction(given, site), settings, tracer).changes).toEqual([]);
    }),
  );

  test(
    'is after taking back what it was',
    law((given, site, settings) => {
      const state = readServiceFunction(given, site);
      writeServiceFunction(given, site.provider, planned(state, settings, tracer));
      writeServiceFunction(given, site.provider, unplan(FUNCTION, readServiceFunction(given, site)));
      expect(look(readServiceFunction(given, site))).toEqual(look(state));
    }),
  );

  test(
    'changes alone: neither the provider nor what it shares with others',
    law((given, site, settings) => {
      const before = JSON.stringify([site.provider, given.environment, given.layers, given.tags, given.image]);
      const shared = { ...given };
      writeServiceFunction(given, site.provider, planned(readServiceFunction(given, site), settings, tracer));
      expect(JSON.stringify([site.provider, shared.environment, shared.layers, shared.tags, shared.image])).toBe(
        before,
      );
    }),
  );

  test(
    'has at its own level only what tracing adds to what the provider has',
    law((given, site, settings) => {
      const { environment: before } = given;
      const todo = planned(readServiceFunction(given, site), settings, tracer);
      writeServiceFunction(given, site.provider, todo);
      const added = Object.keys(given.environment ?? {}).filter((name) => !(name in (before ?? {})));
      expect(added.sort()).toEqual(
        todo.changes
          .filter(({ kind, name }) => kind === 'environment' && !(name in (before ?? {})))
          .map(({ name }) => name)
          .sort(),
      );
    }),
  );
});

test.each(PAIRS)('a function of a service that goes from $here.name to $there.name and back keeps nothing', (pair) => {
  const { here, there } = pair;
  fc.assert(
    fc.property(fn, site, here.options, there.options, (given, site, first, second) => {
      const under = (of: ServiceFunction, { provider }: typeof here, settings: Settings): ServiceFunction => {
        const copy = { ...of };
        writeServiceFunction(copy, site.provider, planned(readServiceFunction(copy, site), settings, provider));
        return copy;
      };
      const [direct, straight] = [under(given, here, first), under(given, there, second)];
      const switched = under(direct, there, second);
      const back = under(switched, here, first);
      const seen = (of: ServiceFunction) => look(readServiceFunction(of, site));
      if (straight[RECEIPT_SYMBOL]) expect(seen(switched)).toEqual(seen(straight));
      if (direct[RECEIPT_SYMBOL]) expect(seen(back)).toEqual(seen(direct));
      writeServiceFunction(switched, site.provider, unplan(FUNCTION, readServiceFunction(switched, site)));
      expect(seen(switched)).toEqual(seen(given));
    }),
    RUNS,
  );
});

const SITE: ServiceContext = { key: 'shop', provider: {}, runtime: 'nodejs22.x', region: 'us-east-1' };
const SETTINGS = { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog' };
const traced = (
  given: ServiceFunction,
  site: Partial<ServiceContext> = {},
  settings: Settings = SETTINGS,
): ServiceFunction => {
  const at = { ...SITE, ...site };
  writeServiceFunction(given, at.provider, planned(readServiceFunction(given, at), settings));
  return given;
};

test('a value of the provider is stronger than a default', () => {
  const provider = { environment: { DD_SITE: 'datadoghq.eu', DD_TRACE_ENABLED: false } };
  const { environment } = traced({ handler: 'a.b' }, { provider });
  expect(environment).not.toHaveProperty('DD_SITE');
  expect(environment).not.toHaveProperty('DD_TRACE_ENABLED');
});

test("a function without layers of its own keeps the provider's, before the tracer's", () => {
  const provider = { layers: ['arn:aws:lambda:us-east-1:1:layer:own:3'] };
  const { layers } = traced({ handler: 'a.b' }, { provider });
  expect(layers).toHaveLength(3);
  expect(layers).toEqual(expect.arrayContaining(provider.layers));
  expect((layers as string[])[0]).toBe(provider.layers[0]);
});

test('an empty list of layers says that there are none of the provider', () => {
  const { layers } = traced(
    { handler: 'a.b', layers: [] },
    { provider: { layers: ['arn:aws:lambda:us-east-1:1:layer:own:3'] } },
  );
  expect(layers).toHaveLength(2);
  expect(layers).not.toContain('arn:aws:lambda:us-east-1:1:layer:own:3');
});

test.each([
  ['the function', false, undefined],
  ['the provider', undefined, false],
])('X-Ray that %s switches off stays off', (_, own, lambda) => {
  const given = traced(
    { handler: 'a.b', tracing: own },
    { provider: { tracing: { lambda } } },
    { ...SETTINGS, enableXrayTracing: true },
  );
  expect(given.tracing).toBe(own);
});

test('an image gets variables and tags, and its command in front of its own', () => {
  const given = traced({ image: { command: ['app.handler'] } }, {}, { ...SETTINGS, imageRuntime: 'python' });
  expect(given).toMatchObject({
    image: { command: ['datadog_lambda.handler.handler'] },
    environment: { DD_LAMBDA_HANDLER: 'app.handler' },
  });
  expect(given).not.toHaveProperty('layers');
});

test('an image whose command has several words keeps it, because any of them may be the handler', () => {
  const command = ['/entry.sh', 'app.handler'];
  const given = traced({ image: { command } }, {}, { ...SETTINGS, imageRuntime: 'python' });
  expect(given.image).toEqual({ command });
  expect(given.environment).not.toHaveProperty('DD_LAMBDA_HANDLER');
});

test('layers that are one reference are left as they are', () => {
  const given: ServiceFunction = { handler: 'a.b', layers: { Ref: 'Layers' } };
  const todo = planned(readServiceFunction(given, SITE), SETTINGS);
  expect(todo.changes).toEqual([]);
  expect(todo.findings.map(({ code }) => code)).toEqual(['part-unresolved']);
});
