/** `status` and `layers`: what is there, and what there could be. */
import { against, fakes, KEY, tracelayer } from './harness';

const start = fakes();
jest.setTimeout(30_000);
const FAST = '--rate 5000';

async function setup() {
  const fake = await start();
  fake.add({ FunctionName: 'old' });
  fake.add({ FunctionName: 'new', Runtime: 'python3.12' });
  fake.add({ FunctionName: 'plain' });
  fake.add({ FunctionName: 'peer', tags: { dd_cdk_construct: 'v5' } });
  fake.add({ FunctionName: 'odd', Runtime: 'nodejs28.x' });
  fake.add({ FunctionName: 'sealed', sealed: true });
  await against(fake)(`instrument old ${KEY} --extension-layer-version 50 --yes ${FAST}`);
  await against(fake)(`instrument new ${KEY} --env prod --yes ${FAST}`);
  fake.requests.splice(0);
  return fake;
}
const statesOf = (json: any) => Object.fromEntries(json.functions.map((one: any) => [one.function, one.state]));

test('status shows the state of each function, and changes nothing', async () => {
  const fake = await setup();
  const ran = await against(fake)(`status --all --json ${FAST}`);
  expect(statesOf(ran.json)).toEqual({
    old: 'traced',
    new: 'traced',
    plain: 'not traced',
    peer: 'not traced',
    odd: 'not traced',
    sealed: 'not traced',
  });
  expect(ran.code).toBe(1);
  const READING = ['ListFunctions', 'GetFunction', 'ListAliases', 'SimulatePrincipalPolicy', 'ListDistributions'];
  expect(fake.requests.every(({ operation }) => READING.includes(operation))).toBe(true);
});

test('status shows what traces a function, what is newer, and why it is not traced', async () => {
  const { out } = await against(await setup())(`status --all ${FAST}`);
  expect(out).toMatch(/old .*traced, outdated .*Datadog-Extension:50: Datadog-Extension:\d+ is newer/);
  expect(out).toMatch(/peer .*Datadog's CDK construct/);
  expect(out).toMatch(/odd .*no layer for the runtime nodejs28.x/);
  expect(out).toMatch(/sealed .*cannot be read/);
  expect(out).toContain('6 functions: 2 traced, 4 not traced, 1 outdated');
});

test('status with options shows which functions do not follow them', async () => {
  const fake = await setup();
  const same = await against(fake)(`status new ${KEY} --env prod --json ${FAST}`);
  const other = await against(fake)(`status new ${KEY} --env dev --json ${FAST}`);
  expect([same.json, other.json].map(({ functions: [one] }) => [one.state, one.different])).toEqual([
    ['traced', []],
    ['traced', ['DD_ENV']],
  ]);
});

test.each([
  ['new', 0],
  ['old', 1],
  ['plain', 1],
  ['new peer', 1],
])('status --check of %s ends with %i', async (names, code) => {
  expect((await against(await setup())(`status ${names} --check ${FAST}`)).code).toBe(code);
});

test('layers gives the ARNs for a function, for scripts and for people', async () => {
  const line = 'layers -r eu-west-1 --runtime python3.12 --architecture arm64';
  const text = await tracelayer(`${line} --format text`);
  expect(text.out.split('\n').filter(Boolean)).toEqual([
    expect.stringMatching(/^arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Python312-ARM:\d+$/),
    expect.stringMatching(/^arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension-ARM:\d+$/),
  ]);
  expect((await tracelayer(line)).out).toContain('Datadog-Python312-ARM');
  expect((await tracelayer(`${line} --json`)).json.layers).toHaveLength(1);
});

test('layers lists every runtime that has some, in each region', async () => {
  const { json } = await tracelayer('layers -r us-gov-west-1 -r cn-north-1 --json');
  const runtimes = json.layers.filter((row: any) => row.region === 'us-gov-west-1').map((row: any) => row.runtime);
  expect(runtimes).toEqual(expect.arrayContaining(['nodejs22.x', 'python3.13', 'java21', 'provided.al2023']));
  expect(json.layers.filter((row: any) => row.region === 'cn-north-1')).toEqual([]);
});

test('layers marks the runtimes that are in preview', async () => {
  const line = 'layers -r eu-west-1 --runtime nodejs26.x --runtime nodejs24.x --architecture arm64';
  const { json } = await tracelayer(`${line} --json`);
  expect(json.layers.map(({ runtime, preview }: any) => [runtime, preview])).toEqual([
    ['nodejs26.x', true],
    ['nodejs24.x', undefined],
  ]);
  expect((await tracelayer(line)).out).toContain('nodejs26.x (preview)');
});

test('layers says why there are none', async () => {
  const ran = await tracelayer('layers -r cn-north-1 --runtime nodejs22.x');
  expect(ran).toMatchObject({ code: 1, out: expect.stringContaining('no layer Datadog-Node22-x') });
  expect((await tracelayer('layers')).code).toBe(2);
});
