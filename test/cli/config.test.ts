/** Where options come from, and which source wins. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/cli/commands';
import { withDefaults } from '../../src/cli/macro/default-options';
import { against, fakes, KEY, tracelayer } from './harness';

const start = fakes();
const SECRET = KEY.split('=')[1] ?? '';

async function variablesOf(
  line: string,
  file: object | string,
  variables: Record<string, string> = {},
  name = 'api-a',
) {
  const fake = await start();
  for (const FunctionName of ['api-a', 'api-b', 'worker']) fake.add({ FunctionName });
  const content = typeof file === 'string' ? file : JSON.stringify(file);
  const ran = await against(fake)(`instrument ${line} --config t.yaml --yes --rate 5000`, {
    files: { 't.yaml': content },
    variables,
  });
  return { ran, fake, variables: fake.get(name).configuration.Environment?.Variables ?? {} };
}

const SECTIONS = {
  apiKeySecretArn: SECRET,
  env: 'file',
  functions: { 'api-*': { env: 'pattern', service: 'pattern' }, 'api-a': { service: 'own' } },
};

test.each([
  ['the environment', 'api-a', { apiKeySecretArn: SECRET }, { DD_ENV: 'variable' }, 'variable'],
  [
    'the file before the environment',
    'api-a',
    { apiKeySecretArn: SECRET, env: 'file' },
    { DD_ENV: 'variable' },
    'file',
  ],
  ['the section before the file', 'api-a', SECTIONS, { DD_ENV: 'variable' }, 'pattern'],
  ['the command line before the section', 'api-a --env line', SECTIONS, { DD_ENV: 'variable' }, 'line'],
])('%s', async (_, line, file, variables, env) => {
  expect((await variablesOf(line, file, variables)).variables.DD_ENV).toBe(env);
});

test('the section of a function takes precedence over a pattern', async () => {
  expect((await variablesOf('api-a', SECTIONS)).variables).toMatchObject({ DD_SERVICE: 'own', DD_ENV: 'pattern' });
});

test.each([
  ['--api-key-ssm-arn arn:aws:ssm:us-east-1:123456789012:parameter/dd', 'DD_API_KEY_SSM_ARN'],
  ['', 'DD_API_KEY_SECRET_ARN'],
])('only the first source that sets a kind of key counts: "%s" is %s', async (more, name) => {
  const { variables } = await variablesOf(
    `api-a ${more}`,
    { apiKeySecretArn: SECRET },
    { DATADOG_API_KEY: '0123456789abcdef0123456789abcdef' },
  );
  expect(Object.keys(variables).filter((variable) => /^DD_.*API_KEY/.test(variable))).toEqual([name]);
});

test('sections and lists select functions, unless the command line does', async () => {
  const traced = async (line: string, file: object) => {
    const { fake } = await variablesOf(line, file);
    return fake.functions.filter(({ tags }) => tags.tracelayer).map(({ configuration }) => configuration.FunctionName);
  };
  expect(await traced('', SECTIONS)).toEqual(['api-a', 'api-b']);
  expect(await traced('', { apiKeySecretArn: SECRET, functions: ['worker'] })).toEqual(['worker']);
  expect(await traced('worker', SECTIONS)).toEqual(['worker']);
  expect(await traced('', { apiKeySecretArn: SECRET, functionsRegex: '^api', exclude: 'api-b' })).toEqual(['api-a']);
});

test('a function is skipped if `enabled` is false for it', async () => {
  const { fake, ran } = await variablesOf('', {
    apiKeySecretArn: SECRET,
    functions: { 'api-*': {}, 'api-a': { enabled: false } },
  });
  expect(fake.functions.map(({ tags }) => 'tracelayer' in tags)).toEqual([false, true, false]);
  expect(ran.code).toBe(0);
});

test("a file of Datadog's CLI is understood", async () => {
  const { ran, variables } = await variablesOf(
    '',
    {
      lambda: {
        functions: ['api-a'],
        region: 'us-east-1',
        layerVersion: '120',
        extensionVersion: '80',
        environment: 'prod',
        extraTags: 'a:b',
        tracing: 'true',
        mergeXrayTraces: 'false',
        flushMetricsToLogs: 'true',
        logLevel: 'debug',
      },
    },
    { DATADOG_API_KEY_SECRET_ARN: SECRET },
  );
  expect(ran.code).toBe(0);
  expect(variables).toMatchObject({ DD_ENV: 'prod', DD_TAGS: 'a:b', DD_LOG_LEVEL: 'debug' });
});

test.each([
  ['servcie: x', 't.yaml: There is no option `servcie`. Did you mean `service`?'],
  ['rate: fast', 't.yaml: `rate` must be a number'],
  ['functions: { api-a: { site: nowhere } }', 't.yaml, functions.api-a: `site` must be one of'],
  ['functions: { api-a: 3 }', 't.yaml, functions.api-a'],
  ['- a list', 'a map of names and values'],
  ['a: [', 'YAML or JSON'],
])('a mistake in the file stops the command before it calls AWS: %s', async (file, said) => {
  const { ran, fake } = await variablesOf(`api-a ${KEY}`, file);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain(said);
  expect(fake.requests).toEqual([]);
});

test('a file that is not there is a mistake', async () => {
  const fake = await start();
  expect((await against(fake)(`instrument a ${KEY} --config nowhere.yaml`)).code).toBe(2);
});

test('the commit is added from the CI only if the option is set', async () => {
  const CI = { GITHUB_SHA: 'a'.repeat(40), GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'o/r' };
  const file = { apiKeySecretArn: SECRET };
  expect((await variablesOf('api-a', file, CI)).variables.DD_TAGS).toBeUndefined();
  const { variables } = await variablesOf('api-a -s', file, CI);
  expect(variables.DD_TAGS).toBe(
    `git.commit.sha:${'a'.repeat(40)},git.repository_url:github.com/o/r`.replace(
      'github.com/o/r',
      variables.DD_TAGS?.split('url:')[1] ?? '',
    ),
  );
});

const DOCUMENTED = /```yaml\n(# tracelayer\.yaml[\s\S]*?)```/.exec(
  readFileSync(join(__dirname, '..', '..', 'docs', 'cli.md'), 'utf8'),
)?.[1];

const LINES: Readonly<Record<string, string>> = {
  instrument: 'instrument --dry-run',
  uninstrument: 'uninstrument --dry-run',
  status: 'status',
  doctor: 'doctor',
  env: 'env',
  dockerfile: 'dockerfile --dry-run',
  chalice: 'chalice --dry-run',
  layers: 'layers --runtime python3.12',
  transform: 'transform t.json',
  preview: 'preview t.json --event nothing',
};

/** The exit code and the number of errors, where they are not 0. */
const ENDS: Readonly<Record<string, readonly [code: number, errors: number]>> = {
  // No function runs here: the event is a mistake, and the only one.
  preview: [2, 1],
  // The function is not traced, which is a check that fails.
  doctor: [1, 0],
};

