/** `instrument` and `uninstrument` for state machines, against the fake of AWS. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOCK } from '../../src/cli/aws/pace';
import { denied, Failure } from '../fake-aws/failure';
import type { FakeAws, Request } from '../fake-aws/fake-aws';
import { against, fakes, KEY } from './harness';

const start = fakes();
jest.setTimeout(30_000);
const FAST = '--rate 5000 --yes';
const FORWARDER = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
const GROUP = '/aws/vendedlogs/states/orders-tracelayer';
const MERGE = `--merge-state-machine-traces --state-machine-forwarder-arn ${FORWARDER}`;

/** What a machine is, without what every update changes. */
const machineIn = (fake: FakeAws, name = 'orders') => {
  const { revisionId, ...rest } = fake.machines.find((machine) => machine.name === name) ?? {};
  return JSON.parse(JSON.stringify(rest));
};

describe('instrument', () => {
  test('traces a state machine by its logs, hands its trace on, and needs no key', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    const { stateMachineArn } = fake.addMachine({ name: 'orders' });
    const ran = await against(fake)(`instrument ${stateMachineArn} ${MERGE} --env prod ${FAST}`);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('1 state machine: 1 instrumented') });
    expect(ran.out).toContain('Now: 1 traced');
    const machine = machineIn(fake);
    expect(machine.loggingConfiguration).toMatchObject({ level: 'ALL', includeExecutionData: true });
    expect(machine.tags).toMatchObject({ DD_TRACE_ENABLED: 'true', env: 'prod', tracelayer: 'datadog' });
    expect(JSON.parse(machine.definition).States.Hello.Parameters.Payload).not.toEqual({ own: 1 });
    expect(fake.groups.get(GROUP)).toMatchObject({ retentionInDays: 7 });
    expect([...(fake.groups.get(GROUP)?.filters ?? [])]).toHaveLength(1);
    expect(fake.count('UpdateStateMachine')).toBe(1);
  });

  test('writes nothing the second time', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.addMachine({ name: 'orders' });
    const line = `instrument --state-machine orders ${MERGE} ${FAST}`;
    await against(fake)(line);
    const before = machineIn(fake);
    const again = await against(fake)(line);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('instrumented already') });
    expect(machineIn(fake)).toEqual(before);
    expect(fake.count('UpdateStateMachine')).toBe(1);
  });
});

const DEFINITION = JSON.stringify({
  Comment: 'Mine',
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: {
    A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' }, Next: 'B' },
    B: { Type: 'Pass', End: true },
  },
});
const OWN = { level: 'ERROR', includeExecutionData: false, destinations: [destination('/own')] };

function destination(group: string) {
  return { cloudWatchLogsLogGroup: { logGroupArn: `arn:aws:logs:us-east-1:123456789012:log-group:${group}:*` } };
}

