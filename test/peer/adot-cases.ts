/** The stacks that go through the CDK's own `adotInstrumentation` and through our construct with the same layers. */
import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { OpenTelemetry, type OpenTelemetryProps } from '../../src';
import { zip } from '../cdk/app';
import { type AnyFunction, type Facts, factsOf } from './facts';

export interface Case {
  readonly name: string;
  /** The functions by their runtimes, with what the CDK is given for each; several of one runtime have a name behind a blank. */
  readonly functions: Readonly<Record<string, lambda.AdotInstrumentationConfig>>;
  readonly own?: Partial<lambda.FunctionOptions>;
  readonly env?: Environment;
  readonly singletons?: boolean;
  /** Whether the functions are container images. */
  readonly images?: boolean;
  readonly props?: OpenTelemetryProps;
}

const { AdotLayerVersion: Layer, AdotLambdaExecWrapper: Wrapper } = lambda;
const config = (layerVersion: lambda.AdotLayerVersion, execWrapper: lambda.AdotLambdaExecWrapper) => ({
  layerVersion,
  execWrapper,
});
const java = Layer.fromJavaSdkLayerVersion(lambda.AdotLambdaLayerJavaSdkVersion.LATEST);
const agent = Layer.fromJavaAutoInstrumentationLayerVersion(
  lambda.AdotLambdaLayerJavaAutoInstrumentationVersion.LATEST,
);
const generic = Layer.fromGenericLayerVersion(lambda.AdotLambdaLayerGenericVersion.LATEST);

const PYTHON = {
  'python3.13': config(
    Layer.fromPythonSdkLayerVersion(lambda.AdotLambdaLayerPythonSdkVersion.LATEST),
    Wrapper.INSTRUMENT_HANDLER,
  ),
};
const NODE = {
  'nodejs22.x': config(
    Layer.fromJavaScriptSdkLayerVersion(lambda.AdotLambdaLayerJavaScriptSdkVersion.LATEST),
    Wrapper.REGULAR_HANDLER,
  ),
};
const ALL = { ...PYTHON, ...NODE, java21: config(agent, Wrapper.REGULAR_HANDLER) };
const [X86, ARM] = [lambda.Architecture.X86_64, lambda.Architecture.ARM_64];

const HOOKS = {
  wrapper: Wrapper.REGULAR_HANDLER,
  proxy: Wrapper.PROXY_HANDLER,
  sqs: Wrapper.SQS_HANDLER,
  stream: Wrapper.STREAM_HANDLER,
} as const;

export const CASES: readonly Case[] = [
  { name: 'x86_64', functions: ALL, own: { architecture: X86 } },
  { name: 'arm64', functions: ALL, own: { architecture: ARM } },
  { name: 'another region', functions: ALL, env: { region: 'sa-east-1' } },
  ...Object.entries(HOOKS).map(([javaHook, wrapper]) => ({
    name: `Java, ${javaHook}`,
    functions: { java21: config(java, wrapper) },
    props: { javaHook },
  })),
  {
    name: 'the collector alone',
    functions: {
      dotnet8: config(generic, Wrapper.REGULAR_HANDLER),
      'provided.al2023': config(generic, Wrapper.REGULAR_HANDLER),
    },
  },
  { name: 'singletons', functions: ALL, singletons: true },
  { name: 'X-Ray passed through', functions: ALL, own: { tracing: lambda.Tracing.PASS_THROUGH } },
  { name: 'X-Ray disabled', functions: ALL, own: { tracing: lambda.Tracing.DISABLED } },
  { name: 'own environment', functions: ALL, own: { environment: { OTEL_SERVICE_NAME: 'mine', STAGE: 'x' } } },
  { name: 'own wrapper', functions: PYTHON, own: { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/own' } } },
  { name: 'any region', functions: ALL, env: {} },
  { name: 'refused, a region without layers', functions: PYTHON, env: { region: 'af-south-1' } },
  { name: 'refused, GovCloud', functions: PYTHON, env: { region: 'us-gov-west-1' } },
  { name: 'refused, images', functions: PYTHON, images: true },
];

/** What the stack says, or that it cannot be made. */
export function factsBy(way: 'the CDK' | 'ours', given: Case): Facts {
  try {
    return made(way, given);
  } catch (problem) {
    return { error: (problem as Error).message.split('\n')[0] ?? '' };
  }
}

function made(way: 'the CDK' | 'ours', given: Case): Facts {
  const stack = new Stack(new App(), 'S', { env: given.env ?? { region: 'eu-west-1', account: '123456789012' } });
  const make = maker(stack, given);
  const functions = Object.entries(given.functions).map(
    ([name, adotInstrumentation]): readonly [AnyFunction, string] => [
      make(name, way === 'the CDK' ? { adotInstrumentation } : {}),
      name,
    ],
  );
  if (way === 'ours')
    new OpenTelemetry(stack, 'OpenTelemetry', { distribution: 'adot', ...given.props }).addLambdaFunctions(
      functions.map(([fn]) => fn),
    );
  return factsOf(stack, functions);
}

type More = Pick<lambda.FunctionOptions, 'adotInstrumentation'>;

function maker(stack: Stack, { own, singletons, images }: Case): (name: string, more: More) => AnyFunction {
  const { FROM_IMAGE, ALL: RUNTIMES } = lambda.Runtime;
  if (images) {
    const code = lambda.Code.fromEcrImage(Repository.fromRepositoryName(stack, 'Repository', 'app'));
    const image = { runtime: FROM_IMAGE, handler: lambda.Handler.FROM_IMAGE, code };
    return (name, more) => new lambda.Function(stack, name, { ...own, ...image, ...more });
  }
  const code = zip(stack);
  return (name, more) => {
    const runtime = RUNTIMES.find((one) => one.name === name) ?? new lambda.Runtime(name);
    const props = { ...own, ...more, runtime, code, handler: 'app.handler' };
    return singletons
      ? new lambda.SingletonFunction(stack, name, { ...props, uuid: name })
      : new lambda.Function(stack, name, props);
  };
}
