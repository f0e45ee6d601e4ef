/** The construct that traces Lambda functions with Datadog. */
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import type { Settings } from '../core/provider';
import { commitOptions } from '../host/git';
import type { DatadogProps } from './datadog-props';
import { isConstruct } from './functions';
import { Instrumentation } from './instrumentation';

/**
 * Traces Lambda functions with Datadog: ddtrace, with the Datadog extension, the Forwarder, or an agent of your own.
 *
 * The functions are changed when the app is synthesised, so what they set themselves always wins, whenever it is set. A
 * function that cannot be traced is left as it was, and an annotation on it says why and what to do.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Function } from 'aws-cdk-lib/aws-lambda';
 * import { Datadog } from 'tracelayer';
 *
 * declare const stack: Stack;
 * declare const orders: Function;
 *
 * const datadog = new Datadog(stack, 'Datadog', {
 *   site: 'datadoghq.eu',
 *   apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog',
 *   service: 'shop',
 *   env: 'prod',
 * });
 * datadog.addLambdaFunctions([orders]);
 */
export class Datadog extends Construct {
  private readonly instrumentation: Instrumentation;
  private commit?: Settings;

  /**
   * Checks the options. Which functions are traced is said with `addLambdaFunctions` and `addScope`.
   *
   * @param scope the construct that it belongs to, such as the stack of the functions
   * @param id its name in that scope
   * @param props the options, of which an API key is required without `forwarderArn` and an agent of your own
   * @throws if an option is wrong or misses another: every mistake at once, before anything is changed
   */
  public constructor(scope: Construct, id: string, props: DatadogProps = {}) {
    super(scope, id);
    this.instrumentation = new Instrumentation(this, 'datadog', propsOf(props));
    this.instrumentation.late = (settings) => this.commit ?? { ...commitOptions(settings) };
  }

  /**
   * Traces functions.
   *
   * @param functions functions, singletons, versions, aliases and L1 functions, those of SAM included (one that is
   * imported gets a warning)
   * @param overrides options for these functions, which win over those of the construct
   * @throws if an override is wrong: every mistake at once, before anything is changed
   * @example
   * import { Function } from 'aws-cdk-lib/aws-lambda';
   * import { Datadog } from 'tracelayer';
   *
   * declare const datadog: Datadog;
   * declare const worker: Function;
   *
   * datadog.addLambdaFunctions([worker], { service: 'worker', captureLambdaPayload: true });
   */
  public addLambdaFunctions(functions: IConstruct[], overrides?: DatadogProps): void {
    this.instrumentation.addFunctions(functions, propsOf(overrides));
  }

  /**
   * Traces every function below a construct, those that are added later too. The CDK's own provider functions and functions
   * at the edge are left alone.
   *
   * @param scope a stack, a stage, an app, or any construct
   * @param overrides options for these functions, where `include` and `exclude` are patterns of their path, id, name,
   * or logical id
   * @throws if an override is wrong: every mistake at once, before anything is changed
   * @example
   * import { Stack } from 'aws-cdk-lib';
   * import { Datadog } from 'tracelayer';
   *
   * declare const datadog: Datadog;
   * declare const stack: Stack;
   *
   * datadog.addScope(stack, { exclude: ['*Migration*'] });
   */
  public addScope(scope: IConstruct, overrides?: DatadogProps): void {
    this.instrumentation.addScope(scope, propsOf(overrides));
  }

  /**
   * Leaves a function, or every function below a construct, as it is.
   *
   * @param construct a function, an alias, a version, a singleton, or any construct
   */
  public exclude(construct: IConstruct): void {
    this.instrumentation.exclude(construct);
  }

  /**
   * Sends log groups that are not of functions, such as the access logs of an API, to the Forwarder.
   *
   * @param logGroups the log groups, of which one that has been added already is skipped
   * @throws if `forwarderArn` is not given
   */
  public addForwarderToNonLambdaLogGroups(logGroups: ILogGroup[]): void {
    const settings: ForwarderSettings = this.instrumentation.settings();
    const { forwarderArn: destination, createForwarderPermissions } = settings;
    if (destination === undefined) {
      throw new Error(`${this.node.path}: \`forwarderArn\` must be given: it is where the log groups are to be sent`);
    }
    for (const group of logGroups) {
      this.instrumentation.subscriptions.subscribe(group, {
        destination,
        permission: createForwarderPermissions ?? false,
      });
    }
  }

  /**
   * Names the commit that the functions are built from, instead of the one that the CI or the checkout names.
   *
   * @param sha the commit id, of 7 to 64 hexadecimal digits
   * @param url the URL of the repository, from which credentials are taken out
   * @throws if the id is none
   */
  public overrideGitMetadata(sha: string, url?: string): void {
    const { gitCommitSha, gitRepositoryUrl } = this.instrumentation.settings({
      gitCommitSha: sha,
      gitRepositoryUrl: url,
    });
    this.commit = { gitCommitSha, ...(url === undefined ? {} : { gitRepositoryUrl }) };
  }
}

type ForwarderSettings = Pick<DatadogProps, 'forwarderArn' | 'createForwarderPermissions'>;

/** A secret is given as a construct here, and as its ARN to all others; what is no options at all is left for the checks. */
function propsOf(given: DatadogProps = {}): Readonly<Record<string, unknown>> {
  if (isConstruct(given)) return given as object as Readonly<Record<string, unknown>>;
  const { apiKeySecret, ...props } = given;
  if (!apiKeySecret) return { ...props };
  const key = apiKeySecret.encryptionKey?.keyArn;
  return { ...(key === undefined ? {} : { kmsKeyArn: key }), ...props, apiKeySecret: apiKeySecret.secretArn };
}
