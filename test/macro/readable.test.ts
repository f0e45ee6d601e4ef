/** The readable macro is the same macro: both forms answer alike. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { readableTemplate } from '../../src/cli/macro/readable';
import type { Event } from '../../src/macro/request';
import { PROVIDER_NAMES, type ProviderName } from '../../src/providers';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tracelayer-macro-'));
const [bundles, modules] = [join(folder, 'bundles'), join(folder, 'modules')];

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/bundle.mjs', bundles, 'src/macro/handler.ts'], { cwd: ROOT });
  for (const part of ['core', 'macro', 'options', 'providers', 'surfaces']) compile(part);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A folder of `src` as the compiler writes it. */
function compile(part: string): void {
  for (const path of readdirSync(join(ROOT, 'src', part), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ts|json)$/.test(path)) continue;
    const text = readFileSync(join(ROOT, 'src', part, path), 'utf8');
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
    const file = join(modules, part, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, path.endsWith('.json') ? text : ts.transpileModule(text, { compilerOptions }).outputText);
  }
}

const packed = (provider: ProviderName): string => readFileSync(join(bundles, 'macro', provider, 'macro.yaml'), 'utf8');
const readable = (provider: ProviderName): string => readableTemplate(packed(provider), provider, modules);

/** What the handler of a template answers to these events, in a process of its own as Lambda would run it. */
function answersOf(template: string, name: string, events: readonly object[]): unknown[] {
  const file = join(folder, name, 'index.js');
  mkdirSync(dirname(file));
  writeFileSync(file, parse(template, { logLevel: 'silent' }).Resources.Function.Properties.Code.ZipFile);
  const program = `
    const { handler } = require(${JSON.stringify(file)});
    const lines = [];
    console.log = (line) => lines.push(line);
    Promise.all(${JSON.stringify(events)}.map(handler)).then((all) => process.stdout.write(JSON.stringify([...all, lines])));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
}

const properties = { Runtime: 'nodejs22.x', Handler: 'app.handler' };
const REQUIRED: Readonly<Record<string, object>> = {
  datadog: { apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:key' },
  opentelemetry: { otlpEndpoint: 'https://otlp.example.com' },
};
const EVENTS: Record<string, Partial<Event>> = {
  'a function': { fragment: { Resources: { Api: { Type: 'AWS::Lambda::Function', Properties: properties } } } },
  'a function of SAM with globals, a condition, and an alias': {
    fragment: {
      Globals: { Function: { Runtime: 'python3.13', Layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:own:1'] } },
      Resources: {
        Api: {
          Type: 'AWS::Serverless::Function',
          Properties: { Handler: { 'Fn::If': ['IsNew', 'new.handler', 'app.handler'] }, AutoPublishAlias: 'live' },
        },
      },
    },
  },
  'a loop of functions': {
    fragment: {
      Resources: {
        'Fn::ForEach::Functions': [
          'Name',
          ['A', 'B'],
          { 'Api${Name}': { Type: 'AWS::Lambda::Function', Properties: properties } },
        ],
      },
    },
  },
  'a function of another tool': {
    fragment: {
      Resources: {
        Api: {
          Type: 'AWS::Lambda::Function',
          Properties: { ...properties, Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler' } } },
        },
      },
    },
  },
  'findings in the template': {
    fragment: { Resources: { Api: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'app.handler' } } } },
    params: { reportFindings: 'true' },
  },
  'codes that only other surfaces find, acknowledged': {
    fragment: { Resources: { Api: { Type: 'AWS::Lambda::Function', Properties: properties } } },
    params: { acknowledge: ['packages-bundled', 'function-managed', 'logs-disabled'] },
  },
  'codes that nothing finds, or that cannot be acknowledged': {
    fragment: { Resources: {} },
    params: { acknowledge: ['packages-bundeld', 'handler-lost', 'call-failed'] },
  },
  'mistakes in options': { fragment: { Resources: {} }, params: { enabld: 'maybe', enabled: 'maybe' } },
  'no template': { fragment: 'text' },
};

describe.each(PROVIDER_NAMES)('the readable macro for %s', (provider) => {
  test('answers every event as the packed one does', () => {
    const common = { requestId: 'one', region: 'eu-west-1', accountId: '123456789012', fragment: {} };
    const events = Object.values(EVENTS).map((more) => ({
      ...common,
      ...more,
      params: { ...REQUIRED[provider], ...more.params },
    }));
    const answers = answersOf(readable(provider), provider, events);
    expect(answers).toEqual(answersOf(packed(provider), `packed-${provider}`, events));
    expect(answers.map((answer: any) => answer.status)).toEqual(expect.arrayContaining(['success', 'failure']));
  });

  test('is the same template but for its code, which has the comments of its source', () => {
    const [one, other] = [packed(provider), readable(provider)].map((text) => parse(text, { logLevel: 'silent' }));
    expect(other.Resources.Function.Properties.Code.ZipFile).toContain('/** The CloudFormation macro: the event of a');
    other.Resources.Function.Properties.Code = one.Resources.Function.Properties.Code;
    expect(other).toEqual(one);
  });

  test('is small enough to be uploaded', () => {
    expect(Buffer.byteLength(readable(provider))).toBeLessThan(1_000_000);
  });
});
