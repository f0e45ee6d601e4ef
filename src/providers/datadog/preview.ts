/** What a preview takes in place of a key and of Datadog's layers. */
import type { PreviewSupport } from '../provider';

export const preview: PreviewSupport = {
  options: { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:preview' },
  layers: [
    { names: /^Datadog-Python\d+(-ARM)?$/, tree: 'datadog-python', shown: 'Datadog-Python3xx[-ARM]' },
    { names: /^Datadog-Node\d+-x$/, tree: 'datadog-node', shown: 'Datadog-Nodexx-x' },
    { names: /^dd-trace-java$/, tree: 'datadog-java', shown: 'dd-trace-java' },
    { names: /^Datadog-Extension(-ARM)?(-FIPS)?$/, tree: 'datadog-extension', shown: 'Datadog-Extension[-ARM][-FIPS]' },
  ],
};
