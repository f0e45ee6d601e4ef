/** A service of ten functions: every family, both architectures, an image, own values at both levels. */

export const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog';
export const OWN_LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer:own:3';
const DIGEST = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app@sha256:'.padEnd(119, '0');

/** The options that the frameworks' own names give; a service has no other. */
export const OPTIONS = { apiKeySecretArn: SECRET, tags: 'team:checkout', site: 'datadoghq.com' };

const FUNCTIONS = {
  node: { handler: 'src/app.handler', runtime: 'nodejs20.x', events: [{ http: 'GET /' }] },
  arm: { handler: 'src/app.handler', runtime: 'nodejs20.x', architecture: 'arm64', tracing: 'PassThrough' },
  default: {
    handler: 'src/app.handler',
    environment: { DD_LOG_LEVEL: 'debug', DD_TAGS: 'team:own', TABLE: { Ref: 'Table' } },
  },
  python: { handler: 'src/app.handler', runtime: 'python3.11', layers: [OWN_LAYER], tags: { team: 'own' } },
  bare: { handler: 'src/app.handler', runtime: 'python3.10', layers: [] },
  java: { handler: 'com.example.App::run', runtime: 'java21', package: { artifact: 'any.zip' } },
  dotnet: {
    handler: 'App::App.Function::Run',
    runtime: 'dotnet6',
    package: { artifact: 'any.zip' },
    versionFunction: false,
  },
  custom: { handler: 'bootstrap', runtime: 'provided.al2', package: { artifact: 'any.zip' } },
  ruby: { handler: 'app.handler', runtime: 'ruby3.2', package: { artifact: 'any.zip' } },
  image: { image: { uri: DIGEST, command: ['app.handler'] } },
} as const;

/** osls 4 refuses runtimes at the end of their life, serverless 3 does not know the newer ones. */
const NEWER: Readonly<Record<string, string>> = { dotnet6: 'dotnet8', 'ruby3.2': 'ruby3.3' };

const functionsFor = (isNewer: boolean): Record<string, any> =>
  Object.fromEntries(
    Object.entries(FUNCTIONS).map(([key, fn]: [string, any]) => [
      key,
      isNewer && fn.runtime in NEWER ? { ...fn, runtime: NEWER[fn.runtime] } : fn,
    ]),
  );

/** The service as in a configuration file. */
export function shop(
  isNewer: boolean,
  changes: { plugins?: string[]; custom?: object; functions?: object; provider?: object; resources?: object } = {},
): any {
  const { plugins = [], custom = {}, functions = {}, provider = {}, resources = {} } = changes;
  return {
    service: 'shop',
    frameworkVersion: '>=3',
    plugins,
    custom,
    provider: {
      name: 'aws',
      region: 'us-east-1',
      stage: 'prod',
      architecture: 'x86_64',
      environment: { DD_SITE: 'datadoghq.eu', DD_TRACE_ENABLED: false, SHARED: 'yes' },
      tags: { owner: 'me' },
      ...provider,
    },
    package: { patterns: ['!**', 'src/**'] },
    functions: { ...functionsFor(isNewer), ...functions },
    resources: { Resources: { Table: { Type: 'AWS::SNS::Topic' }, ...resources } },
  };
}
