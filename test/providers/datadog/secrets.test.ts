/** What a document shows about the secret and the parameter decides what a role is allowed. */
import type { Declarations } from '../../../src/core/provider';
import type { Target } from '../../../src/core/state';
import { type Value, valueText } from '../../../src/core/value';
import { parameterArn, statements } from '../../../src/providers/datadog/permissions';
import { informed } from '../../../src/providers/datadog/secrets';
import { toValue } from '../../../src/surfaces/intrinsics';

const target: Target = {
  packageType: 'Zip',
  architecture: 'arm64',
  region: 'eu-west-1',
  partition: 'aws',
  account: '123456789012',
};
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1';
const DECLARED_KEY = toValue({ 'Fn::GetAtt': ['Key', 'Arn'] });

/** A document that declares one resource, and the key `Key`. */
const declaring =
  (type: string, properties: Readonly<Record<string, Value>>): Declarations =>
  (value, asked) => {
    if (valueText(value) === '${It}' && asked === type) return { property: (name) => properties[name] };
    const isKey = valueText(value) === '${Key}' && asked === 'AWS::KMS::Key';
    return isKey ? { property: () => undefined, arn: DECLARED_KEY } : undefined;
  };

const kms = (declared: Declarations): string[][] =>
  statements(informed({ apiKeySecretArn: toValue({ Ref: 'It' }) as never }, declared), target)
    .filter(({ actions }) => actions.includes('kms:Decrypt'))
    .map(({ resources }) => resources.map(valueText));

const secret = (properties: Readonly<Record<string, Value>>) => declaring('AWS::SecretsManager::Secret', properties);

test.each([
  ['no key', {}, []],
  ["AWS's own key", { KmsKeyId: 'alias/aws/secretsmanager' }, []],
  ["AWS's own key by its ARN", { KmsKeyId: 'arn:aws:kms:eu-west-1:1:alias/aws/secretsmanager' }, []],
  ['the ARN of a key', { KmsKeyId: KEY }, [[KEY]]],
  ['the ARN of a declared key', { KmsKeyId: DECLARED_KEY }, [['${Key.Arn}']]],
  ['the id of a declared key', { KmsKeyId: toValue({ Ref: 'Key' }) }, [['${Key.Arn}']]],
  ['the id of another key', { KmsKeyId: '1234abcd' }, [['*']]],
  ['an alias', { KmsKeyId: 'arn:aws:kms:eu-west-1:1:alias/mine' }, [['*']]],
  ['a parameter', { KmsKeyId: toValue({ Ref: 'WhichKey' }) }, [['*']]],
  ['a choice', { KmsKeyId: toValue({ 'Fn::If': ['IsProd', KEY, { Ref: 'AWS::NoValue' }] }) }, [['*']]],
])('the secret that has %s is decrypted with that key only, where a policy can name it', (_, properties, expected) => {
  expect(kms(secret(properties))).toEqual(expected);
});

test('the ARN of a declared secret is complete, and that of an undeclared one may be either', () => {
  const read = (declared: Declarations) =>
    statements(informed({ apiKeySecretArn: toValue({ Ref: 'It' }) as never }, declared), target)[0]?.resources.length;
  expect([read(secret({})), read(() => undefined)]).toEqual([1, 2]);
});

test('`kmsKeyArn` wins over the key that the secret names', () => {
  const options = { apiKeySecretArn: toValue({ Ref: 'It' }) as never, kmsKeyArn: KEY };
  const [, decrypt] = statements(informed(options, secret({ KmsKeyId: DECLARED_KEY })), target);
  expect(decrypt?.resources).toEqual([KEY]);
});

test.each([
  [{}, 'arn:aws:ssm:eu-west-1:123456789012:parameter/${It}'],
  [{ Name: 'key' }, 'arn:aws:ssm:eu-west-1:123456789012:parameter/${It}'],
  [{ Name: '/datadog/key' }, 'arn:aws:ssm:eu-west-1:123456789012:parameter${It}'],
])('the `Ref` of a parameter with %j is its name, from which its ARN is made', (properties, expected) => {
  const given = toValue({ Ref: 'It' });
  const { parameterFacts } = informed({ apiKeySsmArn: given as never }, declaring('AWS::SSM::Parameter', properties));
  expect(valueText(parameterArn(given, target, parameterFacts))).toBe(expected);
});
