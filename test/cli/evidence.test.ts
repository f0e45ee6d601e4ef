/** What happens to functions after a deployment, without evidence, without permissions, and at the edge. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVIDENCE } from '../../src/surfaces/lambda/evidence';
import { RECORD } from '../../src/surfaces/lambda/record';
import { denied, Failure } from '../fake-aws/failure';
import type { FakeAws } from '../fake-aws/fake-aws';
import { publish } from '../fake-aws/function';
import { against, configurationOf, fakes, KEY, tracelayer } from './harness';

const start = fakes();
jest.setTimeout(30_000);
const FAST = '--rate 5000 --yes';
const TRACER = '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler';
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dd-AbCd12';
const FULL_KEY = `--api-key-secret-arn ${SECRET}`;

const variablesOf = (fake: FakeAws, name: string) => fake.get(name).configuration.Environment?.Variables ?? {};
const stateOf = async (fake: FakeAws, name: string) =>
  (await against(fake)(`status ${name} --json --rate 5000`)).json.functions[0];

/** A deployment by another tool, which writes what it knows. */
function deploy(fake: FakeAws, name: string, parts: object): void {
  const fn = fake.get(name);
  fn.configuration = { ...fn.configuration, RevisionId: 'deployed', ...parts };
}

describe('after a deployment has written back', () => {
  const HANDLER = { Handler: 'index.handler' };
  const VARIABLES = { Environment: { Variables: { OWN: 'x' } } };
  const LAYERS = { Layers: [] };

  test.each<[string, object, string]>([
    ['the handler', HANDLER, 'not traced'],
    ['the layers', LAYERS, 'damaged'],
    ['the variables', VARIABLES, 'not traced'],
    ['the handler and the layers', { ...HANDLER, ...LAYERS }, 'not traced'],
    ['the variables and the layers', { ...VARIABLES, ...LAYERS }, 'damaged'],
    ['all three', { ...HANDLER, ...VARIABLES, ...LAYERS }, 'not traced'],
  ])('%s, a function is recognized: it can be traced again, and restored', async (_, parts, state) => {
    const fake = await start();
    for (const FunctionName of ['again', 'back', 'fresh']) fake.add({ FunctionName, ...VARIABLES });
    const before = configurationOf(fake, 'back');
    await against(fake)(`instrument again back fresh ${KEY} ${FAST}`);
    const whole = configurationOf(fake, 'again');
    deploy(fake, 'again', parts);
    deploy(fake, 'back', parts);
    expect((await stateOf(fake, 'again')).state).toBe(state);
    const ran = await against(fake)(`instrument again ${KEY} ${FAST}`);
    expect([ran.code, configurationOf(fake, 'again')]).toEqual([0, whole]);
    expect((await stateOf(fake, 'again')).state).toBe('traced');
    expect((await against(fake)(`uninstrument back ${FAST}`)).code).toBe(0);
    expect(configurationOf(fake, 'back')).toEqual(before);
  });

  test('the tags, a function still has its receipt, and gets its tags again', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f' });
    await against(fake)(`instrument f ${KEY} ${FAST}`);
    const { tags } = configurationOf(fake, 'f');
    fake.get('f').tags = {};
    expect((await stateOf(fake, 'f')).state).toBe('traced');
    await against(fake)(`instrument f ${KEY} ${FAST}`);
    expect(configurationOf(fake, 'f').tags).toEqual(tags);
  });
});

