/** What a document shows about the secret or the parameter that holds the API key, because it declares it. */
import type { Declarations, Declared } from '../../core/provider';
import { isKnown, type Value, valueText } from '../../core/value';
import type { InformedOptions, ParameterFacts, SecretFacts } from './options';

/** The options with the facts that decide which statements the functions' roles need. */
export function informed(options: InformedOptions, declared: Declarations): InformedOptions {
  const { apiKeySecret, apiKeySecretArn = apiKeySecret, apiKeySsmArn } = options;
  const secret = apiKeySecretArn && declared(apiKeySecretArn, 'AWS::SecretsManager::Secret');
  const parameter = apiKeySsmArn && declared(apiKeySsmArn, 'AWS::SSM::Parameter');
  return {
    ...options,
    ...(secret ? { secretFacts: secretFactsOf(secret, declared) } : {}),
    ...(parameter ? { parameterFacts: parameterFactsOf(parameter) } : {}),
  };
}

/** The `Ref` of a secret is its complete ARN. */
function secretFactsOf(secret: Declared, declared: Declarations): SecretFacts {
  const given = secret.property('KmsKeyId');
  if (given === undefined || MANAGED.test(valueText(given))) return { isComplete: true, key: { kind: 'managed' } };
  const key = declared(given, 'AWS::KMS::Key')?.arn ?? given;
  return { isComplete: true, ...(isKeyArn(key) ? { key } : {}) };
}

/** The alias of the key that Secrets Manager uses by default, by its name or its ARN. */
const MANAGED = /^(arn:[^:]+:kms:[^:]*:[^:]*:)?alias\/aws\/secretsmanager$/;

/** A policy takes the ARN of a key only, not its id, and not an alias. */
const isKeyArn = (key: Value): boolean =>
  isKnown(key) ? KEY_ARN.test(key) : KEY_ARN.test(valueText(key)) || ATTRIBUTE.test(valueText(key));
const KEY_ARN = /^arn:.+:key\//;
const ATTRIBUTE = /^\$\{[^}]+\.Arn\}$/;

/** The `Ref` of a parameter is its name, with or without a slash at its start. */
function parameterFactsOf({ property, place }: Declared): ParameterFacts {
  const name = property('Name');
  return { separator: name !== undefined && valueText(name).startsWith('/') ? '' : '/', place };
}
