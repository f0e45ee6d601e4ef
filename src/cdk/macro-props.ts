/** The properties of the constructs that install a macro. */
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** How a macro is installed. */
export interface MacroProps {
  /**
   * The name that templates write under `Transform`, unique in an account and region.
   *
   * @default - `DatadogServerless` for Datadog, `OpenTelemetryServerless` for OpenTelemetry
   */
  readonly macroName?: string;

  /**
   * Options for every template, by their names. A template's own options win.
   *
   * @default - none
   */
  readonly defaultOptions?: { readonly [name: string]: any };

  /**
   * How long the log of the macro is kept. It contains names and findings, and nothing else of a template.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * The permissions boundary of the macro's role.
   *
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * The path of the macro's role.
   *
   * @default '/'
   */
  readonly rolePath?: string;
}