describe('uninstrument', () => {
  test.each([
    ['without anything', {}, MERGE],
    ['with a comment and JSONata', { definition: DEFINITION }, MERGE],
    ['with logging of its own', { logging: OWN }, MERGE],
    ['with tags of its own', { tags: { env: 'mine', team: 'a' } }, `${MERGE} --env prod`],
    ['traced for OpenTelemetry', {}, '--provider opentelemetry'],
  ])('restores a machine %s', async (_, given, options) => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.groups.set('/own', { filters: new Map() });
    fake.addMachine({ name: 'orders', ...given });
    const before = machineIn(fake);
    expect(await against(fake)(`instrument --state-machine orders ${options} ${FAST}`)).toMatchObject({ code: 0 });
    expect(machineIn(fake)).not.toEqual(before);
    expect(await against(fake)(`uninstrument --state-machine orders ${FAST}`)).toMatchObject({ code: 0 });
    expect(machineIn(fake)).toEqual(before);
    expect([...fake.groups.values()].flatMap(({ filters }) => [...filters])).toEqual([]);
  });

  test('leaves a definition that was deployed since, and takes back the rest', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    const machine = fake.addMachine({ name: 'orders' });
    await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST}`);
    machine.definition = DEFINITION;
    await against(fake)(`uninstrument --state-machine orders ${FAST}`);
    expect(machine.definition).toBe(DEFINITION);
    expect(machine.loggingConfiguration).toMatchObject({ level: 'OFF', includeExecutionData: false });
    expect(machine.tags).toEqual({});
  });
});

describe('Two state machines', () => {
  const two = async (given: Partial<Parameters<FakeAws['addMachine']>[0]>, more = '') => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.groups.set('/own', { filters: new Map() });
    for (const name of ['orders', 'payments']) fake.addMachine({ name, ...given });
    await against(fake)(`instrument --state-machine * ${MERGE} ${more} ${FAST}`);
    return fake;
  };
  const NO_LISTS = ({ operation }: Request) =>
    /^(GetResources|ListStateMachines)$/.test(operation) ? denied(operation) : undefined;

  describe('that share a log group', () => {
    test.each([
      ['one after the other', ['orders', 'payments']],
      ['at once', ['*']],
    ])('have one filter, which goes with the last one: %s', async (_, names) => {
      const fake = await two({ logging: OWN });
      const filters = fake.groups.get('/own')?.filters;
      for (const name of names) {
        expect(filters?.size).toBe(1);
        expect(await against(fake)(`uninstrument --state-machine ${name} ${FAST}`)).toMatchObject({ code: 0 });
      }
      expect(filters?.size).toBe(0);
      expect(fake.machines.map(({ tags }) => tags)).toEqual([{}, {}]);
    });

    test('keep the filter where it is not known who needs it', async () => {
      const fake = await two({ logging: OWN });
      fake.fault = NO_LISTS;
      const arn = fake.machines[0]?.stateMachineArn;
      const ran = await against(fake)(`uninstrument ${arn} ${FAST} --json`);
      expect(ran.code).toBe(0);
      expect(ran.json.stateMachines[0].findings).toContainEqual(expect.objectContaining({ code: 'shared-unknown' }));
      expect(fake.groups.get('/own')?.filters.size).toBe(1);
      expect(fake.machines[0]?.tags).toEqual({});
    });

    test('keep the filter of the other one where an update fails', async () => {
      const fake = await start({ forwarders: [FORWARDER] });
      fake.groups.set('/own', { filters: new Map() });
      for (const name of ['orders', 'payments']) fake.addMachine({ name, logging: OWN });
      fake.fault = ({ operation, subject }) =>
        operation === 'UpdateStateMachine' && subject.endsWith('orders') ? denied(operation) : undefined;
      await against(fake)(`instrument --state-machine * ${MERGE} ${FAST}`);
      expect(fake.groups.get('/own')?.filters.size).toBe(1);
    });
  });

  describe('that share a log group, and are sent to different Forwarders,', () => {
    const OTHER = `${FORWARDER}-other`;
    const THIRD = `${FORWARDER}-third`;
    const to = (name: string, forwarder: string) =>
      `instrument --state-machine ${name} --state-machine-forwarder-arn ${forwarder} ${FAST} --json`;
    const begin = async () => {
      const fake = await start({ forwarders: [FORWARDER, OTHER, THIRD] });
      fake.groups.set('/own', { filters: new Map() });
      for (const name of ['orders', 'payments', 'reports']) fake.addMachine({ name, logging: OWN });
      const destinations = () =>
        [...(fake.groups.get('/own')?.filters ?? [])].map(([, { destinationArn }]) => destinationArn).sort();
      return { fake, destinations, run: against(fake) };
    };

    test('have a filter for each, and a third one is left', async () => {
      const { fake, destinations, run } = await begin();
      await run(to('orders', FORWARDER));
      expect((await run(to('payments', OTHER))).json.stateMachines).toMatchObject([{ outcome: 'done' }]);
      expect(destinations()).toEqual([FORWARDER, OTHER]);
      const before = machineIn(fake, 'reports');
      expect((await run(to('reports', THIRD))).json.stateMachines).toMatchObject([
        { outcome: 'left', state: 'not traced', findings: [{ code: 'subscriptions-too-many' }] },
      ]);
      expect(machineIn(fake, 'reports')).toEqual(before);
      expect(destinations()).toEqual([FORWARDER, OTHER]);
      const seen = await run('status --state-machine * --json');
      expect(seen.json.stateMachines.map(({ pending }: any) => pending)).toEqual([[], [], []]);
    });

    test('have none of them once the last one is taken back', async () => {
      const { destinations, run } = await begin();
      await run(to('orders', FORWARDER));
      await run(to('payments', OTHER));
      await run(`uninstrument --state-machine orders ${FAST}`);
      expect(destinations()).toContain(OTHER);
      await run(`uninstrument --state-machine payments ${FAST}`);
      expect(destinations()).toEqual([]);
    });

    test('get both in one run, with a file that says which', async () => {
      const { destinations, run } = await begin();
      const files = {
        'tracelayer.json': JSON.stringify({
          functions: { orders: { stateMachineForwarderArn: FORWARDER }, '*': { stateMachineForwarderArn: OTHER } },
        }),
      };
      const ran = await run(`instrument --state-machine * --config tracelayer.json ${FAST}`, { files });
      expect(ran.code).toBe(0);
      expect(destinations()).toEqual([FORWARDER, OTHER]);
    });

    test('go on with one filter where all of them move', async () => {
      const { destinations, run } = await begin();
      await run(to('*', FORWARDER));
      await run(to('*', OTHER));
      expect(destinations()).toEqual([OTHER]);
    });

    test('can be functions, too', async () => {
      const { fake, destinations, run } = await begin();
      for (const FunctionName of ['a', 'b', 'c'])
        fake.add({ FunctionName, Runtime: 'python3.13', LoggingConfig: { LogGroup: '/own' } });
      const traced = async (name: string, forwarder: string) =>
        (await run(`instrument ${name} --forwarder-arn ${forwarder} ${FAST} --json`)).json.functions;
      await traced('a', FORWARDER);
      expect(await traced('b', OTHER)).toMatchObject([{ outcome: 'done', state: 'traced' }]);
      expect(await traced('c', THIRD)).toMatchObject([
        { outcome: 'left', state: 'not traced', findings: [{ code: 'subscriptions-too-many' }] },
      ]);
      expect(destinations()).toEqual([FORWARDER, OTHER]);
    });

    test('keep the filter of a function that uses the group', async () => {
      const { fake, destinations, run } = await begin();
      fake.add({ FunctionName: 'hello', Runtime: 'python3.13', LoggingConfig: { LogGroup: '/own' } });
      expect((await run(`instrument hello --forwarder-arn ${FORWARDER} ${FAST}`)).code).toBe(0);
      await run(to('orders', OTHER));
      expect(destinations()).toEqual([FORWARDER, OTHER]);
    });
  });

  describe('that share a role', () => {
    const role = 'arn:aws:iam::123456789012:role/shared';
    const SHARED = { roleArn: role, mayLog: false };
    const policiesOf = (fake: FakeAws) => [...(fake.rolePolicies.get(role)?.keys() ?? [])];
    /** Orders is granted the policy, so that payments needs none. */
    const granted = async () => {
      const roles: Record<string, string[]> = {};
      const fake = await start({ forwarders: [FORWARDER], roles });
      for (const name of ['orders', 'payments']) fake.addMachine({ name, ...SHARED });
      await against(fake)(`instrument --state-machine orders ${MERGE} --grant ${FAST}`);
      roles[role] = ['*'];
      await against(fake)(`instrument --state-machine payments ${MERGE} --grant ${FAST}`);
      expect(policiesOf(fake)).toEqual(['tracelayer-us-east-1-orders']);
      return fake;
    };

    test.each([
      ['one after the other', ['orders', 'payments']],
      ['at once', ['*']],
      ['the other way round', ['payments', 'orders']],
    ])('keep the policy until the last one goes: %s', async (_, names) => {
      const fake = await granted();
      for (const name of names) {
        expect(policiesOf(fake)).toEqual(['tracelayer-us-east-1-orders']);
        expect(await against(fake)(`uninstrument --state-machine ${name} ${FAST}`)).toMatchObject({ code: 0 });
      }
      expect(policiesOf(fake)).toEqual([]);
      expect(fake.machines.map(({ tags }) => tags)).toEqual([{}, {}]);
    });

    test('keep it where it is not known who needs it', async () => {
      const fake = await granted();
      fake.fault = NO_LISTS;
      await against(fake)(`uninstrument ${fake.machines[0]?.stateMachineArn} ${FAST}`);
      expect(policiesOf(fake)).toEqual(['tracelayer-us-east-1-orders']);
    });
  });
});

test('uninstrument keeps the log group that was made, and says how to delete it', async () => {
  const fake = await start({ forwarders: [FORWARDER] });
  fake.addMachine({ name: 'orders' });
  await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST}`);
  const ran = await against(fake)(`uninstrument --state-machine orders ${FAST}`);
  expect(fake.groups.get(GROUP)).toMatchObject({ retentionInDays: 7 });
  expect(ran.out.split('Now:')[0]).toContain(`aws logs delete-log-group --log-group-name ${GROUP}`);
});

