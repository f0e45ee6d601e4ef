/** Text from outside in what commands write: no control character reaches a terminal, and no secret is shown. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../src/cli/commands';
import { Failure } from '../fake-aws/failure';
import { type Around, against, fakes, KEY, tracelayer } from './harness';

const start = fakes();

/** Clears the screen, goes back in the line, the same as one character of C1, writes from right to left, begins a line. */
const EVIL = 'e\u001b[2Jv\rv\u009bi\u202el\nFORGED';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be written
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const evilFunction = {
  FunctionName: 'orders',
  Description: EVIL,
  Runtime: 'python3.12',
  Handler: `app.${EVIL}`,
  Environment: { Variables: { DD_TAGS: `team:${EVIL}`, DD_ENV: EVIL } },
  LoggingConfig: { LogGroup: EVIL },
  tags: { 'aws:cloudformation:stack-name': EVIL, [EVIL]: EVIL },
};

const evilTemplate = JSON.stringify({
  Resources: {
    [EVIL]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'python3.12',
        Handler: `app.${EVIL}`,
        FunctionName: EVIL,
        Code: { S3Bucket: 'b', S3Key: EVIL },
        Environment: { Variables: { [EVIL]: EVIL, DD_TAGS: EVIL } },
      },
    },
    Other: { Type: 'AWS::Lambda::Function', Properties: { Runtime: EVIL, Handler: 'a.b' } },
  },
});

type Row = readonly [words: readonly string[], around?: Around & { readonly fails?: boolean }];

/** Where names and texts from outside come to each command. */
const PLACES: Readonly<Record<string, readonly Row[]>> = {
  instrument: [
    [['orders', KEY, '--dry-run']],
    [['orders', KEY, '--yes']],
    [['orders', KEY, '--yes'], { fails: true }],
    [['orders', '--forwarder', 'arn:aws:lambda:us-east-1:123456789012:function:f', '--dry-run']],
    [['--all', '--service', EVIL, '--tags', `a:${EVIL}`, KEY, '--dry-run']],
    [[`--${EVIL}`, EVIL]],
    [['--config', EVIL]],
    [['--config', 'c.yaml', KEY], { files: { 'c.yaml': JSON.stringify({ [EVIL]: EVIL, functions: { [EVIL]: 1 } }) } }],
    [['orders', '--site', EVIL]],
    [['-f', `${EVIL}*`, KEY]],
  ],
  uninstrument: [[['orders', '--yes']], [[EVIL, '--yes']], [['orders'], { fails: true }]],
  status: [[['orders']], [['--all', KEY]], [['orders'], { fails: true }], [['--region', EVIL, 'orders']]],
  doctor: [[['orders']], [['--all', KEY]], [['orders'], { fails: true }], [['--region', EVIL, 'orders']]],
  env: [[['--config', EVIL]], [['--agent-url', EVIL]], [['--format', EVIL]]],
  dockerfile: [
    [[EVIL]],
    [['--stage', EVIL], { files: { Dockerfile: 'FROM a\n' } }],
    [[], { files: { Dockerfile: `FROM ${EVIL.replace('\n', '')}\nCMD ${EVIL}` } }],
  ],
  chalice: [
    [[EVIL]],
    [['--stage', EVIL, '-r', 'eu-west-1', KEY], { files: { '.chalice/config.json': '{"version":"2.0"}' } }],
    [['--runtime', EVIL, '-r', EVIL, KEY], { files: { '.chalice/config.json': '{"version":"2.0"}' } }],
    [['-r', 'eu-west-1', KEY], { files: { '.chalice/config.json': `{${EVIL}` } }],
  ],
  layers: [[['--runtime', EVIL, '-r', EVIL]], [['--architecture', EVIL, '-r', 'a']]],
  transform: [
    [[EVIL]],
    [['t.json', KEY], { files: { 't.json': evilTemplate } }],
    [['t.json', KEY, '--write'], { files: { 't.json': evilTemplate } }],
    [['t.yaml', KEY], { files: { 't.yaml': `Resources:\n  a: [\n ${EVIL}: "\u001b[2J` } }],
    [['t.json', KEY, '--parameter', EVIL], { files: { 't.json': evilTemplate } }],
  ],
  preview: [
    [[EVIL]],
    [['t.json', KEY], { files: { 't.json': evilTemplate } }],
    [['t.json', '--event', EVIL, '--function', EVIL], { files: { 't.json': evilTemplate } }],
  ],
  macro: [[[EVIL]], [['--output', `${EVIL}/x/y`]]],
};

async function ran(command: string, [words, { fails, ...around } = {}]: Row) {
  const fake = await start();
  fake.add(evilFunction as never);
  if (fails)
    fake.fault = ({ operation }) =>
      operation === 'ListFunctions' ? undefined : new Failure(403, 'AccessDeniedException', `no ${EVIL}`);
  return against(fake)([command, ...words] as never, around);
}

