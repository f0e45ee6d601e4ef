/** A function that a later run cannot update keeps everything, and removing always removes everything. */
import { type Request, transform, untransform } from '../../../src/surfaces/template';
import { requestFor } from './corpus';

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog';
const FORWARDER = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
const OWN = 'arn:aws:lambda:us-east-1:123456789012:layer:own:1';
const NO_VALUE = { Ref: 'AWS::NoValue' };
const arnOf = (role: string) => ({ 'Fn::GetAtt': [role, 'Arn'] });
const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };
const fn = (properties: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Runtime: 'python3.13', Handler: 'app.handler', Role: arnOf('Role'), ...properties },
});
const version = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'F' } } };
const TEMPLATE: any = {
  Resources: { F: fn(), Role: role, Version: version, G: fn({ Role: arnOf('Other') }), Other: role },
};

const REQUESTS: readonly [string, Request][] = [
  [
    'with a Forwarder',
    requestFor({ forwarderArn: FORWARDER, createForwarderPermissions: true, enableXrayTracing: true, env: 'prod' }),
  ],
  ['with the extension', requestFor({ apiKeySecretArn: SECRET, env: 'prod' })],
  ['by OpenTelemetry', requestFor({ otlpEndpoint: 'https://otlp.example.com' }, undefined, 'opentelemetry')],
];

const conditional = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ 'Fn::If': [name, OWN.replace('own', name), NO_VALUE] }));
const numbered = (count: number) => Array.from({ length: count }, (_, n) => OWN.replace('own', `own${n}`));

/** Edits by a user, after which F cannot be traced again. */
const EDITS: readonly [string, (properties: any) => any][] = [
  ['depends on more than four conditions', withLayers(conditional)],
  ['has too many layers', withLayers(numbered(5))],
  ['has a runtime that only the deployment knows', (properties) => ({ ...properties, Runtime: { Ref: 'Runtime' } })],
  ['has a runtime that no provider supports', (properties) => ({ ...properties, Runtime: 'cobol1' })],
];

function withLayers(more: readonly unknown[]) {
  return (properties: any) => ({ ...properties, Layers: [...(properties.Layers ?? []), ...more] });
}
const edited = (template: any, change: (properties: any) => any) => ({
  ...template,
  Resources: {
    ...template.Resources,
    F: { ...template.Resources.F, Properties: change(template.Resources.F.Properties) },
  },
});

describe.each(REQUESTS)('a function that was traced %s', (_title, request) => {
  test.each(EDITS)('and that %s since keeps everything, and is reported as not updated', (_edit, change) => {
    const traced = edited(transform(TEMPLATE, request).template, change);
    const { template, findings, reports } = transform(traced, request);
    expect(template).toEqual(traced);
    expect(findings.filter(({ code }) => code === 'update-skipped')).toMatchObject([{ subject: 'F' }]);
    expect(reports.map(({ id, status }) => [id, status.state])).toEqual([
      ['F', 'traced'],
      ['G', 'traced'],
    ]);
  });

  test.each(EDITS)('and that %s since is as if it had never been traced when that is removed', (_edit, change) => {
    const traced = edited(transform(TEMPLATE, request).template, change);
    expect(untransform(traced).template).toEqual(edited(TEMPLATE, change));
  });

  test.each(EDITS)('and that %s since is as if it had never been traced when it is excluded', (_edit, change) => {
    const traced = edited(transform(TEMPLATE, request).template, change);
    const excluded = {
      ...request,
      overrides: [...(request.overrides ?? []), { source: 'more', values: { exclude: 'F' } }],
    };
    expect(transform(traced, excluded).template).toEqual(transform(edited(TEMPLATE, change), excluded).template);
  });
});

describe('a function whose `Globals` have changed since', () => {
  const sam = (globals: object, own: object = {}): any => ({
    Transform: 'AWS::Serverless-2016-10-31',
    Globals: { Function: globals },
    Resources: {
      F: { Type: 'AWS::Serverless::Function', Properties: { Runtime: 'python3.13', Handler: 'a.b', ...own } },
    },
  });
  const request = requestFor({ apiKeySecretArn: SECRET, tags: 'team:x' }, 'us-east-1');
  const [library, extension] = transform(sam({}), request).template.Resources.F.Properties.Layers;
  const older = extension.replace(/\d+$/, '50');
  const with_ = (template: any, globals: object) => ({ ...template, Globals: { Function: globals } });

  test.each<[string, object]>([
    ['an older layer of the provider', { Layers: [older] }],
    ['the same layer', { Layers: [library] }],
    ['a variable of the provider', { Environment: { Variables: { DD_SITE: 'datadoghq.eu', DD_TAGS: 'a:b' } } }],
    ['five conditions', { Layers: conditional }],
  ])('to have %s is as it was when that is removed', (_title, globals) => {
    const { template } = transform(sam({}), request);
    expect(untransform(with_(template, globals)).template).toEqual(sam(globals));
  });

  test('to have an older layer keeps everything, and the layer that is in the way is named', () => {
    const traced = with_(transform(sam({}), request).template, { Layers: [older] });
    const { template, findings } = transform(traced, request);
    expect(template).toEqual(traced);
    expect(findings).toMatchObject([{ code: 'update-skipped', details: { why: expect.stringContaining(older) } }]);
  });
});

describe('a function that changes its provider while another stays', () => {
  const request = (provider: 'datadog' | 'opentelemetry', values: object) =>
    requestFor(
      provider === 'datadog'
        ? { forwarderArn: FORWARDER, createForwarderPermissions: true, enableXrayTracing: true, ...values }
        : { otlpEndpoint: 'https://otlp.example.com', ...values },
      undefined,
      provider,
    );

  test('leaves nothing of the first provider: no statement, no log group, no filter', () => {
    const first = transform(TEMPLATE, request('datadog', {})).template;
    const { template } = transform(first, request('opentelemetry', { include: 'F' }));
    const both = transform(transform(TEMPLATE, request('opentelemetry', { include: 'F' })).template, {
      ...request('datadog', { include: 'G' }),
      keepsOthers: true,
    }).template;
    expect(template.Resources).toEqual(both.Resources);
    expect(untransform(template).template).toEqual(TEMPLATE);
  });

  test('leaves the statement of a role that the other needs', () => {
    const shared = { Resources: { F: fn(), G: fn(), Role: role } };
    const first = transform(shared, request('datadog', {})).template;
    const { template } = transform(first, request('opentelemetry', { include: 'F' }));
    expect(template.Resources.Role).toEqual(first.Resources.Role);
    expect(Object.keys(template.Resources).filter((id) => id.startsWith('F'))).toEqual(['F']);
  });
});
