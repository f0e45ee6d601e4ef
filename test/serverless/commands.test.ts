/** The commands of the frameworks beside `package`, and what is told before any of them does something. */
import { FakeAws } from '../fake-aws/fake-aws';
import { bundled, FRAMEWORKS, type FrameworkName, PLUGIN, removeFolders, service, templateOf } from './framework';
import { SECRET } from './services';

jest.setTimeout(120_000);

let plugin: string;
beforeAll(async () => {
  plugin = await bundled();
});
afterAll(removeFolders);

const names = Object.keys(FRAMEWORKS) as FrameworkName[];
const minimal = (changes: Record<string, unknown> = {}) => ({
  service: 'shop',
  frameworkVersion: '>=3',
  plugins: [PLUGIN],
  provider: { name: 'aws', region: 'us-east-1', runtime: 'nodejs20.x' },
  package: { patterns: ['!**', 'src/**'] },
  functions: { app: { handler: 'src/app.handler' } },
  custom: { datadog: { apiKeySecretArn: SECRET, site: 'us5.datadoghq.com' } },
  ...changes,
});
const folderOf = (configuration: object) => service(configuration, { [PLUGIN]: plugin });

describe.each(names)('%s', (framework) => {
  test('is told of every mistake at once, before it packages, with what was meant', async () => {
    const folder = folderOf(
      minimal({
        custom: {
          datadog: { apiKeySecretArn: SECRET, addExtention: false, site: 'datadoghq.de', addLayers: 'perhaps' },
        },
        functions: { app: { handler: 'src/app.handler', datadog: { sevice: 'a' } } },
      }),
    );
    const { code, output } = await folder.run(framework, ['package']);
    expect(code).not.toBe(0);
    for (const part of [
      'custom.datadog: there is no option `addExtention`; did you mean `addExtension`?',
      'custom.datadog: `site` must be one of datadoghq.com',
      'did you mean "datadoghq.eu"?',
      'custom.datadog: `addLayers` must be true or false, and is "perhaps"',
      'functions.app.datadog: there is no option `sevice`; did you mean `service`?',
    ])
      expect(output).toContain(part);
    expect(output).not.toMatch(/\n\s+at .*\.js:\d+/);
    expect(() => templateOf(folder)).toThrow();
  });

  test('is told that no key is given, and does nothing', async () => {
    const folder = folderOf(minimal({ custom: {} }));
    const { code, output } = await folder.run(framework, ['package']);
    expect(code).not.toBe(0);
    expect(output).toContain('the extension sends to Datadog with an API key');
    expect(() => templateOf(folder)).toThrow();
  });

  test('prints the configuration as it is written', async () => {
    const configuration = minimal();
    const [ours, none] = await Promise.all(
      [configuration, { ...configuration, plugins: [] }].map((one) =>
        folderOf(one).run(framework, ['print', '--path', 'functions']),
      ),
    );
    expect(ours).toEqual(none);
  });

  test('runs a function here as if there were no plugin', async () => {
    const { code, output } = await folderOf(minimal()).run(framework, [
      'invoke',
      'local',
      '-f',
      'app',
      '--data',
      '{"a":1}',
    ]);
    expect({ code, output }).toEqual({ code: 0, output });
    expect(output).toMatch(/"got":\s*{\s*"a":\s*1\s*}/);
  });
});

test('osls 4 deploys one function as it packages it', async () => {
  const aws = await new FakeAws().start();
  try {
    aws.add({ FunctionName: 'shop-dev-app', Runtime: 'nodejs20.x', Handler: 'src/app.handler' });
    const folder = folderOf(
      minimal({ functions: { app: { handler: 'src/app.handler' }, other: { handler: 'src/app.handler' } } }),
    );
    const { code, output } = await folder.run(
      'osls 4',
      ['deploy', 'function', '-f', 'app', '--update-config'],
      aws.variables,
    );
    expect({ code, output }).toEqual({ code: 0, output });
    expect(aws.get('shop-dev-app').configuration).toMatchObject({
      Handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      Environment: { Variables: { DD_LAMBDA_HANDLER: 'src/app.handler', DD_API_KEY_SECRET_ARN: SECRET } },
    });
  } finally {
    await aws.stop();
  }
});