describe('A role that does not allow the logging', () => {
  test('has its machine left as it was, with the statements', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.addMachine({ name: 'orders', mayLog: false });
    const before = machineIn(fake);
    const ran = await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST} --json`);
    expect(ran.code).toBe(0);
    expect(ran.json.stateMachines[0]).toMatchObject({ outcome: 'left', state: 'not traced' });
    const needed = ran.json.stateMachines[0].findings.find((found: any) => found.code === 'machine-role-needs');
    expect(needed.text).toContain('logs:CreateLogDelivery');
    expect(machineIn(fake)).toEqual(before);
    expect(fake.groups.size).toBe(0);
  });

  test('is found before anything is written where roles can be looked up', async () => {
    const fake = await start({ forwarders: [FORWARDER], roles: {} });
    fake.addMachine({ name: 'orders', mayLog: false });
    const ran = await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST} --json`);
    expect(ran.json.stateMachines[0].findings).toContainEqual(expect.objectContaining({ code: 'machine-role-needs' }));
    expect(fake.count('TagResource') + fake.count('UpdateStateMachine')).toBe(0);
  });

  test('is in the policy file, and each role has a policy of its own in JSON', async () => {
    const fake = await start({ forwarders: [FORWARDER], roles: {} });
    fake.add({ FunctionName: 'hello' });
    for (const name of ['orders', 'payments'])
      fake.addMachine({ name, mayLog: false, roleArn: 'arn:aws:iam::123456789012:role/shared' });
    const line = `instrument hello --state-machine * ${KEY}-AbC123 ${MERGE} ${FAST} --policy-file policy.json`;
    const ran = await against(fake)(`${line} --json`);
    const written = JSON.parse(readFileSync(join(ran.folder, 'policy.json'), 'utf8'));
    const { roles, policy, policies } = ran.json.permissions;
    const actions = (document: any) => document.Statement.map(({ Action }: any) => Action[0]);
    expect(roles).toEqual({ 'arn:aws:iam::123456789012:role/shared': 2, 'arn:aws:iam::123456789012:role/hello': 1 });
    expect(written).toEqual(policy);
    expect(actions(policy)).toEqual(['secretsmanager:GetSecretValue', 'kms:Decrypt', 'logs:CreateLogDelivery']);
    expect(actions(policies['arn:aws:iam::123456789012:role/shared'])).toEqual(['logs:CreateLogDelivery']);
    expect((await against(fake)(line)).out).toContain('role/shared (2 state machines)');
  });

  test('is an error with --strict', async () => {
    const fake = await start({ forwarders: [FORWARDER], roles: {} });
    fake.addMachine({ name: 'orders', mayLog: false });
    const ran = await against(fake)(`instrument --state-machine orders ${MERGE} --strict ${FAST}`);
    expect(ran.code).toBe(1);
  });

  test('is given a policy with --grant, which uninstrument removes', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    const { roleArn } = fake.addMachine({ name: 'orders', mayLog: false });
    const before = machineIn(fake);
    expect(await against(fake)(`instrument --state-machine orders ${MERGE} --grant ${FAST}`)).toMatchObject({
      code: 0,
    });
    expect([...(fake.rolePolicies.get(roleArn)?.keys() ?? [])]).toEqual(['tracelayer-us-east-1-orders']);
    await against(fake)(`uninstrument --state-machine orders ${FAST}`);
    expect([...(fake.rolePolicies.get(roleArn)?.keys() ?? [])]).toEqual([]);
    expect(machineIn(fake).tags).toEqual(before.tags);
  });
});

