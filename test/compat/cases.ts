/** What each fixture was made with: options as the command line takes them, and the inputs that are not files. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionGiven } from '../fake-aws/function';

export const FIXTURES = join(__dirname, 'fixtures');

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog';
const FORWARDER = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';

/** Options by the name that is part of the file names. */
export const OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  extension: { apiKeySecretArn: SECRET, service: 'shop', env: 'prod', tags: 'team:checkout,cost:42' },
  forwarder: { forwarderArn: FORWARDER, createForwarderPermissions: 'true', tags: 'cost:42' },
  image: { apiKeySecretArn: SECRET, imageRuntime: 'python' },
  agent: { agentUrl: 'http://127.0.0.1:9529', enableXrayTracing: 'true' },
  opentelemetry: {
    otlpEndpoint: 'https://otlp.example.com',
    resourceAttributes: 'team:checkout,cost:42',
    enableXrayTracing: 'true',
  },
};

export const providerOf = (options: string): string => (options === 'opentelemetry' ? 'opentelemetry' : 'datadog');

/** The options as flags. */
export const flagsOf = (options: string): string[] => [
  `--provider=${providerOf(options)}`,
  ...Object.entries(OPTIONS[options] ?? {}).map(
    ([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${value}`,
  ),
];

/** The files of a folder with another file for each: what it became, by the options it was made with. */
export interface Pair {
  readonly before: string;
  readonly options: string;
  readonly after: string;
}

/** The pairs of a folder: `name.before.yaml` and `name.options.after.yaml`. */
export const pairs = (folder: string): Pair[] =>
  readdirSync(join(FIXTURES, folder))
    .filter((file) => file.includes('.after.'))
    .map((after) => {
      const [name, options = '', , ...extension] = after.split('.');
      return { before: [name, 'before', ...extension].join('.'), options, after };
    });

const layer = (name: string, account = '123456789012') => `arn:aws:lambda:us-east-1:${account}:layer:${name}`;

/** Deployed functions before anybody traced them. */
export const FUNCTIONS: Readonly<Record<string, FunctionGiven>> = {
  node: {
    FunctionName: 'node',
    Runtime: 'nodejs22.x',
    Handler: 'src/index.handler',
    Environment: { Variables: { TABLE: 'orders', DD_TAGS: 'team:shop', OTEL_RESOURCE_ATTRIBUTES: 'team=shop' } },
    Layers: [{ Arn: layer('first:1') }, { Arn: layer('last:9') }],
    tags: { owner: 'shop' },
  },
  // Traced by hand, so that it has to be taken over.
  older: {
    FunctionName: 'older',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Layers: [
      { Arn: layer('first:1') },
      { Arn: layer('Datadog-Node22-x:100', '464622532012') },
      { Arn: layer('last:9') },
    ],
    Environment: { Variables: { DD_SERVICE: 'by-hand' } },
  },
  python: { FunctionName: 'python', Runtime: 'python3.13', Handler: 'app.handler' },
  java: {
    FunctionName: 'java',
    Runtime: 'java21',
    Handler: 'com.example.Handler::handle',
    Architectures: ['arm64'],
    TracingConfig: { Mode: 'Active' },
    Environment: { Variables: { EMPTY: ' ', SECRET: 's,;%"\\' } },
  },
  image: {
    FunctionName: 'image',
    PackageType: 'Image',
    ImageConfigResponse: { ImageConfig: { Command: ['app.handler'], WorkingDirectory: '/app' } },
  },
};
