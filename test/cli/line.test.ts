/** The command line: flags by every name, mistakes, help, colours. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../src/cli/command';
import { COMMANDS } from '../../src/cli/commands';
import { EXIT_CODES } from '../../src/cli/exit';
import { parseArguments } from '../../src/cli/options/arguments';
import { kebab, knownFlags, optionFlags } from '../../src/cli/options/flags';
import { paletteFor } from '../../src/cli/terminal/palette';
import { variablesOfOption } from '../../src/options/parse';
import type { OptionSpec } from '../../src/options/spec';
import { OPTIONS } from '../../src/providers';
import { KEY, tracelayer } from './harness';

const { command } = (COMMANDS.instrument as { load: () => { command: Command } }).load();
const known = knownFlags(command);
const parsed = (line: string) => parseArguments(line.split(' ').filter(Boolean), known);

test.each([
  ['orders payments', { operands: ['orders', 'payments'] }],
  ['-f a -f b', { flags: { function: ['a', 'b'] } }],
  ['--function=a', { flags: { function: ['a'] } }],
  ['-f=a', { flags: { function: ['a'] } }],
  ['-dy', { flags: { dryRun: 'true', yes: 'true' } }],
  ['--dry', { flags: { dryRun: 'true' } }],
  ['--api-key-secret-arn x', { options: { apiKeySecretArn: 'x' } }],
  ['--apiKeySecretArn x', { options: { apiKeySecretArn: 'x' } }],
  [
    '-v 120 -e 80 -a 1 -s',
    {
      options: {
        layerVersion: '120',
        extensionLayerVersion: '80',
        useLayersFromAccount: '1',
        sourceCodeIntegration: 'true',
      },
    },
  ],
  [
    '--layer-version none --extension-version latest',
    { options: { layerVersion: 'none', extensionVersion: 'latest' } },
  ],
  [
    '--tracing false --merge-xray-traces true --logging false',
    { options: { tracing: 'false', mergeXrayTraces: 'true', logging: 'false' } },
  ],
  ['-s=false --no-appsec', { options: { sourceCodeIntegration: 'false', appsec: 'false' } }],
  ['--extra-tags a:b --tags c:d --tags e:f', { options: { extraTags: ['a:b'], tags: ['c:d', 'e:f'] } }],
  ['--forwarder arn:x --apm-flush-deadline 50', { options: { forwarder: 'arn:x', apmFlushDeadline: '50' } }],
  ['--rate -1 a', { flags: { rate: '-1' }, operands: ['a'] }],
  ['-- --all', { operands: ['--all'] }],
])('%s', (line, expected) => {
  expect(parsed(line)).toEqual({ operands: [], flags: {}, options: {}, findings: [], ...expected });
});

test.each([
  ['--frobnicate', 'option-unknown', '--frobnicate', undefined],
  ['--servcie x', 'option-unknown', '--servcie', '--service'],
  ['-x', 'option-unknown', '-x', undefined],
  ['--service', 'option-invalid', '--service', undefined],
  ['--service --env x', 'option-invalid', '--service', undefined],
  ['--no-service', 'option-unknown', '--no-service', undefined],
])('%s is a mistake', (line, code, option, near) => {
  expect(parsed(line).findings[0]).toMatchObject({ code, details: { option, ...(near ? { nearest: near } : {}) } });
});

test.each([
  ['--service_name shop --traces_exporter console', 'OTEL_TRACES_EXPORTER=console'],
  ['--service-name shop --traces-exporter console', 'OTEL_SERVICE_NAME=shop'],
  ['--OTEL_SERVICE_NAME shop', 'OTEL_SERVICE_NAME=shop'],
])("the flags of OpenTelemetry's own program are understood: %s", async (flags, line) => {
  expect((await tracelayer(`env --provider opentelemetry ${flags}`)).out).toContain(`export ${line}\n`);
});

test.each(Object.values(OPTIONS))('every name of an option is a flag', ({ table }) => {
  for (const [name, spec] of Object.entries<OptionSpec>(table)) {
    const isFlag = spec.construct === undefined && (spec.surfaces?.includes('cli') ?? true);
    for (const written of isFlag ? [name, ...variablesOfOption(spec), ...(spec.aliases ?? [])] : [])
      for (const form of [written, kebab(written), kebab(written).replaceAll('_', '-')])
        expect([form, known[form]?.of]).toEqual([form, known[form]?.of === 'command' ? 'command' : 'provider']);
  }
});

test.each([
  ['constructor', 'no command "constructor"'],
  ['__proto__', 'no command "__proto__"'],
  ['help constructor', 'no command "constructor"'],
  ['help nothing', 'no command "nothing"'],
  ['env --constructor', 'no option `--constructor`'],
  ['env --__proto__ x', 'no option `--__proto__`'],
  ['env --no-constructor', 'no option `--no-constructor`'],
  ['env --provider constructor', '`--provider` must be one of'],
  ['env --service_nam x', 'Did you mean `--service-name`?'],
])('%s is a mistake that is named', async (line, reason) => {
  const { code, err } = await tracelayer(line);
  expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
});

test.each([
  ['transform folder'],
  ['transform folder/none.yaml'],
  ['transform file/none.yaml'],
  ['transform file --config folder'],
  ['dockerfile folder'],
  ['dockerfile --remove folder'],
  ['chalice file'],
  [`transform t.json -o folder ${KEY}`],
])('%s names the path in one sentence', async (line) => {
  const { code, err } = await tracelayer(line, {
    files: { file: '', 'folder/file': '', 't.json': '{"Resources":{}}' },
  });
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/(folder|file).*which (is a folder|is not a folder|does not exist)/),
  ]);
});

test.each([
  [`transform t.json latin ${KEY}`, 'latin: The file is not UTF-8 text.'],
  ['dockerfile latin', 'latin: The file is not UTF-8 text.'],
  ['chalice .', 'config.json: The file is not JSON: '],
])('%s ends with the path and the reason', async (line, reason) => {
  const files = { 't.json': '{"Resources":{}}', 'folder/file': '', latin: Buffer.from([0xe9]) as never };
  const { code, err, out } = await tracelayer(line, { files: { ...files, '.chalice/config.json': '{' } });
  expect([code, (err + out).includes(reason) || err + out]).toEqual([1, true]);
});

test('every exit code is documented as it is in the code', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'cli.md'), 'utf8');
  for (const [code, meaning] of Object.entries(EXIT_CODES)) expect(page).toContain(`| ${code} | ${meaning} |`);
});

test('every option of every provider is a flag, by every name it has', () => {
  const flags = Object.entries(optionFlags());
  expect(flags.length).toBeGreaterThan(60);
  for (const [name, flag] of flags) {
    expect(known[name]?.flag.summary).toBe(flag.summary);
    for (const alias of flag.aliases ?? []) expect(known[alias]?.name).toBe(alias);
  }
});

test.each(Object.keys(COMMANDS))('%s explains itself, with examples that are right', async (name) => {
  const { code, out } = await tracelayer([name, '--help']);
  expect(code).toBe(0);
  expect(out).toContain(`tracelayer ${name}`);
  const [flags = ''] = out.split('\nExamples\n');
  expect(flags.split('\n').filter((line) => line.length > 110 && !/https?:|arn:|tracelayer /.test(line))).toEqual([]);
  const row = COMMANDS[name] as (typeof COMMANDS)[string];
  const { command: own } = row.load();
  expect(own.examples.length).toBeGreaterThan(0);
  for (const { line } of own.examples) {
    const [start = ''] = line.split(/ [|&>] ?| && |\)"/);
    const words = [...start.slice(start.indexOf(`tracelayer ${name}`)).matchAll(/'[^']*'|\S+/g)]
      .map(([word]) => word)
      .slice(2);
    expect([line, parseArguments(words, knownFlags(own)).findings]).toEqual([line, []]);
  }
});

test('the program lists its commands, and knows its version', async () => {
  const help = await tracelayer('--help');
  for (const [name, { summary }] of Object.entries(COMMANDS))
    expect(help.out).toMatch(new RegExp(`${name} +${summary.slice(0, 20)}`));
  expect([help.code, (await tracelayer('')).code, (await tracelayer('help status')).code]).toEqual([0, 2, 0]);
  expect((await tracelayer('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('a misspelled command is reported with the nearest name', async () => {
  expect(await tracelayer('instrumnet x')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean "instrument"?'),
  });
});

test.each([
  [true, {}, undefined, true],
  [false, {}, undefined, false],
  [true, { TERM: 'dumb' }, undefined, false],
  [true, { NO_COLOR: '1' }, undefined, false],
  [true, { NO_COLOR: '' }, undefined, true],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, undefined, true],
  [true, { FORCE_COLOR: '0' }, undefined, false],
  [false, { NO_COLOR: '1' }, true, true],
  [true, { FORCE_COLOR: '1' }, false, false],
])('colours with a terminal: %s, %j, the flag %s: %s', (isTerminal, variables, flag, coloured) => {
  const output = { write: () => undefined, isTerminal, columns: 80 };
  expect(paletteFor(output, variables, flag).good('x') !== 'x').toBe(coloured);
});
