/** The fake keeps the rules that AWS documents, seen through the real SDK. */
import { CloudWatchLogsClient, PutSubscriptionFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { denied } from './failure';
import { FakeAws, type Settings } from './fake-aws';

const fakes: FakeAws[] = [];
async function start(settings: Settings = {}) {
  const fake = await new FakeAws(settings).start();
  fakes.push(fake);
  const config = {
    region: 'us-east-1',
    endpoint: fake.url,
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  const lambda = new LambdaClient(config);
  const update = (input: Partial<UpdateFunctionConfigurationCommandInput>) =>
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'f', ...input }));
  return { fake, config, lambda, update };
}
afterEach(() => Promise.all(fakes.splice(0).map((fake) => fake.stop())));

const failure = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (problem: Error & { $metadata?: { httpStatusCode?: number } }) =>
      `${problem.$metadata?.httpStatusCode} ${problem.name}`,
  );
const layer = (name: string, version = 1) => `arn:aws:lambda:us-east-1:123456789012:layer:${name}:${version}`;

test.each<[string, string, Partial<UpdateFunctionConfigurationCommandInput>]>([
  [
    'more than 4 KB of variables',
    '400 InvalidParameterValueException',
    { Environment: { Variables: { A1: 'x'.repeat(4096) } } },
  ],
  [
    'a variable with a reserved name',
    '400 InvalidParameterValueException',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
  ],
  [
    'more than five layers',
    '400 InvalidParameterValueException',
    { Layers: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => layer(name)) },
  ],
  ['two versions of a layer', '400 InvalidParameterValueException', { Layers: [layer('a', 1), layer('a', 2)] }],
  ['a layer that is not shared', '403 AccessDeniedException', { Layers: [layer('missing')] }],
  ['a handler with a blank', '400 InvalidParameterValueException', { Handler: 'a b' }],
  ['another revision', '412 PreconditionFailedException', { RevisionId: 'old', Handler: 'a.b' }],
  ['a version', '400 InvalidParameterValueException', { FunctionName: 'f:1', Handler: 'a.b' }],
  ['a function that is not there', '404 ResourceNotFoundException', { FunctionName: 'g', Handler: 'a.b' }],
  ['layers for an image', '400 InvalidParameterValueException', { FunctionName: 'image', Layers: [] }],
])('an update with %s is refused', async (_, expected, input) => {
  const { fake, update } = await start({ missingLayers: [layer('missing')] });
  fake.add({ FunctionName: 'f', versions: ['1'] });
  fake.add({ FunctionName: 'image', PackageType: 'Image' });
  const before = JSON.stringify(fake.functions);
  expect(await failure(update(input))).toBe(expected);
  expect(JSON.stringify(fake.functions)).toBe(before);
});

test('an update takes its time, in which another is refused', async () => {
  const { fake, update } = await start({ updateTakes: 100 });
  fake.add({ FunctionName: 'f' });
  expect((await update({ Handler: 'a.b' })).LastUpdateStatus).toBe('InProgress');
  expect(await failure(update({ Handler: 'a.c' }))).toBe('409 ResourceConflictException');
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(await failure(update({ Handler: 'a.c' }))).toBe('none');
});

test('an update gives a new revision, and what is emptied is not there any more', async () => {
  const { fake, lambda, update } = await start();
  const { RevisionId } = fake.add({ FunctionName: 'f', Environment: { Variables: { A1: 'x' } } }).configuration;
  expect((await update({ Environment: { Variables: {} }, Layers: [] })).RevisionId).not.toBe(RevisionId);
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'f' }));
  expect(Configuration).not.toHaveProperty('Environment');
  expect(Configuration).not.toHaveProperty('Layers');
});

test('a list has fifty functions a page whatever is asked for, and neither state nor tags', async () => {
  const { fake, lambda } = await start();
  for (let index = 0; index < 120; index++) fake.add({ FunctionName: `f${index}`, tags: { a: 'b' } });
  fake.add({ FunctionName: 'elsewhere', region: 'eu-west-1' });
  const first = await lambda.send(new ListFunctionsCommand({ MaxItems: 1000 }));
  expect(first.Functions).toHaveLength(50);
  const third = await lambda.send(new ListFunctionsCommand({ Marker: '100' }));
  expect([third.Functions?.length, third.NextMarker]).toEqual([20, undefined]);
  expect(first.Functions?.[0]).not.toHaveProperty('State');
});