describe('A definition that is encrypted with a key that you may not use', () => {
  const KMS = 'arn:aws:kms:us-east-1:123456789012:key/1';
  const sealed = async () => {
    const roles = { 'arn:aws:iam::123456789012:role/reports': ['*'] };
    const fake = await start({ forwarders: [FORWARDER], roles });
    fake.addMachine({ name: 'orders', sealed: KMS });
    fake.addMachine({ name: 'payments', roleArn: 'arn:aws:iam::123456789012:role/reports' });
    return fake;
  };
  const found = (code: string) => expect.objectContaining({ code, text: expect.stringContaining(KMS) });

  test('leaves its machine, and the others go on', async () => {
    const fake = await sealed();
    const before = machineIn(fake);
    const ran = await against(fake)(`instrument --state-machine * ${MERGE} ${FAST} --json`);
    expect(ran.code).toBe(0);
    expect(ran.json.stateMachines).toMatchObject([
      { outcome: 'left', state: 'not traced', findings: [found('machine-encrypted')] },
      { outcome: 'done', state: 'traced' },
    ]);
    expect(ran.json.stateMachines[0].findings[0].text).toContain('kms:Decrypt');
    expect(machineIn(fake)).toEqual(before);
    expect((await against(fake)(`instrument --state-machine orders ${MERGE} --strict ${FAST}`)).code).toBe(1);
  });

  test('keeps its tracing, which status shows', async () => {
    const fake = await sealed();
    const machine = fake.addMachine({ name: 'reports' });
    await against(fake)(`instrument --state-machine reports ${MERGE} ${FAST}`);
    Object.assign(machine, { sealed: KMS });
    const before = machineIn(fake, 'reports');
    for (const command of ['instrument', 'uninstrument']) {
      const ran = await against(fake)(`${command} --state-machine reports ${MERGE} ${FAST} --json`);
      expect(ran.json.stateMachines).toMatchObject([
        { outcome: 'left', state: 'traced', findings: [found('machine-update-skipped')] },
      ]);
    }
    expect(machineIn(fake, 'reports')).toEqual(before);
    const seen = await against(fake)('status --state-machine * --json');
    expect(seen.json.stateMachines).toMatchObject([
      { stateMachine: 'orders', state: 'not traced', findings: [found('machine-encrypted')] },
      { stateMachine: 'payments', state: 'not traced', findings: [] },
      { stateMachine: 'reports', state: 'traced', findings: [] },
    ]);
  });
});

