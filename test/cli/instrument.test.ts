/** `instrument` and `uninstrument` against the fake of AWS. */
import { RECORD } from '../../src/surfaces/lambda/record';
import { denied, Failure } from '../fake-aws/failure';
import type { Request } from '../fake-aws/fake-aws';
import { against, configurationOf, fakes, KEY } from './harness';

const start = fakes();
jest.setTimeout(30_000);
const FAST = '--rate 5000 --yes';
const FORWARDER = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
/** What is looked up and not needed for the change itself. */
const LOOKUPS = ['ListDistributions', 'ListAliases', 'SimulatePrincipalPolicy'];
const layer = (name: string, account = '123456789012') => `arn:aws:lambda:us-east-1:${account}:layer:${name}:1`;

describe('instrument', () => {
  test('reads once and writes once for a function without obstacles', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders' });
    const ran = await against(fake)(`instrument orders ${KEY} --yes`);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('instrumented') });
    const asked = fake.requests.map(({ operation }) => operation.replace('TagResources', 'TagResource'));
    expect(asked.filter((operation) => !LOOKUPS.includes(operation))).toEqual([
      'GetFunction',
      'UpdateFunctionConfiguration',
      'TagResource',
    ]);
    const { configuration, tags } = fake.get('orders');
    expect(configuration.Handler).toBe('/opt/nodejs/node_modules/datadog-lambda-js/handler.handler');
    expect(configuration.Environment?.Variables).toMatchObject({
      DD_LAMBDA_HANDLER: 'index.handler',
      DD_SITE: 'datadoghq.com',
      [RECORD]: expect.stringMatching(/^1;datadog;/),
    });
    expect(tags).toMatchObject({ tracelayer: 'datadog', 'tracelayer-receipt': expect.stringMatching(/^1\+/) });
  });

  test('writes with the revision that it read', async () => {
    const fake = await start();
    const { RevisionId } = fake.add({ FunctionName: 'orders' }).configuration;
    await against(fake)(`instrument orders ${KEY} ${FAST}`);
    const update = fake.requests.find(({ operation }) => operation === 'UpdateFunctionConfiguration');
    expect(update?.body.RevisionId).toBe(RevisionId);
  });

  test('only shows the plan with --dry-run, and needs only to read', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders' });
    const ran = await against(fake)(`instrument orders ${KEY} --dry-run`);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('~ handler = index.handler → /opt/nodejs');
    expect(fake.requests.map(({ operation }) => operation)).toEqual(['GetFunction', 'ListDistributions']);
  });

  test('has nothing to do the second time, even if the options come from another source', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders', Runtime: 'java21', Handler: 'a.B::c' });
    await against(fake)(`instrument orders ${KEY} --env prod ${FAST}`);
    const again = await against(fake)(`instrument orders ${KEY} ${FAST}`, { variables: { DD_ENV: 'prod' } });
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('instrumented already') });
    expect(fake.count('UpdateFunctionConfiguration')).toBe(1);
  });

  test('never adds a plain key to a secret, in any order', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders' });
    const keys = () =>
      Object.keys(fake.get('orders').configuration.Environment?.Variables ?? {}).filter((name) =>
        /^DD_.*API_KEY/.test(name),
      );
    await against(fake)(`instrument orders ${KEY} ${FAST}`, {
      variables: { DATADOG_API_KEY: '0123456789abcdef0123456789abcdef' },
    });
    expect(keys()).toEqual(['DD_API_KEY_SECRET_ARN']);
    await against(fake)(`instrument orders ${KEY} ${FAST}`, {
      variables: { DATADOG_API_KEY: '0123456789abcdef0123456789abcdef' },
    });
    expect(keys()).toEqual(['DD_API_KEY_SECRET_ARN']);
    await against(fake)(`instrument orders ${FAST}`, {
      variables: { DATADOG_API_KEY: '0123456789abcdef0123456789abcdef' },
    });
    expect(keys()).toEqual(['DD_API_KEY']);
  });

  test("never adds a key to one that is the function's own", async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders', Environment: { Variables: { DD_API_KEY: 'own' } } });
    await against(fake)(`instrument orders ${KEY} ${FAST}`);
    const variables = fake.get('orders').configuration.Environment?.Variables ?? {};
    expect(Object.keys(variables).filter((name) => /^DD_.*API_KEY/.test(name))).toEqual(['DD_API_KEY']);
  });

  test('shows a key nowhere', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders' });
    for (const more of ['--dry-run', '--dry-run --json', FAST, `${FAST} --json`]) {
      const ran = await against(fake)(`instrument orders --api-key 0123456789abcdef0123456789abcdef ${more}`);
      expect(ran.out + ran.err).not.toContain('abcdef');
    }
    const { out } = await against(fake)('uninstrument orders --dry-run');
    expect(out).toContain('- DD_API_KEY = ********');
  });

  test.each([
    [
      'the function',
      { FunctionName: 'orders', Environment: { Variables: { DD_SITE: 'datadoghq.eu', DD_LOG_LEVEL: 'debug' } } },
    ],
  ])("keeps %s's own variables", async (_, given) => {
    const fake = await start();
    fake.add(given);
    await against(fake)(`instrument orders ${KEY} --site us3.datadoghq.com ${FAST}`);
    expect(fake.get('orders').configuration.Environment?.Variables).toMatchObject(given.Environment.Variables);
  });

  test("keeps the order of the user's layers, and one with a name like ours", async () => {
    const fake = await start();
    const own = [layer('zeta'), layer('my-Datadog-Extension-config'), layer('alpha')];
    fake.add({ FunctionName: 'orders', Layers: own.map((Arn) => ({ Arn })) });
    await against(fake)(`instrument orders ${KEY} ${FAST}`);
    expect(
      fake
        .get('orders')
        .configuration.Layers?.map(({ Arn }) => Arn)
        .slice(0, 3),
    ).toEqual(own);
  });

  test.each([
    ['whose variables it may not read', { sealed: true }, 'kms:Decrypt', 1],
    [
      'with a foreign wrapper where it needs its own',
      { Runtime: 'java21', Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap' } } },
      'AWS_LAMBDA_EXEC_WRAPPER',
      0,
    ],
    [
      'that would have more than five layers',
      { Layers: ['a', 'b', 'c', 'd'].map((name) => ({ Arn: layer(name) })) },
      '6 layers',
      0,
    ],
    [
      'that would have more than 4 KB of variables',
      { Environment: { Variables: { BIG: 'x'.repeat(3900) } } },
      '4096',
      0,
    ],
    ['of a runtime that has no layer', { Runtime: 'nodejs28.x' }, 'nodejs28.x', 0],
    ['that another tool has instrumented', { tags: { dd_sls_ci: 'v5' } }, 'datadog-ci', 0],
    ['that is a replica at the edge', { MasterArn: 'arn:x' }, 'Lambda@Edge', 0],
  ])('leaves a function alone %s, and does the others', async (_, given, why, code) => {
    const fake = await start();
    fake.add({ FunctionName: 'odd', ...given });
    fake.add({ FunctionName: 'orders' });
    const before = configurationOf(fake, 'odd');
    const ran = await against(fake)(`instrument odd orders ${KEY} ${FAST}`);
    expect(ran.code).toBe(code);
    expect(ran.out).toContain(why);
    expect(configurationOf(fake, 'odd')).toEqual(before);
    expect(fake.get('orders').tags).toMatchObject({ tracelayer: 'datadog' });
  });

  test('warns of functions that a stack owns, and leaves them alone with --skip-managed', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders', tags: { 'aws:cloudformation:stack-name': 'shop' } });
    const skipped = await against(fake)(`instrument orders ${KEY} --skip-managed ${FAST}`);
    expect(skipped).toMatchObject({ code: 0, out: expect.stringContaining('the stack shop') });
    expect(fake.count('UpdateFunctionConfiguration')).toBe(0);
    const done = await against(fake)(`instrument orders ${KEY} ${FAST}`);
    expect(done.out).toContain('whose next deployment restores the old configuration');
    expect(fake.count('UpdateFunctionConfiguration')).toBe(1);
  });

  test('takes over functions of another tool if the flag is set, and restores them', async () => {
    const fake = await start();
    fake.add({
      FunctionName: 'orders',
      Handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      Layers: [layer('Datadog-Extension', '464622532012'), layer('Datadog-Node22-x', '464622532012')].map((Arn) => ({
        Arn,
      })),
      Environment: { Variables: { DD_LAMBDA_HANDLER: 'app.main', DD_SITE: 'datadoghq.eu', DD_SERVICE: 'x' } },
      tags: { dd_sls_ci: 'v5' },
    });
    const before = configurationOf(fake, 'orders');
    const ran = await against(fake)(`instrument orders ${KEY} --others take-over ${FAST}`);
    expect(ran.code).toBe(0);
    const { configuration } = fake.get('orders');
    expect(configuration.Environment?.Variables?.DD_LAMBDA_HANDLER).toBe('app.main');
    expect(configuration.Layers).toHaveLength(2);
    await against(fake)(`uninstrument orders ${FAST}`);
    expect(configurationOf(fake, 'orders')).toEqual(before);
  });

  test('redirects the command of an image whose language is named, and keeps the rest of it', async () => {
    const fake = await start();
    fake.add({
      FunctionName: 'image',
      PackageType: 'Image',
      ImageConfigResponse: { ImageConfig: { Command: ['app.handler'], WorkingDirectory: '/srv' } },
    });
    const before = configurationOf(fake, 'image');
    const ran = await against(fake)(`instrument image ${KEY} --image-runtime python ${FAST}`);
    expect(ran.code).toBe(0);
    expect(fake.get('image').configuration.ImageConfigResponse?.ImageConfig).toEqual({
      Command: ['datadog_lambda.handler.handler'],
      WorkingDirectory: '/srv',
    });
    await against(fake)(`uninstrument image ${FAST}`);
    expect(configurationOf(fake, 'image')).toEqual(before);
  });
});

