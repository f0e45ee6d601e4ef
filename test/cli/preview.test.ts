/** `tracelayer preview`: which functions it finds, what it makes of them, and what it refuses; test/e2e runs them. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PreviewResult } from '../../src/cli/preview/attempt';
import { documentsAt } from '../../src/cli/preview/documents';
import type { SentEvent } from '../../src/cli/preview/events';
import { functionsIn, layerFoldersOf, withCode } from '../../src/cli/preview/functions';
import { machinesIn } from '../../src/cli/preview/machines';
import { exitCodeOf } from '../../src/cli/preview/results';
import { DefinitionFiles } from '../../src/cli/transform/definitions';
import { isolate } from '../../src/preview/sandbox/isolation';
import { type Transformed, transform } from '../../src/surfaces/template';
import { processesOf, uniqueSeconds } from '../preview/processes';
import { requestFor } from '../surfaces/template/corpus';
import { type Around, type Ran, tracelayer } from './harness';

const TEMPLATE = {
  Parameters: { Runtime: { Type: 'String', Default: 'nodejs22.x' }, Prod: { Type: 'String', Default: 'no' } },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Prod' }, 'yes'] } },
  Globals: { Function: { MemorySize: 512, Environment: { Variables: { SHARED: 1 } } } },
  Resources: {
    Orders: {
      Type: 'AWS::Serverless::Function',
      Metadata: { 'aws:cdk:path': 'Shop/Api/Orders/Resource' },
      Properties: {
        Runtime: { Ref: 'Runtime' },
        Handler: 'app.handler',
        CodeUri: 'src',
        Timeout: 7,
        Layers: [{ Ref: 'Own' }, { 'Fn::If': ['IsProd', 'arn:prod', { Ref: 'AWS::NoValue' }] }],
        Environment: { Variables: { STAGE: { 'Fn::If': ['IsProd', 'prod', 'dev'] }, TABLE: { Ref: 'Table' } } },
      },
    },
    Own: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 'layer' } },
    Table: { Type: 'AWS::DynamoDB::Table' },
    Inline: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'python3.13', Handler: 'index.handler', Code: { ZipFile: 'x = 1' } },
    },
    Far: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'python3.13', Handler: 'a.b', Code: { S3Bucket: 'b', S3Key: 'k.zip' } },
    },
  },
};

const asIs = (template: object) => ({ template, findings: [], reports: [], machines: [] });

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracelayer-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const shop = () =>
  folderWith({ 'template.json': JSON.stringify(TEMPLATE), 'src/app.js': '', 'layer/x': '', 'cache/.keep': '' });

test('A state machine with a definition in a file is as the transform would edit that file, with what is said about it', () => {
  const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
  const definition = {
    StartAt: 'A',
    States: { A: { ...invoke, Parameters: { FunctionName: 'f', 'Payload.$': '$' } } },
  };
  const template = {
    Resources: { M: { Type: 'AWS::Serverless::StateMachine', Properties: { DefinitionUri: 'm.asl.json' } } },
  };
  const folder = folderWith({ 'm.asl.json': JSON.stringify(definition) });
  const options = { ...SECRET, traceStateMachines: true, mergeStateMachineTraces: true };
  const request = requestFor(options as any, 'eu-west-1', 'datadog');
  const [found] = machinesIn({ path: join(folder, 'template.json'), template }, (given, deployment, path) =>
    transform(given, { ...request, deployment, definitionAt: new DefinitionFiles(folder).nextTo(path) }),
  );
  expect(JSON.stringify(found?.machine?.definition)).toContain('States.JsonMerge($, ');
  expect(found?.findings.map(({ code }) => code)).toContain('context-assumes-object');
  expect(readFileSync(join(folder, 'm.asl.json'), 'utf8')).toBe(JSON.stringify(definition));
});

const SECRET = { apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:dd' };

describe('the functions of a template', () => {
  const [orders, inline, far] = functionsIn({ path: join(shop(), 'template.json'), template: TEMPLATE }, asIs);

  test('are as a deployment would have them, parameters at their defaults', () => {
    expect(orders?.fn).toEqual({
      name: 'Orders',
      handler: 'app.handler',
      runtime: 'nodejs22.x',
      layers: ['Own'],
      environment: { SHARED: '1', STAGE: 'dev', TABLE: 'Table' },
      timeoutSeconds: 7,
      memoryMb: 512,
    });
  });

  test('go by logical id, and by each end of their construct path', () => {
    expect(orders?.names).toEqual(['Orders', 'Shop/Api/Orders', 'Api/Orders', 'Orders']);
  });

  test('have their code in a folder next to the template, in the template, or nowhere', async () => {
    const cache = folderWith({});
    expect((await withCode(orders as never, cache))?.codeDir).toMatch(/\/src$/);
    const { codeDir = '' } = (await withCode(inline as never, cache)) ?? {};
    expect(readFileSync(join(codeDir, 'index.py'), 'utf8')).toBe('x = 1');
    expect(await withCode(far as never, cache)).toBeUndefined();
  });

  test('have the layers that the template makes, from their folders', async () => {
    expect(await layerFoldersOf(orders as never, folderWith({}))).toEqual({ Own: expect.stringMatching(/\/layer$/) });
  });
});

describe('the functions of a template that a surface has changed', () => {
  const plain = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'app.handler' } };
  const traced = {
    ...plain,
    Properties: { ...plain.Properties, Layers: ['arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Node22-x:1'] },
  };
  const states = (properties: object) => {
    const template = {
      Resources: { Left: plain, Done: { ...traced, Properties: { ...traced.Properties, ...properties } } },
    };
    const report = { id: 'Left', outcome: 'traced', findings: [] };
    const change = () => ({ template, findings: [], reports: [report] }) as unknown as Transformed;
    return functionsIn({ path: '/t.json', template }, change).map(({ status }) => status.state);
  };

  test('stay as they are, the ones that it left out too', () => {
    expect(states({ Tags: [{ Key: 'tracelayer', Value: 'datadog' }] })).toEqual(['not selected', 'traced']);
    expect(states({ Tags: { tracelayer: 'datadog' } })).toEqual(['not selected', 'traced']);
  });

  test('are traced if others are traced by hand', () => {
    expect(states({})).toEqual(['traced', 'traced']);
  });
});

test.each([
  [
    'a cloud assembly, stages too',
    {
      'manifest.json': '{}',
      'A.template.json': '{}',
      'assembly-S/manifest.json': '{}',
      'assembly-S/B.template.json': '{}',
    },
    2,
  ],
  ['a folder with a cloud assembly', { 'cdk.out/manifest.json': '{}', 'cdk.out/A.template.json': '{}' }, 1],
  ['a packaged service', { '.serverless/cloudformation-template-update-stack.json': '{}' }, 1],
  ['a SAM application, built rather than not', { '.aws-sam/build/template.yaml': 'a: 1', 'template.yaml': 'a: 2' }, 1],
  ['a folder with nothing', {}, 0],
])('finds the templates of %s', (_, files, count) => {
  expect(documentsAt(folderWith(files as Record<string, string>))).toHaveLength(count);
});

test.each([
  ['preview nowhere', '`TEMPLATE` must be a template'],
  ['preview --event nothing.json', '`--event` must be a file of JSON'],
  ['preview --event constructor', '`--event` must be'],
  ['preview --layer own', '`--layer` must be a name and a value'],
])('%s is refused as a mistake of the command line', async (line, said) => {
  const ran = await tracelayer(line, { files: { 'template.json': JSON.stringify(TEMPLATE) } });
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining(said) });
});

test('a template that cannot be read is an error that says where', async () => {
  const ran = await tracelayer('preview template.yaml', { files: { 'template.yaml': 'a: [1\nb: 2' } });
  expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/template\.yaml:\d+:\d+: /) });
});

describe('the exit code', () => {
  const MEANT = { make: () => undefined, mayFail: true };
  const OTHER = { make: () => undefined, mayFail: false };
  const THROWN = { error: { type: 'Error', message: 'm' } };
  const ENDED = { ...THROWN, fatal: true };
  const result = (more: object, findings: object[] = []) =>
    ({ found: { findings }, ...more }) as unknown as PreviewResult;
  const ran = (...invocations: object[]) => result({ preview: { invocations } });

  test.each<[string, PreviewResult[], SentEvent[], boolean, number]>([
    ['is 0 where all succeeded', [ran({}, {})], [OTHER, OTHER], false, 0],
    ['is 1 where a handler threw', [ran({}, THROWN)], [OTHER, OTHER], false, 1],
    ['is 0 where a handler threw at the event that is meant to fail', [ran({}, THROWN)], [OTHER, MEANT], false, 0],
    ['is 1 where a handler threw at another event', [ran(THROWN, THROWN)], [OTHER, MEANT], false, 1],
    ['is 1 where the process ended at the event that is meant to fail', [ran(ENDED)], [MEANT], false, 1],
    ['is 0 where another function did not run', [ran({}), result({ reason: 'R.' })], [OTHER], false, 0],
    ['is 1 where a function that was named did not run', [ran({}), result({ reason: 'R.' })], [OTHER], true, 1],
    ['is 1 where something unexpected happened', [ran({}), result({ isUnexpected: true })], [OTHER], false, 1],
    ['is 1 where nothing ran', [result({ reason: 'R.' })], [OTHER], false, 1],
    [
      'is 1 where a function is not traced in strict mode',
      [result({ preview: { invocations: [] } }, [{ code: 'layers-too-many', strict: true }])],
      [OTHER],
      false,
      1,
    ],
  ])('%s', (_title, results, events, isNamed, code) => {
    expect(exitCodeOf(results, events, isNamed)).toBe(code);
  });
});

test('a function that nothing is called is an error that lists near names', async () => {
  const ran = await tracelayer('preview --function Order', { files: { 'template.json': JSON.stringify(TEMPLATE) } });
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('"Orders"') });
});

test('reports why a function cannot run, and fails if it was selected', async () => {
  const files = { 'template.json': JSON.stringify(TEMPLATE) };
  expect(await tracelayer('preview --function Far', { files })).toMatchObject({
    code: 1,
    err: expect.stringContaining('Far was not run. Its code is not on this machine.'),
  });
});

test('a machine without the language gets a message about how to install it', async () => {
  const files = { 'template.json': JSON.stringify(TEMPLATE) };
  const { code, err } = await tracelayer('preview --function Inline', {
    files,
    variables: { PATH: '/nowhere', XDG_CACHE_HOME: folderWith({}) },
  });
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('apt-get install python3') });
});

/** Functions without layers, so that nothing has to be fetched. */
const APP = `
  exports.ok = async () => 'fine';
  exports.fails = async () => { throw new Error('on purpose'); };
  exports.picky = async ({ fail }) => { if (fail) throw new Error('asked to'); return 'fine'; };
  exports.exits = async () => process.exit(1);
  exports.hangs = async ({ seconds }) => {
    require('node:child_process').spawn('sleep', [seconds], { detached: true, stdio: 'inherit' });
    await new Promise(() => {});
  };
  exports.reads = async ({ path }) => require('node:fs').readdirSync(path);
`;

