/** Templates that people wrote: the test suite of AWS's SAM translator, where it is at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { tracerOf } from '../../../src/providers/tracer';
import type { Request, Template } from '../../../src/surfaces/template';

const CORPUS = join(__dirname, '../../../../shared/corpora/sam');

export const hasCorpus = existsSync(CORPUS);

export interface Sample {
  readonly name: string;
  readonly template: Template;
}

export const samples = (kind: 'input' | 'output'): Sample[] =>
  hasCorpus
    ? readdirSync(join(CORPUS, kind)).map((file) => ({
        name: file.replace(/\.[a-z]+$/, ''),
        template: readTemplate(readFileSync(join(CORPUS, kind, file), 'utf8')),
      }))
    : [];

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
const FORWARDER = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';

/** Every kind of thing that the transform does. */
export const OPTION_SETS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
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
};

export const requestFor = (values: Readonly<Record<string, unknown>>, region?: string): Request => ({
  tracer: tracerOf('datadog'),
  nearer: [{ source: 'the options', values }],
  deployment: region === undefined ? {} : { region },
});
