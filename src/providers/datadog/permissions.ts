/** What a function's role must be allowed, so that the API key can be read and X-Ray written. */
import type { Statement } from '../../core/recipe';
import type { Target } from '../../core/state';
import { concat, isKnown, type Value, valueText } from '../../core/value';
import { XRAY_STATEMENT } from '../xray';
import type { InformedOptions, ParameterFacts, SecretFacts } from './options';

/** The statements; none for a key in plain text. */
export function statements(options: InformedOptions, target: Target): Statement[] {
  const {
    apiKeySecret,
    apiKeySecretArn = apiKeySecret,
    apiKeySsmArn,
    apiKmsKey,
    kmsKeyArn,
    grantSecretReadAccess,
    enableXrayTracing,
    secretFacts = {},
    parameterFacts,
  } = options;
  const key =
    grantSecretReadAccess === false
      ? []
      : [
          ...(apiKeySecretArn === undefined
            ? []
            : secret(apiKeySecretArn, { ...secretFacts, ...(kmsKeyArn === undefined ? {} : { key: kmsKeyArn }) })),
          ...(apiKeySsmArn === undefined
            ? []
            : parameter(parameterArn(apiKeySsmArn, target, parameterFacts), kmsKeyArn)),
          ...(apiKmsKey === undefined || kmsKeyArn === undefined
            ? []
            : [{ actions: ['kms:Decrypt'], resources: [kmsKeyArn] }]),
        ];
  return [...key, ...(enableXrayTracing ? [XRAY_STATEMENT] : [])];
}

function secret(arn: Value, { isComplete, key }: SecretFacts): Statement[] {
  const arns = isComplete ? [arn] : formsOf(arn);
  const read = { actions: ['secretsmanager:GetSecretValue'], resources: arns };
  if (typeof key === 'object' && key.kind === 'managed') return [read];
  return [read, decrypt('secretsmanager', 'SecretARN', arns, key)];
}

/**
 * The complete ARN of a secret ends with a hyphen and six random letters or digits; other ARNs get a pattern for them. Six
 * letters that look like a word (`datadog-secret`, `datadog-ApiKey`) may be random or the end of a name, and nothing in the
 * ARN says which: both forms are allowed, of which at most one is a secret. About one random ending in thirty looks like a word.
 * Source: docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
 */
function formsOf(arn: Value): Value[] {
  const partial = concat(arn, '-??????');
  const end = /-([A-Za-z0-9]{6})$/.exec(valueText(arn))?.[1];
  if (end === undefined) return isKnown(arn) ? [partial] : [arn, partial];
  return NAME_PART.test(end) ? [arn, partial] : [arn];
}

/** Letters of one case, or words of three letters and more that start with capitals. */
const NAME_PART = /^([a-z]+|[A-Z]+|([A-Z]?[a-z]{2,})+)$/;

/** The ARN of a parameter that may be given by its name; without facts, a value that is not known yet is taken for an ARN. */
export function parameterArn(given: Value, target: Target, facts: ParameterFacts | undefined = factsOf(given)): Value {
  if (facts === undefined) return given;
  const { partition, region, account } = facts.place ?? target;
  return concat('arn:', partition, ':ssm:', region, ':', account, ':parameter', facts.separator, given);
}

function factsOf(given: Value): ParameterFacts | undefined {
  if (!isKnown(given) || given.startsWith('arn:')) return undefined;
  return { separator: given.startsWith('/') ? '' : '/' };
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
