/** The functions under test: what people write, and what the template's surface makes of it. */

import { functionsIn } from '../../src/cli/preview/functions';
import type { LambdaFunction } from '../../src/preview/function';
import { errorsOf } from '../../src/providers';
import { tracerOf } from '../../src/providers/tracer';
import { transform, untransform } from '../../src/surfaces/template';
import { codeFolder } from './machine';

export type Language = 'python' | 'nodejs' | 'java';
export type Provider = 'datadog' | 'opentelemetry';
type Environment = Readonly<Record<string, string>>;

/** What a test asks for in addition to the usual instrumentation. */
export interface Wish {
  /** The function's own variables, which the user has set. */
  readonly environment?: Environment;
  /** The extension layer is part of the usual instrumentation; false leaves it out. */
  readonly extension?: boolean;
  /** Layers that the function has of its own. */
  readonly layers?: readonly string[];
  /** More options of the provider. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export const NAME = 'My-Fn';
export const CONFIGURED = { service: 'orders', env: 'test', version: '1.2.3', team: 'blue' };
/** Of the form of a key. */
export const SECRET = '0123456789abcdef0123456789abcdef';

/** What the user wrote. */
export const ORIGINAL: Readonly<Record<Language, { handler: string; runtime: string }>> = {
  python: { handler: 'app.handler', runtime: 'python3.11' },
  nodejs: { handler: 'app.handler', runtime: 'nodejs20.x' },
  java: { handler: 'Orders', runtime: 'java17' },
};

/** The options of all tests, as a user gives them. */
export const OPTIONS: Readonly<Record<Provider, Readonly<Record<string, unknown>>>> = {
  datadog: {
    apiKey: SECRET,
    site: 'datadoghq.com',
    service: CONFIGURED.service,
    env: CONFIGURED.env,
    version: CONFIGURED.version,
    tags: `team:${CONFIGURED.team}`,
    injectLogContext: true,
  },
  opentelemetry: {
    otlpEndpoint: 'http://127.0.0.1:4318',
    service: CONFIGURED.service,
    env: CONFIGURED.env,
    version: CONFIGURED.version,
    resourceAttributes: `team:${CONFIGURED.team}`,
  },
};

/** The function as its author deployed it, without tracing. */
export function original(language: Language, environment: Environment = {}): LambdaFunction {
  return { name: NAME, ...ORIGINAL[language], layers: [], environment, codeDir: codeFolder(language) };
}

/** The function with tracing. */
export function instrumented(provider: Provider, language: Language, wish: Wish = {}): LambdaFunction {
  const values = {
    ...OPTIONS[provider],
    ...(wish.extension === false ? { addExtension: false } : {}),
    ...wish.options,
  };
  return only(
    templateOf(language, wish),
    (template, deployment) => {
      const overrides = [{ source: 'the test', values }];
      const result = transform(template, { tracer: tracerOf(provider), overrides, deployment });
      const wrong = errorsOf(result.findings);
      if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
      return result;
    },
    language,
  );
}

/** The function with tracing put on it and taken off again. */
export function restored(provider: Provider, language: Language): LambdaFunction {
  const tracer = tracerOf(provider);
  const overrides = [{ source: 'the test', values: OPTIONS[provider] }];
  return only(
    templateOf(language, {}),
    (template, deployment) => untransform(transform(template, { tracer, overrides, deployment }).template),
    language,
  );
}

/** A template with the function, as a user writes one. */
export function templateOf(language: Language, { environment = {}, layers = [] }: Wish) {
  const { handler, runtime } = ORIGINAL[language];
  return {
    Resources: {
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: NAME,
          Handler: handler,
          Runtime: runtime,
          Role: 'arn:aws:iam::123456789012:role/preview',
          // Real tracers start slowly on a small machine, and what is measured here is not their speed.
          Timeout: 30,
          MemorySize: 1024,
          Code: { S3Bucket: 'code', S3Key: 'code.zip' },
          ...(layers.length > 0 ? { Layers: layers } : {}),
          ...(Object.keys(environment).length > 0 ? { Environment: { Variables: environment } } : {}),
        },
      },
    },
  };
}

function only(template: object, change: Parameters<typeof functionsIn>[1], language: Language): LambdaFunction {
  const [found] = functionsIn({ path: '/template.json', template }, change);
  if (found === undefined) throw new Error('the template has no function');
  return { ...found.fn, codeDir: codeFolder(language) };
}