test('a key in the environment that cannot be one stops a run only where no other key is given', async () => {
  const files = { Dockerfile: 'FROM python:3.12\n', '.chalice/config.json': '{"version":"2.0","stages":{"dev":{}}}' };
  const around = { files, variables: { DATADOG_API_KEY: 'a placeholder' } };
  const secret = '--api-key-secret-arn=arn:aws:secretsmanager:us-east-1:123456789012:secret:dd';
  expect((await tracelayer(`chalice -r eu-west-1 -d ${secret}`, around)).code).toBe(0);
  const stopped = await tracelayer('chalice -r eu-west-1 -d', around);
  expect([stopped.code, stopped.err]).toEqual([2, expect.stringContaining('32 hexadecimal digits')]);
  expect(stopped.err).not.toContain('placeholder');
});

test.each(Object.keys(COMMANDS).filter((name) => name !== 'macro'))(
  'the documented file works with %s',
  async (name) => {
    const fake = await start();
    fake.add({ FunctionName: 'worker', Runtime: 'python3.12', region: 'eu-west-1' });
    const files = {
      'tracelayer.yaml': DOCUMENTED ?? '',
      Dockerfile: 'FROM public.ecr.aws/lambda/python:3.12\nCMD ["a.b"]\n',
      '.chalice/config.json': '{}',
      't.json': JSON.stringify({
        Resources: { F: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.12', Handler: 'a.b' } } },
      }),
    };
    expect(Object.keys(LINES)).toContain(name);
    const ran = await against(fake)(`${LINES[name]} --config tracelayer.yaml`, { files });
    expect(ran.err).not.toMatch(/^(error|warning) .*tracelayer\.yaml/m);
    const [code, errors] = ENDS[name] ?? [0, 0];
    expect([name, ran.code, ran.err.match(/^error.*/gm)?.length ?? 0]).toEqual([name, code, errors]);
  },
);

test.each([
  ['region: [eu-west-1, us-east-1]', 'transform t.json'],
  ['yes: true\nothers: take-over\nrate: 3', 'env'],
])('what only other commands can use is ignored: %j with %s', async (file, line) => {
  const { code, err } = await tracelayer(`${line} --config t.yaml`, {
    files: { 't.yaml': `${file}\napiKeySecretArn: ${SECRET}`, 't.json': '{"Resources":{}}' },
  });
  expect({ code, err: err.replace(/^info .*`apiKeySecretArn` has no effect.*\n/m, '') }).toEqual({ code: 0, err: '' });
});

test.each(['constructor', '__proto__', 'toString'])('the name %s is an unknown one in a file', async (name) => {
  for (const text of [`{"${name}": 1}`, `{"lambda": {"${name}": 1}}`, `{"functions": {"${name}": {"${name}": 1}}}`]) {
    const { code, err } = await tracelayer('env --config t.json', { files: { 't.json': text } });
    expect([text, code, err]).toEqual([text, 2, expect.stringContaining(`no option \`${name}\``)]);
  }
  const { code } = await tracelayer('env --config t.json', { files: { 't.json': `{"functions": {"${name}": {}}}` } });
  expect(code).toBe(0);
});

describe('a variable of the process that is not understood', () => {
  const around = {
    variables: { DD_SITE: 'nonsense', DD_NOTHING: 'nonsense' },
    files: { '.chalice/config.json': '{}' },
  };

  test.each(['env', 'layers -r eu-west-1 --runtime python3.12'])('is reported by %s, which goes on', async (line) => {
    const { code, err } = await tracelayer(line, around);
    expect([code, err]).toEqual([0, expect.stringContaining('warning the environment: `DD_SITE` must be one of')]);
  });

  test('stops a command that writes, unless a source that wins over it has the option', async () => {
    const line = `chalice -r eu-west-1 ${KEY} --dry-run`;
    expect((await tracelayer(line, around)).code).toBe(2);
    expect((await tracelayer(`${line} --site datadoghq.eu`, around)).code).toBe(0);
  });
});

test('older names of variables are read from the process too', async () => {
  const variables = {
    DATADOG_SERVICE_NAME: 'shop',
    DATADOG_ENV: 'prod',
    DATADOG_TRACE_AGENT_HOSTNAME: 'host',
    DD_AGENT_PORT: '9529',
  };
  const { out } = await tracelayer('env', { variables });
  for (const line of ['DD_SERVICE=shop', 'DD_ENV=prod', 'DD_AGENT_HOST=host', 'DD_TRACE_AGENT_PORT=9529'])
    expect(out).toContain(`export ${line}\n`);
});

describe('the default options of a macro', () => {
  const template = readFileSync('src/macro/macro.yaml', 'utf8');
  const defaultIn = (text: string) => parse(text, { logLevel: 'silent' }).Parameters.DefaultOptions.Default;

  test('are the options of a file, as one text', () => {
    expect(defaultIn(template)).toBe('{}');
    expect(defaultIn(withDefaults(template, `{"service":"the shop's $& one"}`))).toBe(
      `{"service":"the shop's $& one"}`,
    );
  });

  test.each([
    ['an unknown option', 'servce: shop\n', 'servce'],
    ['a secret', `apiKey: ${'0'.repeat(32)}\n`, 'apiKey'],
    ['sections for functions', 'functions:\n  a:\n    service: shop\n', 'functions'],
  ])('are refused where the file has %s', async (_title, text, name) => {
    const ran = await tracelayer('macro --config tracelayer.yaml', { files: { 'tracelayer.yaml': text } });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(name);
    expect(ran.err).not.toContain('0'.repeat(32));
  });
});
