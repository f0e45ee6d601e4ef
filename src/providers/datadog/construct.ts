/** What is Datadog's own in its construct. */
import type { ConstructDocs } from '../provider';

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
  commit: { sha: 'gitCommitSha', url: 'gitRepositoryUrl' },
};