describe('A policy of --grant that IAM makes known late', () => {
  const REFUSED = 'The state machine IAM Role is not authorized to access the Log Destination';
  const late = async (refusals: number) => {
    const slept: number[] = [];
    jest.spyOn(CLOCK, 'sleep').mockImplementation(async (milliseconds) => void slept.push(milliseconds));
    const fake = await start({ forwarders: [FORWARDER] });
    const { roleArn } = fake.addMachine({ name: 'orders', mayLog: false });
    const before = machineIn(fake);
    fake.fault = ({ operation }) =>
      operation === 'UpdateStateMachine' && fake.count(operation) < refusals
        ? new Failure(400, 'AccessDeniedException', REFUSED)
        : undefined;
    const ran = await against(fake)(`instrument --state-machine orders ${MERGE} --grant ${FAST} --json`);
    return { fake, before, ran, slept, policies: [...(fake.rolePolicies.get(roleArn)?.keys() ?? [])] };
  };
  afterEach(() => jest.restoreAllMocks());

  test('is waited for, longer each time', async () => {
    const { fake, ran, slept, policies } = await late(3);
    expect(ran.json.stateMachines).toMatchObject([{ outcome: 'done', state: 'traced' }]);
    expect(fake.count('UpdateStateMachine')).toBe(4);
    expect(slept.filter((pause) => pause >= 1000)).toEqual([1000, 2000, 3000]);
    expect(policies).toEqual(['tracelayer-us-east-1-orders']);
  });

  test('is given up after a minute, and everything is taken back', async () => {
    const { fake, before, ran, slept, policies } = await late(Number.POSITIVE_INFINITY);
    expect(ran.code).toBe(0);
    expect(ran.json.stateMachines).toMatchObject([{ outcome: 'left', state: 'not traced' }]);
    expect(ran.json.stateMachines[0].findings).toContainEqual(
      expect.objectContaining({ code: 'machine-grant-unseen', text: expect.stringContaining('60 seconds') }),
    );
    expect(slept.filter((pause) => pause >= 1000).reduce((sum, pause) => sum + pause, 0)).toBe(60_000);
    expect(policies).toEqual([]);
    expect(machineIn(fake)).toEqual(before);
    expect(fake.groups.size).toBe(0);
  });
});