describe('without evidence', () => {
  test.each<[string, object]>([
    ['the handler', { Handler: TRACER, Environment: { Variables: { DD_LAMBDA_HANDLER: 'index.handler' } } }],
    ['the variables', { Environment: { Variables: { DD_LAMBDA_HANDLER: 'index.handler' } } }],
    ['the layers', { Layers: [{ Arn: 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Extension:99' }] }],
  ])('a function with %s of a tracer is left, and the message names --others take-over', async (_, given) => {
    const fake = await start();
    fake.add({ FunctionName: 'f', tags: { tracelayer: 'datadog' }, ...given });
    for (const command of [`instrument f ${KEY}`, 'uninstrument f']) {
      const ran = await against(fake)(`${command} ${FAST}`);
      expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('`--others take-over`')]);
    }
    expect(fake.count('UpdateFunctionConfiguration')).toBe(0);
    expect((await stateOf(fake, 'f')).state).toBe('not traced');
  });

  test('the tag alone proves nothing: the function is traced like any other', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f', tags: { tracelayer: 'datadog' } });
    expect((await against(fake)(`instrument f ${KEY} ${FAST}`)).code).toBe(0);
    expect(variablesOf(fake, 'f')[RECORD]).toBeDefined();
  });

  test('a handler whose original is nowhere is damage that is reported and never guessed', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f', Handler: TRACER, tags: { tracelayer: 'datadog' } });
    for (const command of [`instrument f ${KEY}`, 'uninstrument f'])
      for (const others of ['leave', 'take-over']) {
        const ran = await against(fake)(`${command} --others ${others} ${FAST}`);
        expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('1 damaged')]);
        expect((await against(fake)(`${command} --others ${others} --strict ${FAST}`)).code).toBe(1);
      }
    expect(fake.count('UpdateFunctionConfiguration')).toBe(0);
    expect((await stateOf(fake, 'f')).state).toBe('damaged');
  });

  test.each([
    ['damaged', { [EVIDENCE]: '1+abc+datadog' }],
    ['of a newer format', { [EVIDENCE]: '2+abc+datadog' }],
  ])('a function whose receipt in the tags is %s is left, and fails', async (_, tags) => {
    const fake = await start();
    fake.add({ FunctionName: 'f', tags });
    for (const command of [`instrument f ${KEY}`, 'uninstrument f'])
      expect((await against(fake)(`${command} --others take-over ${FAST}`)).code).toBe(1);
    expect([fake.count('UpdateFunctionConfiguration'), fake.get('f').tags]).toEqual([0, tags]);
  });
});

describe('the tags with the receipt', () => {
  test('are set for twenty functions in one call', async () => {
    const fake = await start();
    for (let index = 0; index < 45; index++) fake.add({ FunctionName: `f${index}` });
    await against(fake)(`instrument --all ${KEY} ${FAST}`);
    expect([fake.count('TagResources'), fake.count('TagResource')]).toEqual([3, 0]);
  });

  test('are not written where they do not fit, and that is reported', async () => {
    const fake = await start();
    const tags = Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`t${index}`, 'x']));
    fake.add({ FunctionName: 'f', tags });
    const ran = await against(fake)(`instrument f ${KEY} ${FAST}`);
    expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('second copy of the receipt needs 2 tags')]);
    expect(fake.get('f').tags).toEqual({ ...tags, tracelayer: 'datadog' });
    expect((await against(fake)(`instrument f ${KEY} ${FAST}`)).out).toContain('1 instrumented already');
  });

  test('cause one warning if setting them is not allowed, and nothing fails', async () => {
    const fake = await start();
    for (let index = 0; index < 50; index++) fake.add({ FunctionName: `f${index}` });
    fake.fault = ({ operation }) => (/^Tag/.test(operation) ? denied(operation) : undefined);
    const ran = await against(fake)(`instrument --all ${KEY} ${FAST}`);
    expect(ran.code).toBe(0);
    expect(ran.err.match(/`lambda:TagResource` is not allowed, so the tags of 50 functions/g)).toHaveLength(1);
    expect(fake.count('TagResource')).toBeLessThan(10);
  });

  test('are shown in the plan, with the variable', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f' });
    const { out } = await against(fake)(`instrument f ${KEY} --dry-run`);
    expect(out).toContain(`+ ${RECORD} = 1;datadog;`);
    expect(out).toContain(`+ tag ${EVIDENCE} = 1+`);
  });

  test('stay until tracing is removed: if uninstrument is interrupted, a second run finishes it', async () => {
    const fake = await start();
    for (let index = 0; index < 40; index++) fake.add({ FunctionName: `f${index}` });
    const before = fake.functions.map(({ configuration }) => configurationOf(fake, configuration.FunctionName ?? ''));
    await against(fake)(`instrument --all ${KEY} ${FAST}`);
    let stop = () => {};
    fake.before = ({ operation }) => {
      if (operation === 'UpdateFunctionConfiguration' && fake.count(operation) === 45) stop();
    };
    const first = await against(fake)(`uninstrument --all ${FAST}`, { interrupt: (end) => void (stop = end) });
    expect(first.code).toBe(130);
    for (const { configuration, tags } of fake.functions)
      if (configuration.Handler === TRACER) expect(tags).toHaveProperty(EVIDENCE);
    fake.before = () => undefined;
    expect((await against(fake)(`uninstrument --all ${FAST}`)).code).toBe(0);
    expect(fake.functions.map(({ configuration }) => configurationOf(fake, configuration.FunctionName ?? ''))).toEqual(
      before,
    );
  });

  test('are removed by a second run where the first could only take tracing off', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f' });
    const before = configurationOf(fake, 'f');
    await against(fake)(`instrument f ${KEY} ${FAST}`);
    fake.fault = ({ operation }) => (/^Untag/.test(operation) ? denied(operation) : undefined);
    expect((await against(fake)(`uninstrument f ${FAST}`)).code).toBe(0);
    expect((await stateOf(fake, 'f')).state).toBe('not traced');
    fake.fault = () => undefined;
    expect((await against(fake)(`uninstrument f ${FAST}`)).code).toBe(0);
    expect(configurationOf(fake, 'f')).toEqual(before);
  });
});

