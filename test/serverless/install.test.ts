/** The package as the framework's own command installs it, from a registry on loopback. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundled, functionsIn, PLUGIN, removeFolders, SOME_FRAMEWORKS, service, templateOf } from './framework';
import { SECRET } from './services';

jest.setTimeout(120_000);

let plugin: string;
let registry: Server;
let asked: string[];

beforeAll(async () => {
  plugin = await bundled();
  registry = await serve(plugin);
});
afterAll(async () => {
  await new Promise((resolve) => registry.close(resolve));
  removeFolders();
});

/** A registry that has this one package: its document, and its archive. */
async function serve(folder: string): Promise<Server> {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--silent'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const archive = readFileSync(join(folder, filename));
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { port } = server.address() as AddressInfo;
    const dist = { tarball: `http://127.0.0.1:${port}/archive.tgz`, integrity };
    const { version } = manifest;
    if (request.url === '/archive.tgz') response.end(archive);
    else if (request.url === `/${PLUGIN}`)
      response.end(
        JSON.stringify({
          name: PLUGIN,
          'dist-tags': { latest: version },
          versions: { [version]: { ...manifest, dist } },
        }),
      );
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test.each(SOME_FRAMEWORKS)('%s installs the plugin by name, and traces with it', async (framework) => {
  const { port } = registry.address() as AddressInfo;
  const folder = service({});
  folder.remove('serverless.json');
  folder.write('package.json', { name: 'shop', version: '1.0.0', private: true });
  folder.write('serverless.yml', CONFIGURATION);
  const variables = {
    npm_config_registry: `http://127.0.0.1:${port}`,
    npm_config_audit: 'false',
    npm_config_cache: join(folder.path, '.npm'),
  };
  const installed = await folder.run(framework, ['plugin', 'install', '--name', PLUGIN], variables);
  expect(installed).toEqual({ code: 0, output: installed.output });
  // serverless 3 puts an empty line before.
  expect(folder.read('serverless.yml').replace(/\n\n/g, '\n')).toBe(`${CONFIGURATION}plugins:\n  - ${PLUGIN}\n`);
  expect(JSON.parse(folder.read('package.json')).devDependencies).toHaveProperty(PLUGIN);
  expect(new Set(asked.filter((url) => !url.startsWith('/-/')))).toEqual(new Set([`/${PLUGIN}`, '/archive.tgz']));

  const { code, output } = await folder.run(framework, ['package']);
  expect({ code, output }).toEqual({ code: 0, output });
  expect(functionsIn(templateOf(folder)).AppLambdaFunction.Environment.Variables).toMatchObject({
    DD_LAMBDA_HANDLER: 'src/app.handler',
  });
});

const CONFIGURATION = `# What is written here stays
service: shop
frameworkVersion: '>=3'
provider:
  name: aws
  runtime: nodejs20.x # the newest that both know
  region: us-east-1
package:
  patterns: ['!**', 'src/**']
custom:
  datadog:
    apiKeySecretArn: ${SECRET}
functions:
  app:
    handler: src/app.handler
`;

describe('the package', () => {
  test('is one file of code with its types, with no dependency and no peer', () => {
    const manifest = JSON.parse(readFileSync(join(plugin, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      name: PLUGIN,
      main: 'index.js',
      types: 'index.d.ts',
      files: ['index.js', 'index.d.ts'],
    });
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies'])
      expect(manifest[kind]).toBeUndefined();
    expect(statSync(join(plugin, 'index.js')).size).toBeLessThan(232_000);
  });

  test('is the class itself, by the rule of every framework', async () => {
    const load = (rule: string) =>
      execFileSync(
        process.execPath,
        [
          '-e',
          `${rule}.then((found) => console.log(typeof found, new found({ service: { provider: { name: 'other' } } }, {}, { log: { warning() {} } }).provider === 'aws'))`,
        ],
        { cwd: plugin, encoding: 'utf8' },
      );
    expect(load("Promise.resolve(require('./index.js')).then((found) => found.default || found)")).toBe(
      'function true\n',
    );
    expect(load("import('./index.js').then((found) => found.default || found)")).toBe('function true\n');
  });

  test('loads nothing that the CDK is made of', () => {
    const program = `
      const { Module } = require('node:module');
      const load = Module._load;
      Module._load = (name, ...rest) => { if (/^(aws-cdk-lib|constructs|@aws-sdk)/.test(name)) throw new Error(name); return load(name, ...rest); };
      console.log(typeof require('./index.js'));`;
    const loaded = execFileSync(process.execPath, ['-e', program], { cwd: plugin, encoding: 'utf8' });
    expect(loaded).toBe('function\n');
  });
});
