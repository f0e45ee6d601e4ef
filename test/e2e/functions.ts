/** The functions under test: the one place where a surface's output comes in. */
import type { LambdaFunction } from '../../src/preview/function';
import { codeFolder } from './machine';

export type Language = 'python' | 'nodejs' | 'java';
export type Provider = 'datadog' | 'opentelemetry';

/** What a test asks for beside the usual instrumentation. */
export interface Wish {
  /** Environment variables added to the function's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The extension layer is part of the usual instrumentation; false leaves it out. */
  readonly extension?: boolean;
  /** Layers added behind. */
  readonly layers?: readonly string[];
}

type Hook = Pick<LambdaFunction, 'handler' | 'layers' | 'environment'>;

export const NAME = 'My-Fn';
export const CONFIGURED = { service: 'orders', env: 'test', version: '1.2.3', team: 'blue' };
export const SECRET = 'a-key-that-must-not-be-shown';

const DATADOG = 'arn:aws:lambda:us-east-1:464622532012:layer';
const COMMUNITY = 'arn:aws:lambda:us-east-1:184161586896:layer';
const EXTENSION = `${DATADOG}:Datadog-Extension:99`;

/** What the user wrote. */
const ORIGINAL: Readonly<Record<Language, { handler: string; runtime: string }>> = {
  python: { handler: 'app.handler', runtime: 'python3.11' },
  nodejs: { handler: 'app.handler', runtime: 'nodejs20.x' },
  java: { handler: 'Orders', runtime: 'java17' },
};

const TAGGING = {
  DD_SERVICE: CONFIGURED.service,
  DD_ENV: CONFIGURED.env,
  DD_VERSION: CONFIGURED.version,
  DD_TAGS: `team:${CONFIGURED.team}`,
  DD_API_KEY: SECRET,
  DD_SITE: 'datadoghq.com',
  DD_TRACE_ENABLED: 'true',
};

const RESOURCE = {
  OTEL_SERVICE_NAME: CONFIGURED.service,
  OTEL_RESOURCE_ATTRIBUTES: `deployment.environment=${CONFIGURED.env},team=${CONFIGURED.team}`,
};

const HOOKS: Readonly<Record<Provider, Readonly<Record<Language, Hook>>>> = {
  datadog: {
    python: {
      handler: 'datadog_lambda.handler.handler',
      layers: [`${DATADOG}:Datadog-Python311:127`],
      environment: { ...TAGGING, DD_LAMBDA_HANDLER: ORIGINAL.python.handler },
    },
    nodejs: {
      handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      layers: [`${DATADOG}:Datadog-Node20-x:142`],
      environment: { ...TAGGING, DD_LAMBDA_HANDLER: ORIGINAL.nodejs.handler },
    },
    java: {
      handler: ORIGINAL.java.handler,
      layers: [`${DATADOG}:dd-trace-java:27`],
      environment: { ...TAGGING, AWS_LAMBDA_EXEC_WRAPPER: '/opt/datadog_wrapper' },
    },
  },
  opentelemetry: {
    python: {
      handler: ORIGINAL.python.handler,
      layers: [`${COMMUNITY}:opentelemetry-python-0_21_0:1`],
      environment: { ...RESOURCE, AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-instrument' },
    },
    nodejs: {
      handler: ORIGINAL.nodejs.handler,
      layers: [`${COMMUNITY}:opentelemetry-nodejs-0_23_0:1`],
      environment: { ...RESOURCE, AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler' },
    },
    java: {
      handler: ORIGINAL.java.handler,
      layers: [`${COMMUNITY}:opentelemetry-javaagent-0_21_0:1`],
      environment: { ...RESOURCE, AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler' },
    },
  },
};

/** The function as its author deployed it, without tracing. */
export function original(language: Language, environment: Readonly<Record<string, string>> = {}): LambdaFunction {
  return { name: NAME, ...ORIGINAL[language], layers: [], environment, codeDir: codeFolder(language) };
}

/** The function with tracing. */
export function instrumented(provider: Provider, language: Language, wish: Wish = {}): LambdaFunction {
  const hook = HOOKS[provider][language];
  const extension = provider === 'datadog' && wish.extension !== false ? [EXTENSION] : [];
  return {
    ...original(language),
    handler: hook.handler,
    layers: [...hook.layers, ...extension, ...(wish.layers ?? [])],
    environment: { ...hook.environment, ...wish.environment },
  };
}
