/** The properties of the construct that installs the Datadog Forwarder. */
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** How the Datadog Forwarder is installed. The API key is in `apiKeySecret` or `apiKeySecretArn`. */
export interface DatadogForwarderProps {
  /**
   * The secret with the API key as plain text.
   *
   * @default - `apiKeySecretArn`
   */
  readonly apiKeySecret?: ISecret;

  /**
   * The ARN of the secret with the API key as plain text.
   *
   * @default - `apiKeySecret`
   */
  readonly apiKeySecretArn?: string;

  /**
   * The Datadog site to send data to.
   *
   * @default 'datadoghq.com'
   */
  readonly site?: string;

  /**
   * The version of the Forwarder, or `latest`, with which it changes whenever Datadog publishes one and the stack is updated.
   *
   * @default - the version that this release knows
   */
  readonly version?: string;

  /**
   * Other parameters of Datadog's template by their names, such as `DdTags`.
   *
   * @default - those of the template
   */
  readonly parameters?: { readonly [name: string]: string };
}
