/** The versions of layers that this release knows. */
import published from '../providers/layers/datadog.json';
import opentelemetry from '../providers/layers/opentelemetry.json';

/**
 * The versions of Datadog's layers that are used when an option names no other.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Datadog, DatadogLayerVersions } from 'tracelayer';
 *
 * declare const stack: Stack;
 *
 * new Datadog(stack, 'Datadog', {
 *   apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog',
 *   extensionLayerVersion: DatadogLayerVersions.EXTENSION,
 * });
 */
export class DatadogLayerVersions {
  /** Of the layers `Datadog-Node18-x` and newer. */
  public static readonly NODE: number = published.current.nodejs;
  /** Of the layers `Datadog-Python38` and newer. */
  public static readonly PYTHON: number = published.current.python;
  /** Of the layer `dd-trace-java`. */
  public static readonly JAVA: number = published.current.java;
  /** Of the layers `dd-trace-dotnet` and `dd-trace-dotnet-ARM`. */
  public static readonly DOTNET: number = published.current.dotnet;
  /** Of the layers `Datadog-Ruby3-2` and newer. */
  public static readonly RUBY: number = published.current.ruby;
  /** Of the layers `Datadog-Extension` and `Datadog-Extension-ARM`, and of their FIPS builds. */
  public static readonly EXTENSION: number = published.current.extension;

  private constructor() {}
}

const { layers } = opentelemetry.community;

/** The versions of the community's OpenTelemetry layers that are used when an option names no other. */
export class OpenTelemetryLayerVersions {
  /** Of the layer `opentelemetry-nodejs`. */
  public static readonly NODE: string = layers.nodejs.version;
  /** Of the layer `opentelemetry-python`. */
  public static readonly PYTHON: string = layers.python.version;
  /** Of the layer `opentelemetry-javaagent`. */
  public static readonly JAVA_AGENT: string = layers.javaagent.version;
  /** Of the layer `opentelemetry-javawrapper`. */
  public static readonly JAVA_WRAPPER: string = layers.javawrapper.version;
  /** Of the layer `opentelemetry-ruby`. */
  public static readonly RUBY: string = layers.ruby.version;
  /** Of the layers `opentelemetry-collector-amd64` and `opentelemetry-collector-arm64`. */
  public static readonly COLLECTOR: string = layers.collector.version;

  private constructor() {}
}
