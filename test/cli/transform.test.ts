/** `tracelayer transform` on files: what it shows, what it writes, when it fails; `tracelayer macro`. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tracelayer as ran } from './harness';

const SECRET = '--api-key-secret-arn=arn:aws:secretsmanager:us-east-1:123456789012:secret:dd';
const OTLP = ['--provider', 'opentelemetry', '--otlp-endpoint', 'https://otlp.example.com'];
const TEMPLATE = `# the shop
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x # the newest
      Handler: "app.handler"
      Environment:
        Variables: { TABLE: !Ref Table }
  Table:
    Type: AWS::DynamoDB::Table
`;

async function tracelayer(
  words: readonly string[],
  files: Record<string, string | Buffer> = { 'template.yaml': TEMPLATE },
  given?: string,
) {
  const variables = { DD_API_KEY: 'from-the-shell' };
  const { code, out, err, folder } = await ran(words, { variables, files, folder: given });
  const file = (name = 'template.yaml') =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined;
  return { code, out, err, file, folder };
}

describe('transform', () => {
  test('shows functions and changed lines, and writes nothing', async () => {
    const { code, out, file } = await tracelayer(['transform', 'template.yaml', SECRET]);
    expect(code).toBe(0);
    expect(out).toContain('Api  traced');
    expect(out).toContain('-       Handler: "app.handler"');
    expect(out).toContain('+       Handler: "/opt/nodejs/node_modules/datadog-lambda-js/handler.handler"');
    expect(file()).toBe(TEMPLATE);
  });

  test('writes the file, and takes it back byte for byte', async () => {
    const { code, file, folder } = await tracelayer(['transform', 'template.yaml', SECRET, '--write']);
    expect(code).toBe(0);
    expect(file()).toContain('Variables: { TABLE: !Ref Table, DD_TRACE_ENABLED:');
    expect(file()).toContain('# the newest');
    const there = { 'template.yaml': file() ?? '' };
    expect((await tracelayer(['transform', 'template.yaml', SECRET, '--check'], there)).code).toBe(0);
    const back = await tracelayer(['transform', 'template.yaml', '--remove', '-w'], there);
    expect(back.file()).toBe(TEMPLATE);
    expect(folder).not.toBe(back.folder);
  });

  test('writes elsewhere, or to the standard output', async () => {
    const { file, folder: _folder } = await tracelayer(['transform', 'template.yaml', SECRET, '-o', 'traced.yaml']);
    expect(file()).toBe(TEMPLATE);
    const { out } = await tracelayer(['transform', 'template.yaml', SECRET, '--output=-']);
    expect(out).toBe(file('traced.yaml'));
  });

  test('fails a check when something would be changed', async () => {
    expect((await tracelayer(['transform', 'template.yaml', SECRET, '--check'])).code).toBe(1);
    expect((await tracelayer(['transform', 'template.yaml', '--remove', '--check'])).code).toBe(0);
  });

  test('prints the same for programs, without values', async () => {
    const { out } = await tracelayer(['transform', 'template.yaml', SECRET, '--json']);
    const { files } = JSON.parse(out);
    expect(files).toMatchObject([
      { file: 'template.yaml', changed: true, functions: [{ id: 'Api', outcome: 'traced' }] },
    ]);
    expect(files[0].functions[0].changes).toContainEqual({ kind: 'handler', name: 'handler', change: 'changed' });
    expect(out).not.toContain('secret:dd');
  });

  test('shows no key', async () => {
    const { out } = await tracelayer(['transform', 'template.yaml', '--api-key=0123456789abcdef0123456789abcdef']);
    expect(out).toContain("DD_API_KEY: '********'");
    expect(out).not.toContain('0123456789abcdef');
  });

  test('does not look at the environment', async () => {
    const { code, out } = await tracelayer(['transform', 'template.yaml']);
    expect(code).toBe(2);
    expect(out).toContain('must be set');
    expect(out).not.toContain('from-the-shell');
  });

  test('does not change a function of a CDK app whose bundle OpenTelemetry cannot wrap, as the asset next to the template shows', async () => {
    const F = {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler' },
      Metadata: { 'aws:asset:path': 'asset.1', 'aws:asset:is-bundled': true },
    };
    const shown = (footer: string) => {
      const files = {
        'S.template.json': JSON.stringify({ Resources: { F } }),
        'asset.1/index.js': `module.exports = __toCommonJS(index_exports);${footer}`,
      };
      return tracelayer(['transform', 'S.template.json', ...OTLP], files);
    };
    expect((await shown('')).out).toContain('(`bundling.footer` of a `NodejsFunction`)');
    expect((await shown('module.exports={...module.exports};')).out).toContain('F  traced');
  });

  test('traces with the selected provider', async () => {
    const { code, out } = await tracelayer(['transform', 'template.yaml', ...OTLP]);
    expect(code).toBe(0);
    expect(out).toContain("OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com'");
    expect(out).not.toContain('DD_');
  });

  test('takes options from a file, behind those of the template', async () => {
    const config = {
      'tracelayer.yaml': 'forwarderArn: arn:aws:lambda:eu-west-1:123456789012:function:f\nenv: far\nservice: far\n',
    };
    const template = `Mappings:\n  Datadog:\n    Parameters:\n      env: near\n${TEMPLATE}`;
    const { file } = await tracelayer(['transform', 'template.yaml', '-w', '--config', 'tracelayer.yaml'], {
      ...config,
      'template.yaml': template,
    });
    expect(file()).toContain('DD_SERVICE: far, DD_ENV: near');
    expect(file()).toContain('AWS::Logs::SubscriptionFilter');
  });

  test('uses the values of parameters that the flags set', async () => {
    const template = TEMPLATE.replace('nodejs22.x', '!Ref Runtime');
    const left = await tracelayer(['transform', 'template.yaml', SECRET, '-w'], { 'template.yaml': template });
    expect(left.file()).toBe(template);
    expect(left.out).toContain('which is known only at deployment');
    const traced = await tracelayer(['transform', 'template.yaml', SECRET, '-w', '--parameter', 'Runtime=python3.13'], {
      'template.yaml': template,
    });
    expect(traced.file()).toContain('Runtime: !Ref Runtime');
    expect(traced.file()).toContain('Datadog-Python313');
  });

  test('reports the file, line, and column of bad YAML, and continues with other files', async () => {
    const { code, out, file } = await tracelayer(['transform', 'bad.yaml', 'template.yaml', SECRET, '-w'], {
      'bad.yaml': 'a:\n  b: c: d\n',
      'template.yaml': TEMPLATE,
    });
    expect(code).toBe(1);
    expect(out).toContain('bad.yaml:2:6: ');
    expect(out).toContain('Api  traced');
    expect(file()).toContain('Tracelayer:');
    expect(file('bad.yaml')).toBe('a:\n  b: c: d\n');
  });

  test('a file that cannot be read does not stop the others, and stays as it is', async () => {
    const files = {
      'twice.yaml': `${TEMPLATE}---\nb: 2\n`,
      'cycle.yaml': 'Resources: &a\n  F: *a\n',
      'template.yaml': TEMPLATE,
    };
    const latin = Buffer.from([0x52, 0xe9, 0x0a]);
    const { code, out, file, folder } = await tracelayer(
      ['transform', 'twice.yaml', 'cycle.yaml', 'latin.yaml', 'template.yaml', SECRET, '-w'],
      { ...files, 'latin.yaml': latin },
    );
    expect(code).toBe(1);
    expect(file()).toContain('Tracelayer:');
    for (const name of ['twice.yaml', 'cycle.yaml'] as const) expect(file(name)).toBe(files[name]);
    expect(readFileSync(join(folder, 'latin.yaml'))).toEqual(latin);
    for (const named of ['twice.yaml:13:1', 'cycle.yaml:2:6', 'latin.yaml: ']) expect(out).toContain(`error ${named}`);
  });

  test('with `--strict` a file with a function that cannot be traced stays as it is, and the others are written', async () => {
    const left = TEMPLATE.replace('nodejs22.x', '!Ref Runtime');
    const files = { 'left.yaml': left, 'template.yaml': TEMPLATE };
    const lenient = await tracelayer(['transform', 'left.yaml', 'template.yaml', SECRET, '-w'], files);
    expect([lenient.code, lenient.file('left.yaml')]).toEqual([0, left]);
    const strict = await tracelayer(['transform', 'left.yaml', 'template.yaml', SECRET, '-w', '--strict'], files);
    expect([strict.code, strict.file('left.yaml')]).toEqual([1, left]);
    expect(strict.file()).toContain('Tracelayer:');
    expect(strict.out).toContain('left.yaml  1 not traced, not changed');
  });

  test('an output in a folder that does not exist is a mistake, and nothing is transformed', async () => {
    const { code, out, file } = await tracelayer(['transform', 'template.yaml', SECRET, '-o', 'no/where.yaml']);
    expect([code, out, file('no/where.yaml')]).toEqual([2, '', undefined]);
  });

  test('keeps a byte order mark and a symbolic link, and leaves nothing else behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tracelayer-'));
    writeFileSync(join(folder, 'real.yaml'), `\ufeff${TEMPLATE}`);
    symlinkSync('real.yaml', join(folder, 'template.yaml'));
    await tracelayer(['transform', 'template.yaml', SECRET, '-w'], {}, folder);
    expect(readFileSync(join(folder, 'real.yaml'), 'utf8')).toMatch(/^\ufeff# the shop[\s\S]*Tracelayer/);
    await tracelayer(['transform', 'template.yaml', '--remove', '-w'], {}, folder);
    expect(readFileSync(join(folder, 'real.yaml'), 'utf8')).toBe(`\ufeff${TEMPLATE}`);
    expect(readdirSync(folder).sort()).toEqual(['real.yaml', 'template.yaml']);
  });

  test('a byte order mark may precede a key', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tracelayer-'));
    const given = `\ufeff${TEMPLATE.replace(/^(#.*)?\n/gm, '')}`;
    writeFileSync(join(folder, 'template.yaml'), given);
    const now = () => readFileSync(join(folder, 'template.yaml'), 'utf8');
    expect((await tracelayer(['transform', 'template.yaml', SECRET, '-w'], {}, folder)).code).toBe(0);
    expect(now()).toMatch(/^\ufeff\w[\s\S]*Tracelayer/);
    await tracelayer(['transform', 'template.yaml', '--remove', '-w'], {}, folder);
    expect(now()).toBe(given);
  });

  test('a file that would not come back is not written, does not count as traced, and says where', async () => {
    const template = TEMPLATE.replace('Environment:', 'Environment: &env').concat(
      '  B:\n    Type: AWS::Lambda::Function\n    Properties: { Handler: b.h, Runtime: python3.13 }\n',
      '  V:\n    Type: AWS::Lambda::Version\n    Properties: { FunctionName: !Ref B }\n',
      'Outputs:\n  V: { Value: !Sub "x-${\\x56}" }\n',
    );
    const { code, out, file } = await tracelayer(['transform', 'template.yaml', SECRET, '-w'], {
      'template.yaml': template,
    });
    expect([code, file()]).toEqual([1, template]);
    expect(out).toContain('line 20, column 26 (Outputs.V.Value)');
    expect(out).toContain('not changed');
    expect(out).not.toMatch(/nothing to change|Api {2}traced|[1-9] traced/);
  });

  test('reports a template that needs Amazon S3, and does not write one that CloudFormation refuses', async () => {
    const big = (bytes: number) =>
      TEMPLATE.replace('# the shop', `Description: ${'x'.repeat(bytes - TEMPLATE.length)}`);
    const inline = await tracelayer(['transform', 'template.yaml', SECRET, '-w'], { 'template.yaml': big(51_000) });
    expect([inline.code, inline.file()]).toEqual([0, expect.stringContaining('Tracelayer')]);
    expect(inline.out).toContain('51200');
    const whole = await tracelayer(['transform', 'template.yaml', SECRET, '-w'], { 'template.yaml': big(999_500) });
    expect([whole.code, whole.file()]).toEqual([1, big(999_500)]);
    expect(whole.out).toContain('1000000');
  });

  test.each([
    [['transform'], 'file'],
    [['transform', 'template.yaml', '--layers'], '--layers'],
    [['transform', 'template.yaml', '--node-layer-version=abc'], 'a whole number'],
    [['transform', 'template.yaml', 'template.yaml', '-o', 'x'], '--output'],
    [['transform', 'template.yaml', SECRET, '--parameter', 'x'], '--parameter'],
  ])('refuses a wrong command line: %j', async (words, reported) => {
    const { code, err } = await tracelayer(words);
    expect(code).toBe(2);
    expect(err).toContain(reported);
  });

  test('a document that is not a template gets advice about files, not about the macro', async () => {
    const { code, out } = await tracelayer(['transform', 'x.yaml', SECRET], { 'x.yaml': 'a: 1\n' });
    expect([code, out]).toEqual([1, expect.stringContaining('a document without `Resources`')]);
    expect(out).toContain('Name a file that has `Resources`');
    expect(out).not.toContain('transform for');
  });

  test('reports that a dry run wrote nothing, and where a write put the text', async () => {
    const dry = await tracelayer(['transform', 'template.yaml', SECRET]);
    expect(dry.out).toMatch(/^template.yaml {2}1 traced, would be changed$/m);
    expect(dry.out).toContain('Nothing was written. Add `--write`');
    const written = await tracelayer(['transform', 'template.yaml', SECRET, '--write']);
    expect(written.out).toMatch(/^template.yaml {2}1 traced, changed$/m);
    const elsewhere = await tracelayer(['transform', 'template.yaml', SECRET, '-o', 'traced.yaml']);
    expect(elsewhere.out).toMatch(/^template.yaml {2}1 traced, written to traced.yaml$/m);
    const streamed = await tracelayer(['transform', 'template.yaml', SECRET, '-o', '-']);
    expect(streamed.err).toMatch(/^template.yaml {2}1 traced, written to the standard output$/m);
    for (const { out, err } of [written, elsewhere, streamed]) expect(out + err).not.toContain('Nothing was written');
    const json = async (...words: string[]) =>
      JSON.parse((await tracelayer(['transform', 'template.yaml', SECRET, '--json', ...words])).out).files[0].written;
    expect([await json(), await json('--write')]).toEqual([false, true]);
  });

  test('reports which functions lose their tracing in a removal, without exceptions', async () => {
    const untraced = '  B:\n    Type: AWS::Lambda::Function\n    Metadata: { Datadog: false }\n';
    const { file } = await tracelayer(['transform', 'template.yaml', SECRET, '-w'], {
      'template.yaml': TEMPLATE + untraced,
    });
    const there = { 'template.yaml': file() ?? '' };
    const remove = (...words: string[]) => tracelayer(['transform', 'template.yaml', '--remove', ...words], there);
    const [dry, done, json] = [await remove(), await remove('--write'), await remove('--write', '--json')];
    expect(dry.out).toMatch(
      /2 functions, would be changed\n {2}Api {2}tracing would be removed\n {2}B {2}was not traced/,
    );
    expect(done.out).toMatch(/2 functions, changed\n {2}Api {2}tracing removed\n {2}B {2}was not traced/);
    expect(JSON.parse(json.out).files[0].functions).toMatchObject([
      { id: 'Api', outcome: 'removed', state: 'not traced' },
      { id: 'B', outcome: 'left', state: 'not traced' },
    ]);
  });

  test('lists no function while options are wrong, as none was looked at', async () => {
    const { code, out } = await tracelayer(['transform', 'template.yaml']);
    expect(code).toBe(2);
    expect(out).toMatch(/^template.yaml {2}not changed\n {2}error /);
    expect(out).not.toMatch(/Api|not traced/);
    const json = await tracelayer(['transform', 'template.yaml', '--json']);
    expect(JSON.parse(json.out).files[0].functions).toEqual([]);
  });
});

test('chalice changes only what it must in its file, and `--remove` restores every byte', async () => {
  const config =
    '{"version": "2.0",\r\n   "app_name": "sh\\u00f3p", "stages": { "dev": {"api_gateway_stage":"api"}, "prod": {} } }\r\n';
  const files = { '.chalice/config.json': config };
  const options = ['--runtime', 'python3.12', '-r', 'eu-west-1', SECRET];
  const traced = await tracelayer(['chalice', ...options], files);
  const after = traced.file('.chalice/config.json') ?? '';
  expect(JSON.parse(after).stages.dev.tags).toBeDefined();
  expect(after).toMatch(
    /^\{"version": "2.0",\r\n {3}"app_name": "sh\\u00f3p", "stages": \{ "dev": \{"api_gateway_stage":"api", /,
  );
  const back = await tracelayer(['chalice', '--remove'], { '.chalice/config.json': after });
  expect(back.file('.chalice/config.json')).toBe(config);
});
