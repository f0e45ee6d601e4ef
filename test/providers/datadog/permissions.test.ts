/** A role is allowed what the key needs, and no more. */
import type { Target } from '../../../src/core/state';
import { type Value, valueText } from '../../../src/core/value';
import { parameterArn, statements } from '../../../src/providers/datadog/permissions';
import { toValue } from '../../../src/surfaces/intrinsics';

const target: Target = {
  packageType: 'Zip',
  runtime: 'python3.13',
  architecture: 'arm64',
  region: 'eu-west-1',
  partition: 'aws',
  account: '123456789012',
};
const secret = (name: string, partition = 'aws') =>
  `arn:${partition}:secretsmanager:eu-west-1:123456789012:secret:${name}`;
const resources = (given: readonly { readonly actions: readonly string[]; readonly resources: readonly Value[] }[]) =>
  given.map((one) => [one.actions.join(), one.resources.map(valueText)]);

describe('a secret', () => {
  test.each([
    ['datadog', ['datadog-??????']],
    ['datadog-abc', ['datadog-abc-??????']],
    ['datadog-AbC123', ['datadog-AbC123']],
    ['datadog-AbCdEf', ['datadog-AbCdEf']],
    ['datadog-123456', ['datadog-123456']],
    ['datadog-aBcdef', ['datadog-aBcdef']],
    ['datadog-secret-AbC123', ['datadog-secret-AbC123']],
    ['datadog/secret', ['datadog/secret-??????']],
    ['datadog_AbC123', ['datadog_AbC123-??????']],
    ['datadog-AbC.12', ['datadog-AbC.12-??????']],
    ['datadog-secret', ['datadog-secret', 'datadog-secret-??????']],
    ['datadog-APIKEY', ['datadog-APIKEY', 'datadog-APIKEY-??????']],
    ['datadog-ApiKey', ['datadog-ApiKey', 'datadog-ApiKey-??????']],
    ['datadog-abcdefg', ['datadog-abcdefg-??????']],
  ])('named %s may be read as %j', (name, expected) => {
    const given = statements({ apiKeySecretArn: secret(name) }, target);
    expect(resources(given)[0]).toEqual(['secretsmanager:GetSecretValue', expected.map((one) => secret(one))]);
  });

  test.each(['aws-us-gov', 'aws-cn'])('is named in its own partition %s', (partition) => {
    const given = statements({ apiKeySecretArn: secret('datadog', partition) }, target);
    expect(resources(given)[0]?.[1]).toEqual([secret('datadog-??????', partition)]);
  });

  test('that only the deployment knows may be read in both forms', () => {
    const arn = toValue({ Ref: 'Secret' });
    const [read] = statements({ apiKeySecretArn: arn }, target);
    expect(read?.resources[0]).toBe(arn);
    expect(read?.resources.map(valueText)).toEqual(['${Secret}', '${Secret}-??????']);
  });

  test('that the document declares may be read in its only form', () => {
    const arn = toValue({ Ref: 'Secret' });
    const [read] = statements({ apiKeySecretArn: arn, secretFacts: { isComplete: true } }, target);
    expect(read?.resources).toEqual([arn]);
  });

  test("that is encrypted with AWS's own key needs no permission to decrypt", () => {
    const given = { apiKeySecretArn: secret('datadog'), secretFacts: { key: { kind: 'managed' } } } as const;
    expect(statements(given, target).map(({ actions }) => actions)).toEqual([['secretsmanager:GetSecretValue']]);
  });

  test('that is encrypted with a known key may be decrypted with that key only', () => {
    const key = toValue({ 'Fn::GetAtt': ['Key', 'Arn'] });
    const [, decrypt] = statements({ apiKeySecretArn: secret('datadog'), secretFacts: { key } }, target);
    expect(decrypt?.resources).toEqual([key]);
  });

  test('may be decrypted through Secrets Manager, for that secret only', () => {
    const [, decrypt] = statements({ apiKeySecretArn: secret('datadog') }, target);
    expect(decrypt).toEqual({
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: {
        StringLike: {
          'kms:ViaService': 'secretsmanager.*',
          'kms:EncryptionContext:SecretARN': [secret('datadog-??????')],
        },
      },
    });
  });

  test('may be decrypted with its own key only, where that is given', () => {
    const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/1';
    const [, decrypt] = statements({ apiKeySecretArn: secret('datadog'), kmsKeyArn }, target);
    expect(decrypt?.resources).toEqual([kmsKeyArn]);
  });
});

describe('a parameter', () => {
  const arn = 'arn:aws:ssm:eu-west-1:123456789012:parameter/datadog/key';

  test.each([[arn], ['datadog/key'], ['/datadog/key']])('given as %s has one ARN', (given) => {
    expect(parameterArn(given, target)).toBe(arn);
    expect(resources(statements({ apiKeySsmArn: given }, target))).toEqual([
      ['ssm:GetParameter', [arn]],
      ['kms:Decrypt', ['*']],
    ]);
  });

  test('is in the partition, region and account of the function, known or not', () => {
    const open = { ...target, region: toValue({ Ref: 'AWS::Region' }), partition: toValue({ Ref: 'AWS::Partition' }) };
    expect(valueText(parameterArn('key', open))).toBe(
      'arn:${AWS::Partition}:ssm:${AWS::Region}:123456789012:parameter/key',
    );
  });

  test('that is known only after deployment is treated as an ARN', () => {
    const late = toValue({ Ref: 'Parameter' });
    expect(parameterArn(late, target)).toBe(late);
  });
});

describe('an encrypted key', () => {
  test('may be decrypted with the key that is given', () => {
    const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/1';
    expect(statements({ apiKmsKey: 'x', kmsKeyArn }, target)).toEqual([
      { actions: ['kms:Decrypt'], resources: [kmsKeyArn] },
    ]);
  });

  test('without one gives no permission at all', () => {
    expect(statements({ apiKmsKey: 'x' }, target)).toEqual([]);
  });
});

test.each([
  { apiKey: '0123456789abcdef0123456789abcdef' },
  {},
  { apiKeySecretArn: secret('x'), grantSecretReadAccess: false },
])('%j asks for nothing', (options) => {
  expect(statements(options, target)).toEqual([]);
});

test('X-Ray may be written where it is switched on, also if nothing reads the key', () => {
  expect(resources(statements({ enableXrayTracing: true, grantSecretReadAccess: false }, target))).toEqual([
    ['xray:PutTraceSegments,xray:PutTelemetryRecords', ['*']],
  ]);
});
