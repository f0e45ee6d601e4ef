/** Names that every object of JavaScript has already are names like any other. */
import { transform, untransform } from '../../../src/surfaces/template';
import { requestFor } from './corpus';

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog';
const NAMES = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'];

/** A template in which one name is that of everything that people name. */
const everywhere = (name: string): any =>
  JSON.parse(
    JSON.stringify({
      Parameters: { NAME: { Type: 'String' } },
      Mappings: { NAME: { NAME: { NAME: 'python3.13' } }, Other: { a: { NAME: 'x' } } },
      Conditions: { NAME: { 'Fn::Equals': [{ Ref: 'NAME' }, 'x'] } },
      Globals: { Function: { Environment: { Variables: { NAME: 'global' } }, Tags: { NAME: 'global' } } },
      Resources: {
        NAME: {
          Type: 'AWS::Lambda::Function',
          Condition: 'NAME',
          Properties: {
            Runtime: { 'Fn::FindInMap': ['NAME', 'NAME', 'NAME'] },
            Handler: { 'Fn::If': ['NAME', 'a.b', 'c.d'] },
            Role: { 'Fn::GetAtt': ['NAME', 'Arn'] },
            Environment: { Variables: { NAME: { Ref: 'NAME' }, T: { 'Fn::Sub': ['${NAME}', { NAME: 'x' }] } } },
            Tags: [{ Key: 'NAME', Value: { NAME: 'x' } }],
          },
        },
        Other: {
          Type: 'AWS::Lambda::Function',
          Metadata: { NAME: 'x' },
          Properties: {
            Runtime: 'python3.13',
            Handler: 'a.b',
            Role: { 'Fn::Sub': '${NAME.Arn}' },
            Layers: { 'Fn::If': ['NAME', [{ Ref: 'NAME' }], []] },
          },
        },
        Sam: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            Runtime: 'python3.13',
            Handler: 'a.b',
            Environment: { Variables: { NAME: 'own' } },
            Tags: { NAME: 'x' },
          },
        },
        Strange: { Type: 'NAME', Properties: { FunctionName: { Ref: 'NAME' }, NAME: { NAME: { NAME: ['NAME'] } } } },
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'NAME' } }, DependsOn: 'NAME' },
        'Fn::ForEach::NAME': [
          'NAME',
          ['a'],
          {
            'F${NAME}': {
              Type: 'AWS::Lambda::Function',
              Properties: { Runtime: 'python3.13', Handler: 'a.b', Role: 'NAME' },
            },
          },
        ],
      },
      Outputs: { NAME: { Value: { NAME: { Ref: 'Version' } } } },
    }).replaceAll('NAME', name),
  );
/** A role of that name, where the function has another one. */
const roleOf = (name: string): any =>
  JSON.parse(
    JSON.stringify({
      Resources: {
        F: {
          Type: 'AWS::Lambda::Function',
          Properties: { Runtime: 'python3.13', Handler: 'a.b', Role: { 'Fn::GetAtt': ['NAME', 'Arn'] } },
        },
        NAME: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
      },
    }).replaceAll('NAME', name),
  );
const print = (document: unknown): string => JSON.stringify(document);

describe.each(NAMES)('the name %s', (name) => {
  test.each<[string, object]>([
    ['the extension', { apiKeySecretArn: SECRET, tags: JSON.parse(`{"${name}":"x"}`) }],
    [
      'a Forwarder',
      { forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:f', createForwarderPermissions: true },
    ],
  ])('is kept everywhere with %s, and the functions are traced and taken back', (_title, values) => {
    const request = requestFor({ ...values }, 'us-east-1');
    const template = everywhere(name);
    const done = transform(template, request);
    expect(done.reports.map(({ id, outcome }) => [id, outcome])).toEqual([
      [`F\${${name}}`, 'traced'],
      [name, 'traced'],
      ['Other', 'traced'],
      ['Sam', 'traced'],
    ]);
    expect(print(transform(done.template, request).template)).toBe(print(done.template));
    expect(print(untransform(done.template).template)).toBe(print(template));
  });

  test('may be that of a role, which gets the statement', () => {
    const request = requestFor({ apiKeySecretArn: SECRET }, 'us-east-1');
    const template = roleOf(name);
    const done = transform(template, request);
    expect(done.findings.map(({ code }) => code)).not.toContain('permission-needed');
    expect(Object.getOwnPropertyDescriptor(done.template.Resources, name)?.value.Properties.Policies).toHaveLength(1);
    expect(print(untransform(done.template).template)).toBe(print(template));
  });
});