describe('functions are named', () => {
  const setup = async () => {
    const fake = await start();
    for (const FunctionName of ['api-a', 'api-b', 'worker'])
      fake.add({ FunctionName, versions: ['prod'], tags: { team: FunctionName } });
    fake.add({ FunctionName: 'api-a', region: 'eu-west-1' });
    return fake;
  };
  const ARN = 'arn:aws:lambda:us-east-1:123456789012:function';

  test.each([
    ['worker', ['us-east-1 worker']],
    [`${ARN}:worker`, ['us-east-1 worker']],
    ['123456789012:function:worker', ['us-east-1 worker']],
    ['123456789012:function:worker:prod', ['us-east-1 worker']],
    [`worker worker:prod -f worker ${ARN}:worker`, ['us-east-1 worker']],
    ['api-*', ['us-east-1 api-a', 'us-east-1 api-b']],
    ['--functions-regex ^api', ['us-east-1 api-a', 'us-east-1 api-b']],
    ['--functions-regex a --exclude *-b', ['us-east-1 api-a']],
    ['--tag team=worker', ['us-east-1 worker']],
    ['--tag team --functions-regex b$', ['us-east-1 api-b']],
    ['--all -r us-east-1 -r eu-west-1 --exclude worker', ['eu-west-1 api-a', 'us-east-1 api-a', 'us-east-1 api-b']],
    ['api-a worker -r us-east-1,eu-west-1', ['eu-west-1 api-a', 'us-east-1 api-a', 'us-east-1 worker']],
    [`arn:aws:lambda:eu-west-1:123456789012:function:api-a`, ['eu-west-1 api-a']],
  ])('%s', async (words, expected) => {
    const fake = await setup();
    const ran = await against(fake)(`instrument ${words} ${KEY} --dry-run --json --rate 5000`);
    expect(ran.json.functions.map((one: any) => `${one.region} ${one.function}`).sort()).toEqual(expected);
  });

  test('by a version or alias: the function itself is changed, and the output says so', async () => {
    const fake = await setup();
    const ran = await against(fake)(`instrument worker:prod ${KEY} --dry-run`);
    expect(ran.out).toContain('"worker:prod" is a version or an alias');
  });

  test('wrongly: the others are done, and the exit code is 1', async () => {
    const fake = await setup();
    const ran = await against(fake)(`instrument nobody worker ${KEY} ${FAST}`);
    expect(ran).toMatchObject({ code: 1, out: expect.stringContaining('There is no function nobody in us-east-1.') });
    expect(fake.get('worker').tags).toMatchObject({ tracelayer: 'datadog' });
  });

  test('by a pattern to exclude that matches none: the output says so', async () => {
    const fake = await setup();
    const ran = await against(fake)(`instrument --all --exclude apj-* ${KEY} --dry-run`);
    expect(ran.err).toContain('"apj-*"');
  });

  test.each([
    ['', 'no function is selected'],
    ['--functions-regex (', 'a regular expression'],
    ['a/b', '"a/b"'],
    ['worker --exten 3', '--exten'],
    ['worker --site nowhere', '--site'],
    ['worker --layer-version 12abc', '--layer-version'],
    ['worker --frobnicate', '--frobnicate'],
    ['worker --node-layer-version', 'nothing'],
  ])('wrongly, as in "%s": exit code 2, and no call to AWS', async (words, said) => {
    const fake = await setup();
    const ran = await against(fake)(`instrument ${words} ${KEY} --yes`);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(said);
    expect(fake.requests).toEqual([]);
  });

  test('without a key: exit code 2, and no call to AWS', async () => {
    const fake = await setup();
    const ran = await against(fake)('instrument worker --yes');
    expect([ran.code, fake.requests.length]).toEqual([2, 0]);
  });

  test('without a terminal: nothing is changed without --yes', async () => {
    const fake = await setup();
    const ran = await against(fake)(`instrument worker ${KEY}`);
    expect([ran.code, fake.count('UpdateFunctionConfiguration')]).toEqual([2, 0]);
    expect(ran.err).toContain('--yes');
  });
});

