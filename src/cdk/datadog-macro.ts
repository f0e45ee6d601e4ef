/** The construct that installs the CloudFormation macro for Datadog. */
import { Construct } from 'constructs';
import { declareMacro } from './macro';
import type { MacroProps } from './macro-props';

/**
 * Installs the CloudFormation macro that traces the Lambda functions of templates with Datadog: templates name
 * `DatadogServerless` under `Transform`.
 *
 * It is one function with its code inline, its log group, and its role, without a bucket or an asset. Mistakes in
 * `defaultOptions` throw at synthesis, all of them at once.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { DatadogMacro } from 'tracelayer';
 *
 * declare const stack: Stack;
 *
 * new DatadogMacro(stack, 'Macro', {
 *   defaultOptions: { site: 'datadoghq.eu' },
 * });
 */
export class DatadogMacro extends Construct {
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
    this.macroName = declareMacro(this, 'datadog', props);
  }
}