describe('a run that ends between two calls', () => {
  test.each([
    ['after the update of instrument', 'instrument', /^Tag/],
    ['after the update of uninstrument', 'uninstrument', /^Untag/],
    ['before the update', 'instrument', /^Update/],
  ])('%s loses nothing: the same command finishes it', async (_, command, lost) => {
    const fake = await start();
    for (const FunctionName of ['a', 'b'])
      fake.add({ FunctionName, Environment: { Variables: { OWN: FunctionName } } });
    const before = ['a', 'b'].map((name) => configurationOf(fake, name));
    if (command === 'uninstrument') await against(fake)(`instrument a b ${KEY} ${FAST}`);
    const line = command === 'instrument' ? `instrument a b ${KEY} ${FAST}` : `uninstrument a b ${FAST}`;
    fake.fault = ({ operation }) =>
      lost.test(operation) ? new Failure(400, 'Lost', 'the process is gone') : undefined;
    expect((await against(fake)(line)).code).toBe(1);
    fake.fault = () => undefined;
    expect((await against(fake)(line)).code).toBe(0);
    if (command === 'instrument') {
      for (const name of ['a', 'b']) expect((await stateOf(fake, name)).state).toBe('traced');
      await against(fake)(`uninstrument a b ${FAST}`);
    }
    expect(['a', 'b'].map((name) => configurationOf(fake, name))).toEqual(before);
  });
});

describe('what a traced function waits for', () => {
  test('is an alias on a version that is older than the change', async () => {
    const fake = await start();
    publish(fake.add({ FunctionName: 'f' }), 'live');
    const ran = await against(fake)(`instrument f ${KEY} ${FAST} --json`);
    expect(ran.json.functions[0]).toMatchObject({ state: 'traced', pending: ['version'] });
    publish(fake.get('f'), 'live');
    expect(await stateOf(fake, 'f')).toMatchObject({ state: 'traced', pending: [] });
  });

  test('is looked up one by one for a few functions, and in a list for many', async () => {
    const fake = await start();
    for (let index = 0; index < 60; index++) fake.add({ FunctionName: `f${index}` });
    publish(fake.get('f7'), 'live');
    const ran = await against(fake)(`instrument --all ${KEY} ${FAST} --json`);
    const waiting = ran.json.functions.filter(({ pending }: any) => pending.includes('version'));
    expect(waiting.map((one: any) => one.function)).toEqual(['f7']);
    expect(fake.count('ListAliases')).toBe(1);
  });

  test.each<[string, object | undefined, string[], string]>([
    ['that its role lacks', {}, ['permission'], 'permission-missing'],
    ['that may not be looked up', undefined, [], 'permission-needed'],
  ])('is a permission %s', async (_, roles, pending, code) => {
    const fake = await start(roles ? { roles: roles as Record<string, string[]> } : {});
    fake.add({ FunctionName: 'f' });
    const ran = await against(fake)(`instrument f ${FULL_KEY} ${FAST} --json`);
    expect(ran.json.functions[0]).toMatchObject({ state: 'traced', pending });
    expect(ran.json.functions[0].findings.map((found: any) => found.code)).toContain(code);
    expect(ran.json.permissions.roles).toEqual({ 'arn:aws:iam::123456789012:role/f': 1 });
  });

  test('is no permission that the role has', async () => {
    const fake = await start({ roles: { 'arn:aws:iam::123456789012:role/shared': [SECRET] } });
    for (const FunctionName of ['a', 'b'])
      fake.add({ FunctionName, Role: 'arn:aws:iam::123456789012:role/shared' } as never);
    const ran = await against(fake)(`instrument a b ${FULL_KEY} ${FAST} --json`);
    expect(ran.json).toMatchObject({ functions: [{ pending: [] }, { pending: [] }], permissions: {} });
    expect(fake.count('SimulatePrincipalPolicy')).toBe(1);
    expect(await stateOf(fake, 'a')).toMatchObject({ state: 'traced', pending: [], ok: true });
  });

  test('is looked up while functions are changed, because AWS counts these calls separately', async () => {
    const fake = await start();
    for (const FunctionName of 'abcdef') fake.add({ FunctionName });
    await against(fake)(`instrument ${[...'abcdef'].join(' ')} ${FULL_KEY} --rate 20 --yes`);
    const operations = fake.requests.map(({ operation }) => operation);
    expect(operations.filter((one) => one === 'SimulatePrincipalPolicy')).toHaveLength(6);
    expect(operations.indexOf('SimulatePrincipalPolicy')).toBeLessThan(
      operations.lastIndexOf('UpdateFunctionConfiguration'),
    );
  });

  test('is written to a file as a policy document, with the roles and their counts in the summary', async () => {
    const fake = await start();
    for (const FunctionName of ['a', 'b'])
      fake.add({ FunctionName, Role: 'arn:aws:iam::123456789012:role/shared' } as never);
    const ran = await against(fake)(`instrument a b ${FULL_KEY} ${FAST} --policy-file policy.json`);
    expect(ran.out).toContain('role/shared (2 functions)');
    const policy = JSON.parse(readFileSync(join(ran.folder, 'policy.json'), 'utf8'));
    expect(policy).toMatchObject({ Version: '2012-10-17', Statement: [{ Resource: [SECRET] }, {}] });
  });

  test('is the filter of its log group', async () => {
    const forwarder = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
    const fake = await start({ forwarders: [forwarder] });
    fake.add({ FunctionName: 'f' });
    await against(fake)(`instrument f --forwarder ${forwarder} ${FAST}`);
    expect((await stateOf(fake, 'f')).pending).toEqual([]);
    fake.groups.get('/aws/lambda/f')?.filters.clear();
    expect((await stateOf(fake, 'f')).pending).toEqual(['subscription']);
  });
});

