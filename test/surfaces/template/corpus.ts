/** Templates that people wrote: the test suite of AWS's SAM translator, where it is at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ProviderName } from '../../../src/providers';
import { tracerOf } from '../../../src/providers/tracer';
import type { Request, Template } from '../../../src/surfaces/template';

const CORPUS = join(__dirname, '../../../../shared/corpora/sam');

export const hasCorpus = existsSync(CORPUS);

export interface Sample {
  readonly name: string;
  readonly template: Template;
}

/** `npm test` uses one of this many templates for each slow check; `npm run test:templates` uses all. */
export const STEP = Number(process.env.CORPUS_STEP ?? 24);

export const texts = (kind: 'input' | 'output'): { name: string; text: string }[] =>
  hasCorpus
    ? readdirSync(join(CORPUS, kind)).map((file) => ({
        name: file.replace(/\.[a-z]+$/, ''),
        text: readFileSync(join(CORPUS, kind, file), 'utf8'),
      }))
    : [];

/** Each template is read when it is used first, because most suites use few of them. */
export const samples = (kind: 'input' | 'output', change: (text: string) => string = String): Sample[] =>
  texts(kind).map(({ name, text }) => {
    let template: Template | undefined;
    return {
      name,
      get template() {
        template ??= readTemplate(change(text));
        return template;
      },
    };
  });

/** The same text with runtimes that every provider serves. */
export const modern = (text: string): string =>
  text
    .replace(/\bnodejs\d[\w.]+/g, 'nodejs22.x')
    .replace(/\bpython[23][\d.]+\d/g, 'python3.13')
    .replace(/\bjava(8|11|17|8\.al2)\b/g, 'java21');

/** Intrinsic functions in short form as the long ones. */
export const readTemplate = (text: string): Template =>
  parse(text, { customTags: TAGS, logLevel: 'error', merge: true });

const NAMES = [
  'Sub',
  'Join',
  'GetAtt',
  'If',
  'FindInMap',
  'Select',
  'Split',
  'ImportValue',
  'Equals',
  'Not',
  'And',
  'Or',
  'Base64',
  'Cidr',
  'GetAZs',
  'Transform',
  'Ref',
  'Condition',
];
const TAGS = NAMES.flatMap((name) => {
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  const long = (raw: unknown) => ({
    [key]: name === 'GetAtt' && typeof raw === 'string' ? [raw.split('.')[0], raw.split('.').slice(1).join('.')] : raw,
  });
  return [
    { tag: `!${name}`, resolve: (text: string) => long(text) },
    { tag: `!${name}`, collection: 'seq' as const, resolve: (node: any) => long(node.toJSON()) },
    { tag: `!${name}`, collection: 'map' as const, resolve: (node: any) => long(node.toJSON()) },
  ];
}) as any;

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog';
const ENDPOINT = { otlpEndpoint: 'https://otlp.example.com' };
const FORWARDER = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';

/** A set of options, by what it is about. */
export interface OptionSet {
  readonly provider: ProviderName;
  readonly title: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Options for everything that the transform does. */
const SETS: Readonly<Partial<Record<ProviderName, Readonly<Record<string, OptionSet['values']>>>>> = {
  datadog: {
    extension: { apiKeySecretArn: SECRET, service: 'shop', env: 'prod', tags: 'team:a,cost:b' },
    forwarder: { forwarderArn: FORWARDER, createForwarderPermissions: true, env: 'prod' },
    agent: { agentUrl: 'http://127.0.0.1:9529' },
    'everything else': {
      apiKeySsmArn: '/datadog/key',
      enableXrayTracing: 'true',
      datadogAppSecMode: 'on',
      lambdaFips: true,
      captureLambdaPayload: 'false',
      serviceMapping: 'a:b',
      imageRuntime: 'python',
    },
    'no layers': { forwarderArn: FORWARDER, addLayers: false, redirectHandler: false },
  },
  opentelemetry: {
    community: { ...ENDPOINT, service: 'shop', env: 'prod', version: '1.2', resourceAttributes: 'team:a,cost:b' },
    collector: { collectorConfig: 's3://config.s3.eu-west-1.amazonaws.com/collector.yaml', collectorLogLevel: 'warn' },
    'application signals': { distribution: 'application-signals', env: 'prod' },
    ADOT: { distribution: 'adot', enableXrayTracing: 'true', javaHook: 'wrapper' },
    'everything else': {
      otlpTracesEndpoint: 'https://otlp.example.com/v1/traces',
      otlpTracesHeaders: 'x-key=0',
      sampler: 'parentbased_traceidratio',
      samplerArg: '0.5',
      disabledInstrumentations: 'redis,http',
      propagators: 'tracecontext,xray',
      addLayers: 'false',
      javaHook: 'sqs',
    },
  },
};

export const OPTION_SETS: readonly OptionSet[] = Object.entries(SETS).flatMap(([provider, sets]) =>
  Object.entries(sets).map(([title, values]) => ({ provider: provider as ProviderName, title, values })),
);

/** One set of each provider, by turns. */
export const turnOf = (index: number): readonly OptionSet[] =>
  [...new Set(OPTION_SETS.map(({ provider }) => provider))].map((provider) => {
    const sets = OPTION_SETS.filter((set) => set.provider === provider);
    return sets[index % sets.length] as OptionSet;
  });

/** The sets of one provider by their titles. */
export const setsOf = (provider: ProviderName, ...titles: readonly string[]): readonly OptionSet[] =>
  OPTION_SETS.filter((set) => set.provider === provider && titles.includes(set.title));

export const requestFor = (
  values: Readonly<Record<string, unknown>>,
  region?: string,
  provider: ProviderName = 'datadog',
): Request => ({
  tracer: tracerOf(provider),
  overrides: [{ source: 'the options', values }],
  deployment: region === undefined ? {} : { region },
});
