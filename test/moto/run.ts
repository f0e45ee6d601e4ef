/**
 * The program against moto, as a second opinion in addition to our own fake: `npm run moto`, where Python 3 is there.
 *
 * moto knows no revisions, limits or updates under way, and wants layers to be in the caller's account; what it shows is
 * that what we send is accepted by a Lambda that is not ours, and can be undone.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  type Runtime,
} from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListTagsForResourceCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';

const ROOT = join(__dirname, '..', '..');
const VENV = join(ROOT, 'node_modules', '.cache', 'moto');
const PORT = 5557;
const URL = `http://127.0.0.1:${PORT}`;
const ACCOUNT = '123456789012';
const VARIABLES = {
  AWS_ENDPOINT_URL: URL,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
};
const CLIENT = {
  region: 'us-east-1',
  endpoint: URL,
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
};
/** A zip file without a file in it. */
const ZIP = Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]);

const FUNCTIONS: readonly { name: string; runtime: Runtime; variables?: Record<string, string> }[] = [
  { name: 'orders', runtime: 'nodejs22.x', variables: { OWN: 'x', DD_TAGS: 'team:a' } },
  { name: 'payments', runtime: 'python3.12' },
  { name: 'reports', runtime: 'java21', variables: { DD_SITE: 'datadoghq.eu' } },
];
const LAYERS = ['own', 'Datadog-Node22-x', 'Datadog-Python312', 'dd-trace-java', 'Datadog-Extension'];

async function main(): Promise<void> {
  if (spawnSync('python3', ['--version']).status !== 0) return console.log('not run: there is no python3');
  install();
  execFileSync(process.execPath, ['scripts/bundle.mjs'], { cwd: ROOT, stdio: 'ignore' });
  const server = spawn(join(VENV, 'bin', 'moto_server'), ['-p', String(PORT)], { stdio: 'ignore' });
  try {
    await answering(server);
    await check();
  } finally {
    server.kill();
  }
}

function install(): void {
  if (existsSync(join(VENV, 'bin', 'moto_server'))) return;
  execFileSync('python3', ['-m', 'venv', VENV]);
  const requirements = join(__dirname, 'requirements.txt');
  execFileSync(join(VENV, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
}

async function answering(server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 150 && server.exitCode === null; attempt++) {
    const isThere = await fetch(URL).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('moto does not answer');
}

async function check(): Promise<void> {
  const lambda = new LambdaClient({ ...CLIENT });
  await setUp(lambda);
  const before = await look(lambda);
  const options = [
    '--api-key-secret-arn',
    `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:dd`,
    '--use-layers-from-account',
    ACCOUNT,
    ...['node', 'python', 'java', 'extension'].flatMap((name) => [`--${name}-layer-version`, '1']),
    ...['--tags', 'cost:1', '--env', 'prod'],
  ];
  tracelayer(['instrument', '--all', '--yes', ...options]);
  const traced = await look(lambda);
  expect(
    'every function is traced',
    traced.every(({ tags, layers }) => tags.tracelayer === 'datadog' && layers.length === 3),
  );
  expect(
    'what is there stays',
    traced[0]?.variables?.DD_TAGS === 'team:a,cost:1' && traced[2]?.variables?.DD_SITE === 'datadoghq.eu',
  );
  expect(
    'a second run has nothing to do',
    tracelayer(['instrument', '--all', ...options]).includes('3 instrumented already'),
  );
  expect('status finds nothing wrong', tracelayer(['status', '--all', '--check', ...options]).includes('3 traced'));
  tracelayer(['uninstrument', '--all', '--yes']);
  const after = await look(lambda);
  expect('everything is as before', isDeepStrictEqual(after, before));
  await checkMachines();
}

/** A state machine with a comment of its own, whose task calls a function. */
const DEFINITION = JSON.stringify(
  {
    Comment: 'Mine',
    StartAt: 'Hello',
    States: {
      Hello: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'orders' },
        End: true,
      },
    },
  },
  undefined,
  2,
);

async function checkMachines(): Promise<void> {
  const machines = new SFNClient({ ...CLIENT });
  const { stateMachineArn = '' } = await machines.send(
    new CreateStateMachineCommand({
      name: 'orders',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/role`,
      definition: DEFINITION,
    }),
  );
  const lookAt = async () => {
    const { definition, loggingConfiguration, tracingConfiguration } = await machines.send(
      new DescribeStateMachineCommand({ stateMachineArn }),
    );
    const { tags } = await machines.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
    return {
      definition,
      level: loggingConfiguration?.level ?? 'OFF',
      isTraced: tracingConfiguration?.enabled ?? false,
      tags,
    };
  };
  const before = await lookAt();
  const line = [
    'instrument',
    '--state-machine',
    'ord*',
    '--merge-state-machine-traces',
    '--env',
    'prod',
    '--grant',
    '--yes',
  ];
  tracelayer(line);
  const traced = await lookAt();
  expect('a state machine logs everything', traced.level === 'ALL' && traced.definition !== before.definition);
  expect('a second run leaves it', tracelayer(line).includes('1 instrumented already'));
  tracelayer(['uninstrument', stateMachineArn, '--yes']);
  expect('the state machine is as before', isDeepStrictEqual(await lookAt(), before));
}

async function setUp(lambda: LambdaClient): Promise<void> {
  await fetch(URL, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iam/aws4_request',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'Action=CreateRole&Version=2010-05-08&RoleName=role&AssumeRolePolicyDocument={}',
  });
  for (const LayerName of LAYERS)
    await lambda.send(new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: ZIP } }));
  for (const { name, runtime, variables } of FUNCTIONS)
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: runtime,
        Handler: 'app.handler',
        Role: `arn:aws:iam::${ACCOUNT}:role/role`,
        Code: { ZipFile: ZIP },
        Layers: [`arn:aws:lambda:us-east-1:${ACCOUNT}:layer:own:1`],
        ...(variables ? { Environment: { Variables: variables } } : {}),
      }),
    );
}

const look = (lambda: LambdaClient) =>
  Promise.all(
    FUNCTIONS.map(async ({ name }) => {
      const { Configuration = {}, Tags = {} } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
      const { Handler, Environment, Layers = [] } = Configuration;
      return { name, Handler, variables: Environment?.Variables, layers: Layers.map(({ Arn }) => Arn), tags: Tags };
    }),
  );

function tracelayer(words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/tracelayer.js', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...VARIABLES },
  });
  if (status !== 0) throw new Error(`tracelayer ${words.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

function expect(what: string, is: boolean): void {
  console.log(`${is ? 'ok    ' : 'FAILED'} ${what}`);
  if (!is) process.exitCode = 1;
}

void main();
