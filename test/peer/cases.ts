/** The stacks that go through the peer and through our construct. */
import type { Environment, Stack } from 'aws-cdk-lib';
import { Architecture, type FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { DatadogLambda, DatadogLambdaProps } from 'datadog-cdk-constructs-v2';
import { type Datadog, DatadogLayerVersions } from '../../src';

const FORWARDER = 'arn:aws:lambda:eu-west-1:123456789012:function:forwarder';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog';
const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/datadog';
const LAYER = 'arn:aws:lambda:eu-west-1:123456789012:layer:own:7';
/** Given, as the two releases need not know the same newest ones. */
const NEWEST = {
  nodeLayerVersion: DatadogLayerVersions.NODE,
  pythonLayerVersion: DatadogLayerVersions.PYTHON,
  javaLayerVersion: DatadogLayerVersions.JAVA,
  dotnetLayerVersion: DatadogLayerVersions.DOTNET,
  rubyLayerVersion: DatadogLayerVersions.RUBY,
};
const NOT_GIVEN: DatadogLambdaProps = Object.fromEntries(Object.keys(NEWEST).map((name) => [name, undefined]));
const PLAIN = { ...NEWEST, sourceCodeIntegration: false };
const EXTENSION = { ...PLAIN, extensionLayerVersion: DatadogLayerVersions.EXTENSION, apiKeySecretArn: SECRET };

export interface Case {
  /** How rows name it. */
  readonly name: string;
  readonly props: DatadogLambdaProps;
  /** Runtimes of the functions; the three best known when absent. */
  readonly runtimes?: readonly string[];
  readonly functions?: Partial<FunctionOptions>;
  /** Where the stack is; eu-west-1 when absent. */
  readonly env?: Environment;
  /** Whether the functions are singletons. */
  readonly singletons?: boolean;
  /** Whether the peer is given the second argument that it needs to allow anything. */
  readonly granted?: boolean;
  /** More that is done with both. */
  readonly also?: (construct: Datadog | DatadogLambda) => void;
  /** Options that are constructs of the stack. */
  readonly made?: (stack: Stack) => DatadogLambdaProps;
}

const ONE = { runtimes: ['python3.13'] };
const FAMILIES = ['python3.13', 'nodejs22.x', 'java21', 'dotnet8', 'ruby3.4', 'provided.al2023'];
const withExtension = (name: string, props: DatadogLambdaProps, more: Partial<Case> = {}): Case => ({
  name: `extension, ${name}`,
  props: { ...EXTENSION, ...props },
  ...more,
});
const withForwarder = (name: string, props: DatadogLambdaProps, more: Partial<Case> = {}): Case => ({
  name: `forwarder, ${name}`,
  runtimes: ['python3.13', 'nodejs22.x'],
  props: { ...PLAIN, forwarderArn: FORWARDER, ...props },
  ...more,
});

const VERSIONS = {
  pythonLayerVersion: 120,
  nodeLayerVersion: 130,
  javaLayerVersion: 20,
  dotnetLayerVersion: 20,
  extensionLayerVersion: 90,
};
const ARNS = { ...NOT_GIVEN, pythonLayerArn: LAYER, nodeLayerArn: LAYER, javaLayerArn: LAYER, dotnetLayerArn: LAYER };
const NAMES = { env: 'prod', service: 'shop', version: '1.2', tags: 'team:checkout,url:https://x.example/a' };
const KEY = '0123456789abcdef0123456789abcdef';
const MODELS = { llmObsEnabled: true, llmObsMlApp: 'shop', llmObsAgentlessEnabled: true };
const COLD = { enableColdStartTracing: true, minColdStartTraceDuration: 80, coldStartTraceSkipLibs: 'a,b' };

export const CASES: readonly Case[] = [
  withExtension('every family, x86_64', {}, { runtimes: FAMILIES, functions: { architecture: Architecture.X86_64 } }),
  withExtension('every family, arm64', {}, { runtimes: FAMILIES, functions: { architecture: Architecture.ARM_64 } }),
  withForwarder('every family, x86_64', {}, { runtimes: FAMILIES, functions: { architecture: Architecture.X86_64 } }),
  withForwarder('every family, arm64', {}, { runtimes: FAMILIES, functions: { architecture: Architecture.ARM_64 } }),
  ...[withExtension, withForwarder].flatMap((destination) => [
    destination('names', NAMES),
    destination('layers off', { addLayers: false }),
    destination('redirect off', { redirectHandler: false }),
    destination('tracing off', { enableDatadogTracing: false }),
    destination('cold starts', COLD),
    destination('authorizers', {
      encodeAuthorizerContext: false,
      decodeAuthorizerContext: false,
      apmFlushDeadline: 90,
    }),
    destination('switches', {
      enableMergeXrayTraces: true,
      enableDatadogLogs: false,
      captureLambdaPayload: true,
      captureCloudServicePayload: true,
      enableProfiling: true,
      logLevel: 'debug',
    }),
    destination('injection on', { injectLogContext: true }),
    destination('layers of an account', { useLayersFromAccount: '999999999999' }),
    destination('ARNs', ARNS),
    destination(
      'commit',
      { ...NAMES, sourceCodeIntegration: true },
      {
        also: (construct) => construct.overrideGitMetadata('0123456789', 'https://github.com/shop/other.git'),
      },
    ),
    destination(
      'own environment',
      { ...NAMES, site: 'datadoghq.eu' },
      {
        functions: {
          environment: { STAGE: 'x', DD_SERVICE: 'mine', DD_TRACE_ENABLED: 'false', DD_TAGS: 'own:1,team:mine' },
        },
      },
    ),
  ]),
  withExtension('language models', MODELS),
  withForwarder('language models', { ...MODELS, apiKey: KEY }),
  withExtension('versions', VERSIONS),
  withExtension('site', { site: 'us5.datadoghq.com' }),
  withExtension('own extension', { extensionLayerVersion: undefined, extensionLayerArn: LAYER }),
  withExtension('protection on', { ...NOT_GIVEN, datadogAppSecMode: 'on' as never }),
  withExtension('protection in the extension', { datadogAppSecMode: 'extension' as never }),
  withExtension('protection, older switch', { ...NOT_GIVEN, enableDatadogASM: true }),
  withExtension(
    'protection in the tracer',
    { datadogAppSecMode: 'tracer' as never, pythonLayerVersion: 120 },
    {
      ...ONE,
    },
  ),
  withExtension('commit by default', { sourceCodeIntegration: undefined }),
  withExtension('own wrapper', {}, { functions: { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/own' } } }),
  withExtension('key as it is', { apiKeySecretArn: undefined, apiKey: KEY }),
  withExtension('key by KMS', { apiKeySecretArn: undefined, apiKmsKey: 'AQICAHg=' }),
  withExtension(
    'key in a secret',
    { apiKeySecretArn: undefined },
    {
      made: (stack) => ({ apiKeySecret: new Secret(stack, 'Key') }),
    },
  ),
  withExtension('key as a parameter', {
    apiKeySecretArn: undefined,
    apiKeySsmArn: PARAMETER,
  }),
  withExtension('parameter, granted', { apiKeySecretArn: undefined, apiKeySsmArn: PARAMETER }, { granted: true }),
  withExtension('complete ARN, granted', { apiKeySecretArn: `${SECRET}-AbCdEf` }, { ...ONE, granted: true }),
  withExtension('singletons', NAMES, { singletons: true }),
  withExtension('old runtimes', NOT_GIVEN, { runtimes: ['nodejs16.x', 'python3.7'] }),
  withExtension('GovCloud', {}, { env: { region: 'us-gov-west-1' } }),
  withExtension('China', {}, { env: { region: 'cn-north-1' } }),
  withExtension('any region', {}, { env: {} }),
  withForwarder('permissions', { createForwarderPermissions: true }),
  withForwarder('metrics sent directly', { flushMetricsToLogs: false, apiKey: KEY }),
];
