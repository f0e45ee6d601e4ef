/** Functions that esbuild bundles so that OpenTelemetry cannot wrap them are found and reported. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOOTER } from '../../src/core/bundle';
import { esbuildBundle } from '../../src/serverless/esbuild';
import type { Framework } from '../../src/serverless/framework';
import { bundled, functionsIn, installed, PLUGIN, removeFolders, service, templateOf } from './framework';

jest.setTimeout(120_000);
afterAll(removeFolders);

const EXPORT = 'export const handler = async () => 1;\n';
const PLUGGED = '`custom.esbuild.footer.js`';
const BUILT_IN = '`build.esbuild.footer.js`';

describe('a handler written as `export`', () => {
  let serviceDir: string;
  beforeEach(() => {
    serviceDir = mkdtempSync(join(tmpdir(), 'tracelayer-esbuild-'));
    mkdirSync(join(serviceDir, 'src'));
  });
  afterEach(() => rmSync(serviceDir, { recursive: true }));

  interface Case {
    readonly fn?: object;
    readonly plugins?: readonly string[];
    readonly configuration?: object;
    readonly files?: Readonly<Record<string, string>>;
    /** serverless 4, which bundles by itself. */
    readonly four?: true;
  }

  function seen({ fn = {}, plugins = [], configuration = {}, files = { 'src/app.ts': EXPORT }, four }: Case) {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(serviceDir, name), text);
    const configSchemaHandler = four ? { defineBuildProperty: () => undefined } : {};
    const framework = { serviceDir, service: { plugins }, configurationInput: configuration, configSchemaHandler };
    return esbuildBundle({ handler: 'src/app.handler', ...fn }, framework as unknown as Framework);
  }
  const esbuild = (custom: unknown, more: Case = {}): Case => ({
    plugins: ['serverless-esbuild'],
    configuration: { custom: { esbuild: custom } },
    ...more,
  });
  const build = (given: unknown, more: Case = {}): Case => ({ configuration: { build: given }, four: true, ...more });

  test.each<[string, Case, string]>([
    ['serverless-esbuild without settings', { plugins: ['serverless-esbuild'] }, PLUGGED],
    ['serverless-esbuild with others', esbuild({ minify: true, footer: { js: '//' } }), PLUGGED],
    ['serverless-esbuild, in JavaScript', esbuild({}, { files: { 'src/app.js': EXPORT } }), PLUGGED],
    [
      'serverless-esbuild, from a list of names',
      esbuild({}, { files: { 'src/app.ts': 'export { handler }' } }),
      PLUGGED,
    ],
    ['serverless-esbuild, from a file that is not found', esbuild({}, { files: {} }), PLUGGED],
    ['serverless-esbuild, that is asked for CommonJS alone', esbuild({ bundle: false, format: 'cjs' }), PLUGGED],
    [
      'serverless-esbuild, at an entry point of its own',
      esbuild({}, { fn: { esbuildEntrypoint: 'src/other.handler' }, files: { 'src/other.ts': EXPORT } }),
      PLUGGED,
    ],
    ['`build.esbuild` of serverless 4', build({ esbuild: { minify: true } }), BUILT_IN],
    ['`build.esbuild: true`', build({ esbuild: true }), BUILT_IN],
    ['`build: esbuild`', build('esbuild'), BUILT_IN],
    ['`build: esbuild` of the function', build(undefined, { fn: { build: 'esbuild' } }), BUILT_IN],
    ['serverless 4 without settings, in TypeScript', { four: true }, BUILT_IN],
  ])('is a getter by %s', (_title, given, setting) => {
    expect(seen(given)).toBe(setting);
  });

  test.each<[string, Case]>([
    ['without a bundler', {}],
    ['with settings of a bundler that is not there', { configuration: { custom: { esbuild: {} } } }],
    ['with the footer', esbuild({ footer: { js: FOOTER } })],
    ['with the footer, written with blanks', esbuild({ footer: { js: 'module.exports = { ...module.exports };' } })],
    ['as an ES module', esbuild({ format: 'esm', outputFileExtension: '.mjs' })],
    ['for no platform', esbuild({ platform: 'neutral' })],
    ['where files are only translated', esbuild({ bundle: false })],
    ['where a program has the settings', esbuild({ config: './esbuild.config.js' })],
    ['where it was built before', esbuild({ skipBuild: true })],
    ['where the bundler leaves the function out', esbuild({}, { fn: { skipEsbuild: true } })],
    ['written as `module.exports`', esbuild({}, { files: { 'src/app.js': 'module.exports = { handler };' } })],
    ['written as `exports.handler`', esbuild({}, { files: { 'src/app.js': 'exports.handler = async () => 1;' } })],
    ['written as `export =`', esbuild({}, { files: { 'src/app.ts': 'export type A = 1;\nexport = { handler };' } })],
    ['as an ES module of serverless 4', build({ esbuild: { format: 'esm' } })],
    [
      'as an ES module, for that is what the package is',
      build({ esbuild: true }, { files: { 'src/app.ts': EXPORT, 'package.json': '{"type":"module"}' } }),
    ],
    ['where the function is built by another', build({ esbuild: true }, { fn: { build: 'none' } })],
    ['where serverless 4 bundles nothing', build({ esbuild: false })],
    ['where serverless 4 has a program for it', build({ esbuild: { configFile: 'x.js' } })],
    ['in JavaScript, which serverless 4 leaves as it is', { four: true, files: { 'src/app.js': EXPORT } }],
  ])('is none %s', (_title, given) => {
    expect(seen(given)).toBeUndefined();
  });
});

describe('a service bundled by serverless-esbuild and traced with OpenTelemetry', () => {
  async function packaged(
    esbuild: object,
    custom: object = { opentelemetry: { otlpEndpoint: 'https://o.example.com' } },
  ) {
    const folder = service(
      {
        service: 'shop',
        plugins: ['serverless-esbuild', PLUGIN],
        custom: { ...custom, esbuild },
        provider: { name: 'aws', region: 'us-east-1', runtime: 'nodejs20.x' },
        functions: { app: { handler: 'src/app.handler' } },
      },
      {
        [PLUGIN]: await bundled(),
        'serverless-esbuild': installed('serverless-esbuild'),
        esbuild: installed('esbuild'),
      },
    );
    folder.write('src/app.js', EXPORT);
    folder.write('package.json', { name: 'shop', version: '1.0.0' });
    const { code, output } = await folder.run('osls 4', ['package']);
    expect({ code, output }).toEqual({ code: 0, output });
    return { output, fn: functionsIn(templateOf(folder)).AppLambdaFunction };
  }

  test('has the function left unchanged, with a message that names the setting to change', async () => {
    const { output, fn } = await packaged({});
    expect(fn).not.toHaveProperty('Layers');
    expect(output).toContain(`Give esbuild the footer \`${FOOTER}\` (\`custom.esbuild.footer.js\`)`);
  });

  test('has it traced with that setting', async () => {
    const { output, fn } = await packaged({ footer: { js: FOOTER } });
    expect(fn.Layers).toHaveLength(1);
    expect(output).not.toContain('footer');
  });

  test('has it traced by Datadog without that setting, because Datadog redirects the handler', async () => {
    const { output, fn } = await packaged({}, { datadog: { agentUrl: 'http://127.0.0.1:9529' } });
    expect(fn.Layers).toHaveLength(1);
    expect(output).not.toContain('footer');
  });
});
