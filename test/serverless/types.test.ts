/** A configuration in TypeScript is checked by the types of the package. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ts from 'typescript';
import { bundled, PLUGIN, removeFolders } from './framework';

jest.setTimeout(120_000);

const PAGE = readFileSync(join(__dirname, '../../docs/serverless.md'), 'utf8');
const [, EXAMPLE = ''] = /^```typescript\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];

/** As much of the types of the framework as is needed to see that they and ours go together. */
const AWS = `export interface AWS {
  service: string;
  frameworkVersion?: string;
  plugins?: string[];
  provider: { name: 'aws'; runtime?: string };
  custom?: { [name: string]: unknown };
  functions?: { [key: string]: { handler?: string; runtime?: string; layers?: string[] } };
}`;

/** A service with these options, and those of a function. */
const written = (custom: string, fn = '{}') => `
  import type { AWS } from '@serverless/typescript';
  import type { Traced } from 'serverless-plugin-tracelayer';
  export const service: Traced<AWS> = {
    service: 'shop', provider: { name: 'aws' }, custom: ${custom}, functions: { app: ${fn} } };`;

const RIGHT = [
  "{ datadog: { site: 'datadoghq.eu', apiKeySecretArn: '${param:key}' } }",
  "{ datadog: { site: '${param:site}', addLayers: '${param:layers}', tags: { team: 'a' }, exclude: ['a'] } }",
  "{ datadog: { version: { Ref: 'Version' }, forwarderArn: { 'Fn::ImportValue': 'forwarder' }, env: null } }",
  '{ datadog: { enableDDTracing: true, extensionVersion: 90 } }',
  "{ datadog: '${file(datadog.yml)}', opentelemetry: false }",
  "{ opentelemetry: { otlpEndpoint: 'https://otlp.example.com' } }",
];

const WRONG: readonly (readonly [title: string, custom: string, fn: string, mistake: RegExp])[] = [
  ['an unknown option', "{ datadog: { sitte: 'datadoghq.eu' } }", '{}', /'sitte' does not exist/],
  ['a value that is not allowed', "{ datadog: { site: 'datadoghq.de' } }", '{}', /"datadoghq\.de"' is not assignable/],
  ['a value of another type', '{ datadog: { addLayers: 3 } }', '{}', /'number' is not assignable/],
  [
    'an option that only a construct can be',
    '{ datadog: { apiKeySecret: {} } }',
    '{}',
    /'apiKeySecret' does not exist/,
  ],
  ['an unknown option of a function', '{}', '{ datadog: { sevice: 1 } }', /'sevice' does not exist/],
  ['a mistake in what the framework reads', '{}', '{ handlr: 1 }', /'handlr' does not exist/],
];

let folder: string;
let mistakes: ReadonlyMap<string, readonly string[]>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelayer-types-'));
  mkdirSync(join(folder, 'node_modules/@serverless/typescript'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/@serverless/typescript/index.d.ts'), AWS);
  symlinkSync(await bundled(), join(folder, 'node_modules', PLUGIN));
  const sources = [
    EXAMPLE,
    ...RIGHT.map((custom) => written(custom)),
    ...WRONG.map(([, custom, fn]) => written(custom, fn)),
  ];
  mistakes = mistakesIn(sources);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  removeFolders();
});

/** The mistakes in each source, all of them compiled at once: most of the time is for the library's own types. */
function mistakesIn(sources: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const files = sources.map((source, index) => {
    const file = join(folder, `service${index}.ts`);
    writeFileSync(file, `declare const module: { exports: unknown };\n${source}`);
    return file;
  });
  const { ModuleKind, ModuleResolutionKind } = ts;
  const program = ts.createProgram(files, {
    noEmit: true,
    strict: true,
    module: ModuleKind.NodeNext,
    moduleResolution: ModuleResolutionKind.NodeNext,
    lib: ['lib.es2022.d.ts'],
    skipDefaultLibCheck: true,
    types: [],
  });
  const found = ts.getPreEmitDiagnostics(program);
  const textsIn = (name: string) =>
    found
      .filter(({ file }) => file === undefined || file.fileName === name)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  return new Map(sources.map((source, index) => [source, textsIn(files[index] as string)]));
}

test('the example in the documentation has no mistake', () => {
  expect(EXAMPLE).toContain('datadog');
  expect(mistakes.get(EXAMPLE)).toEqual([]);
});

test.each(RIGHT)('options may be %s', (custom) => {
  expect(mistakes.get(written(custom))).toEqual([]);
});

test.each(WRONG)('%s is a mistake', (_title, custom, fn, mistake) => {
  expect(mistakes.get(written(custom, fn))).toEqual([expect.stringMatching(mistake)]);
});
