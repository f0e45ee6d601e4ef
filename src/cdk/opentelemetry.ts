/** The construct that traces Lambda functions with OpenTelemetry. */
import { Construct, type IConstruct } from 'constructs';
import { isConstruct } from './functions';
import { Instrumentation } from './instrumentation';
import type { OpenTelemetryProps } from './opentelemetry-props';
import type { Props } from './options';

/**
 * Traces Lambda functions with OpenTelemetry: the community's layers, AWS's Distro with Application Signals, or the older
 * ADOT layers.
 *
 * The functions are changed when the app is synthesised, so what they set themselves always wins, whenever it is set. A
 * function that cannot be traced is left as it was, and an annotation on it says why and what to do.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Function } from 'aws-cdk-lib/aws-lambda';
 * import { OpenTelemetry } from 'tracelayer';
 *
 * declare const stack: Stack;
 * declare const orders: Function;
 *
 * const tracing = new OpenTelemetry(stack, 'OpenTelemetry', {
 *   otlpEndpoint: 'https://otlp.example.com',
 *   service: 'shop',
 *   env: 'prod',
 * });
 * tracing.addLambdaFunctions([orders]);
 */
export class OpenTelemetry extends Construct {
  private readonly instrumentation: Instrumentation;

  /**
   * Checks the options. Which functions are traced is said with `addLambdaFunctions` and `addScope`.
   *
   * @param scope the construct that it belongs to, such as the stack of the functions
   * @param id its name in that scope
   * @param props the options, of which `otlpEndpoint` or `collectorConfig` is required with the community's layers
   * @throws if an option is wrong or misses another: every mistake at once, before anything is changed
   */
  public constructor(scope: Construct, id: string, props: OpenTelemetryProps = {}) {
    super(scope, id);
    this.instrumentation = new Instrumentation(this, 'opentelemetry', { ...props });
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
   * import { OpenTelemetry } from 'tracelayer';
   *
   * declare const tracing: OpenTelemetry;
   * declare const worker: Function;
   *
   * tracing.addLambdaFunctions([worker], { service: 'worker', sampler: 'parentbased_traceidratio', samplerArg: 0.1 });
   */
  public addLambdaFunctions(functions: IConstruct[], overrides?: OpenTelemetryProps): void {
    this.instrumentation.addFunctions(
      functions,
      isConstruct(overrides) ? (overrides as object as Props) : { ...overrides },
    );
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
   * import { OpenTelemetry } from 'tracelayer';
   *
   * declare const tracing: OpenTelemetry;
   * declare const stack: Stack;
   *
   * tracing.addScope(stack, { exclude: ['*Migration*'] });
   */
  public addScope(scope: IConstruct, overrides?: OpenTelemetryProps): void {
    this.instrumentation.addScope(scope, isConstruct(overrides) ? (overrides as object as Props) : { ...overrides });
  }

  /**
   * Leaves a function, or every function below a construct, as it is.
   *
   * @param construct a function, an alias, a version, a singleton, or any construct
   */
  public exclude(construct: IConstruct): void {
    this.instrumentation.exclude(construct);
  }
}