test('An update of the logging alone names the role where Step Functions wants it', async () => {
  const fake = await start({ forwarders: [FORWARDER] });
  fake.addMachine({ name: 'orders' });
  const line = `instrument --state-machine orders --state-machine-forwarder-arn ${FORWARDER} ${FAST}`;
  expect(await against(fake)(line)).toMatchObject({ code: 0, out: expect.stringContaining('1 traced') });
  expect(machineIn(fake).loggingConfiguration.level).toBe('ALL');
});

test('A definition that changed between reading and writing is read again', async () => {
  const fake = await start({ forwarders: [FORWARDER] });
  const machine = fake.addMachine({ name: 'orders' });
  let isDeployed = false;
  fake.before = ({ operation }) => {
    if (operation !== 'PutSubscriptionFilter' || isDeployed) return;
    isDeployed = true;
    Object.assign(machine, { definition: DEFINITION, revisionId: 'new' });
  };
  expect(await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST}`)).toMatchObject({ code: 0 });
  expect(JSON.parse(machine.definition)).toMatchObject({
    QueryLanguage: 'JSONata',
    Comment: expect.stringMatching(/^Mine /),
  });
});

test('What was written before a call failed is taken back', async () => {
  const fake = await start({ forwarders: [FORWARDER] });
  fake.addMachine({ name: 'orders' });
  const before = machineIn(fake);
  fake.fault = ({ operation }) =>
    operation === 'UpdateStateMachine' ? denied('states:UpdateStateMachine') : undefined;
  expect(await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST}`)).toMatchObject({ code: 1 });
  expect(machineIn(fake)).toEqual(before);
  expect(fake.groups.size).toBe(0);
});

describe('A selection', () => {
  test('takes patterns, tags, and functions together', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'hello' });
    for (const [name, team] of [
      ['orders-a', 'x'],
      ['orders-b', 'y'],
      ['other', 'x'],
    ] as const)
      fake.addMachine({ name, tags: { team } });
    const both = await against(fake)(`instrument hello --state-machine orders-* ${KEY} --dry-run --json`);
    expect(both.json.functions).toHaveLength(1);
    expect(both.json.stateMachines.map(({ stateMachine }: any) => stateMachine)).toEqual(['orders-a', 'orders-b']);
    const tagged = await against(fake)('instrument --state-machine * --tag team=x --dry-run --json');
    expect(tagged.json.stateMachines.map(({ stateMachine }: any) => stateMachine)).toEqual(['orders-a', 'other']);
    expect(tagged.json.functions).toEqual([]);
  });

  test.each([
    ['a name that does not exist', '--state-machine nothing', 1, 'There is no state machine nothing'],
    ['a pattern that matches nothing', '--state-machine no*', 1, 'No state machine in us-east-1 matches.'],
    [
      'the ARN of a version',
      'arn:aws:states:us-east-1:123456789012:stateMachine:orders:1',
      2,
      '`--state-machine` must be a name, an ARN',
    ],
  ])('with %s is reported', async (_, words, code, text) => {
    const fake = await start();
    fake.addMachine({ name: 'orders' });
    const ran = await against(fake)(`instrument ${words} ${FAST}`);
    expect(ran.code).toBe(code);
    expect(ran.out + ran.err).toContain(text);
  });

  test('leaves a machine for which the option says no', async () => {
    const fake = await start();
    fake.addMachine({ name: 'orders' });
    const ran = await against(fake)(`instrument --state-machine orders --trace-state-machines=false ${FAST} --json`);
    expect(ran.json.stateMachines[0]).toMatchObject({ outcome: 'left', state: 'not selected' });
  });
});

