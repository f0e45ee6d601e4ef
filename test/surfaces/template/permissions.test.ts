/** Roles in a template are allowed once what their functions need, and other roles are reported. */
import type { Statement } from '../../../src/core/recipe';
import { withPermissions } from '../../../src/surfaces/template/additions/permissions';
import { stripped } from '../../../src/surfaces/template/document/metadata';

const read: Statement = { actions: ['secretsmanager:GetSecretValue'], resources: ['arn:secret'] };
const decrypt: Statement = {
  actions: ['kms:Decrypt'],
  resources: ['*'],
  conditions: { StringLike: { 'kms:ViaService': 'secretsmanager.*' } },
};
const document = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: ['arn:secret'] },
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: ['*'],
      Condition: { StringLike: { 'kms:ViaService': 'secretsmanager.*' } },
    },
  ],
};
const fn = (Role?: unknown) => ({ Type: 'AWS::Lambda::Function', Properties: { ...(Role ? { Role } : {}) } });
const sam = (properties = {}) => ({ Type: 'AWS::Serverless::Function', Properties: properties });
const role = (properties: object = {}, more = {}) => ({ Type: 'AWS::IAM::Role', Properties: properties, ...more });
const policy = { PolicyName: 'tracelayer', PolicyDocument: document };
const grant = (resources: Record<string, any>, ids = ['F'], outer = {}) =>
  withPermissions(resources, Object.fromEntries(ids.map((id) => [id, [read, decrypt]])), outer);

describe('a role', () => {
  test.each<[string, unknown]>([
    ['an attribute', { 'Fn::GetAtt': ['R', 'Arn'] }],
    ['an attribute in one text', { 'Fn::GetAtt': 'R.Arn' }],
    ['a substitution', { 'Fn::Sub': '${R.Arn}' }],
  ])('that is named by %s gets a policy', (_title, name) => {
    const before = { F: fn(name), R: role({ Policies: [{ PolicyName: 'own' }] }) };
    const { resources, findings } = grant(before);
    expect(findings).toEqual([]);
    expect(resources.R?.Properties.Policies).toEqual([{ PolicyName: 'own' }, policy]);
    expect(stripped(resources)).toEqual(before);
  });

  test('that several functions share gets one policy with each statement once', () => {
    const arn = { 'Fn::GetAtt': ['R', 'Arn'] };
    const { resources } = grant({ F: fn(arn), G: fn(arn), R: role() }, ['F', 'G']);
    expect(resources.R?.Properties.Policies).toEqual([policy]);
  });

  test('in either branch of a condition gets a policy', () => {
    const choice = { 'Fn::If': ['C', { 'Fn::GetAtt': ['R', 'Arn'] }, { 'Fn::GetAtt': ['S', 'Arn'] }] };
    const { resources } = grant({ F: fn(choice), R: role(), S: role() });
    expect([resources.R, resources.S].map((one) => one?.Properties.Policies)).toEqual([[policy], [policy]]);
  });

  test('whose policies are an intrinsic function gets a policy of its own, under its condition', () => {
    const Policies = { 'Fn::If': ['C', [], { Ref: 'AWS::NoValue' }] };
    const before = { F: fn({ 'Fn::GetAtt': ['R', 'Arn'] }), R: role({ Policies }, { Condition: 'C' }) };
    const { resources } = grant(before);
    expect(resources.RTracelayerPolicy).toMatchObject({
      Type: 'AWS::IAM::Policy',
      Condition: 'C',
      Properties: { Roles: [{ Ref: 'R' }], PolicyDocument: document },
    });
    expect(stripped(resources)).toEqual(before);
  });

  test('outside the resources is handed back', () => {
    const { outer, findings } = grant({ F: fn({ 'Fn::GetAtt': ['R', 'Arn'] }) }, ['F'], { R: role() });
    expect([outer, findings]).toEqual([{ R: [read, decrypt] }, []]);
  });

  test.each<[string, unknown]>([
    ['an ARN', 'arn:aws:iam::123456789012:role/r'],
    ['a parameter', { Ref: 'RoleArn' }],
    ['an attribute of what is no role', { 'Fn::GetAtt': ['F', 'Arn'] }],
    ['nothing', undefined],
    ['a choice with a foreign one', { 'Fn::If': ['C', { 'Fn::GetAtt': ['R', 'Arn'] }, { Ref: 'RoleArn' }] }],
  ])('that is %s is reported with the statement', (_title, name) => {
    const { findings } = grant({ F: fn(name), R: role() });
    expect(findings).toMatchObject([{ code: 'permission-needed', subject: 'F' }]);
    expect(findings[0]?.details.statement).toContain('arn:secret');
  });
});

describe('the role that SAM makes', () => {
  test.each<[string, any, unknown[]]>([
    ['without policies', {}, []],
    ['with a list', { Policies: ['AWSLambdaExecute'] }, ['AWSLambdaExecute']],
    ['with one name', { Policies: 'AWSLambdaExecute' }, ['AWSLambdaExecute']],
    ['with a document', { Policies: { Statement: [] } }, [{ Statement: [] }]],
    ['with no role on purpose', { Role: { Ref: 'AWS::NoValue' } }, []],
  ])('%s gets one more', (_title, properties, own) => {
    const before = { F: sam(properties) };
    const { resources, findings } = grant(before);
    expect(findings).toEqual([]);
    expect(resources.F?.Properties.Policies).toEqual([...own, document]);
    expect(stripped(resources)).toEqual(before);
  });
});

/**
 * Why templates never have `permission-missing`: a role that a template declares is always allowed what it needs, and about
 * any other role nothing can be looked up.
 */
describe('a role that the template declares gets every statement, so that none is ever missing', () => {
  const arn = { 'Fn::GetAtt': ['R', 'Arn'] };
  const POLICIES: readonly [string, object][] = [
    ['no policies', {}],
    ['null as policies', { Policies: null }],
    ['an empty list', { Policies: [] }],
    ['policies of its own', { Policies: [{ PolicyName: 'tracelayer', PolicyDocument: { Statement: [] } }] }],
    [
      'a policy that denies',
      { Policies: [{ PolicyDocument: { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } } }] },
    ],
    ['a choice of policies', { Policies: { 'Fn::If': ['C', [], { Ref: 'AWS::NoValue' }] } }],
    ['no policies and a boundary', { PermissionsBoundary: 'arn:boundary' }],
  ];
  const ROLES: readonly [string, unknown][] = [
    ['directly', arn],
    ['in a choice', { 'Fn::If': ['C', arn, arn] }],
    ['in a substitution', { 'Fn::Sub': '${R.Arn}' }],
  ];
  const WHERE: readonly [string, object][] = [
    ['always', {}],
    ['under a condition', { Condition: 'C' }],
  ];
  const cases = POLICIES.flatMap(([policies, properties]) =>
    ROLES.flatMap(([named, Role]) =>
      WHERE.map(([where, more]) => ({ policies, named, where, properties, Role, more })),
    ),
  );

  test.each(cases)('with $policies, named $named, there $where', ({ properties, Role, more }) => {
    const { resources, findings } = grant({ F: fn(Role), R: role(properties, more) });
    expect(findings).toEqual([]);
    expect(JSON.stringify([resources.R, resources.RTracelayerPolicy])).toContain('"Resource":["arn:secret"]');
  });

  test.each(cases)(
    'with $policies, named $named in a loop, there $where outside of it',
    ({ properties, Role, more }) => {
      const { outer, findings } = grant({ F: fn(Role) }, ['F'], { R: role(properties, more) });
      expect(findings).toEqual([]);
      expect(outer.R).toEqual([read, decrypt]);
    },
  );
});
