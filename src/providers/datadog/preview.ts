/** What replaces Datadog's key, layers, and agents in a preview. */
import type { PreviewSupport, StateContext } from '../provider';

const AGENT_PORT = 8126;
/** The extension answers tracers of the JVM and .NET here. */
const EXTENSION_PORT = 8124;

export const preview: PreviewSupport = {
  options: { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:preview' },
  layers: [
    { names: /^Datadog-Python\d+(-ARM)?$/, tree: 'datadog-python', shown: 'Datadog-Python3xx[-ARM]' },
    { names: /^Datadog-Node\d+-x$/, tree: 'datadog-node', shown: 'Datadog-Nodexx-x' },
    { names: /^dd-trace-java$/, tree: 'datadog-java', shown: 'dd-trace-java' },
    { names: /^Datadog-Extension(-ARM)?(-FIPS)?$/, tree: 'datadog-extension', shown: 'Datadog-Extension[-ARM][-FIPS]' },
  ],
  ports: [AGENT_PORT, EXTENSION_PORT],
  endpoints: {
    DD_TRACE_AGENT_URL: { defaultPort: AGENT_PORT },
    DD_AGENT_HOST: 'host',
    DD_TRACE_AGENT_HOSTNAME: 'host',
    DATADOG_TRACE_AGENT_HOSTNAME: 'host',
    DD_TRACE_AGENT_PORT: 'port',
    DD_AGENT_PORT: 'port',
  },
  secretReferences: {
    DD_API_KEY_SECRET_ARN: 'DD_API_KEY',
    DD_API_KEY_SSM_ARN: 'DD_API_KEY',
    DD_API_KEY_SSM_NAME: 'DD_API_KEY',
    DD_KMS_API_KEY: 'DD_API_KEY',
  },
  missingLayers: [
    {
      // Without the extension, the libraries send metrics to Datadog's API, over the internet.
      names: /^Datadog-Extension/,
      tracedBy: 'DD_LAMBDA_HANDLER',
      variable: 'DD_FLUSH_TO_LOG',
      value: 'true',
      why: 'metrics stay on this machine',
    },
  ],
  stateText,
};

/** Source: step-function-service of datadog-lambda-js, and datadog_lambda/tracing.py. */
function stateText({ Execution, State }: StateContext): string {
  const counts = [State.RetryCount, Execution.RedriveCount];
  const isCounted = counts.some((count) => count > 0);
  return [Execution.Id, State.Name, State.EnteredTime, ...(isCounted ? counts : [])].join('#');
}
