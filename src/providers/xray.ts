/** AWS X-Ray, which each provider can switch on next to its own tracing. */
import type { Recipe, Statement } from '../core/recipe';

/** Source: docs.aws.amazon.com/xray/latest/devguide/security_iam_id-based-policy-examples.html; X-Ray has no resources. */
export const XRAY_STATEMENT: Statement = {
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
};

export const xrayMode = (isOn: boolean | undefined): Recipe['tracing'] => (isOn ? 'Active' : undefined);

/** What a state machine needs in addition. Source: docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html */
export const MACHINE_XRAY_STATEMENT: Statement = {
  actions: [...XRAY_STATEMENT.actions, 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  resources: ['*'],
};
