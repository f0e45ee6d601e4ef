/** What is Datadog's own in its construct. */
import type { ConstructDocs } from '../provider';
import { layers } from '../typed-props';

export const construct: ConstructDocs = {
  means: 'ddtrace, with the Datadog extension, the Forwarder, or an agent of your own',
  instance: 'datadog',
  props: {
    site: 'datadoghq.eu',
    apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog',
    service: 'shop',
    env: 'prod',
  },
  overrides: { service: 'worker', captureLambdaPayload: true },
  required: 'an API key is required without `forwarderArn` and an agent of your own',
  logGroups: {
    method: 'addForwarderToNonLambdaLogGroups',
    destination: 'the Forwarder',
    option: 'forwarderArn',
  },
  typed: {
    apiKeyParameter: {
      type: 'ssm.IStringParameter',
      attribute: 'parameterArn',
      option: 'apiKeySsmArn',
      summary: 'The parameter that contains the API key. The functions get permission to read it.',
    },
    kmsKey: {
      type: 'kms.IKey',
      attribute: 'keyArn',
      option: 'kmsKeyArn',
      summary:
        'The key that encrypts the API key, its secret, or its parameter. The functions get permission to decrypt with it.',
    },
    forwarder: {
      type: 'lambda.IFunction',
      attribute: 'functionArn',
      option: 'forwarderArn',
      summary: 'The Datadog Forwarder.',
    },
    ...layers('Extension', 'Node', 'Python'),
  },
  commit: { sha: 'gitCommitSha', url: 'gitRepositoryUrl' },
};
