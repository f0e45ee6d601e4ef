/** Apps for the tests of constructs, and what comes out of them. */
import { App, type Environment, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { Datadog, type DatadogProps } from '../../src';

export const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog';
const KMS_KEY = 'arn:aws:kms:us-east-1:123456789012:key/1';
export const KEY: DatadogProps = { apiKeySecretArn: SECRET, kmsKeyArn: KMS_KEY };
export const code = lambda.Code.fromInline('x');

/** Code that every runtime allows. */
export const zip = (scope: Construct): lambda.Code =>
  lambda.Code.fromBucket(Bucket.fromBucketName(scope, 'Code', 'code'), 'key', '1');

export interface Synthesised {
  readonly template: any;
  /** The properties of a function, by the path of its construct below the stack. */
  readonly fn: (path: string) => any;
  readonly ofType: (type: string) => any[];
  /** The annotations of the stack. */
  readonly messages: readonly Message[];
}

interface Message {
  readonly level: string;
  readonly path: string;
  readonly text: string;
  readonly code?: string;
}

export interface Given {
  readonly env?: Environment;
  /** Feature flags of the CDK, in addition to those that every app of the tests has. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Whether Datadog's construct is there; an app without it is the control. */
  readonly bare?: boolean;
}

/** Synthesises one stack, named `S`, that a test fills. */
export function synth(
  build: (stack: Stack, datadog: (props?: DatadogProps) => Datadog) => void,
  { env, context }: Given = {},
): Synthesised {
  const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong', ...context } });
  const stack = new Stack(app, 'S', { env });
  build(stack, (props = KEY) => new Datadog(stack, 'Datadog', props));
  return look(app, stack);
}

export function look(app: App, stack: Stack): Synthesised {
  const functions = app.node
    .findAll()
    .filter((node) => (node as any).cfnResourceType?.match(/^AWS::(Lambda|Serverless)::Function$/));
  const ids = new Map(functions.map((node) => [pathIn(stack, node), stack.resolve((node as any).logicalId)]));
  const artifact = app.synth().getStackByName(stack.stackName);
  const { template } = artifact;
  return {
    template,
    fn: (path) => template.Resources[String(ids.get(path))].Properties,
    ofType: (type) => Object.values(template.Resources).filter((resource: any) => resource.Type === type),
    messages: artifact.messages.map(({ level, id, entry }) => messageOf(level, id, String(entry.data))),
  };
}

const pathIn = (stack: Stack, node: IConstruct): string =>
  node.node.path.replace(`${stack.node.path}/`, '').replace(/\/Resource$/, '');

function messageOf(level: string, path: string, text: string): Message {
  const code = /\[ack: tracelayer:([^\]]+)\]/.exec(text)?.[1];
  return { level, path, text, ...(code === undefined ? {} : { code }) };
}

export const python = (stack: Stack, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function =>
  new lambda.Function(stack, id, { runtime: lambda.Runtime.PYTHON_3_13, handler: 'app.handler', code, ...props });

export const node = (stack: Stack, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function =>
  new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'app.handler', code, ...props });