describe('the region', () => {
  test.each([
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' }, '', 'eu-west-1'],
    [{ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' }, '', 'eu-west-1'],
    [{ AWS_REGION: 'us-east-1' }, '-r eu-west-1', 'eu-west-1'],
  ])('with %j and "%s" is %s', async (variables, words, region) => {
    const fake = await start();
    fake.add({ FunctionName: 'f', region });
    await against(fake)(`instrument f ${words} ${KEY} --dry-run`, { variables });
    expect(fake.requests.map((request) => request.region)).toEqual([region]);
  });
});

describe('if a function has an obstacle,', () => {
  test('the command waits for an update in progress', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f', busyUntil: Date.now() + 300 });
    expect((await against(fake)(`instrument f ${KEY} ${FAST}`)).code).toBe(0);
    expect(fake.requests.filter(({ status }) => status === 409)).toEqual([]);
  });

  test('the command waits for its own update, and a second run needs no other', async () => {
    const fake = await start({ updateTakes: 200 });
    fake.add({ FunctionName: 'f' });
    expect((await against(fake)(`instrument f ${KEY} ${FAST}`)).code).toBe(0);
    expect(fake.get('f').busyUntil).toBeLessThanOrEqual(Date.now());
  });

  test('a deployment between reading and writing is kept, and the plan is made again', async () => {
    const fake = await start();
    const fn = fake.add({ FunctionName: 'f' });
    fake.before = ({ operation }) => {
      if (operation !== 'UpdateFunctionConfiguration') return;
      fake.before = () => undefined;
      fn.configuration = {
        ...fn.configuration,
        Handler: 'other.handler',
        RevisionId: 'new',
        Environment: { Variables: { DEPLOYED: 'yes' } },
      };
    };
    expect((await against(fake)(`instrument f ${KEY} ${FAST}`)).code).toBe(0);
    expect(fn.configuration.Environment?.Variables).toMatchObject({
      DEPLOYED: 'yes',
      DD_LAMBDA_HANDLER: 'other.handler',
    });
    expect(fake.requests.filter(({ status }) => status === 412)).toHaveLength(1);
  });

  test('the command waits for a deployment that starts between reading and writing', async () => {
    const fake = await start();
    const fn = fake.add({ FunctionName: 'f' });
    fake.before = ({ operation }) => {
      if (operation !== 'UpdateFunctionConfiguration') return;
      fake.before = () => undefined;
      fn.busyUntil = Date.now() + 300;
    };
    expect((await against(fake)(`instrument f ${KEY} ${FAST}`)).code).toBe(0);
    expect(fake.requests.filter(({ status }) => status === 409)).toHaveLength(1);
  });

  test('a lost answer is harmless: the function is read again and is up to date', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f' });
    const original = fake.before;
    let lost = false;
    fake.before = (request) => {
      original(request);
      if (request.operation === 'UpdateFunctionConfiguration' && !lost) {
        lost = true;
        const fn = fake.get('f');
        const { FunctionName, RevisionId, Layers, ...rest } = request.body;
        fn.configuration = {
          ...fn.configuration,
          ...rest,
          Layers: Layers.map((Arn: string) => ({ Arn })),
          RevisionId: 'done',
        };
        throw new Failure(500, 'ServiceException', 'lost');
      }
    };
    const ran = await against(fake)(`instrument f ${KEY} ${FAST}`);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('instrumented') });
  });

  test('a layer without permission is reported with its ARN, and nothing is left behind', async () => {
    const arn = 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Node22-x:7';
    const fake = await start({ missingLayers: [arn] });
    fake.add({ FunctionName: 'f' });
    const before = configurationOf(fake, 'f');
    const ran = await against(fake)(`instrument f ${KEY} --node-layer-version 7 ${FAST}`);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain(`${arn} does not exist, or is not shared with this account`);
    expect(configurationOf(fake, 'f')).toEqual(before);
  });

  test('tags that the tagging API does not allow are set one by one', async () => {
    const fake = await start();
    for (const FunctionName of ['a', 'b']) fake.add({ FunctionName });
    fake.fault = ({ operation }) => (operation === 'TagResources' ? denied('tag:TagResources') : undefined);
    expect((await against(fake)(`instrument a b ${KEY} ${FAST}`)).code).toBe(0);
    expect(fake.count('TagResource')).toBe(2);
  });

  test('missing credentials are reported once', async () => {
    const fake = await start();
    for (const FunctionName of ['a', 'b']) fake.add({ FunctionName });
    fake.fault = () =>
      new Failure(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
    const ran = await against(fake)(`instrument a b ${KEY} ${FAST}`);
    expect(ran.code).toBe(1);
    expect(ran.err.match(/security token/g)).toHaveLength(1);
  });
});

