/** The laws of the template surface, for random functions with choices and intrinsic functions in every position. */
import * as fc from 'fast-check';
import { describe as described, severity } from '../../../src/core/finding';
import { layerKey } from '../../../src/core/layer';
import type { ProviderName } from '../../../src/providers';
import { tracerOf } from '../../../src/providers/tracer';
import { toValue } from '../../../src/surfaces/intrinsics';
import { type Request, transform, untransform } from '../../../src/surfaces/template';
import { outcomes, project } from '../../../src/surfaces/template/conditions/conditions';
import { NO_VALUE } from '../../../src/surfaces/template/document/document';
import { handler, intrinsic, layerArn, RUNS, raw, runtime, variableName, word } from '../../helpers/arbitraries';
import { EVERY_PROVIDER, PAIRS } from '../../helpers/samples';

const CONDITIONS = ['A', 'B'];
const ALL = outcomes(CONDITIONS);

/** A value, or a choice between two, one of which may be nothing. */
const chosen = (value: fc.Arbitrary<any>): fc.Arbitrary<any> =>
  fc.oneof(
    { weight: 5, arbitrary: value },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...CONDITIONS), value, fc.oneof(value, fc.constant(NO_VALUE)))
        .map((choice) => ({ 'Fn::If': choice })),
    },
  );

const variables = chosen(fc.dictionary(variableName, chosen(raw), { maxKeys: 4 }));
const environment = chosen(
  fc.oneof(
    fc.constant({}),
    variables.map((Variables) => ({ Variables })),
  ),
);
const areDifferent = (list: readonly unknown[]) =>
  new Set(list.map((layer) => layerKey(toValue(layer)))).size === list.length;
const layers = chosen(
  fc.array(chosen(fc.oneof(layerArn as fc.Arbitrary<unknown>, intrinsic)), { maxLength: 3 }),
).filter(
  // Lambda takes no two versions of one layer.
  (raw) => ALL.every((when) => areDifferent(project(raw, when) ?? [])),
);
const optional = (value: fc.Arbitrary<any>) => fc.option(value, { nil: undefined, freq: 3 });
const compact = (map: object) => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));

const common = {
  Runtime: chosen(runtime),
  Handler: chosen(handler),
  Architectures: optional(chosen(fc.constantFrom(['x86_64'], ['arm64']))),
  Layers: optional(layers),
  Environment: optional(environment),
  Description: optional(raw),
};
const plain = fc.record({
  Type: fc.constant('AWS::Lambda::Function'),
  Properties: fc
    .record({
      ...common,
      Tags: optional(
        chosen(fc.uniqueArray(fc.record({ Key: word, Value: raw }), { maxLength: 2, selector: ({ Key }) => Key })),
      ),
      TracingConfig: optional(chosen(fc.constantFrom({ Mode: 'Active' }, { Mode: 'PassThrough' }, {}))),
    })
    .map(compact),
});
const sam = fc.record({
  Type: fc.constant('AWS::Serverless::Function'),
  Properties: fc
    .record({
      ...common,
      Tags: optional(chosen(fc.dictionary(word, raw, { maxKeys: 2 }))),
      Tracing: optional(chosen(fc.constantFrom('Active', 'PassThrough'))),
    })
    .map(compact),
});
const functions = fc.oneof(plain, sam);

const UNGRANTED: Readonly<Partial<Record<ProviderName, object>>> = {
  datadog: { grantSecretReadAccess: false },
  opentelemetry: {},
};
const requestOf = (name: ProviderName, values: object): Request => ({
  tracer: tracerOf(name),
  nearer: [{ source: 'the options', values: { ...values, ...UNGRANTED[name] } }],
  deployment: { region: 'us-east-1' },
});
const templateOf = (fn: object) => ({ Resources: { F: fn } });
/** Without what its role is allowed, which holds in all outcomes if in one. */
function propertiesOf(template: any, when: object): any {
  const { Policies: _allowed, ...properties } = project(template.Resources.F.Properties, when as any);
  return properties;
}

describe.each(EVERY_PROVIDER)('a function of a template, traced by $provider.title', ({ name, options }) => {
  const law = (check: (template: any, request: Request) => void) => () =>
    fc.assert(
      fc.property(functions, options, (fn, values) => check(templateOf(fn), requestOf(name, values))),
      RUNS,
    );

  test(
    'is the same when transformed again',
    law((template, request) => {
      const once = transform(template, request).template;
      expect(transform(once, request).template).toEqual(once);
    }),
  );

  test(
    'is, in each outcome, as it was when that is taken back',
    law((template, request) => {
      const back = untransform(transform(template, request).template).template;
      for (const when of ALL) expect(propertiesOf(back, when)).toEqual(propertiesOf(template, when));
      expect(back.Resources.F.Metadata).toBeUndefined();
    }),
  );

  test(
    'is, in each outcome, what it would be if that were written alone',
    law((template, request) => {
      const { template: after, findings } = transform(template, request);
      if (findings.some((found) => found.code === 'conditions-too-many')) return;
      for (const when of ALL) {
        const alone = transform(
          templateOf({ ...template.Resources.F, Properties: propertiesOf(template, when) }),
          request,
        );
        expect(propertiesOf(after, when)).toEqual(propertiesOf(alone.template, {}));
      }
    }),
  );

  test(
    'is traced in an outcome, or something is told of it',
    law((template, request) => {
      const { template: after, findings, reports } = transform(template, request);
      const isLeft = reports[0]?.outcome !== 'traced';
      if (isLeft) expect(after).toEqual(template);
      if (isLeft) expect(findings.length).toBeGreaterThan(0);
      for (const when of ALL) {
        const [was, is] = [propertiesOf(template, when), propertiesOf(after, when)];
        if (JSON.stringify(was) === JSON.stringify(is)) expect(findings.length).toBeGreaterThan(0);
      }
      expect(findings.filter((found) => severity(found) === 'error' && found.details === undefined)).toEqual([]);
    }),
  );
});

