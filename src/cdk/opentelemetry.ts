/** The construct that traces Lambda functions with OpenTelemetry. */
import { Construct, type IConstruct } from 'constructs';
import { Instrumentation } from './instrumentation';
import type { OpenTelemetryProps } from './opentelemetry-props';

/**
 * Traces Lambda functions with OpenTelemetry: the community's layers, AWS's Distro with Application Signals, or the older
 * ADOT layers.
 *
 * The functions are changed when the app is synthesised, so what they set themselves always wins, whenever it is set. A
 * function that cannot be traced is left as it was, and an annotation on it says why and what to do.
 *
 * @example
 * const tracing = new OpenTelemetry(this, 'OpenTelemetry', {
 *   otlpEndpoint: 'https://otlp.example.com',
 *   service: 'shop',
 *   env: 'prod',
 * });
 * tracing.addLambdaFunctions([orders, payments]);
 */
export class OpenTelemetry extends Construct {
  private readonly instrumentation: Instrumentation;

  /**
   * @param scope the construct that it belongs to, such as the stack of the functions
   * @param id its name in that scope
   * @param props the options; with the community's layers a destination is required, `otlpEndpoint` or `collectorConfig`
   * @throws if an option is wrong or misses another: every mistake at once, before anything is changed
   */
  public constructor(scope: Construct, id: string, props: OpenTelemetryProps = {}) {
    super(scope, id);
    this.instrumentation = new Instrumentation(this, 'opentelemetry', { ...props });
  }

  /**
   * Traces functions.
   *
   * @param functions functions, singletons, versions, aliases and L1 functions, those of SAM included; a function that is
   * imported gets a warning
   * @param overrides options for these functions, which win over those of the construct
   * @throws if an override is wrong: every mistake at once, before anything is changed
   * @example
   * tracing.addLambdaFunctions([worker], { service: 'worker', sampler: 'parentbased_traceidratio', samplerArg: 0.1 });
   */
  public addLambdaFunctions(functions: IConstruct[], overrides?: OpenTelemetryProps): void {
    this.instrumentation.addFunctions(functions, { ...overrides });
  }

  /**
   * Traces every function below a construct, those that are added later too. The CDK's own provider functions and functions
   * at the edge are left alone.
   *
   * @param scope a stack, a stage, an app, or any construct
   * @param overrides options for these functions; `include` and `exclude` are patterns of their paths
   * @throws if an override is wrong: every mistake at once, before anything is changed
   * @example
   * tracing.addScope(this, { exclude: ['*Migration*'] });
   */
  public addScope(scope: IConstruct, overrides?: OpenTelemetryProps): void {
    this.instrumentation.addScope(scope, { ...overrides });
  }

  /**
   * Leaves a function, or every function below a construct, as it is.
   *
   * @param construct a function or any construct
   */
  public exclude(construct: IConstruct): void {
    this.instrumentation.exclude(construct);
  }
}
