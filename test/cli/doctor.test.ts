/** `doctor`: each fault is found by its check, and a fleet without faults has none. */
import { readFileSync } from 'node:fs';
import { CHECKS } from '../../src/cli/doctor/checks';
import { LAMBDA_SIGNS } from '../../src/cli/doctor/signs';
import type { LogSigns } from '../../src/core/log-sign';
import { PROVIDERS } from '../../src/providers';
import { Failure } from '../fake-aws/failure';
import type { FakeAws, Settings } from '../fake-aws/fake-aws';
import { publish } from '../fake-aws/function';
import { IS_SLOW } from '../helpers/slow';
import { against, fakes } from './harness';

const start = fakes();
jest.setTimeout(30_000);
const FAST = '--rate 5000';
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog-Ab1Cd2';
const KEY = `--api-key-secret-arn ${SECRET}`;
const FORWARDER = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
const ROLES = { 'arn:aws:iam::123456789012:role/app': [SECRET] };
const OPENTELEMETRY = '--provider opentelemetry --otlp-endpoint https://otlp.example.com';
const HEALTHY: Settings = { roles: ROLES, edge: [], forwarders: [FORWARDER] };

/** A fake with a function that the options have traced, and that has run since. */
async function traced(settings: Settings = {}, options = KEY, given: object = {}): Promise<FakeAws> {
  const fake = await start({ ...HEALTHY, ...settings });
  fake.add({ FunctionName: 'app', Runtime: 'python3.13', ...given });
  fake.groups.set('/aws/lambda/app', { filters: new Map() });
  const { err, code } = await against(fake)(`instrument app ${options} --yes ${FAST}`);
  if (code !== 0) throw new Error(err);
  return fake;
}

/** What the checks of one function come to, by the name of each. */
async function checksOf(fake: FakeAws, line = 'doctor app'): Promise<Record<string, any>> {
  const { json, err } = await against(fake)(`${line} --json ${FAST}`);
  if (json.functions[0] === undefined) throw new Error(err);
  return Object.fromEntries(json.functions[0].checks.map((one: any) => [one.check, one]));
}
const statesOf = (checks: Record<string, any>) =>
  Object.fromEntries(Object.entries(checks).map(([name, { state }]) => [name, state]));

const logs =
  (...messages: string[]) =>
  (fake: FakeAws): void => {
    const events = messages.map((message) => ({ timestamp: Date.now() - 1000, message }));
    fake.groups.set('/aws/lambda/app', { filters: new Map(), events });
  };
const layersOf = (fake: FakeAws): string[] => (fake.get('app').configuration.Layers ?? []).map(({ Arn = '' }) => Arn);
const change = (fake: FakeAws, changed: object): void => {
  const fn = fake.get('app');
  fn.configuration = { ...fn.configuration, ...changed };
};
const settings = (fake: FakeAws, more: Settings): void => void Object.assign(fake.settings, more);
const VPC = { VpcConfig: { VpcId: 'vpc-1', SubnetIds: ['subnet-1'] } };

