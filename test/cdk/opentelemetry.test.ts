/** The OpenTelemetry construct: what it does that other providers' constructs don't do. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { Datadog, OpenTelemetry, type OpenTelemetryProps } from '../../src';
import { KEY, node, python, synth, zip } from './app';

const EU = { region: 'eu-west-1', account: '123456789012' };
const ENDPOINT: OpenTelemetryProps = { otlpEndpoint: 'https://otlp.example.com' };
const traced = (props: OpenTelemetryProps, make: (stack: Stack) => lambda.Function) =>
  synth((stack) => new OpenTelemetry(stack, 'OpenTelemetry', props).addLambdaFunctions([make(stack)]), { env: EU });

test("gives a function the community's layer and its wrapper, and leaves the handler", () => {
  const { fn, messages } = traced(
    { ...ENDPOINT, service: 'shop', env: 'prod', resourceAttributes: 'team:a' },
    (stack) => python(stack, 'F'),
  );
  expect(fn('F')).toMatchObject({
    Handler: 'app.handler',
    Layers: ['arn:aws:lambda:eu-west-1:184161586896:layer:opentelemetry-python-0_21_0:1'],
    Tags: [{ Key: 'tracelayer', Value: 'opentelemetry' }],
    Environment: {
      Variables: {
        AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-instrument',
        OTEL_SERVICE_NAME: 'shop',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=prod,team=a',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
    },
  });
  expect(messages).toEqual([]);
});

test('adds the collector with its configuration, in the spelling of the architecture', () => {
  const { fn } = traced({ collectorConfig: '/var/task/collector.yaml' }, (stack) =>
    node(stack, 'F', { architecture: lambda.Architecture.ARM_64 }),
  );
  expect(fn('F').Layers).toEqual([
    'arn:aws:lambda:eu-west-1:184161586896:layer:opentelemetry-nodejs-0_23_0:1',
    'arn:aws:lambda:eu-west-1:184161586896:layer:opentelemetry-collector-arm64-0_23_0:1',
  ]);
});

test("switches X-Ray on for Application Signals, and allows what AWS's policy allows", () => {
  const { fn, ofType } = traced({ distribution: 'application-signals' }, (stack) => python(stack, 'F'));
  expect(fn('F')).toMatchObject({
    TracingConfig: { Mode: 'Active' },
    Layers: ['arn:aws:lambda:eu-west-1:615299751070:layer:AWSOpenTelemetryDistroPython:26'],
  });
  expect(ofType('AWS::IAM::Policy')[0].Properties.PolicyDocument.Statement.map(({ Action }: any) => Action)).toEqual([
    'xray:PutTraceSegments',
    ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  ]);
});

test('chooses account and version by the region where that is open', () => {
  const { fn, template } = synth((stack) =>
    new OpenTelemetry(stack, 'OpenTelemetry', { distribution: 'application-signals' }).addLambdaFunctions([
      python(stack, 'F'),
    ]),
  );
  expect(template.Mappings.TracelayerRegions['ap-southeast-3']).toMatchObject({
    applicationSignalsAccount: '039612877180',
  });
  expect(JSON.stringify(fn('F').Layers)).toContain(
    '"Fn::FindInMap":["TracelayerRegions",{"Ref":"AWS::Region"},"applicationSignalsPython"]',
  );
});

test.each([
  ['no destination', {}, /`otlpEndpoint`, `otlpTracesEndpoint` or `collectorConfig` must be set/],
  ['an endpoint without a scheme', { otlpEndpoint: '0.0.0.0:4317' }, /`otlpEndpoint` must be a URL with its scheme/],
  ['the path of traces twice', { otlpEndpoint: 'http://localhost:4318/v1/traces' }, /Give it as `otlpTracesEndpoint`/],
  ['a whole URL without a path', { otlpTracesEndpoint: 'http://localhost:4318' }, /Put the path behind it/],
  ['a collector without a configuration', { ...ENDPOINT, addCollector: true }, /`collectorConfig` must be set/],
  ['an unknown sampler', { ...ENDPOINT, sampler: 'ratio' }, /`sampler` must be one of/],
  ['an argument that no sampler reads', { ...ENDPOINT, samplerArg: 0.5 }, /`sampler` must be set/],
  ['none among the exporters', { ...ENDPOINT, tracesExporter: 'otlp,none' }, /With `none` in it nothing is sent/],
])('refuses %s', (_title, props, message) => {
  expect(() => traced(props, (stack) => python(stack, 'F'))).toThrow(message);
});

test.each([
  [
    'has the wrapper of another tool',
    { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/own-wrapper' } },
    ENDPOINT,
    'setting-conflict',
  ],
  ["is traced by Datadog's layer", { handler: 'datadog_lambda.handler.handler' }, ENDPOINT, 'provider-conflict'],
  ['would export by grpc from a layer without it', {}, { ...ENDPOINT, otlpProtocol: 'grpc' }, 'error'],
  [
    'only has an operating system, without a configuration of the collector',
    { runtime: lambda.Runtime.PROVIDED_AL2023 },
    ENDPOINT,
    'collector-unconfigured',
  ],
])('does not change a function that %s, and reports the reason', (_title, own, props, id) => {
  const make = (stack: Stack) => python(stack, 'F', { code: zip(stack), ...own });
  const bare = synth((stack) => void make(stack), { env: EU });
  const { template, messages } = traced(props, make);
  expect(template.Resources).toEqual(bare.template.Resources);
  expect(messages[0]?.code ?? messages[0]?.level).toBe(id);
});

describe('a CommonJS bundle of esbuild', () => {
  const bundle = (footer: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'tracelayer-'));
    const stdin = { contents: 'export const handler = async () => 1;', loader: 'ts' as const };
    const { outputFiles } = buildSync({
      stdin,
      format: 'cjs',
      platform: 'node',
      minify: true,
      footer: { js: footer },
      write: false,
    });
    writeFileSync(join(folder, 'index.js'), outputFiles[0]?.text ?? '');
    return lambda.Code.fromAsset(folder);
  };

  test('is left as it was, since it would fail at its start, and the message says what to do', () => {
    const { fn, messages } = traced(ENDPOINT, (stack) =>
      node(stack, 'F', { handler: 'index.handler', code: bundle('') }),
    );
    expect(fn('F').Layers).toBeUndefined();
    expect(messages).toMatchObject([
      { code: 'bundle-getters', text: expect.stringContaining('module.exports={...module.exports};') },
    ]);
  });

  test('is left in a stage too, whose files are in the folder of the app', () => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Stage'), 'S', { env: EU });
    const fn = node(stack, 'F', { handler: 'index.handler', code: bundle('') });
    new OpenTelemetry(stack, 'OpenTelemetry', ENDPOINT).addLambdaFunctions([fn]);
    app.synth();
    expect(stack.resolve((fn.node.defaultChild as lambda.CfnFunction).layers) ?? []).toEqual([]);
  });

  test('is traced with the footer', () => {
    const { fn } = traced(ENDPOINT, (stack) =>
      node(stack, 'F', { handler: 'index.handler', code: bundle('module.exports={...module.exports};') }),
    );
    expect(fn('F').Layers).toHaveLength(1);
  });
});

test('does not share a function with Datadog in one app: the second one gets a warning, and nothing is done', () => {
  const { fn, messages } = synth(
    (stack) => {
      const given = python(stack, 'F');
      new Datadog(stack, 'Datadog', KEY).addLambdaFunctions([given]);
      new OpenTelemetry(stack, 'OpenTelemetry', ENDPOINT).addLambdaFunctions([given]);
    },
    { env: EU },
  );
  expect(fn('F').Handler).toBe('datadog_lambda.handler.handler');
  expect(fn('F').Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER).toBeUndefined();
  expect(messages).toMatchObject([{ level: 'warning', path: '/S/F', code: 'provider-conflict' }]);
});

test('traces a function whose Datadog is turned off, and keeps nothing of Datadog', () => {
  const both = (datadog: boolean) =>
    synth(
      (stack) => {
        const given = python(stack, 'F');
        if (datadog) new Datadog(stack, 'Datadog', { ...KEY, enabled: false }).addScope(stack);
        new OpenTelemetry(stack, 'OpenTelemetry', ENDPOINT).addLambdaFunctions([given]);
      },
      { env: EU },
    );
  const { template, messages } = both(true);
  expect(messages).toEqual([]);
  expect(template).toEqual(both(false).template);
});

test('a runtime without a layer is reported with each runtime that has one, once', () => {
  const { messages } = traced(ENDPOINT, (stack) => node(stack, 'F', { runtime: lambda.Runtime.NODEJS_16_X }));
  expect(messages).toMatchObject([{ code: 'runtime-unsupported' }]);
  const runtimes = messages[0]?.text.match(/\b(python|nodejs|java|ruby)\d[\w.]*\d\b/g)?.slice(1) ?? [];
  expect(runtimes).toContain('java21');
  expect(runtimes).toEqual([...new Set(runtimes)]);
});
