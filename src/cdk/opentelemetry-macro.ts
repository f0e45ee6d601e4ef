/** The construct that installs the CloudFormation macro for OpenTelemetry. */
import { Construct } from 'constructs';
import { declareMacro } from './macro';
import type { MacroProps } from './macro-props';

/**
 * Installs the CloudFormation macro that traces the Lambda functions of templates with OpenTelemetry: templates name
 * `OpenTelemetryServerless` under `Transform`.
 *
 * It is one function with its code inline, its log group, and its role, without a bucket or an asset. Mistakes in
 * `defaultOptions` throw at synthesis, all of them at once.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { OpenTelemetryMacro } from 'tracelayer';
 *
 * declare const stack: Stack;
 *
 * new OpenTelemetryMacro(stack, 'Macro', {
 *   defaultOptions: { env: 'prod' },
 * });
 */
export class OpenTelemetryMacro extends Construct {
  /** The name that templates write under `Transform`. */
  public readonly macroName: string;

  /**
   * Declares the macro, its function, log group, and role.
   *
   * @param scope the stack that the macro is installed by
   * @param id its name in that scope
   * @param props how it is installed
   */
  public constructor(scope: Construct, id: string, props: MacroProps = {}) {
    super(scope, id);
    this.macroName = declareMacro(this, 'opentelemetry', props);
  }
}