describe('status', () => {
  test('shows which state machines are traced, and what was changed since', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    const { loggingConfiguration } = fake.addMachine({ name: 'plain' });
    const machine = fake.addMachine({ name: 'orders' });
    await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST}`);
    const seen = await against(fake)('status --state-machine *');
    expect(seen.out).toContain('2 state machines: 1 traced, 1 not traced');
    expect(await against(fake)('status --state-machine orders --check')).toMatchObject({ code: 0 });
    machine.loggingConfiguration = loggingConfiguration;
    const changed = await against(fake)('status --state-machine orders --check --json');
    expect(changed.code).toBe(1);
    expect(changed.json.stateMachines).toMatchObject([
      { stateMachine: 'orders', state: 'not traced', findings: [{ code: 'machine-changed' }], ok: false },
    ]);
  });

  test('compares a state machine with options that ask for it', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.addMachine({ name: 'orders' });
    await against(fake)(`instrument --state-machine orders ${MERGE} --env prod ${FAST}`);
    const same = await against(fake)(`status --state-machine orders ${MERGE} --env prod --check --json`);
    expect(same).toMatchObject({ code: 0 });
    const other = await against(fake)(`status --state-machine orders ${MERGE} --env dev --check --json`);
    expect(other.json.stateMachines[0].different).toContain('tag env');
    expect(other.code).toBe(1);
  });

  const traced = async (settings: Parameters<typeof start>[0]) => {
    const fake = await start({ forwarders: [FORWARDER], ...settings });
    const { roleArn } = fake.addMachine({ name: 'orders' });
    await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST}`);
    return { fake, roleArn };
  };
  const ROLE = 'arn:aws:iam::123456789012:role/orders';

  test('says that a role no longer allows what tracing needs', async () => {
    const roles: Record<string, string[]> = { [ROLE]: ['*'] };
    const { fake } = await traced({ roles });
    expect((await against(fake)('status --state-machine orders --check')).code).toBe(0);
    roles[ROLE] = [];
    const seen = await against(fake)('status --state-machine orders --check --json');
    expect(seen.code).toBe(1);
    expect(seen.json.stateMachines[0]).toMatchObject({
      state: 'traced',
      pending: ['permission'],
      findings: [{ code: 'permission-missing' }],
    });
    const known = await against(fake)('status --state-machine orders --check --acknowledge permission-missing');
    expect(known.code).toBe(0);
    const same = await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST} --json`);
    expect(same.json.stateMachines[0]).toMatchObject({ outcome: 'same', pending: ['permission'] });
  });

  test('says that the log group is no longer sent to the Forwarder', async () => {
    const { fake } = await traced({ roles: { [ROLE]: ['*'] } });
    fake.groups.get(GROUP)?.filters.clear();
    const seen = await against(fake)('status --state-machine orders --check --json');
    expect(seen.json.stateMachines[0]).toMatchObject({ state: 'traced', pending: ['subscription'] });
    expect(seen.code).toBe(1);
    await against(fake)(`instrument --state-machine orders ${MERGE} ${FAST}`);
    expect((await against(fake)('status --state-machine orders --check')).code).toBe(0);
  });

  test('compares the filter with the Forwarder of the options', async () => {
    const { fake } = await traced({ roles: { [ROLE]: ['*'] } });
    const other = `${MERGE}-new`;
    const seen = await against(fake)(`status --state-machine orders ${other} --json`);
    expect(seen.json.stateMachines[0]).toMatchObject({ pending: ['subscription'] });
  });

  test('says what may not be looked up', async () => {
    const { fake } = await traced({});
    fake.fault = ({ operation }) =>
      operation === 'DescribeSubscriptionFilters' ? denied('logs:DescribeSubscriptionFilters') : undefined;
    const seen = await against(fake)('status --state-machine orders --check --json');
    expect(seen.code).toBe(0);
    expect(seen.json.stateMachines[0]).toMatchObject({ pending: [], findings: [{ code: 'permission-needed' }] });
    expect(seen.json.findings.map(({ code }: any) => code)).toEqual(['lookup-denied', 'lookup-denied']);
  });
});