describe('status --check', () => {
  const check = (fake: FakeAws, more = '') => against(fake)(`status --all --check --rate 5000 ${more}`);

  test('fails where nothing matches', async () => {
    expect((await check(await start())).code).toBe(1);
  });

  test('fails for what a function waits for, unless that is acknowledged', async () => {
    const fake = await start();
    publish(fake.add({ FunctionName: 'f' }), 'live');
    await against(fake)(`instrument f ${KEY} ${FAST}`);
    expect((await check(fake)).code).toBe(1);
    expect((await check(fake, '--acknowledge version-stale')).code).toBe(0);
  });

  test('fails for code that is needed, unless that is acknowledged', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f', Runtime: 'ruby3.3', Handler: 'a.b' });
    await against(fake)(`instrument f ${KEY} ${FAST}`);
    expect((await stateOf(fake, 'f')).state).toBe('needs code');
    expect((await check(fake)).code).toBe(1);
    expect((await check(fake, '--acknowledge code-needed')).code).toBe(0);
  });

  test('fails for an image whose library is unknown', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f', PackageType: 'Image' });
    await against(fake)(`instrument f ${KEY} --image-runtime java ${FAST}`);
    expect([(await stateOf(fake, 'f')).state, (await check(fake)).code]).toEqual(['needs code', 1]);
  });

  test('fails where the layers are gone while the handler is redirected', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f' });
    await against(fake)(`instrument f ${KEY} ${FAST}`);
    deploy(fake, 'f', { Layers: [] });
    expect([(await stateOf(fake, 'f')).state, (await check(fake)).code]).toEqual(['damaged', 1]);
  });
});

