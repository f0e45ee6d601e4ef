/** The laws of the template surface, for random functions with choices and intrinsic functions in every position. */
import * as fc from 'fast-check';
import { describe as described, severity } from '../../../src/core/finding';
import type { ProviderName } from '../../../src/providers';
import { tracerOf } from '../../../src/providers/tracer';
import { type Request, transform, untransform } from '../../../src/surfaces/template';
import { project } from '../../../src/surfaces/template/conditions/conditions';
import { NO_VALUE } from '../../../src/surfaces/template/document/document';
import { variableName } from '../../helpers/arbitraries';
import { RUNS, runs } from '../../helpers/runs';
import { EVERY_PROVIDER, PAIRS } from '../../helpers/samples';
import { chosen, functions, OUTCOMES, templates } from '../../helpers/templates';

const UNGRANTED: Readonly<Partial<Record<ProviderName, object>>> = {
  datadog: { grantSecretReadAccess: false },
  opentelemetry: {},
};
const requestOf = (name: ProviderName, values: object): Request => ({
  tracer: tracerOf(name),
  overrides: [{ source: 'the options', values: { ...values, ...UNGRANTED[name] } }],
  deployment: { region: 'us-east-1' },
});
const templateOf = (fn: object) => ({ Resources: { F: fn } });
/** Without the policies of its role and the setting of its alias, which hold in all outcomes if in one. */
function propertiesOf(template: any, when: object): any {
  const properties = project(template.Resources.F.Properties ?? {}, when as any);
  const { Policies: _policies, AutoPublishAliasAllProperties: _all, ...others } = properties;
  return others;
}

describe.each(EVERY_PROVIDER)('a function of a template, traced by $provider.title', ({ name, options }) => {
  const law = (check: (template: any, request: Request) => void) => () =>
    fc.assert(
      fc.property(functions, options, (fn, values) => check(templateOf(fn), requestOf(name, values))),
      RUNS,
    );

  test(
    'is, in each outcome, what it would be if that were written alone',
    law((template, request) => {
      const { template: after, findings } = transform(template, request);
      if (findings.some((found) => found.code === 'conditions-too-many')) return;
      for (const when of OUTCOMES) {
        const alone = transform(
          templateOf({ ...template.Resources.F, Properties: propertiesOf(template, when) }),
          request,
        );
        expect(propertiesOf(after, when)).toEqual(propertiesOf(alone.template, {}));
      }
    }),
  );

  test(
    'is traced in an outcome, or a finding says why not',
    law((template, request) => {
      const { template: after, findings, reports } = transform(template, request);
      const isLeft = reports[0]?.outcome !== 'traced';
      if (isLeft) expect(after).toEqual(template);
      if (isLeft) expect(findings.length).toBeGreaterThan(0);
      for (const when of OUTCOMES) {
        const [was, is] = [propertiesOf(template, when), propertiesOf(after, when)];
        if (JSON.stringify(was) === JSON.stringify(is)) expect(findings.length).toBeGreaterThan(0);
      }
      expect(findings.filter((found) => severity(found) === 'error' && found.details === undefined)).toEqual([]);
    }),
  );
});

const wholeTemplates = EVERY_PROVIDER.map((here) => ({ ...here, others: EVERY_PROVIDER }));
const textOf = (template: unknown): string => JSON.stringify(template);

describe.each(wholeTemplates)('a template, traced by $provider.title', ({ name, options, others }) => {
  const first = options.map((values) => requestOf(name, values));
  const second = fc.oneof(...others.map((other) => other.options.map((values) => requestOf(other.name, values))));

  test('is the same, to the order of its keys, when it is transformed again', () => {
    fc.assert(
      fc.property(templates, first, (template, request) => {
        const once = transform(template, request).template;
        expect(textOf(transform(once, request).template)).toBe(textOf(once));
      }),
      RUNS,
    );
  });

  test('is as it was, to the order of its keys, once tracing is removed', () => {
    fc.assert(
      fc.property(templates, first, (template, request) => {
        const back: any = untransform(transform(template, request).template).template;
        expect(textOf(back)).toBe(textOf(template));
        for (const when of OUTCOMES) expect(textOf(project(back, when))).toBe(textOf(project(template, when)));
      }),
      RUNS,
    );
  });

  test('is after a second run with other options what a first run with those options makes of it', () => {
    fc.assert(
      fc.property(templates, first, second, (template, before, now) => {
        const once = transform(template, before);
        const [again, alone] = [transform(once.template, now), transform(template, now)];
        if ([...again.reports, ...alone.reports].some(({ stays }) => stays)) return;
        expect(textOf(again.template)).toBe(textOf(alone.template));
      }),
      RUNS,
    );
  });
});

