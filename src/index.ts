/** What the package exports to CDK apps in every language. */
export { Datadog } from './cdk/datadog';
export { DatadogMacro, type DatadogMacroProps } from './cdk/datadog-macro';
export type { DatadogProps } from './cdk/datadog-props';
export { DatadogLayerVersions } from './cdk/layer-versions';
export { OpenTelemetry } from './cdk/opentelemetry';
export type { OpenTelemetryProps } from './cdk/opentelemetry-props';
