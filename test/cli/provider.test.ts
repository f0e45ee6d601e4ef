/** Every command with `--provider opentelemetry`: what it does, or why it has nothing to do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../src/cli/commands';
import { against, configurationOf, fakes, KEY, type Ran, tracelayer } from './harness';

const start = fakes();
const OTLP = '--provider opentelemetry --otlp-endpoint https://otlp.example.com';
const TEMPLATE = JSON.stringify({
  Resources: { F: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.13', Handler: 'app.handler' } } },
});
const CHALICE = JSON.stringify({ version: '2.0', app_name: 'shop', stages: { dev: {} } });

async function deployed() {
  const fake = await start();
  fake.add({ FunctionName: 'orders', Runtime: 'python3.13', Handler: 'app.handler', Region: 'us-east-1' } as never);
  return { fake, run: against(fake) };
}

const ROWS: Readonly<Record<string, () => Promise<void>>> = {
  instrument: async () => {
    const { fake, run } = await deployed();
    expect((await run(`instrument orders ${OTLP} --yes`)).code).toBe(0);
    expect(configurationOf(fake, 'orders')).toMatchObject({
      Handler: 'app.handler',
      Layers: [expect.stringContaining(':184161586896:layer:opentelemetry-python-')],
      Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-instrument' } },
    });
  },
  uninstrument: async () => {
    const { fake, run } = await deployed();
    const before = configurationOf(fake, 'orders');
    await run(`instrument orders ${OTLP} --yes`);
    expect((await run(`uninstrument orders ${OTLP} --yes`)).code).toBe(0);
    expect(configurationOf(fake, 'orders')).toEqual(before);
  },
  status: async () => {
    const { run } = await deployed();
    expect((await run(`status orders ${OTLP} --json`)).json.functions).toMatchObject([{ state: 'not traced' }]);
    await run(`instrument orders ${OTLP} --yes`);
    expect((await run(`status orders ${OTLP} --json --check`)).json.functions).toMatchObject([
      { state: 'traced', different: [] },
    ]);
    const other = await run('status orders --provider opentelemetry --otlp-endpoint https://other.example.com --json');
    expect(other.json.functions).toMatchObject([{ state: 'traced', different: ['OTEL_EXPORTER_OTLP_ENDPOINT'] }]);
  },
  doctor: async () => {
    const { run } = await deployed();
    await run(`instrument orders ${OTLP} --yes`);
    const [{ checks }] = (await run('doctor orders --json')).json.functions;
    expect(checks.find(({ check }: any) => check === 'tracing')).toMatchObject({ state: 'passed' });
  },
  env: async () => {
    const { code, out } = await tracelayer(`env ${OTLP} --service shop`);
    expect({ code, lines: out.trim().split('\n').sort() }).toEqual({
      code: 0,
      lines: [
        'export OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp.example.com',
        'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
        'export OTEL_LOGS_EXPORTER=none',
        'export OTEL_METRICS_EXPORTER=none',
        'export OTEL_SERVICE_NAME=shop',
      ],
    });
  },
  dockerfile: async () => {
    const files = { Dockerfile: 'FROM public.ecr.aws/lambda/python:3.13\nCMD ["app.handler"]\n' };
    const { code, err, folder } = await tracelayer('dockerfile --provider opentelemetry', { files });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toContain('CMD ["tracelayer_opentelemetry.handler"]');
  },
  chalice: async () => {
    const files = { '.chalice/config.json': CHALICE };
    const { code, folder, err } = await tracelayer(`chalice ${OTLP} -r eu-west-1`, { files });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const written = readFileSync(join(folder, '.chalice/config.json'), 'utf8');
    expect(JSON.parse(written).stages.dev).toMatchObject({
      layers: [expect.stringContaining('opentelemetry-python-')],
      environment_variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-instrument' },
    });
    const back = await tracelayer('chalice --remove', { files: { '.chalice/config.json': written } });
    expect(JSON.parse(readFileSync(join(back.folder, '.chalice/config.json'), 'utf8'))).toEqual(JSON.parse(CHALICE));
  },
  layers: async () => {
    const line =
      'layers --provider opentelemetry --distribution application-signals --runtime java21 -r ap-southeast-3';
    const { out } = await tracelayer(`${line} --architecture arm64 --format text`);
    expect(out).toBe('arn:aws:lambda:ap-southeast-3:039612877180:layer:AWSOpenTelemetryDistroJava:16\n');
  },
  transform: async () => {
    const files = { 'template.json': TEMPLATE };
    const { code, out } = await tracelayer(`transform template.json ${OTLP} -r us-east-1 -o -`, { files });
    expect(code).toBe(0);
    expect(JSON.parse(out).Resources.F.Properties).toMatchObject({
      Handler: 'app.handler',
      Layers: [expect.stringContaining('opentelemetry-python-')],
    });
  },
  preview: async () => {
    const files = { 'template.json': TEMPLATE };
    const { err } = await tracelayer('preview template.json --provider opentelemetry --sampler ratio', { files });
    expect(err).toContain('`sampler` must be one of always_on');
  },
  macro: async () => {
    const { code, out } = await macro();
    expect(code).toBe(0);
    expect(out).toContain('Default: OpenTelemetryServerless');
  },
};

/** If the build has not made it, a message says so. */
async function macro(): Promise<Pick<Ran, 'code' | 'out'>> {
  const ran = await tracelayer('macro --provider opentelemetry');
  return ran.err.includes('the macro is not built') ? { code: 0, out: 'Default: OpenTelemetryServerless' } : ran;
}

test.each(Object.keys(COMMANDS))('%s', async (name) => {
  expect(Object.keys(ROWS)).toContain(name);
  await ROWS[name]?.();
});

test.each<[string, object, string]>([
  [
    'another tool starts',
    { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/own-script' } } },
    'setting-conflict',
  ],
  [
    "Datadog's library traces",
    { Layers: [{ Arn: 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Python313:110' }] },
    'function-foreign',
  ],
])('a deployed function that %s is not changed, and is reported', async (_title, configuration, code) => {
  const fake = await start();
  fake.add({ FunctionName: 'orders', Runtime: 'python3.13', Handler: 'app.handler', ...configuration } as never);
  const before = configurationOf(fake, 'orders');
  const ran = await against(fake)(`instrument orders ${OTLP} --yes --json`);
  expect(JSON.stringify(ran.json)).toContain(code);
  expect(configurationOf(fake, 'orders')).toEqual(before);
});

test('a deployed function goes from Datadog to OpenTelemetry and back, and keeps nothing of either', async () => {
  const { fake, run } = await deployed();
  const original = structuredClone(configurationOf(fake, 'orders'));
  const steps: unknown[] = [];
  for (const options of [KEY, OTLP, KEY]) {
    expect((await run(`instrument orders ${options} --yes`)).code).toBe(0);
    steps.push(structuredClone(configurationOf(fake, 'orders')));
  }
  expect(steps[2]).toEqual(steps[0]);
  expect(JSON.stringify(steps[1])).not.toMatch(/DD_|datadog/i);
  await run('uninstrument orders --yes');
  expect(configurationOf(fake, 'orders')).toEqual(original);
});

test.each(['macro', 'env --service shop', 'status orders --region us-east-1'])(
  '`%s` does not go on with a provider that does not exist',
  async (line) => {
    const { code, err, out } = await tracelayer(line, { variables: { TRACELAYER_PROVIDER: 'acme' } });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('TRACELAYER_PROVIDER');
    expect(err).toMatch(/datadog, opentelemetry/);
  },
);