test.each(Object.keys(COMMANDS))(
  '%s makes control characters from outside visible',
  async (command) => {
    expect(Object.keys(PLACES)).toContain(command);
    for (const row of PLACES[command] ?? []) {
      for (const more of [[], ['--color']]) {
        const { out, err } = await ran(command, [[...row[0], ...more], row[1]]);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colors
        const text = (out + err).replace(/\u001b\[\d+m/g, '');
        expect([row[0], ACTING.exec(text)?.[0], /^FORGED/m.exec(text)?.[0]]).toEqual([row[0], undefined, undefined]);
        expect(text).not.toBe('');
      }
    }
  },
  60_000,
);

const SECRET = 'c0ffee5ec4e7c0ffee5ec4e7c0ffee5e';

const leaky = {
  FunctionName: 'orders',
  Runtime: 'python3.12',
  Handler: 'app.handler',
  Environment: {
    Variables: {
      DB_PASSWORD: SECRET,
      DATABASE_URL: `postgres://u:${SECRET}@db.example.com/x`,
      BROKER: `user:${SECRET}@rabbit`,
      DD_API_KEY: SECRET,
      DD_TAGS: `api-key=${SECRET}`,
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${SECRET}`,
    },
  },
};
const leakyTemplate = `
Parameters:
  DbPassword: { Type: String, Default: ${SECRET} }
  Hidden: { Type: String, NoEcho: true, Default: 'x${SECRET}' }
Mappings:
  Datadog: { Parameters: { apiKey: '${SECRET}' } }
Resources:
  F:
    Type: AWS::Lambda::Function
    Metadata: { Datadog: { DATADOG_API_KEY: '${SECRET}' } }
    Properties:
      Runtime: python3.12
      Handler: app.handler
      Environment: { Variables: { STRIPE_KEY: '${SECRET}', URL: 'user:${SECRET}@host', A: "${SECRET}", api-token: |
          ${SECRET} } }
      Tags: [ { Key: token, Value: ${SECRET} } ]
`.replace(/, api-token: \|\n.*\n?/, ' } }\n');

/** Where a secret may come to each command. */
const LEAKS: Readonly<Record<string, readonly Row[]>> = {
  instrument: [
    [['orders', '--api-key', SECRET, '--dry-run']],
    [['orders', '--DD_API_KEY', SECRET, '--dry-run']],
    [['orders', '--apikey', SECRET, '--dry-run']],
    [['orders', '--site', SECRET, '--api-key', SECRET]],
    [['orders', '--dry-run'], { variables: { DATADOG_API_KEY: SECRET } }],
    [['orders', '--dry-run', '--agent-url', `http://u:${SECRET}@agent.local:8126`]],
    [['orders', '--dry-run', '--agent-host', `u:${SECRET}@agent.local`]],
    [['orders', '--dry-run', '--config', 'c.yaml'], { files: { 'c.yaml': `DD_API_KEY: ${SECRET}\nsite: x${SECRET}` } }],
    [
      ['orders', '--dry-run', '--config', 'c.yaml'],
      { files: { 'c.yaml': `functions: { orders: { DD_API_KEY: ${SECRET} } }` } },
    ],
    [['orders', '--provider', 'opentelemetry', '--otlp-headers', `api-key=${SECRET}`, '--dry-run']],
    [['orders', '--provider', 'opentelemetry', '--otlp-endpoint', `https://u:${SECRET}@host`, '--dry-run']],
    [['orders', '--api-key', SECRET, '--yes'], { fails: true }],
  ],
  uninstrument: [[['orders', '--api-key', SECRET, '--yes']]],
  status: [[['orders', '--api-key', SECRET]], [['orders'], { fails: true }]],
  doctor: [[['orders', '--api-key', SECRET]], [['orders'], { fails: true }]],
  env: [[['--api-key', SECRET]], [['--otlp-headers', SECRET, '--provider', 'opentelemetry']]],
  dockerfile: [[['--api-key', SECRET], { files: { Dockerfile: 'FROM a\n' } }]],
  chalice: [[['--api-key', SECRET, '-r', 'eu-west-1'], { files: { '.chalice/config.json': '{"version":"2.0"}' } }]],
  layers: [[['--api-key', SECRET, '-r', 'eu-west-1']]],
  transform: [
    [['t.yaml'], { files: { 't.yaml': leakyTemplate } }],
    [['t.yaml', '--api-key', SECRET], { files: { 't.yaml': leakyTemplate } }],
    [['t.yaml', '--config', 'c.yaml'], { files: { 't.yaml': leakyTemplate, 'c.yaml': `DD_API_KEY: ${SECRET}` } }],
    [
      ['t.yaml', '--provider', 'opentelemetry', '--otlp-headers', `x=${SECRET}`],
      { files: { 't.yaml': leakyTemplate } },
    ],
  ],
  preview: [[['t.yaml', '--api-key', SECRET], { files: { 't.yaml': leakyTemplate } }]],
  macro: [[['--api-key', SECRET]]],
};

test.each(Object.keys(COMMANDS))(
  '%s shows no secret',
  async (command) => {
    expect(Object.keys(LEAKS)).toContain(command);
    const fake = await start();
    fake.add(leaky as never);
    for (const [words, { fails, ...around } = {}] of LEAKS[command] ?? []) {
      fake.fault = ({ operation }) =>
        fails && operation !== 'ListFunctions'
          ? new Failure(400, 'InvalidParameterValueException', `no https://u:${SECRET}@h`)
          : undefined;
      for (const more of [[], ['--json']]) {
        const { out, err } = await against(fake)([command, ...words, ...more] as never, around);
        expect([words, more, (out + err).includes(SECRET) ? out + err : '']).toEqual([words, more, '']);
      }
    }
  },
  60_000,
);

test('a document that is written to a pipe is exact', async () => {
  const files = { 't.yaml': leakyTemplate };
  const { out } = await tracelayer(['transform', 't.yaml', '-o', '-', '--api-key', SECRET], { files });
  expect(out).toContain(SECRET);
  const written = await tracelayer(['transform', 't.yaml', '--write', '--api-key', SECRET], { files });
  expect(readFileSync(join(written.folder, 't.yaml'), 'utf8')).toContain(SECRET);
});
