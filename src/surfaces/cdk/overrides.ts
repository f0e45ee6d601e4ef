/** What the CDK's escape hatches (`addPropertyOverride`) change on a resource when the template is made. */
import type { CfnResource } from 'aws-cdk-lib/core';

/** The CDK has no public way to read them. */
interface Overridden {
  readonly rawOverrides?: Overrides;
}

/** All of them, which may be changed. */
export interface Overrides {
  Properties?: Record<string, unknown>;
}

export const allOverridesOf = (cfn: CfnResource): Overrides | undefined => (cfn as unknown as Overridden).rawOverrides;

/** The overrides of properties, by name; nothing where there are none. */
export const overridesOf = (cfn: CfnResource): Readonly<Record<string, unknown>> | undefined =>
  allOverridesOf(cfn)?.Properties;
