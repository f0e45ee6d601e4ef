/** What the package exports to CDK apps in every language. */
export { Datadog } from './cdk/datadog';
export { DatadogMacro } from './cdk/datadog-macro';
export type { DatadogProps } from './cdk/datadog-props';
export { DatadogLayerVersions } from './cdk/layer-versions';
export type { MacroProps } from './cdk/macro-props';
export { OpenTelemetry } from './cdk/opentelemetry';
export { OpenTelemetryMacro } from './cdk/opentelemetry-macro';
export type { OpenTelemetryProps } from './cdk/opentelemetry-props';
