/** The ways in which functions get traced, or not; each loads its own code only. */
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Stack } from 'aws-cdk-lib/core';
import published from '../../src/providers/layers/datadog.json';

/** What a way does to an app. */
interface Traced {
  /** To the properties of each function. */
  readonly props?: (own: lambda.FunctionProps) => lambda.FunctionProps;
  /** To all functions, once they are there. */
  readonly functions?: (functions: lambda.Function[]) => void;
}

type Way = (stack: Stack, role: iam.Role) => Traced;

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog';
const OPTIONS = { apiKeySecretArn: SECRET, site: 'datadoghq.eu', env: 'bench', service: 'shop', version: '1' };

export const WAYS = {
  bare: async (): Promise<Way> => () => ({}),
  'by hand': async (): Promise<Way> => byHand,
  Datadog: async (): Promise<Way> => {
    const { Datadog } = await import('../../src/index.js');
    return (stack) => {
      const datadog = new Datadog(stack, 'Datadog', OPTIONS);
      return { functions: (functions) => datadog.addLambdaFunctions(functions) };
    };
  },
  'Datadog, one by one': async (): Promise<Way> => {
    const { Datadog } = await import('../../src/index.js');
    return (stack) => {
      const datadog = new Datadog(stack, 'Datadog', OPTIONS);
      return {
        functions: (functions) => functions.forEach((fn) => void datadog.addLambdaFunctions([fn], { env: 'bench' })),
      };
    };
  },
  'Datadog, as a scope': async (): Promise<Way> => {
    const { Datadog } = await import('../../src/index.js');
    return (stack) => {
      new Datadog(stack, 'Datadog', OPTIONS).addScope(stack);
      return {};
    };
  },
  'peer without git': () => peer(false),
  peer: () => peer(true),
} satisfies Record<string, () => Promise<Way>>;

export type WayName = keyof typeof WAYS;

const { current } = published;

async function peer(sourceCodeIntegration: boolean): Promise<Way> {
  const { DatadogLambda } = await import('datadog-cdk-constructs-v2');
  const versions = {
    pythonLayerVersion: current.python,
    nodeLayerVersion: current.nodejs,
    javaLayerVersion: current.java,
    dotnetLayerVersion: current.dotnet,
    extensionLayerVersion: current.extension,
  };
  return (stack) => {
    const datadog = new DatadogLambda(stack, 'Datadog', { ...OPTIONS, ...versions, sourceCodeIntegration });
    return { functions: (functions) => datadog.addLambdaFunctions(functions) };
  };
}

/** The layer, the handler and the variables of a runtime, as a person writes them by hand. */
const HAND: Readonly<Record<string, { layer: string; handler?: string; wrapped?: true }>> = {
  'python3.13': { layer: `Datadog-Python313:${current.python}`, handler: 'datadog_lambda.handler.handler' },
  'nodejs22.x': {
    layer: `Datadog-Node22-x:${current.nodejs}`,
    handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
  },
  java21: { layer: `dd-trace-java:${current.java}`, wrapped: true },
  dotnet8: { layer: `dd-trace-dotnet:${current.dotnet}`, wrapped: true },
};

const byHand: Way = (stack, role) => {
  role.addToPolicy(
    new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [`${SECRET}-??????`] }),
  );
  const layers = new Map<string, lambda.ILayerVersion>();
  const layer = (name: string): lambda.ILayerVersion => {
    const arn = `arn:aws:lambda:eu-west-1:464622532012:layer:${name}`;
    const known = layers.get(name) ?? lambda.LayerVersion.fromLayerVersionArn(stack, `Layer${layers.size}`, arn);
    layers.set(name, known);
    return known;
  };
  return {
    props: (own) => {
      const hand = HAND[own.runtime.name];
      if (!hand) throw new Error(`${own.runtime.name} has no version that is written by hand`);
      const environment = {
        ...own.environment,
        DD_TRACE_ENABLED: 'true',
        DD_SITE: 'datadoghq.eu',
        DD_LOGS_INJECTION: 'false',
        DD_API_KEY_SECRET_ARN: SECRET,
        DD_ENV: 'bench',
        DD_SERVICE: 'shop',
        DD_VERSION: '1',
        ...(hand.handler === undefined ? {} : { DD_LAMBDA_HANDLER: own.handler }),
        ...(hand.wrapped ? { AWS_LAMBDA_EXEC_WRAPPER: '/opt/datadog_wrapper' } : {}),
      };
      return {
        ...own,
        environment,
        handler: hand.handler ?? own.handler,
        layers: [layer(hand.layer), layer(`Datadog-Extension:${current.extension}`)],
      };
    },
    functions: (functions) => {
      for (const fn of functions) (fn.node.defaultChild as lambda.CfnFunction).tags.setTag('tracelayer', 'datadog', 0);
    },
  };
};