test.each(PAIRS)('a function of a template that goes from $here.name to $there.name and back keeps nothing', (pair) => {
  const { here, there } = pair;
  fc.assert(
    fc.property(functions, here.options, there.options, (fn, first, second) => {
      const template = templateOf(fn);
      const [mine, other] = [requestOf(here.name, first), requestOf(there.name, second)];
      const traced = transform(template, mine);
      const switched = transform(traced.template, other);
      const isSwitched = [transform(template, other), switched].every(
        ({ reports }) => reports[0]?.outcome === 'traced' && !reports[0].stays,
      );
      if (traced.reports[0]?.outcome !== 'traced' || !isSwitched) return;
      const { template: back, reports } = transform(switched.template, mine);
      // What only the other provider can trace in every outcome stays with it.
      if (reports[0]?.stays) return;
      for (const when of ALL) {
        expect(propertiesOf(switched.template, when)).toEqual(propertiesOf(transform(template, other).template, when));
        expect(propertiesOf(back, when)).toEqual(propertiesOf(traced.template, when));
        expect(propertiesOf(untransform(switched.template).template, when)).toEqual(propertiesOf(template, when));
      }
      expect(untransform(switched.template).template.Resources.F.Metadata).toBeUndefined();
    }),
    RUNS,
  );
});

/** Values of the user's that are found again wherever they are repeated. */
const own = fc.constantFrom('hunter2', 'hunter2:x', 'hunter2:x,hunter2:y', 'a=hunter2', ' hunter2 ');
const ownVariables = chosen(
  fc.dictionary(fc.oneof(variableName, fc.constantFrom('DD_TAGS', 'OTEL_RESOURCE_ATTRIBUTES')), chosen(own), {
    maxKeys: 5,
  }),
);

test.each(PAIRS)(
  'the receipts of $here.name and $there.name hold no value of a variable, and all come back',
  (pair) => {
    const { here, there } = pair;
    fc.assert(
      fc.property(functions, ownVariables, here.options, there.options, (fn, Variables, first, second) => {
        const template: any = templateOf({ ...fn, Properties: { ...fn.Properties, Environment: { Variables } } });
        let now: any = template;
        for (const request of [requestOf(here.name, first), requestOf(there.name, second)]) {
          now = transform(now, request).template;
          expect(JSON.stringify(now.Resources.F.Metadata ?? {})).not.toContain('hunter2');
        }
        const back = untransform(now).template;
        for (const when of ALL) expect(propertiesOf(back, when)).toEqual(propertiesOf(template, when));
      }),
      RUNS,
    );
  },
);

/** A secret of the user's in every place of a function that nothing may be told of. */
const SECRET_TEXT = 'hunter2-hunter2-hunter2';
const hidden = { 'Fn::Transform': { Name: 'Include', Parameters: { password: SECRET_TEXT } } };
const secretive = fc
  .record(
    {
      Runtime: fc.constantFrom<unknown>('python3.13', 'java21', hidden),
      Handler: fc.constantFrom<unknown>('app.handler', hidden),
      Architectures: fc.constantFrom<unknown>(['x86_64'], [hidden], hidden),
      Layers: fc.constantFrom<unknown>([hidden], hidden, SECRET_TEXT),
      Environment: fc.constantFrom<unknown>(
        hidden,
        { Variables: hidden },
        { Variables: { PASSWORD: SECRET_TEXT } },
        {
          Variables: { AWS_LAMBDA_EXEC_WRAPPER: SECRET_TEXT, DD_LAMBDA_HANDLER: SECRET_TEXT, DD_TAGS: SECRET_TEXT },
        },
      ),
      Tags: fc.constantFrom<unknown>(hidden, [{ Key: 'a', Value: SECRET_TEXT }]),
      Role: fc.constantFrom<unknown>('arn:aws:iam::123456789012:role/r', hidden),
    },
    { requiredKeys: ['Runtime', 'Handler'] },
  )
  .map((Properties) => ({ Type: 'AWS::Lambda::Function', Properties }));

describe.each(EVERY_PROVIDER)('a template of several functions, traced by $provider.title', ({ name, options }) => {
  const law = (check: (fns: readonly any[], request: Request) => void) => () =>
    fc.assert(
      fc.property(fc.array(functions, { minLength: 2, maxLength: 3 }), options, (fns, values) =>
        check(fns, requestOf(name, values)),
      ),
      { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 5) },
    );
  const all = (fns: readonly any[]): any => ({ Resources: Object.fromEntries(fns.map((fn, n) => [`F${n}`, fn])) });

  test(
    'has each function as it would be in a template of its own',
    law((fns, request) => {
      const { template } = transform(all(fns), request);
      for (const [n, fn] of fns.entries())
        expect(template.Resources[`F${n}`]).toEqual(transform(templateOf(fn) as any, request).template.Resources.F);
    }),
  );

  test(
    'has no error for whatever is wrong with a function, unless the user is strict',
    law((fns, request) => {
      const { findings } = transform(all(fns), request);
      expect(findings.filter((found) => severity(found) === 'error')).toEqual([]);
    }),
  );

  test('never has a value of a function in a message, or in the details of a finding', () => {
    fc.assert(
      fc.property(secretive, options, (fn, values) => {
        const { findings } = transform(templateOf(fn) as any, requestOf(name, values));
        expect(findings.map(described).join('\n')).not.toContain(SECRET_TEXT);
        expect(JSON.stringify(findings.map(({ details }) => details))).not.toContain(SECRET_TEXT);
      }),
      { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 5) },
    );
  });
});