interface Fault {
  readonly check: string;
  readonly options?: string;
  readonly given?: object;
  readonly inject: (fake: FakeAws) => unknown;
  readonly line?: string;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'a deployment that has taken tracing away': {
    check: 'tracing',
    inject: (fake) => change(fake, { Environment: undefined, Handler: 'app.handler', Layers: [] }),
  },
  'layers that are gone while the handler is redirected': {
    check: 'tracing',
    inject: (fake) => change(fake, { Layers: [] }),
  },
  'options that it does not follow': {
    check: 'tracing',
    inject: () => undefined,
    line: `doctor app ${KEY} --env other`,
  },
  'a layer that does not exist': {
    check: 'layers',
    inject: (fake) => settings(fake, { missingLayers: layersOf(fake).slice(0, 1) }),
  },
  'a layer for another runtime': {
    check: 'layers',
    inject: (fake) => settings(fake, { layerFits: { [layersOf(fake)[0] ?? '']: { runtimes: ['python3.9'] } } }),
  },
  'a layer for another architecture': {
    check: 'layers',
    inject: (fake) => settings(fake, { layerFits: { [layersOf(fake)[0] ?? '']: { architectures: ['arm64'] } } }),
  },
  'another tool': {
    check: 'other-tools',
    inject: (fake) =>
      change(fake, {
        Layers: [...layersOf(fake), 'arn:aws:lambda:us-east-1:114300393969:layer:lumigo-python-tracer:1'].map(
          (Arn) => ({
            Arn,
          }),
        ),
      }),
  },
  'a role that may not read the key': {
    check: 'permissions',
    inject: (fake) => settings(fake, { roles: {} }),
  },
  'an alias with an old version': {
    check: 'aliases',
    inject: async (fake) => {
      const fn = fake.get('app');
      const before = fn.configuration;
      change(fake, { Environment: { Variables: {} } });
      publish(fn, 'live');
      fn.configuration = before;
    },
  },
  'a log group that is not subscribed': {
    check: 'subscription',
    options: `--forwarder-arn ${FORWARDER}`,
    inject: (fake) => fake.groups.get('/aws/lambda/app')?.filters.clear(),
  },
  'a log group that is subscribed twice': {
    check: 'subscription',
    options: `--forwarder-arn ${FORWARDER}`,
    inject: (fake) =>
      fake.groups.get('/aws/lambda/app')?.filters.set('own', { destinationArn: FORWARDER, filterPattern: '' }),
  },
  'a subnet without a route': {
    check: 'network',
    given: VPC,
    inject: (fake) => settings(fake, { routes: { 'subnet-1': '' } }),
  },
  'a main route table that leads to an internet gateway': {
    check: 'network',
    given: VPC,
    inject: (fake) => settings(fake, { routes: { main: 'igw-1' } }),
  },
  'an extension that has no key': {
    check: 'log-lines',
    inject: logs('DD_EXTENSION | ERROR | Error decrypting key: AccessDeniedException', 'fine'),
  },
  'a collector that does not start': {
    check: 'log-lines',
    options: OPENTELEMETRY,
    inject: logs('{"level":"warn","logger":"lifecycle.manager","msg":"Failed to start the extension"}'),
  },
  'an invocation that used nearly all of its memory': {
    check: 'limits',
    given: { MemorySize: 128 },
    inject: logs('REPORT RequestId: 1\tDuration: 12.00 ms\tMemory Size: 128 MB\tMax Memory Used: 127 MB\t'),
  },
  'an invocation that used nearly all of its time': {
    check: 'limits',
    given: { Timeout: 6 },
    inject: logs('{"type":"platform.report","record":{"metrics":{"durationMs":5900.1,"maxMemoryUsedMB":90}}}'),
  },
  'too little time': { check: 'log-lines', inject: logs('2026-01-01 id Task timed out after 3.00 seconds') },
};

test.each(Object.entries(FAULTS))(
  'finds %s, and nothing else',
  async (_name, { check, options, given, inject, line }) => {
    const fake = await traced({ routes: { 'subnet-1': 'nat-1' } }, options, given);
    expect(Object.values(statesOf(await checksOf(fake)))).not.toContain('failed');
    await inject(fake);
    const checks = await checksOf(fake, line);
    const failed = Object.keys(checks).filter((name) => checks[name].state === 'failed');
    expect(failed).toEqual([check]);
    expect(checks[check].evidence).not.toBe('');
  },
);

test('a function whose code signing refuses layers is not traced for that reason', async () => {
  const fake = await start({ ...HEALTHY, codeSigning: { strict: 'Enforce', lenient: 'Warn' } });
  for (const FunctionName of ['strict', 'lenient', 'free']) fake.add({ FunctionName });
  const { json, code } = await against(fake)(`doctor strict lenient free --json ${FAST}`);
  const signing = json.functions.map(({ function: name, checks }: any) => [
    name,
    checks.find(({ check }: any) => check === 'code-signing').state,
  ]);
  expect(signing).toEqual([
    ['strict', 'failed'],
    ['lenient', 'passed'],
    ['free', 'passed'],
  ]);
  expect(code).toBe(1);
});

