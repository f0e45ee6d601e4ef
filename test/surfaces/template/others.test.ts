/** Functions that another provider traces in the same template: two macros in one `Transform`, or a file traced before. */
import type { ProviderName } from '../../../src/providers';
import { tracerOf } from '../../../src/providers/tracer';
import { type Request, transform, untransform } from '../../../src/surfaces/template';

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dd';
const FORWARDER = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
const fn = (Handler: string, more: object = {}) => ({
  Type: 'AWS::Serverless::Function',
  Properties: { Runtime: 'python3.13', Handler, ...more },
});
const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };
const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
const TEMPLATE = {
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: {
    A: fn('a.handler', { Role }),
    B: fn('b.handler', { Role, Runtime: { 'Fn::If': ['New', 'python3.13', 'python3.12'] } }),
    Role: role,
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'A' } } },
  },
};

const GIVEN: Readonly<Partial<Record<ProviderName, object>>> = {
  datadog: { apiKeySecretArn: SECRET },
  opentelemetry: { collectorConfig: 's3://bucket.s3.us-east-1.amazonaws.com/c.yaml' },
};
const by = (template: object, provider: ProviderName, values: object, more: Partial<Request> = {}) =>
  transform(template, {
    tracer: tracerOf(provider),
    overrides: [{ source: 'the options', values: { ...GIVEN[provider], ...values } }],
    ...more,
  });
/** Only the role that reads Datadog's key may decrypt, and the key that encrypts the secret is not known. */
const OPEN_KEY: Readonly<Partial<Record<ProviderName, readonly string[]>>> = {
  datadog: ['kms-key-open'],
  opentelemetry: [],
};
/** As the macro does it. */
const macro = (template: object, provider: ProviderName, values: object = {}) =>
  by(template, provider, values, { keepsOthers: true });
const policies = ({ Resources }: any) => Resources.Role.Properties.Policies.map(({ PolicyName }: any) => PolicyName);

test.each<[ProviderName, ProviderName]>([
  ['datadog', 'opentelemetry'],
  ['opentelemetry', 'datadog'],
])('two macros trace some functions each, first %s: neither takes anything from the other', (first, second) => {
  const one = macro(TEMPLATE, first, { include: 'A' }).template;
  const { template: both, findings } = macro(one, second, { include: 'B' });
  const other = macro(TEMPLATE, second, { include: 'B' }).template;
  expect(findings.map(({ code }) => code)).toEqual(OPEN_KEY[second]);
  expect(both.Resources.A).toEqual(one.Resources.A);
  expect(both.Resources.B).toEqual(other.Resources.B);
  expect(Object.keys(both.Resources)).toEqual(Object.keys(one.Resources));
  expect(policies(both)).toEqual(['tracelayer', 'tracelayer2']);
  for (const { Mappings } of [one, other]) expect(both.Mappings).toMatchObject(Mappings);
  expect(macro(both, second, { include: 'B' }).template).toEqual(both);
  expect(untransform(both).template).toEqual(TEMPLATE);
});

test.each<[ProviderName, ProviderName, string]>([
  ['datadog', 'opentelemetry', 'Datadog'],
  ['opentelemetry', 'datadog', 'OpenTelemetry'],
])(
  'if two macros select one function, only the first, %s, traces it, and the second reports that',
  (first, second, by) => {
    const one = macro(TEMPLATE, first).template;
    const { template, findings, reports } = macro(one, second);
    expect(template).toEqual(one);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['left', 'left']);
    expect(findings).toMatchObject([
      { code: 'provider-conflict', subject: 'A', details: { by } },
      { code: 'provider-conflict', subject: 'B', details: { by } },
    ]);
  },
);

test('the log groups that are subscribed for one provider stay so', () => {
  const forwarded = { apiKeySecretArn: undefined, forwarderArn: FORWARDER };
  const one = macro(TEMPLATE, 'datadog', { include: 'A', ...forwarded }).template;
  const { template } = macro(one, 'opentelemetry', { include: 'B' });
  const types = (of: any) => Object.values<any>(of.Resources).map(({ Type }) => Type);
  expect(types(template)).toEqual(types(one));
  expect(types(template)).toContain('AWS::Logs::SubscriptionFilter');
});

test('a file changes its provider if the user wants that, except for functions that are not selected', () => {
  const one = by(TEMPLATE, 'datadog', {}).template;
  const all = by(one, 'opentelemetry', {}).template;
  expect(all).toEqual(by(TEMPLATE, 'opentelemetry', {}).template);
  const { template: half, findings } = by(one, 'opentelemetry', { include: 'B' });
  expect(findings).toEqual([]);
  expect(half.Resources.A).toEqual(one.Resources.A);
  expect(half.Resources.B).toEqual(all.Resources.B);
  expect(untransform(half).template).toEqual(TEMPLATE);
});

test.each<[ProviderName, object, string]>([
  ['opentelemetry', { Handler: 'datadog_lambda.handler.handler' }, 'provider-conflict'],
  [
    'opentelemetry',
    { Layers: ['arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Python313:110'] },
    'provider-conflict',
  ],
  [
    'datadog',
    { Layers: ['arn:aws:lambda:us-east-1:184161586896:layer:opentelemetry-python-0_20_0:1'] },
    'provider-conflict',
  ],
  ['opentelemetry', { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/mine' } } }, 'setting-conflict'],
  [
    'datadog',
    { Runtime: 'java21', Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap' } } },
    'setting-conflict',
  ],
])('%s does not change a function with %j, and reports it', (provider, properties, code) => {
  const template = { Transform: TEMPLATE.Transform, Resources: { F: fn('app.handler', properties) } };
  const { template: after, findings } = macro(template, provider);
  expect(after).toEqual(template);
  expect(findings).toMatchObject([{ code, subject: 'F' }]);
});