describe('with a forwarder', () => {
  test('the log group of the function is subscribed, and let go again', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.add({ FunctionName: 'f', LoggingConfig: { LogGroup: '/own/group' } });
    const before = configurationOf(fake, 'f');
    expect((await against(fake)(`instrument f --forwarder ${FORWARDER} ${FAST}`)).code).toBe(0);
    expect(fake.groups.get('/own/group')?.filters.get('tracelayer')?.destinationArn).toBe(FORWARDER);
    expect((await against(fake)(`instrument f --forwarder ${FORWARDER} ${FAST}`)).out).toContain(
      'instrumented already',
    );
    expect((await against(fake)(`uninstrument f ${FAST}`)).code).toBe(0);
    expect(fake.groups.get('/own/group')?.filters.size).toBe(0);
    expect(configurationOf(fake, 'f')).toEqual(before);
  });

  test('and later without: the subscription is gone', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.add({ FunctionName: 'f' });
    await against(fake)(`instrument f --forwarder ${FORWARDER} ${FAST}`);
    expect(fake.groups.get('/aws/lambda/f')?.filters.size).toBe(1);
    await against(fake)(`instrument f ${KEY} ${FAST}`);
    expect(fake.groups.get('/aws/lambda/f')?.filters.size).toBe(0);
  });

  test('a group that has two filters is seen before anything is changed', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.add({ FunctionName: 'f' });
    const filter = { destinationArn: 'x', filterPattern: '' };
    fake.groups.set('/aws/lambda/f', {
      filters: new Map([
        ['a', filter],
        ['b', filter],
      ]),
    });
    const before = configurationOf(fake, 'f');
    const ran = await against(fake)(`instrument f --forwarder ${FORWARDER} ${FAST}`);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('CloudWatch Logs allows 2') });
    expect(configurationOf(fake, 'f')).toEqual(before);
  });

  test('a log group that does not exist is created with its retention', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.add({ FunctionName: 'f' });
    await against(fake)(`instrument f --forwarder ${FORWARDER} --log-retention-in-days 30 ${FAST}`);
    expect(fake.groups.get('/aws/lambda/f')).toMatchObject({ retentionInDays: 30 });
  });

  test('with `--log-groups existing`, a log group that does not exist is not created, and is subscribed later', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.add({ FunctionName: 'f' });
    const instrument = () =>
      against(fake)(`instrument f --forwarder ${FORWARDER} --log-groups existing --json ${FAST}`);
    const first = JSON.parse((await instrument()).out);
    expect(first.functions).toMatchObject([{ state: 'traced', pending: ['subscription'] }]);
    expect(fake.groups.size).toBe(0);
    fake.groups.set('/aws/lambda/f', { filters: new Map() });
    await instrument();
    expect(fake.groups.get('/aws/lambda/f')?.filters.size).toBe(1);
  });

  test('with `--log-groups none`, an earlier subscription is removed and the log group stays', async () => {
    const fake = await start({ forwarders: [FORWARDER] });
    fake.add({ FunctionName: 'f' });
    await against(fake)(`instrument f --forwarder ${FORWARDER} ${FAST}`);
    await against(fake)(`instrument f --forwarder ${FORWARDER} --log-groups none ${FAST}`);
    expect(fake.groups.get('/aws/lambda/f')?.filters.size).toBe(0);
  });

  test('another Forwarder takes the place of the one before', async () => {
    const other = `${FORWARDER}-new`;
    const fake = await start({ forwarders: [FORWARDER, other] });
    fake.add({ FunctionName: 'f' });
    const filters = () => fake.groups.get('/aws/lambda/f')?.filters;
    await against(fake)(`instrument f --forwarder ${FORWARDER} ${FAST}`);
    const seen = await against(fake)(`status f --forwarder ${other} --json`);
    expect(seen.json.functions[0].pending).toEqual(['subscription']);
    const moved = await against(fake)(`instrument f --forwarder ${other} ${FAST} --json`);
    expect(moved.json.functions[0]).toMatchObject({ outcome: 'done', subscribe: { destination: other } });
    expect([...(filters() ?? [])]).toEqual([['tracelayer', expect.objectContaining({ destinationArn: other })]]);
    filters()?.clear();
    await against(fake)(`instrument f --forwarder ${other} ${FAST}`);
    expect(filters()?.size).toBe(1);
    expect((await against(fake)(`instrument f --forwarder ${other} ${FAST}`)).out).toContain('instrumented already');
  });

  test('the Forwarder before is restored where the update fails', async () => {
    const other = `${FORWARDER}-new`;
    const fake = await start({ forwarders: [FORWARDER, other] });
    fake.add({ FunctionName: 'f' });
    await against(fake)(`instrument f --forwarder ${FORWARDER} ${FAST}`);
    fake.fault = ({ operation }) =>
      operation === 'UpdateFunctionConfiguration' ? denied('lambda:UpdateFunctionConfiguration') : undefined;
    expect((await against(fake)(`instrument f --forwarder ${other} --env new ${FAST}`)).code).toBe(1);
    expect(fake.groups.get('/aws/lambda/f')?.filters.get('tracelayer')?.destinationArn).toBe(FORWARDER);
  });

  test.each([
    ['is in its tags', () => undefined],
    [
      'may not be found by tags',
      ({ operation }: Request) => (operation === 'GetResources' ? denied('tag:GetResources') : undefined),
    ],
  ])('a log group of several functions stays subscribed until the last one goes, where that %s', async (_, fault) => {
    const fake = await start({ forwarders: [FORWARDER] });
    for (const FunctionName of ['a', 'b', 'c']) fake.add({ FunctionName, LoggingConfig: { LogGroup: '/shared' } });
    await against(fake)(`instrument a b c --forwarder ${FORWARDER} ${FAST}`);
    expect(fake.groups.get('/shared')?.filters.size).toBe(1);
    fake.fault = fault;
    const first = await against(fake)(`uninstrument a ${FAST} --json`);
    expect(fake.groups.get('/shared')?.filters.size).toBe(1);
    expect(first.json.functions[0].findings).toContainEqual(expect.objectContaining({ code: 'shared-kept' }));
    await against(fake)(`uninstrument b c ${FAST}`);
    expect(fake.groups.get('/shared')?.filters.size).toBe(0);
  });

  test('a function is left as it was where its log group cannot be subscribed, and the other way round', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f' });
    const before = configurationOf(fake, 'f');
    expect((await against(fake)(`instrument f --forwarder ${FORWARDER} ${FAST}`)).code).toBe(1);
    expect(configurationOf(fake, 'f')).toEqual(before);

    const other = await start({ forwarders: [FORWARDER] });
    other.add({ FunctionName: 'f' });
    other.fault = ({ operation }) =>
      operation === 'UpdateFunctionConfiguration' ? denied('lambda:UpdateFunctionConfiguration') : undefined;
    expect((await against(other)(`instrument f --forwarder ${FORWARDER} ${FAST}`)).code).toBe(1);
    expect(other.groups.get('/aws/lambda/f')?.filters.size).toBe(0);
  });
});

