/** What the package exports to CDK apps in every language. */
export { Datadog } from './cdk/datadog';
export type { DatadogProps } from './cdk/datadog-props';
export { DatadogLayerVersions } from './cdk/layer-versions';
export { OpenTelemetry } from './cdk/opentelemetry';
export type { OpenTelemetryProps } from './cdk/opentelemetry-props';