test('more than its rate is refused, reading and writing apart', async () => {
  const { fake, lambda, update } = await start({ rates: { read: 5, write: 2 } });
  fake.add({ FunctionName: 'f' });
  const writes = await Promise.all([1, 2, 3].map(() => failure(update({ Handler: 'a.b' }))));
  expect(writes.sort()).toEqual(['429 TooManyRequestsException', 'none', 'none']);
  expect(await failure(lambda.send(new GetFunctionCommand({ FunctionName: 'f' })))).toBe('none');
});

test('variables under a key that may not be used are an error and not a variable', async () => {
  const { fake, lambda } = await start();
  fake.add({ FunctionName: 'f', Environment: { Variables: { A1: 'x' } }, sealed: true });
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'f' }));
  expect(Configuration?.Environment).toEqual({
    Error: expect.objectContaining({ ErrorCode: 'AccessDeniedException' }),
  });
});

test('functions are named by name, ARN or part of one, and tagged by the ARN without a version', async () => {
  const { fake, lambda } = await start();
  const { FunctionArn } = fake.add({ FunctionName: 'f', versions: ['prod'] }).configuration;
  for (const name of [
    'f',
    '123456789012:function:f',
    FunctionArn,
    `${FunctionArn}:prod`,
    '123456789012:function:f:prod',
  ])
    expect(await failure(lambda.send(new GetFunctionCommand({ FunctionName: name })))).toBe('none');
  const tag = (Resource?: string) =>
    failure(lambda.send(new TagResourceCommand({ Resource, Tags: { a: 'b', c: 'd' } })));
  expect([await tag(FunctionArn), await tag(`${FunctionArn}:prod`)]).toEqual([
    'none',
    '400 InvalidParameterValueException',
  ]);
  await lambda.send(new UntagResourceCommand({ Resource: FunctionArn, TagKeys: ['a'] }));
  expect(fake.get('f').tags).toEqual({ c: 'd' });
});

test('the tagging API finds functions by tag and tags twenty at once', async () => {
  const { fake, config } = await start();
  const arns = ['a', 'b'].map(
    (name) => fake.add({ FunctionName: name, tags: { team: name } }).configuration.FunctionArn ?? '',
  );
  const tagging = new ResourceGroupsTaggingAPIClient(config);
  const found = await tagging.send(new GetResourcesCommand({ TagFilters: [{ Key: 'team', Values: ['b'] }] }));
  expect(found.ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN)).toEqual([arns[1]]);
  const { FailedResourcesMap } = await tagging.send(
    new TagResourcesCommand({ ResourceARNList: [...arns, `${arns[0]}x`], Tags: { x: 'y' } }),
  );
  expect(Object.keys(FailedResourcesMap ?? {})).toEqual([`${arns[0]}x`]);
  expect(fake.functions.map(({ tags }) => tags.x)).toEqual(['y', 'y']);
});

test('a log group has two filters at most, and a function as destination must permit it', async () => {
  const { fake, config } = await start({ forwarders: ['arn:forwarder'] });
  fake.groups.set('/g', { filters: new Map() });
  const put = (filterName: string, destinationArn = 'arn:forwarder') =>
    failure(
      new CloudWatchLogsClient(config).send(
        new PutSubscriptionFilterCommand({ logGroupName: '/g', filterName, filterPattern: '', destinationArn }),
      ),
    );
  expect([await put('a'), await put('b'), await put('b'), await put('c')]).toEqual([
    'none',
    'none',
    'none',
    '400 LimitExceededException',
  ]);
  expect(await put('a', 'arn:other')).toBe('400 InvalidParameterException');
});

test('faults happen instead of answers', async () => {
  const { fake, lambda } = await start();
  fake.add({ FunctionName: 'f' });
  const get = () => failure(lambda.send(new GetFunctionCommand({ FunctionName: 'f' })));
  fake.fault = () => denied('lambda:GetFunction');
  expect(await get()).toBe('403 AccessDeniedException');
  fake.fault = () => 'reset';
  expect(await get()).toMatch(/undefined (Error|TimeoutError)/);
});
