/** What an app knows of the secret or parameter that holds a key, because it declares it. */
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Settings } from '../core/provider';
import { isKnown, type Value } from '../core/value';
import type { SecretFacts } from '../providers/datadog/options';
import { referenceOf, valueIn } from '../surfaces/cdk/tokens';

/** The settings with what is known of the secret, and with the ARN of a parameter where its name was given. */
export function informed(settings: Settings): Settings {
  const {
    apiKeySecretArn,
    apiKeySecret = apiKeySecretArn,
    apiKeySsmArn,
  } = settings as Readonly<Record<string, Value | undefined>>;
  const secret = targetOf(apiKeySecret, 'AWS::SecretsManager::Secret');
  const parameter = targetOf(apiKeySsmArn, 'AWS::SSM::Parameter');
  return {
    ...settings,
    ...(secret ? { secretFacts: factsOf(secret) } : {}),
    ...(parameter ? { apiKeySsmArn: arnOf(parameter) } : {}),
  };
}

/** The resource of a type that a value is the `Ref` of. */
function targetOf(value: Value | undefined, type: string): CfnResource | undefined {
  if (value === undefined || isKnown(value) || value.kind !== 'native') return undefined;
  const reference = referenceOf(value.origin);
  const target = reference?.displayName === 'Ref' ? reference.target : undefined;
  return target && isOfType(target, type) ? target : undefined;
}

const isOfType = (node: IConstruct, type: string): node is CfnResource =>
  CfnResource.isCfnResource(node) && node.cfnResourceType === type;

/** The `Ref` of a secret is its complete ARN. */
function factsOf(secret: CfnResource): SecretFacts {
  const { kmsKeyId: id } = secret as CfnResource & { readonly kmsKeyId?: string };
  if (id === undefined || id === MANAGED) return { isComplete: true, key: { kind: 'managed' } };
  const reference = referenceOf(id);
  const isKeyId = reference?.displayName === 'Ref' && isOfType(reference.target, 'AWS::KMS::Key');
  if (isKeyId) return { isComplete: true, key: valueIn(secret)(reference.target.getAtt('Arn')) };
  const key = valueIn(secret)(id);
  return { isComplete: true, ...(isKnown(key) && !key.startsWith('arn:') ? {} : { key }) };
}
const MANAGED = 'alias/aws/secretsmanager';

/** The `Ref` of a parameter is its name, with or without a slash at its start. */
function arnOf(parameter: CfnResource): Value {
  const { name } = parameter as CfnResource & { readonly name?: string };
  const { partition, region, account } = Stack.of(parameter);
  const path = `${name?.startsWith('/') ? '' : '/'}${parameter.ref}`;
  return valueIn(parameter)(`arn:${partition}:ssm:${region}:${account}:parameter${path}`);
}