describe('a function in us-east-1', () => {
  const ARN = 'arn:aws:lambda:us-east-1:123456789012:function';

  test('that a distribution runs at the edge is left as it was, even if it was named', async () => {
    const fake = await start({ edge: [`${ARN}:edge:3`, `${ARN}:other:1`] });
    for (const FunctionName of ['edge', 'plain']) fake.add({ FunctionName });
    const ran = await against(fake)(`instrument edge plain ${KEY} ${FAST} --json`);
    expect(ran.json.functions.map(({ outcome }: any) => outcome)).toEqual(['left', 'done']);
    expect(ran.json.functions[0].findings.map(({ code }: any) => code)).toContain('function-edge');
    expect(fake.count('ListDistributions')).toBe(2);
  });

  test('that may be a Lambda@Edge function is left as it was unless it was named, if distributions cannot be listed', async () => {
    const fake = await start({ edge: 'denied' });
    for (const FunctionName of ['named', 'found']) fake.add({ FunctionName });
    fake.add({ FunctionName: 'surely-not', Environment: { Variables: { OWN: 'x' } } });
    const ran = await against(fake)(`instrument named --all ${KEY} ${FAST} --json`);
    const outcomes = Object.fromEntries(ran.json.functions.map((one: any) => [one.function, one.outcome]));
    expect(outcomes).toEqual({ named: 'done', found: 'left', 'surely-not': 'done' });
    expect(ran.err.match(/`cloudfront:ListDistributions`/g)).toHaveLength(1);
  });

  test('that a deployment puts at the edge after it was read is left', async () => {
    const fake = await start({ edge: [`${ARN}:f:1`] });
    fake.add({ FunctionName: 'f', Environment: { Variables: { OWN: 'x' } } });
    fake.before = ({ operation }) => {
      fake.before = operation === 'UpdateFunctionConfiguration' ? () => undefined : fake.before;
      if (operation === 'UpdateFunctionConfiguration') deploy(fake, 'f', { Environment: undefined });
    };
    const ran = await against(fake)(`instrument f ${KEY} ${FAST} --json`);
    expect(ran.json.functions[0]).toMatchObject({ outcome: 'left', state: 'not traced' });
    expect(ran.json.functions[0].findings.map(({ code }: any) => code)).toContain('function-edge');
    expect(fake.get('f').configuration.Layers ?? []).toEqual([]);
  });

  test.each([[[`${ARN}:f:3`]], ['denied' as const]])(
    'has the reason in status that instrument has: %j',
    async (edge) => {
      const fake = await start({ edge });
      fake.add({ FunctionName: 'f' });
      const codes = async (line: string) =>
        (await against(fake)(`${line} --all ${KEY} --rate 5000 --json`)).json.functions[0].findings.map(
          ({ code }: any) => code,
        );
      const seen = await codes('status');
      expect(seen).toEqual(await codes('instrument --dry-run'));
      expect(seen).toHaveLength(1);
    },
  );

  test('costs no call where none could be at the edge', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f', Environment: { Variables: { OWN: 'x' } } });
    await against(fake)(`instrument f ${KEY} ${FAST}`);
    expect(fake.count('ListDistributions')).toBe(0);
  });
});

describe('an exit code', () => {
  test.each([
    [2, 'a region that is not set', { AWS_REGION: '' }, 'status f', 'AWS_REGION'],
    [2, 'a profile that is unknown', {}, 'status f --profile nobody', '"nobody"'],
    [2, 'a profile of the environment that is unknown', { AWS_PROFILE: 'nobody' }, 'status f', 'AWS_PROFILE'],
    [1, 'credentials that are missing', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, 'status f', '--profile'],
    [1, 'a function that is unknown', {}, 'status f', 'There is no function f in us-east-1.'],
    [1, 'a selection that matches nothing', {}, 'status f-*', 'No function in us-east-1 matches.'],
    [1, 'a call that is refused', {}, 'status --all', 'lambda:ListFunctions'],
  ])('%i is for %s, with the way out', async (code, _, variables, line, said) => {
    const fake = await start();
    fake.fault = ({ operation }) =>
      line.includes('--all') && operation === 'ListFunctions' ? denied('lambda:ListFunctions') : undefined;
    const ran = await tracelayer(`${line} --rate 5000`, { variables: { ...fake.variables, ...variables } });
    expect([ran.code, ran.out + ran.err]).toEqual([code, expect.stringContaining(said)]);
  });

  test('is 1 with --strict where a function cannot be traced, and the others are done', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'odd', Runtime: 'nodejs28.x' });
    fake.add({ FunctionName: 'f' });
    const ran = await against(fake)(`instrument odd f ${KEY} --strict ${FAST}`);
    expect([ran.code, variablesOf(fake, 'f')[RECORD]]).toEqual([1, expect.any(String)]);
    expect(
      (await against(fake)(`instrument odd f ${KEY} --strict --acknowledge runtime-unsupported ${FAST}`)).code,
    ).toBe(0);
  });
});

test('a regular expression that would take forever is a mistake', async () => {
  const fake = await start();
  fake.add({ FunctionName: `${'a'.repeat(64)}-` });
  const ran = await against(fake)(`instrument --functions-regex (a+)+$ ${KEY} ${FAST}`);
  expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('--functions-regex')]);
}, 20_000);