test.each([
  ['lambda:GetLayerVersion', 'GetLayerVersionByArn', 'layers'],
  ['logs:FilterLogEvents', 'FilterLogEvents', 'log-lines'],
  ['lambda:ListAliases', 'ListAliases', 'aliases'],
  ['ec2:DescribeRouteTables', 'DescribeRouteTables', 'network'],
])('without %s its check is not known, and nothing fails', async (call, operation, check) => {
  const fake = await traced({ routes: { main: 'nat-1' } }, KEY, VPC);
  fake.fault = (request) =>
    request.operation === operation
      ? new Failure(403, 'AccessDeniedException', `not authorized to perform: ${call}`)
      : undefined;
  const checks = await checksOf(fake);
  expect(checks[check]).toMatchObject({ state: 'not known', evidence: expect.stringContaining(call) });
  expect(Object.values(statesOf(checks))).not.toContain('failed');
});

test('a fleet without faults passes every check, and shows a line for each function', async () => {
  const count = IS_SLOW ? 75 : 15;
  const names = Array.from({ length: count }, (_, index) => `app-${index}`);
  const roles = Object.fromEntries(names.map((name) => [`arn:aws:iam::123456789012:role/${name}`, [SECRET]]));
  const fake = await start({ ...HEALTHY, roles, routes: { main: 'nat-1' } });
  const families = ['python3.13', 'nodejs22.x', 'java21', 'ruby3.3', 'dotnet8'];
  for (const [index, FunctionName] of names.entries()) {
    fake.add({ FunctionName, Runtime: families[index % families.length], ...(index % 4 === 0 ? VPC : {}) });
    fake.groups.set(`/aws/lambda/${FunctionName}`, { filters: new Map() });
  }
  await against(fake)(`instrument --all ${KEY} --yes ${FAST}`);
  fake.requests.splice(0);
  const { out, code } = await against(fake)(`doctor --all ${FAST}`);
  expect(out).toContain(`${count} functions: 0 with a check that failed`);
  expect(code).toBe(0);
  const writes = fake.requests.filter(({ operation }) => !/^(Get|List|Describe|Filter|Simulate)/.test(operation));
  expect(writes).toEqual([]);
});

test('asks once for the filters of a log group', async () => {
  const fake = await traced({}, `--forwarder-arn ${FORWARDER}`);
  fake.requests.splice(0);
  expect(statesOf(await checksOf(fake)).subscription).toBe('passed');
  expect(fake.count('DescribeSubscriptionFilters')).toBe(1);
});

test('a function that used a part of its memory and time has enough of both', async () => {
  const fake = await traced({}, KEY, { MemorySize: 512, Timeout: 10 });
  logs('REPORT RequestId: 1\tDuration: 5000.00 ms\tMemory Size: 512 MB\tMax Memory Used: 128 MB\t')(fake);
  expect((await checksOf(fake)).limits).toMatchObject({
    state: 'passed',
    evidence: 'At most 25 % of the memory and 50 % of the time, in 1 report.',
  });
});

test('shows what a log line means, and never the line', async () => {
  const fake = await traced();
  logs('DD_EXTENSION | ERROR | Error decrypting key: SECRET-IN-A-LINE', 'START SECRET-IN-A-LINE')(fake);
  const { out, err } = await against(fake)(`doctor app ${FAST}`, { columns: 80 });
  expect(out).toContain('datadog-key-unread (1 time, last 20');
  expect(out + err).not.toContain('SECRET-IN-A-LINE');
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('lines from before the given number of hours do not count', async () => {
  const fake = await traced();
  const message = 'Error decrypting key';
  fake.groups.set('/aws/lambda/app', {
    filters: new Map(),
    events: [{ timestamp: Date.now() - 3 * 3_600_000, message }],
  });
  expect(statesOf(await checksOf(fake, 'doctor app --hours 2'))['log-lines']).toBe('passed');
  expect(statesOf(await checksOf(fake, 'doctor app --hours 4'))['log-lines']).toBe('failed');
});

test('the page about it lists every check and every sign', () => {
  const page = readFileSync('docs/doctor.md', 'utf8');
  const signs = { ...LAMBDA_SIGNS, ...Object.assign({}, ...Object.values(PROVIDERS).map(({ logSigns }) => logSigns)) };
  for (const [name, { about }] of Object.entries(CHECKS)) expect(page).toContain(`| \`${name}\` | ${about} |`);
  for (const [name, { text, meaning }] of Object.entries(signs as LogSigns))
    expect(page).toContain(`| \`${name}\` | \`${text}\` | ${meaning} |`);
});
