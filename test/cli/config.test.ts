/** Where options come from, and which place is nearer. */
import { against, fakes, KEY } from './harness';

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

test("a function's own section stands before a pattern", async () => {
  expect((await variablesOf('api-a', SECTIONS)).variables).toMatchObject({ DD_SERVICE: 'own', DD_ENV: 'pattern' });
});

test.each([
  ['--api-key-ssm-arn arn:aws:ssm:us-east-1:123456789012:parameter/dd', 'DD_API_KEY_SSM_ARN'],
  ['', 'DD_API_KEY_SECRET_ARN'],
])('of kinds of key the nearest place alone is heard: "%s" is %s', async (more, name) => {
  const { variables } = await variablesOf(`api-a ${more}`, { apiKeySecretArn: SECRET }, { DATADOG_API_KEY: 'plain' });
  expect(Object.keys(variables).filter((variable) => /^DD_.*API_KEY/.test(variable))).toEqual([name]);
});

test('sections and lists name the functions that are meant, unless the command line does', async () => {
  const traced = async (line: string, file: object) => {
    const { fake } = await variablesOf(line, file);
    return fake.functions.filter(({ tags }) => tags.tracelayer).map(({ configuration }) => configuration.FunctionName);
  };
  expect(await traced('', SECTIONS)).toEqual(['api-a', 'api-b']);
  expect(await traced('', { apiKeySecretArn: SECRET, functions: ['worker'] })).toEqual(['worker']);
  expect(await traced('worker', SECTIONS)).toEqual(['worker']);
  expect(await traced('', { apiKeySecretArn: SECRET, functionsRegex: '^api', exclude: 'api-b' })).toEqual(['api-a']);
});

test('a function is left alone where `enabled` is false for it', async () => {
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
  ['servcie: x', 't.yaml: there is no option `servcie`; did you mean `service`?'],
  ['rate: fast', 't.yaml: `rate` must be a number'],
  ['functions: { api-a: { site: nowhere } }', 't.yaml, functions.api-a: `site` must be one of'],
  ['functions: { api-a: 3 }', 't.yaml, functions.api-a'],
  ['- a list', 'a map of names and values'],
  ['a: [', 'YAML or JSON'],
])('a mistake in the file stops before AWS is asked: %s', async (file, said) => {
  const { ran, fake } = await variablesOf(`api-a ${KEY}`, file);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain(said);
  expect(fake.requests).toEqual([]);
});

test('a file that is not there is a mistake', async () => {
  const fake = await start();
  expect((await against(fake)(`instrument a ${KEY} --config nowhere.yaml`)).code).toBe(2);
});

test('the commit is added only when asked for, from the CI', async () => {
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
