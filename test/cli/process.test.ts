/** `env` and `dockerfile`: the same options where there is no function to change. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/cli/commands';
import { current } from '../../src/providers/layers/datadog.json';
import { KEY, tracelayer } from './harness';

const OPTIONS = [
  'env',
  '--service',
  "o'clock",
  '--env',
  'a b',
  '--agent-host',
  '127.0.0.1',
  '--agent-port',
  '9529',
  '--traceSampleRate',
  '0.5',
  '--tags',
  'cost:$5,team:"x"',
];
const VARIABLES = {
  DD_SERVICE: "o'clock",
  DD_ENV: 'a b',
  DD_AGENT_HOST: '127.0.0.1',
  DD_TRACE_AGENT_PORT: '9529',
  DD_TRACE_SAMPLING_RULES: '[{"sample_rate":0.5}]',
  DD_TAGS: 'cost:$5,team:"x"',
};
const env = async (format: string) => (await tracelayer([...OPTIONS, '--format', format])).out;

test('env writes commands for a shell', async () => {
  const script = `${await env('shell')} env`;
  const seen = execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  for (const [name, value] of Object.entries(VARIABLES)) expect(seen).toContain(`${name}=${value}\n`);
});

test('env writes documents for Kubernetes and ECS', async () => {
  const named = Object.entries(VARIABLES).map(([name, value]) => ({ name, value }));
  expect(parse(await env('kubernetes')).env).toEqual(expect.arrayContaining(named));
  expect(JSON.parse(await env('ecs')).environment).toEqual(expect.arrayContaining(named));
});

test('env writes lines of a Dockerfile and of a file of variables', async () => {
  expect(await env('docker')).toContain('ENV DD_TAGS="cost:\\$5,team:\\"x\\""\n');
  expect(await env('dotenv')).toContain(`DD_ENV='a b'\n`);
});

test('env needs no key and writes none, and reports that', async () => {
  const ran = await tracelayer('env --api-key 0123456789abcdef0123456789abcdef --service s');
  expect(ran).toMatchObject({ code: 0, out: 'export DD_SERVICE=s\n' });
  expect(ran.err).toMatch(/^info the command line: `--api-key` has no effect[^\n]*\n$/);
});

describe('env', () => {
  const datadog = ['--site', 'datadoghq.eu', '--agent-host', 'localhost'];
  test.each([
    ['a site that the agent knows', datadog, ['--site']],
    ['an option of the layers', ['--layer-version', '100', '--service', 's'], ['--layer-version']],
    ['a switch that is off', ['--capture-cloud-service-payload', 'false'], []],
    ['a switch that is a variable', ['--runtime-metrics', 'false'], []],
    ['several', ['--capture-lambda-payload', '--log-level', 'debug'], ['--capture-lambda-payload', '--log-level']],
    ['what is acknowledged', [...datadog, '--acknowledge', 'option-without-effect'], []],
    [
      'an OpenTelemetry layer',
      ['--provider', 'opentelemetry', '--add-collector', 'false', '--service', 's'],
      ['--add-collector'],
    ],
    ['an endpoint', ['--provider', 'opentelemetry', '--otlp-endpoint', 'http://localhost:4318'], []],
  ])('drops no option silently: %s', async (_, flags, names) => {
    const { err, code } = await tracelayer(['env', ...flags]);
    expect([code, err.match(/(?<=`)--[\w-]+(?=`)/g) ?? []]).toEqual([0, names]);
  });

  test('leaves out the variables of the process itself', async () => {
    const ran = await tracelayer('env --service s', {
      variables: { DD_SITE: 'datadoghq.eu', DD_API_KEY: 'a'.repeat(32) },
    });
    expect(ran.err).toBe('');
  });
});

test('env writes the variables of OpenTelemetry', async () => {
  const ran = await tracelayer('env --provider opentelemetry --service shop');
  expect(ran.out).toContain('export OTEL_SERVICE_NAME=shop\n');
});

const DOCKERFILE = 'FROM public.ecr.aws/lambda/python:3.12\nCMD ["app.handler"]';

test('dockerfile writes the file, and writes it back', async () => {
  const added = await tracelayer('dockerfile --dry-run', { files: { Dockerfile: DOCKERFILE } });
  expect(added).toMatchObject({ code: 0, out: expect.stringContaining('CMD ["datadog_lambda.handler.handler"]') });
  const removed = await tracelayer('dockerfile --remove --dry-run', { files: { Dockerfile: added.out } });
  expect(removed.out).toBe(DOCKERFILE);
  expect((await tracelayer('dockerfile --remove', { files: { Dockerfile: DOCKERFILE } })).out).toContain(
    'nothing was changed',
  );
});

test('dockerfile changes the file in place', async () => {
  const ran = await tracelayer('dockerfile app.dockerfile', { files: { 'app.dockerfile': DOCKERFILE } });
  expect(ran.out).toBe('app.dockerfile: traced\n');
  expect(readFileSync(join(ran.folder, 'app.dockerfile'), 'utf8')).toContain('tracelayer');
});

const CHALICE = JSON.stringify({ version: '2.0', app_name: 'a', stages: { dev: {} } });
const ONE_FILE = {
  dockerfile: { file: 'Dockerfile', more: '' },
  chalice: { file: '.chalice/config.json', more: `-r eu-west-1 ${KEY}` },
};

describe.each(Object.entries(ONE_FILE))('%s', (command, { file, more }) => {
  const files = { Dockerfile: DOCKERFILE, '.chalice/config.json': CHALICE };
  const before = command === 'chalice' ? CHALICE : DOCKERFILE;
  const run = async (flags: string) => {
    const { folder, code, out, err } = await tracelayer(`${command} ${more} ${flags}`, { files });
    return { code, out, err, folder, text: readFileSync(join(folder, file), 'utf8') };
  };

  test('writes the file with --write as without', async () => {
    const [plain, written] = [await run(''), await run('--write')];
    expect(written).toMatchObject({ code: 0, out: `${file}: traced\n`, text: plain.text });
    expect(plain.text).not.toBe(before);
  });

  test.each(['-o other', '--output=-', '--dry-run', '-d'])('leaves the file with %s', async (flags) => {
    const wanted = (await run('')).text;
    const { text, out, folder } = await run(flags);
    expect(text).toBe(before);
    expect(flags === '-o other' ? readFileSync(join(folder, 'other'), 'utf8') : out).toBe(wanted);
  });

  test.each(['--write --dry-run', '-w -o x', '-d -o x'])('refuses two outputs: %s', async (flags) => {
    expect(await run(flags)).toMatchObject({
      code: 2,
      err: expect.stringContaining('exclude each other'),
      text: before,
    });
  });
});

test('macro prints what it wrote, and the next step', async () => {
  const ran = await tracelayer('macro -o macro.yaml --provider opentelemetry');
  if (ran.err.includes('the macro is not built')) return;
  expect([ran.code, ran.out]).toEqual([
    0,
    expect.stringMatching(/^macro\.yaml: .*\n[\s\S]*--template-file macro\.yaml/),
  ]);
  expect(readFileSync(join(ran.folder, 'macro.yaml'), 'utf8')).toContain('OpenTelemetryServerless');
});

test.each([...Object.keys(COMMANDS).map((name) => `${name} --help`), '--help'])(
  '%s has no line above 80 columns',
  async (line) => {
    const { out } = await tracelayer(line, { columns: 80 });
    expect(out.split('\n').filter((one) => one.length > 80)).toEqual([]);
  },
);

test.each([
  ['dockerfile', {}, 2, 'a file that exists'],
  ['dockerfile', { Dockerfile: 'FROM scratch\n' }, 1, '--language'],
  ['dockerfile --stage x', { Dockerfile: DOCKERFILE }, 1, 'no stage "x"'],
  ['dockerfile a b', { Dockerfile: DOCKERFILE }, 2, '"b"'],
])('%s with %j ends with %i', async (line, files, code, said) => {
  const ran = await tracelayer(line, { files });
  expect([ran.code, ran.err.includes(said) || ran.err]).toEqual([code, true]);
});

describe('chalice', () => {
  const files = { '.chalice/config.json': JSON.stringify({ version: '2.0', app_name: 'a', stages: { dev: {} } }) };

  test('writes the stage and prints the lines for the code', async () => {
    const ran = await tracelayer(
      `chalice -r eu-west-1 --api-key-secret-arn arn:aws:secretsmanager:eu-west-1:123456789012:secret:d --dry-run`,
      { files },
    );
    expect(ran.code).toBe(0);
    expect(ran.json.stages.dev.layers).toHaveLength(2);
    expect(ran.err).toContain('app.register_middleware(ConvertToMiddleware(datadog_lambda_wrapper))');
  });

  test('needs a region, a key and a file', async () => {
    const key = '--api-key-secret-arn arn:aws:secretsmanager:eu-west-1:123456789012:secret:d';
    expect((await tracelayer(`chalice ${key}`, { files })).code).toBe(2);
    expect((await tracelayer('chalice -r eu-west-1', { files })).code).toBe(2);
    expect((await tracelayer(`chalice nowhere -r eu-west-1 ${key}`, { files })).code).toBe(2);
  });
});

describe('a Dockerfile', () => {
  const of = (base: string) => ({ Dockerfile: `FROM ${base}\nCMD ["app.handler"]\n` });
  const PYTHON = 'public.ecr.aws/lambda/python:3.12';
  const NODE = 'public.ecr.aws/lambda/nodejs:22';
  const JAVA = 'public.ecr.aws/lambda/java:21';
  const DOTNET = 'public.ecr.aws/lambda/dotnet:8';
  const RUBY = 'public.ecr.aws/lambda/ruby:3.4';

  test.each([
    [PYTHON, '', /lambda-extension:\d+ [\s\S]*datadog-lambda==8\.\d+\.0$/m],
    [PYTHON, '--python-layer-version 112', /datadog-lambda==7\.112\.0$/m],
    [PYTHON, '--layer-version 110', /datadog-lambda==6\.110\.0$/m],
    [NODE, '', /datadog-lambda-js@12\.\d+\.0 dd-trace@6\.\d+\.\d+$/m],
    ['public.ecr.aws/lambda/nodejs:20', '', /datadog-lambda-js@12\.\d+\.0 dd-trace@5\.\d+\.\d+$/m],
    ['node:18-alpine', '', / dd-trace@5\.\d+\.\d+$/m],
    ['node:lts', '', / dd-trace@6\.\d+\.\d+$/m],
    [NODE, '--node-layer-version 120', / dd-trace@5\.\d+\.\d+$/m],
    [NODE, '--node-layer-version 120', /datadog-lambda-js@9\.120\.0 /],
    [JAVA, '', /DD_JAVA_AGENT=\d+\.\d+\.\d+\n/],
    [JAVA, '--library-version 1.50.0', /^ARG DD_JAVA_AGENT=1\.50\.0$/m],
    [DOTNET, '', /^ARG DD_DOTNET_TRACER=\d+\.\d+\.\d+$/m],
    [DOTNET, '--library-version 3.10.1', /^ARG DD_DOTNET_TRACER=3\.10\.1$/m],
    [RUBY, '', /add datadog --version \d+\.\d+\.\d+ && bundle add datadog-lambda --version 3\.\d+\.0$/m],
    [RUBY, '--ruby-layer-version 22', / datadog-lambda --version 2\.22\.0$/m],
    [RUBY, '--library-version 3.28.0', / datadog-lambda --version 3\.28\.0$/m],
    [PYTHON, '--library-version 8.113.0', /datadog-lambda==8\.113\.0$/m],
    [PYTHON, '--extension-layer-version 65', /lambda-extension:65 /],
    [PYTHON, '-e 65 --lambda-fips', /lambda-extension:65-fips /],
    ['python:3.12-alpine', '', /lambda-extension:\d+-alpine /],
  ])('on %s with "%s" has versions that are pinned', async (base, flags, line) => {
    const { out, code, err } = await tracelayer(`dockerfile --dry-run ${flags}`, { files: of(base) });
    expect([code, out]).toEqual([0, expect.stringMatching(line)]);
    expect(out).not.toContain('latest');
    expect(err).not.toContain('no effect');
  });

  const OTEL = '--provider opentelemetry';

  test.each([
    [PYTHON, '', /opentelemetry-distro==(\d+\.\d+b\d) opentelemetry-instrumentation-aws-lambda==\1 /],
    ['python:3.9-slim', '', /opentelemetry-distro==0\.62b1 /],
    [PYTHON, '--library-version 0.65b0', /opentelemetry-distro==0\.65b0 /],
    [PYTHON, '', /^ENV ORIG_HANDLER="app\.handler"\n.*\nCMD \["tracelayer_opentelemetry\.handler"\]$/m],
    [NODE, '', /auto-instrumentations-node@0\.82\.\d+ /],
    ['node:20-alpine', '', /auto-instrumentations-node@0\.81\.\d+ /],
    [JAVA, '', /^ARG OTEL_JAVA_AGENT=\d+\.\d+\.\d+$/m],
    ['gcr.io/distroless/java21', '', /^ADD --chmod=644 https:.*opentelemetry-javaagent/m],
    ['gcr.io/distroless/base-debian12', '--language custom', /^FROM gcr/],
    [DOTNET, '--add-collector', /layer-collector%2F\d+\.\d+\.\d+\/opentelemetry-collector-layer-/],
    [RUBY, '--collector-layer-version 0_22_0', /layer-collector%2F0\.22\.0\//],
    [
      PYTHON,
      '--distribution application-signals',
      /dnf -y install unzip\n.*aws-otel-python-instrumentation\/releases\/download\/v\d/,
    ],
    ['public.ecr.aws/lambda/nodejs:18', '--distribution application-signals', /yum -y install unzip\n.*aws-otel-js-/],
    [DOTNET, '--distribution application-signals', /^ENV AWS_LAMBDA_EXEC_WRAPPER="\/opt\/otel-instrument"$/m],
  ])('of OpenTelemetry on %s with "%s" has versions that are pinned', async (base, flags, line) => {
    const { out, code, err } = await tracelayer(`dockerfile --dry-run ${OTEL} ${flags}`, { files: of(base) });
    expect([code, out]).toEqual([0, expect.stringMatching(line)]);
    expect(out).not.toContain('latest');
    expect(err).not.toContain('no effect');
  });

  test.each([
    [RUBY, '', 'needs code', 'code-needed'],
    [DOTNET, '', 'needs code', 'code-needed'],
    ['golang:1.25', '', 'needs code', 'code-needed'],
    [RUBY, '--distribution application-signals', 'unchanged', 'image-language-unsupported'],
    [PYTHON, '--distribution adot', 'unchanged', 'image-language-unsupported'],
    ['python:3.12-slim', '--distribution application-signals', 'unchanged', 'image-base-unsupported'],
    ['node:22', '--distribution application-signals', 'unchanged', 'image-base-unsupported'],
    ['gcr.io/distroless/nodejs22-debian12', '', 'unchanged', 'image-base-unsupported'],
    [PYTHON, '--service shop', 'traced', 'option-without-effect'],
  ])('of OpenTelemetry on %s with "%s" is %s and reports why', async (base, flags, state, finding) => {
    const { folder, err, code } = await tracelayer(`dockerfile ${OTEL} ${flags}`, { files: of(base) });
    expect([code, err === '']).toEqual([0, false]);
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8') === of(base).Dockerfile).toBe(state === 'unchanged');
    const acknowledged = await tracelayer(`dockerfile ${OTEL} ${flags} --acknowledge ${finding}`, { files: of(base) });
    expect(acknowledged.err).toBe('');
  });

  test.each([
    ['ARG NODE=20\nFROM node:${NODE}-alpine\n', / dd-trace@5\./],
    ['ARG BASE="node:20"\nFROM $BASE\n', / dd-trace@5\./],
    ['FROM node:${NODE:-20}\n', / dd-trace@5\./],
    [
      'ARG PLATFORM=linux/arm64\nFROM --platform=$PLATFORM node:20 AS build\nRUN x\nFROM build AS final\n',
      / dd-trace@5\./,
    ],
    ['FROM node:20 AS build\nRUN x\nFROM node:22\n', / dd-trace@6\./],
  ])('%j gets the tracer for the version of its last stage', async (text, line) => {
    const { out, code } = await tracelayer('dockerfile --dry-run', {
      files: { Dockerfile: `${text}CMD ["app.handler"]\n` },
    });
    expect([code, out]).toEqual([0, expect.stringMatching(line)]);
    expect(out.startsWith(text)).toBe(true);
  });

  test('refuses a version that would be another line of the file', async () => {
    const ran = await tracelayer(['dockerfile', '--library-version', '1.0\nRUN x'], { files: of(PYTHON) });
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('--library-version')]);
  });

  test.each([
    [PYTHON, '--service shop --env dev', '`--service`, `--env` have no effect'],
    [PYTHON, '--python-layer-arn arn:aws:lambda:eu-west-1:123456789012:layer:x:1', '`--python-layer-arn` has'],
    [JAVA, '--java-layer-version 20', '`--java-layer-version` has no effect'],
    [JAVA, '--add-extension false', '`--add-extension` has no effect'],
    [PYTHON, '--layer-version none --python-layer-version 110', '`--python-layer-version` has no effect'],
    [PYTHON, '--extension-version none --lambda-fips', '`--lambda-fips` has no effect'],
    [PYTHON, '--capture-cloud-service-payload false --strict', ''],
    [PYTHON, '--service shop --acknowledge option-without-effect', ''],
  ])('on %s reports the options of "%s" that have no effect in it', async (base, flags, said) => {
    const { err, code } = await tracelayer(`dockerfile --dry-run ${flags}`, { files: of(base) });
    expect(code).toBe(0);
    expect(err).toEqual(said === '' ? '' : expect.stringContaining(said));
  });

  test('reports the options of a configuration file that have no effect in it, under the name of the file', async () => {
    const files = { ...of(PYTHON), 'tracelayer.yaml': 'service: shop\nlayerVersion: 110\n' };
    const { err } = await tracelayer('dockerfile --dry-run --config tracelayer.yaml', { files });
    expect(err).toMatch(/^info tracelayer\.yaml: `service` has no effect/);
  });

  test.each([
    ['--layer-version none', /pip install/],
    ['--extension-version none', /lambda-extension/],
    ['--redirect-handler false', /datadog_lambda\.handler/],
  ])('lacks what "%s" leaves out', async (flags, line) => {
    const { out } = await tracelayer(`dockerfile --dry-run ${flags}`, { files: of(PYTHON) });
    expect(out).not.toMatch(line);
  });

  const SHELL = 'has no shell';
  const BASH = 'has no bash';
  const CLIENT = 'runtime interface client';
  const LIBRARY = 'has no C library';

  /** Each language on each kind of base: a part of the lines, or why nothing is added. */
  test.each([
    ['public.ecr.aws/lambda/python:3.12', 'python', 'RUN pip install'],
    ['python:3.12-slim', 'python', `lambda-extension:${current.extension} `],
    ['python:3.12-alpine', 'python', `lambda-extension:${current.extension}-alpine `],
    ['gcr.io/distroless/python3-debian12', '', SHELL],
    ['public.ecr.aws/lambda/nodejs:22', 'nodejs', 'RUN npm install'],
    ['node:22-alpine', 'nodejs', `lambda-extension:${current.extension}-alpine `],
    ['gcr.io/distroless/nodejs22-debian12', '', SHELL],
    ['public.ecr.aws/lambda/java:21', 'java', 'ADD --chmod=644'],
    ['amazoncorretto:21', '', CLIENT],
    ['amazoncorretto:21-alpine', '', BASH],
    ['gcr.io/distroless/java21', '', BASH],
    ['public.ecr.aws/lambda/dotnet:8', 'dotnet', 'RUN dnf -y install tar gzip'],
    ['public.ecr.aws/lambda/dotnet:6', 'dotnet', 'RUN yum -y install tar gzip'],
    ['mcr.microsoft.com/dotnet/runtime:8.0-alpine', '', BASH],
    ['mcr.microsoft.com/dotnet/aspnet:8.0', '', CLIENT],
    ['public.ecr.aws/lambda/ruby:3.2', 'ruby', 'RUN yum -y install gcc'],
    ['public.ecr.aws/lambda/ruby:3.4', 'ruby', 'RUN dnf -y install gcc'],
    ['ruby:3.4-alpine', 'ruby', 'RUN apk add --no-cache build-base'],
    ['ruby:3.4-slim', 'ruby', 'RUN apt-get update'],
    ['public.ecr.aws/lambda/provided:al2023', 'custom', 'COPY --from=public.ecr.aws/datadog/'],
    ['golang:1.25-alpine', 'custom', `lambda-extension:${current.extension}-alpine `],
    ['gcr.io/distroless/base-debian12', 'custom', `lambda-extension:${current.extension} `],
    ['gcr.io/distroless/static-debian12', '', LIBRARY],
    ['scratch', '', LIBRARY],
  ])('on the base %s has what a function of this language needs there, or is left', async (base, language, said) => {
    const flags = /base-|static|scratch/.test(base) ? '--language custom' : '';
    const { out, err, code } = await tracelayer(`dockerfile --dry-run ${flags}`, { files: of(base) });
    expect([code, (language === '' ? err : out).includes(said) || out + err]).toEqual([0, true]);
    expect(out.includes('tracelayer dockerfile --remove')).toBe(language !== '');
  });

  test.each([
    'eclipse-temurin:21',
    'gcr.io/distroless/java21',
    'amazoncorretto:21-alpine',
    'mcr.microsoft.com/dotnet/runtime:8.0',
  ])('whose base %s does not run the wrapper is left, and with --strict that is an error', async (base) => {
    const left = await tracelayer('dockerfile', { files: of(base) });
    expect([left.code, left.err]).toEqual([0, expect.stringMatching(/^warning Dockerfile: The image's base is /)]);
    expect(readFileSync(join(left.folder, 'Dockerfile'), 'utf8')).toBe(of(base).Dockerfile);
    const strict = await tracelayer('dockerfile --strict', { files: of(base) });
    expect([strict.code, strict.err]).toEqual([1, expect.stringMatching(/^error /)]);
    expect((await tracelayer('dockerfile --acknowledge image-base-unsupported', { files: of(base) })).err).toBe('');
  });
});
