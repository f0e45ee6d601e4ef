/** What a template declares about the secret with the API key decides the same statements as in the CDK. */
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Datadog } from '../../../src/cdk/datadog';
import { valueText } from '../../../src/core/value';
import { toValue } from '../../../src/surfaces/intrinsics';
import { transform } from '../../../src/surfaces/template';
import { requestFor } from './corpus';

/** What an app declares, and the options that refer to it. */
type Declare = (stack: Stack) => Record<string, string>;

const secret =
  (properties: (stack: Stack) => secretsmanager.CfnSecretProps): Declare =>
  (stack) => ({ apiKeySecretArn: new secretsmanager.CfnSecret(stack, 'Secret', properties(stack)).ref });
const parameter =
  (name?: string): Declare =>
  (stack) => ({ apiKeySsmArn: new ssm.CfnParameter(stack, 'Parameter', { type: 'String', value: 'x', name }).ref });
const keyOf = (stack: Stack): kms.CfnKey => new kms.CfnKey(stack, 'Key', { keyPolicy: {} });

const ROWS: readonly (readonly [
  title: string,
  declare: Declare,
  decrypt: readonly string[],
  codes: readonly string[],
])[] = [
  ['a secret with the key of AWS', secret(() => ({})), [], []],
  ['a secret that names the key of AWS', secret(() => ({ kmsKeyId: 'alias/aws/secretsmanager' })), [], []],
  ['a secret with the ARN of a key', secret((stack) => ({ kmsKeyId: keyOf(stack).attrArn })), ['${Key.Arn}'], []],
  ['a secret with the id of a key', secret((stack) => ({ kmsKeyId: keyOf(stack).ref })), ['${Key.Arn}'], []],
  ['a secret with an alias', secret(() => ({ kmsKeyId: 'alias/mine' })), ['*'], ['kms-key-open']],
  ['a parameter without a name', parameter(), ['*'], ['kms-key-open']],
  ['a parameter with a name', parameter('datadog-key'), ['*'], ['kms-key-open']],
  ['a parameter with a path', parameter('/datadog/key'), ['*'], ['kms-key-open']],
  [
    'a complete ARN',
    () => ({ apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:dd-a1B2c3' }),
    ['*'],
    ['kms-key-open'],
  ],
];

test.each(ROWS)('%s needs the same statements in a template as in the CDK', (_title, declare, decrypt, codes) => {
  const fromCdk = synthesized((stack) => new Datadog(stack, 'Datadog', declare(stack)).addScope(stack));
  let options = {};
  const plain = synthesized((stack) => {
    options = stack.resolve(declare(stack));
  });
  const { template, findings } = transform(plain, requestFor(options, 'eu-west-1', 'datadog'));
  const statements = statementsIn(template);
  expect(statements.length).toBeGreaterThan(0);
  expect(statements).toEqual(statementsIn(fromCdk));
  expect(statements.filter(({ Action }: any) => Action === 'kms:Decrypt').map(({ Resource }: any) => Resource)).toEqual(
    decrypt,
  );
  expect(findings.map(({ code }) => code)).toEqual(codes);
});

test.each([
  ['a transform adds properties to it', { Properties: { 'Fn::Transform': { Name: 'AWS::Include' } } }],
  ['a condition chooses all of its properties', { Properties: { 'Fn::If': ['C', {}, {}] } }],
])('the key of a secret is not known where %s', (_title, resource) => {
  const plain = synthesized((stack) => {
    const one = new CfnResource(stack, 'Secret', { type: 'AWS::SecretsManager::Secret' });
    one.addOverride('Properties', resource.Properties);
  });
  const { template } = transform(
    plain,
    requestFor({ apiKeySecretArn: { Ref: 'Secret' } } as any, 'eu-west-1', 'datadog'),
  );
  expect(statementsIn(template).map(({ Action }: any) => Action)).toContain('kms:Decrypt');
});

function synthesized(fill: (stack: Stack) => void): any {
  const app = new App();
  const stack = new Stack(app, 'S', { env: { region: 'eu-west-1', account: '123456789012' } });
  const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
  new lambda.CfnFunction(stack, 'F', {
    role: role.attrArn,
    runtime: 'python3.13',
    handler: 'a.b',
    code: { zipFile: 'x' },
  });
  fill(stack);
  return app.synth().getStackByName('S').template;
}

/** The statements that the role has, whatever resource holds them, with lists of one as their item. */
const statementsIn = ({ Resources }: any): any[] =>
  Object.values<any>(Resources)
    .flatMap(({ Properties = {} }) => [...(Properties.Policies ?? []), Properties])
    .flatMap(({ PolicyDocument }: any) => PolicyDocument?.Statement ?? [])
    .map(plain);

function plain(raw: any): any {
  if (Array.isArray(raw)) return raw.length === 1 ? plain(raw[0]) : raw.map(plain);
  if (typeof raw !== 'object' || raw === null) return raw;
  const [name = ''] = Object.keys(raw);
  if (name === 'Ref' || name.startsWith('Fn::')) return placed(valueText(toValue(raw)));
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, plain(value)]));
}

/** The template is transformed for a region, and only the CDK knows the account. */
const placed = (printed: string): string =>
  printed.replace('${AWS::AccountId}', '123456789012').replace('${AWS::Partition}', 'aws');