test('the flag --tags is the option of the selected provider', async () => {
  const fake = await start();
  fake.add({ FunctionName: 'a', Runtime: 'python3.12' });
  fake.add({ FunctionName: 'b', Runtime: 'python3.12' });
  await against(fake)(`instrument a ${KEY} --tags x:y ${FAST}`);
  await against(fake)(
    `instrument b --provider opentelemetry --endpoint https://otel.example.com:4318 --tags x:y ${FAST}`,
  );
  expect(fake.get('a').configuration.Environment?.Variables?.DD_TAGS).toBe('x:y');
  expect(fake.get('b').configuration.Environment?.Variables?.OTEL_RESOURCE_ATTRIBUTES).toContain('x=y');
});

describe('uninstrument', () => {
  test('gives back the same function, and does nothing to one that is not instrumented', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders' });
    fake.add({ FunctionName: 'plain', Environment: { Variables: { DD_SERVICE: 'mine' } } });
    const before = fake.functions.map(({ configuration }) => configurationOf(fake, configuration.FunctionName ?? ''));
    await against(fake)(`instrument orders ${KEY} --env prod ${FAST}`);
    const ran = await against(fake)(`uninstrument orders plain ${FAST}`);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('not instrumented') });
    expect(fake.functions.map(({ configuration }) => configurationOf(fake, configuration.FunctionName ?? ''))).toEqual(
      before,
    );
  });

  test('keeps what was changed in between', async () => {
    const fake = await start();
    const fn = fake.add({ FunctionName: 'orders', Handler: 'a.handler' });
    await against(fake)(`instrument orders ${KEY} ${FAST}`);
    const Variables = { ...fn.configuration.Environment?.Variables, DD_SITE: 'datadoghq.eu', NEW: 'x' };
    fn.configuration = { ...fn.configuration, Handler: 'b.handler', Environment: { Variables } };
    await against(fake)(`uninstrument orders ${FAST}`);
    expect(fn.configuration).toMatchObject({
      Handler: 'b.handler',
      Environment: { Variables: { DD_SITE: 'datadoghq.eu', NEW: 'x' } },
    });
  });

  test('undoes what another tool did only if the flag is set, and reports what is unknown', async () => {
    const fake = await start();
    fake.add({
      FunctionName: 'orders',
      Handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      Layers: [layer('own'), layer('Datadog-Extension', '464622532012')].map((Arn) => ({ Arn })),
      Environment: { Variables: { DD_LAMBDA_HANDLER: 'app.main', DD_API_KEY: 'k', DD_SERVICE: 'x', OWN: 'y' } },
      tags: { dd_sls_ci: 'v5', team: 'a' },
    });
    expect((await against(fake)(`uninstrument orders ${FAST}`)).out).toContain('left alone');
    const ran = await against(fake)(`uninstrument orders --others take-over ${FAST}`);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('stays: DD_SERVICE') });
    expect(configurationOf(fake, 'orders')).toMatchObject({
      Handler: 'app.main',
      Layers: [layer('own')],
      Environment: { Variables: { DD_SERVICE: 'x', OWN: 'y' } },
      tags: { team: 'a' },
    });
  });

  test('refuses a function whose original handler is unknown', async () => {
    const fake = await start();
    fake.add({
      FunctionName: 'orders',
      Handler: 'datadog_lambda.handler.handler',
      Runtime: 'python3.12',
      tags: { dd_sls_ci: 'v5' },
    });
    const ran = await against(fake)(`uninstrument orders --others take-over ${FAST}`);
    expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('1 damaged')]);
    expect(fake.count('UpdateFunctionConfiguration')).toBe(0);
  });

  test('accepts the flags of instrument', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders' });
    const ran = await against(fake)(
      `uninstrument -f orders -v 120 -e 80 --tracing true --logging false --llmobs x --lambda-fips -a 123456789012 -s -u --extra-tags a:b -r us-east-1 ${FAST}`,
    );
    expect(ran.code).toBe(0);
  });
});