const application = (functions: Readonly<Record<string, object>>): Record<string, string> => ({
  'app.js': APP,
  'template.json': JSON.stringify({
    Resources: Object.fromEntries(
      Object.entries(functions).map(([id, properties]) => [
        id,
        { Type: 'AWS::Serverless::Function', Properties: { Runtime: 'nodejs20.x', CodeUri: '.', ...properties } },
      ]),
    ),
  }),
});

/** Everything is excluded from tracing: it is run as it is. */
const run = (flags: string, functions: Readonly<Record<string, object>>, around: Around = {}): Promise<Ran> =>
  tracelayer(`preview template.json --exclude * ${flags}`, {
    ...around,
    files: { ...application(functions), ...around.files },
    variables: { PATH: process.env.PATH, XDG_CACHE_HOME: folderWith({}), ...around.variables },
  });

const whyNot = (): string | undefined => {
  try {
    isolate({ tree: tmpdir(), hidden: [], path: process.env.PATH ?? '' });
    return undefined;
  } catch (problem) {
    return (problem as Error).message;
  }
};
const reason = whyNot();
if (reason) console.warn(`SKIPPED tests that run functions: ${reason}`);

// Processes are started, and some previews wait for what comes late.
jest.setTimeout(30_000);

(reason ? describe.skip : describe)('a run', () => {
  test('of a handler that throws fails', async () => {
    expect((await run('', { F: { Handler: 'app.fails' } })).code).toBe(1);
  });

  test('of a state machine invokes its functions, and takes the results of other states from files', async () => {
    const template = JSON.parse(application({ F: { Handler: 'app.ok' } })['template.json'] ?? '');
    const task = (Resource: string, more: object) => ({ Type: 'Task', Resource, ...more });
    const DefinitionString = {
      'Fn::Sub': JSON.stringify({
        StartAt: 'Call',
        States: {
          Call: task('${F.Arn}', { ResultPath: '$.answer', Next: 'Notify' }),
          Notify: task('arn:aws:states:::sns:publish', { ResultPath: '$.id', Next: 'Log' }),
          Log: task('arn:aws:states:::aws-sdk:s3:putObject', { ResultPath: '$.logged', End: true }),
        },
      }),
    };
    template.Resources.Machine = { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString } };
    const files = { 'template.json': JSON.stringify(template), 'id.json': '7' };
    const { json, code } = await run('--json --state-output Notify=id.json', {}, { files });
    expect({ code, previews: json.previews }).toEqual({ code: 0, previews: [] });
    const [{ executions, notes }] = json.stateMachines;
    expect(executions[0]).toMatchObject({
      output: { hello: 'world', answer: 'fine', id: 7, logged: {} },
      invocations: 1,
    });
    expect(notes).toContainEqual(expect.stringContaining('Log was not run.'));
  });

  test('of a handler that throws at the event that is meant to fail succeeds', async () => {
    expect((await run('--event error', { F: { Handler: 'app.picky' } })).code).toBe(0);
  });

  test('keeps to the timeout of the function', async () => {
    const { json, code } = await run('--json --event e.json', { F: { Handler: 'app.hangs', Timeout: 1 } }, EVENT('1'));
    expect(json.previews[0].invocations[0].error.message).toBe('Task timed out after 1.00 seconds');
    expect(code).toBe(1);
  });

  test('continues if a function cannot run, and writes one page for all that ran', async () => {
    const functions = {
      A: { Handler: 'app.ok' },
      'A/../B': { Handler: 'app.ok' },
      Gone: { Handler: 'a.b', CodeUri: 's3://b/k' },
    };
    const { folder, json, err, code } = await run('--json --html page.html', functions);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect([...page.matchAll(/<article id="([^"]+)"/g)].map(([, id]) => id)).toEqual(['preview-1', 'preview-2']);
    expect(readdirSync(folder).filter((name) => name.endsWith('.html'))).toEqual(['page.html']);
    const status = { state: 'not selected' };
    expect(json).toMatchObject({
      previews: [
        { functionName: 'A', status },
        { functionName: 'A/../B', status },
      ],
      notRun: [{ functionName: 'Gone', reason: expect.any(String), status }],
    });
    expect(err).toContain('Gone was not run.');
    expect(err).toContain('3 not selected');
    expect(code).toBe(0);
  });

  test('hides credentials from the function', async () => {
    const home = folderWith({ '.aws/credentials': 'secret', 'project/x': '' });
    const reading = (path: string) => JSON.stringify({ path: join(home, path) });
    const event = { files: { 'a.json': reading('.aws'), 'b.json': reading('project') }, variables: { HOME: home } };
    const functions = { F: { Handler: 'app.reads' } };
    const { json } = await run('--json --event a.json --event b.json', functions, event);
    expect(json.previews[0].invocations.map(({ response }: { response: unknown }) => response)).toEqual([[], ['x']]);
  });

  test('ends on Ctrl-C with everything that it has started', async () => {
    const seconds = uniqueSeconds();
    const interrupt = (stop: () => void) => void started(seconds).then(stop);
    const ran = await run(
      '--event e.json',
      { F: { Handler: 'app.hangs', Timeout: 60 } },
      { ...EVENT(seconds), interrupt },
    );
    expect(ran.code).toBe(130);
    expect(processesOf(seconds)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('leaves nothing behind after %s', async (signal) => {
    const seconds = uniqueSeconds();
    const folder = folderWith({
      ...application({ F: { Handler: 'app.hangs', Timeout: 60 } }),
      ...EVENT(seconds).files,
    });
    const root = join(__dirname, '../..');
    const words = ['-r', './scripts/register.cjs', 'src/cli/main.ts', 'preview', join(folder, 'template.json')];
    const child = spawn(process.execPath, [...words, '--exclude', '*', '--event', join(folder, 'e.json')], {
      cwd: root,
    });
    await started(seconds);
    child.kill(signal);
    await new Promise((resolve) => child.once('exit', resolve));
    await ended(seconds);
    expect(processesOf(seconds)).toEqual([]);
  });
});

const EVENT = (seconds: string) => ({ files: { 'e.json': JSON.stringify({ seconds }) } });

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 400 && !isSo(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
};
const started = (seconds: string) => until(() => processesOf(seconds).length > 0);
const ended = (seconds: string) => until(() => processesOf(seconds).length === 0);
