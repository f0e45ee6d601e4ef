/** What a function's role must be allowed, so that the API key can be read and X-Ray written. */
import type { Statement } from '../../core/recipe';
import type { Target } from '../../core/state';
import { concat, isKnown, type Value } from '../../core/value';
import type { Options } from './options';

/** The statements; none for a key in plain text. */
export function statements(options: Options, target: Target): Statement[] {
  const {
    apiKeySecret,
    apiKeySecretArn = apiKeySecret,
    apiKeySsmArn,
    apiKmsKey,
    kmsKeyArn,
    grantSecretReadAccess,
    enableXrayTracing,
  } = options;
  const key =
    grantSecretReadAccess === false
      ? []
      : [
          ...(apiKeySecretArn === undefined ? [] : secret(apiKeySecretArn, kmsKeyArn)),
          ...(apiKeySsmArn === undefined ? [] : parameter(parameterArn(apiKeySsmArn, target), kmsKeyArn)),
          ...(apiKmsKey === undefined || kmsKeyArn === undefined
            ? []
            : [{ actions: ['kms:Decrypt'], resources: [kmsKeyArn] }]),
        ];
  return [...key, ...(enableXrayTracing ? [XRAY] : [])];
}

/** Source: docs.aws.amazon.com/xray/latest/devguide/security_iam_id-based-policy-examples.html; X-Ray has no resources. */
const XRAY: Statement = { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] };

/**
 * A secret's ARN ends in six characters of Secrets Manager's. Whether a given one has them cannot be told for sure
 * (`datadog-secret` looks like it), so where it may, both forms are allowed: at most one of them is a secret.
 */
function secret(arn: Value, key: Value | undefined): Statement[] {
  const partial = concat(arn, '-??????');
  const arns = !isKnown(arn) || /-[A-Za-z0-9]{6}$/.test(arn) ? [arn, partial] : [partial];
  return [
    { actions: ['secretsmanager:GetSecretValue'], resources: arns },
    decrypt('secretsmanager', 'SecretARN', arns, key),
  ];
}

/** The ARN of a parameter that may be given by its name; a value that is not known yet is taken for an ARN. */
export function parameterArn(given: Value, { partition, region, account }: Target): Value {
  if (!isKnown(given) || given.startsWith('arn:')) return given;
  const path = given.startsWith('/') ? given : `/${given}`;
  return concat('arn:', partition, ':ssm:', region, ':', account, ':parameter', path);
}

function parameter(arn: Value, key: Value | undefined): Statement[] {
  return [{ actions: ['ssm:GetParameter'], resources: [arn] }, decrypt('ssm', 'PARAMETER_ARN', [arn], key)];
}

/**
 * Decrypting through one service and for one secret or parameter only, which holds for the key of any account.
 * Source: docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html, `kms:ViaService`, `kms:EncryptionContext:`.
 */
const decrypt = (service: string, context: string, arns: readonly Value[], key: Value | undefined): Statement => ({
  actions: ['kms:Decrypt'],
  resources: [key ?? '*'],
  conditions: { StringLike: { 'kms:ViaService': `${service}.*`, [`kms:EncryptionContext:${context}`]: arns } },
});
