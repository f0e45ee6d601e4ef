/** The construct that installs the Datadog Forwarder from the template that Datadog publishes. */
import { CfnStack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import published from '../providers/layers/datadog-forwarder.json';
import type { DatadogForwarderProps } from './forwarder-props';

/**
 * Installs the Datadog Forwarder as a nested stack, from the template that Datadog publishes in a fixed version.
 *
 * The function is part of the nested stack, so that this package never traces it. Deployments need `CAPABILITY_NAMED_IAM`,
 * which `cdk deploy` gives.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { DatadogForwarder } from 'tracelayer';
 *
 * declare const stack: Stack;
 *
 * new DatadogForwarder(stack, 'Forwarder', {
 *   apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog',
 * });
 */
export class DatadogForwarder extends Construct {
  /** The version of the Forwarder that this release installs. */
  public static readonly VERSION: string = published.version;

  /** The ARN of the Forwarder's function, for the option `forwarderArn`. */
  public readonly forwarderArn: string;

  /**
   * Declares the nested stack.
   *
   * @param scope the construct that it belongs to
   * @param id its name in that scope
   * @param props where the API key is, and how the Forwarder is installed
   * @throws if the API key is named twice or not at all, or a parameter would contain it
   */
  public constructor(scope: Construct, id: string, props: DatadogForwarderProps) {
    super(scope, id);
    const { site = 'datadoghq.com', version = DatadogForwarder.VERSION, parameters = {} } = props;
    const stack = new CfnStack(this, 'Stack', {
      templateUrl: published.template.replace('{version}', version),
      parameters: { ...parameters, DdApiKeySecretArn: keyOf(this.node.path, props), DdSite: site },
    });
    this.forwarderArn = stack.getAtt('Outputs.DatadogForwarderArn').toString();
  }
}

function keyOf(path: string, { apiKeySecret, apiKeySecretArn, parameters = {} }: DatadogForwarderProps): string {
  const given = [apiKeySecret?.secretArn, apiKeySecretArn].filter((arn) => arn !== undefined);
  if ('DdApiKey' in parameters)
    throw new Error(
      `${path}: \`parameters\` has \`DdApiKey\`, which everyone who can read the template could read. Give \`apiKeySecret\` or \`apiKeySecretArn\`.`,
    );
  const [arn, other] = given;
  if (arn === undefined || other !== undefined)
    throw new Error(
      `${path}: ${arn === undefined ? 'None' : 'Both'} of \`apiKeySecret\` and \`apiKeySecretArn\` ${arn === undefined ? 'is' : 'are'} set. Give one of them.`,
    );
  return arn;
}