/** A layer that a run with these options takes out, and one of the user's. */
const SUPERSEDED = 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Python313:1';
const OWN = 'arn:aws:lambda:us-east-1:123456789012:layer:own:1';
const LAST = 'arn:aws:lambda:us-east-1:123456789012:layer:last:1';
const choose = (condition: string, yes: unknown, no: unknown) => ({ 'Fn::If': [condition, yes, no] });

test.each<[string, object]>([
  ['a choice of which one branch is taken out', { Layers: [choose('A', OWN, SUPERSEDED), LAST] }],
  ['the same with the other branch', { Layers: [choose('A', SUPERSEDED, OWN), LAST] }],
  [
    'two choices of which one is taken out',
    { Layers: [choose('A', OWN, NO_VALUE), choose('A', NO_VALUE, SUPERSEDED)] },
  ],
  [
    'a choice of one branch in front of another one',
    { Layers: [choose('B', SUPERSEDED, NO_VALUE), choose('A', OWN, NO_VALUE), LAST] },
  ],
  ['a choice in a choice', { Layers: [choose('A', choose('B', SUPERSEDED, OWN), LAST)] }],
  ['a choice in a list that is chosen', { Layers: choose('A', [choose('B', OWN, SUPERSEDED), LAST], [LAST]) }],
  ['equal branches of a layer', { Layers: [choose('A', OWN, OWN), LAST] }],
  ['equal branches of a choice in a choice', { Layers: [choose('A', choose('B', OWN, OWN), choose('B', OWN, OWN))] }],
  ['equal branches in one branch', { Layers: [choose('A', choose('B', OWN, OWN), LAST)] }],
  ['equal branches of a handler', { Handler: choose('A', choose('B', 'a.b', 'a.b'), choose('B', 'a.b', 'a.b')) }],
  ['equal branches in one branch of a handler', { Handler: choose('A', choose('B', 'a.b', 'a.b'), 'c.d') }],
  ['one condition twice', { Handler: choose('A', choose('A', 'a.b', 'a.b'), 'c.d') }],
  [
    'equal branches of a variable',
    { Environment: { Variables: { DD_TAGS: choose('A', choose('B', 'a:b', 'a:b'), choose('B', 'a:b', 'a:b')) } } },
  ],
])('comes back exactly, also after other options: %s', (_title, own) => {
  const Properties = { Runtime: 'nodejs22.x', Handler: 'a.b', ...own };
  const template: any = templateOf({ Type: 'AWS::Lambda::Function', Properties });
  const values = { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog' };
  const [first, second] = [values, { ...values, tags: { c: 'd' }, addLayers: false }].map((all) =>
    requestOf('datadog', all),
  ) as [Request, Request];
  const once = transform(template, first);
  expect(once.reports).toMatchObject([{ outcome: 'traced' }]);
  const again = transform(once.template, second).template;
  expect(untransform(once.template).template).toEqual(template);
  expect(again).toEqual(transform(template, second).template);
  expect(untransform(again).template).toEqual(template);
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
      for (const when of OUTCOMES) {
        expect(propertiesOf(switched.template, when)).toEqual(propertiesOf(transform(template, other).template, when));
        expect(propertiesOf(back, when)).toEqual(propertiesOf(traced.template, when));
        expect(propertiesOf(untransform(switched.template).template, when)).toEqual(propertiesOf(template, when));
      }
      expect(untransform(switched.template).template.Resources.F.Metadata).toEqual(fn.Metadata);
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
        for (const when of OUTCOMES) expect(propertiesOf(back, when)).toEqual(propertiesOf(template, when));
      }),
      RUNS,
    );
  },
);

/** A secret of the user's in every place of a function, none of which may be printed. */
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
      runs(50, 5),
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
      runs(50, 5),
    );
  });
});
