/** Interactive mode through a pseudo terminal, which Python has. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { fakes, KEY } from './harness';

const start = fakes();
const ROOT = join(__dirname, '..', '..');
const FOLDER = mkdtempSync(join(tmpdir(), 'tracelayer-pty-'));
const PROGRAM = join(FOLDER, 'main.js');

/** Runs a program on a pseudo terminal: waits for each text, then types the keys. */
const DRIVER = `
import json, os, pty, select, sys, time
steps = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = ''
def read(timeout):
    global seen
    ready, _, _ = select.select([fd], [], [], timeout)
    if not ready:
        return True
    try:
        data = os.read(fd, 65536)
    except OSError:
        return False
    seen += data.decode('utf8', 'replace')
    return len(data) > 0
for wait, keys in steps:
    start, end = len(seen), time.time() + 20
    mark = 0
    while wait not in seen[mark:] and time.time() < end:
        if not read(0.1): break
    seen = seen[:mark] + seen[mark:].replace(wait, '«' + wait[1:], 1) if wait in seen else seen
    os.write(fd, keys.encode())
while read(20): pass
_, status = os.waitpid(pid, 0)
sys.stdout.write(seen)
sys.exit(os.waitstatus_to_exitcode(status))
`;

const hasTerminal = spawnSync('python3', ['-c', 'import pty']).status === 0;
const DOWN = '\u001b[B';

if (!hasTerminal) console.warn('interactive mode was not tested: python3, which makes a pseudo terminal, is not there');

beforeAll(() => {
  writeFileSync(join(FOLDER, 'driver.py'), DRIVER);
  buildSync({
    entryPoints: [join(ROOT, 'src/cli/main.ts')],
    outfile: PROGRAM,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
});

function onTerminal(
  words: readonly string[],
  steps: readonly (readonly [wait: string, keys: string])[],
  variables: Record<string, string>,
) {
  const args = [join(FOLDER, 'driver.py'), JSON.stringify(steps), process.execPath, PROGRAM, ...words];
  return new Promise<{ code: number | null; text: string }>((resolve) => {
    const child = spawn('python3', args, {
      env: { PATH: process.env.PATH, HOME: FOLDER, TERM: 'xterm', NO_COLOR: '1', ...variables },
    });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (text += chunk));
    child.on('close', (code) => resolve({ code, text: text.replaceAll('\r\n', '\n') }));
  });
}

(hasTerminal ? describe : describe.skip)('on a terminal', () => {
  test('-i leads through region, functions, site, key and service, and prints the command that repeats it', async () => {
    const fake = await start();
    for (const FunctionName of ['api-orders', 'api-payments', 'worker'])
      fake.add({ FunctionName, region: 'eu-west-1' });
    const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:dd';
    const { code, text } = await onTerminal(
      ['instrument', '-i', '--rate', '1000'],
      [
        ['Which region?', 'eu-west-1\r'],
        ['Which functions?', 'pay'],
        ['Which functions? pay', ' '],
        ['[x] api-payments', '\u007f\u007f\u007fwork'],
        ['Which functions? work', ' \r'],
        ['Which site?', `${DOWN}\r`],
        ['Where is the API key?', '\r'],
        ['apiKeySecretArn:', 'nonsense\r'],
        ['it must be', `${secret}\r`],
        ['(service, may be empty):', 'shop\r'],
        ['(env, may be empty):', '\r'],
        ['(version, may be empty):', '\r'],
        ['Instrument these 2 functions? [y/N]', 'y\r'],
      ],
      fake.variables,
    );
    expect(text).toContain(
      `tracelayer instrument api-payments worker --rate 1000 --region eu-west-1 --site datadoghq.eu --api-key-secret-arn ${secret} --service shop --yes`,
    );
    expect(code).toBe(0);
    expect(fake.functions.map(({ tags }) => tags.tracelayer)).toEqual([undefined, 'datadog', 'datadog']);
    expect(fake.get('worker').configuration.Environment?.Variables).toMatchObject({
      DD_SITE: 'datadoghq.eu',
      DD_SERVICE: 'shop',
      DD_API_KEY_SECRET_ARN: secret,
    });
  }, 60_000);

  test.each<[string, readonly string[], readonly (readonly [string, string])[], string]>([
    ['an agent of your own', ['--agent-url', 'http://127.0.0.1:9529'], [], 'DD_TRACE_AGENT_URL'],
    [
      'OpenTelemetry',
      ['--provider', 'opentelemetry'],
      [
        ['Where do the traces go?', '\r'],
        ['otlpEndpoint:', 'localhost:4318\r'],
        ['it must be', 'http://localhost:4318\r'],
      ],
      'OTEL_EXPORTER_OTLP_ENDPOINT',
    ],
  ])(
    'no key and no site is asked for %s',
    async (_title, words, questions, variable) => {
      const fake = await start();
      fake.add({ FunctionName: 'f' });
      const names = ['service', 'env', 'version'].map((name) => [`(${name}, may be empty):`, '\r'] as const);
      const { code, text } = await onTerminal(
        ['instrument', 'f', '-i', '--rate', '1000', '--region', 'us-east-1', ...words],
        [...questions, ...names, ['Instrument this function? [y/N]', 'y\r']],
        fake.variables,
      );
      expect(text).not.toMatch(/site|API key/);
      expect({ code, text }).toEqual({ code: 0, text });
      expect(fake.get('f').configuration.Environment?.Variables).toHaveProperty(variable);
    },
    60_000,
  );

  test('a plain key is not seen while it is typed, nor in the command that repeats it', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f' });
    const { code, text } = await onTerminal(
      ['instrument', 'f', '-i', '--site', 'datadoghq.com', '--service', 's', '--env', 'e', '--version', '1'],
      [
        ['Which region?', '\r'],
        ['Where is the API key?', DOWN.repeat(3)],
        ['> apiKey ', '\r'],
        ['apiKey:', '0123456789abcdef0123456789abcdef\r'],
        ['Instrument this function?', 'n\r'],
      ],
      fake.variables,
    );
    expect(text).not.toContain('abcdef');
    expect(text).toContain('"$DATADOG_API_KEY"');
    expect(code).toBe(1);
    expect(fake.count('UpdateFunctionConfiguration')).toBe(0);
  }, 60_000);

  test('Ctrl-C at a question changes nothing', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'f' });
    const { code, text } = await onTerminal(
      ['instrument', 'f', KEY],
      [['Instrument this function?', '\u0003']],
      fake.variables,
    );
    expect([code, fake.count('UpdateFunctionConfiguration')]).toEqual([130, 0]);
    expect(text).toContain('Nothing was changed.');
  }, 60_000);

  test('a bar shows how far the work is', async () => {
    const fake = await start();
    for (let index = 0; index < 30; index++) fake.add({ FunctionName: `f${index}` });
    const { code, text } = await onTerminal(
      ['instrument', '--all', KEY, '--yes', '--rate', '1000'],
      [],
      fake.variables,
    );
    expect(text).toMatch(/changing █+░* \d+\/30/);
    expect(code).toBe(0);
  }, 60_000);
});

test('without a terminal -i is refused', () => {
  const run = () =>
    execFileSync(process.execPath, [PROGRAM, 'instrument', '-i'], { stdio: ['ignore', 'pipe', 'pipe'] });
  expect(run).toThrow(/A terminal must be set/);
});
