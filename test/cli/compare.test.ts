/** `tracelayer preview --compare`: what it refuses, which configurations it runs, and its exit code. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../../src/cli/commands/preview';
import { comparedFunctions } from '../../src/cli/preview/configurations';
import { DEPLOYMENT } from '../../src/cli/preview/functions';
import { type Around, tracelayer } from './harness';

const template = (properties: object = {}) =>
  JSON.stringify({
    Resources: {
      Orders: {
        Type: 'AWS::Serverless::Function',
        Properties: { Runtime: 'nodejs20.x', Handler: 'app.handler', CodeUri: '.', Timeout: 20, ...properties },
      },
    },
  });
const FILES = {
  'template.json': template(),
  'app.js': "exports.handler = async () => 'fine';",
  'lean.yaml': 'provider: opentelemetry\notlpEndpoint: https://otlp.example.com\n',
};
const run = (flags: string, around: Around = {}) =>
  tracelayer(`preview template.json ${flags}`, {
    ...around,
    files: { ...FILES, ...around.files },
    variables: { PATH: process.env.PATH, XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'tracelayer-')) },
  });

test.each([
  ['--max-init-overhead 200ms', '--compare'],
  ['--with datadog', '--compare'],
  ['--compare --invocations-per-month 10', '--price-per-gb-second'],
  ['--compare --memory-size 512', '--invocations-per-month'],
  ['--compare --state-machine M', '--state-machine'],
  ['--compare --max-init-overhead 200', 'a time such as 200ms'],
  ['--compare --max-size 200', 'a size such as 60MB'],
  ['--compare --cold 1', '--cold'],
  ['--compare --with nothing.yaml', 'nothing.yaml'],
])('%s is a mistake of the command line', async (flags, said) => {
  expect(await run(flags)).toMatchObject({ code: 2, err: expect.stringContaining(said) });
});

test('a function that is traced already can not be compared with itself untraced', async () => {
  const layer = 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Node20-x:1';
  const { code, err } = await run('--compare', { files: { 'template.json': template({ Layers: [layer] }) } });
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('is traced already') });
});

test('a function that a configuration leaves out is not compared, and the reason names the configuration', async () => {
  const files = { 'lean.yaml': `${FILES['lean.yaml']}exclude: ['*']\n` };
  const { code, err } = await run('--compare --with lean.yaml', { files });
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringContaining('With lean.yaml, the function is not selected'),
  });
});

test('runs the function untraced, and with each provider and file; options count where a provider has them', async () => {
  const { folder } = await run('--compare --memory-size 512');
  const streams = { write: () => undefined, exact: () => undefined, isTerminal: false, columns: 80 };
  const host = { folder, variables: {}, out: streams, err: streams, hide: () => undefined } as never;
  const flags = { compare: true, with: ['datadog', 'lean.yaml'] };
  const options = { site: 'datadoghq.eu', service: 'shop' };
  const [orders] = comparedFunctions(
    { operands: ['template.json'], flags, options: {}, host },
    command.flags,
    DEPLOYMENT,
  );
  const both = comparedFunctions(
    { operands: ['template.json'], flags: { compare: true, with: ['datadog', 'opentelemetry'] }, options, host },
    command.flags,
    DEPLOYMENT,
  );
  expect(orders?.reason).toBeUndefined();
  expect(orders?.variants.map(({ name }) => name)).toEqual(['untraced', 'datadog', 'lean.yaml']);
  const [plain, datadog, lean] = orders?.variants.map(({ found }) => found.fn) ?? [];
  expect(plain).toMatchObject({ handler: 'app.handler', layers: [], environment: {} });
  expect(datadog?.layers.join()).toContain('Datadog-Node20-x');
  expect(lean?.environment).toMatchObject({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com' });
  expect(both[0]?.variants[1]?.found.fn.environment).toMatchObject({ DD_SITE: 'datadoghq.eu', DD_SERVICE: 'shop' });
  expect(both[0]?.variants[2]?.found.fn.environment).toMatchObject({ OTEL_SERVICE_NAME: 'shop' });
});
