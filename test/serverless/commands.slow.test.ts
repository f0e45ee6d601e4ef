/** The commands of the frameworks other than `package`, and the messages before a command does anything. */
import { FakeAws } from '../fake-aws/fake-aws';
import { bundled, PLUGIN, removeFolders, SOME_FRAMEWORKS, service, templateOf } from './framework';
import { SECRET } from './services';

jest.setTimeout(120_000);

let plugin: string;
beforeAll(async () => {
  plugin = await bundled();
});
afterAll(removeFolders);

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

describe.each(SOME_FRAMEWORKS)('%s', (framework) => {
  test('reports every mistake at once, before it packages, with the nearest valid name', async () => {
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
      'custom.datadog: There is no option `addExtention`. Did you mean `addExtension`?',
      'custom.datadog: `site` must be one of datadoghq.com',
      'Did you mean "datadoghq.eu"?',
      'custom.datadog: `addLayers` must be true or false, but is "perhaps"',
      'functions.app.datadog: There is no option `sevice`. Did you mean `service`?',
    ])
      expect(output).toContain(part);
    expect(output).not.toMatch(/\n\s+at .*\.js:\d+/);
    expect(() => templateOf(folder)).toThrow();
  });

  test('reports a missing key, and does nothing', async () => {
    const folder = folderOf(minimal({ custom: {} }));
    const { code, output } = await folder.run(framework, ['package']);
    expect(code).not.toBe(0);
    expect(output).toContain('the extension sends to Datadog with an API key');
    expect(() => templateOf(folder)).toThrow();
  });

  test('prints the configuration without changes', async () => {
    const configuration = minimal();
    const [ours, none] = await Promise.all(
      [configuration, { ...configuration, plugins: [] }].map((one) =>
        folderOf(one).run(framework, ['print', '--path', 'functions']),
      ),
    );
    expect(ours).toEqual(none);
  });

  test('runs a function on this machine as without the plugin', async () => {
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

describe('`deploy function` of osls 4', () => {
  const LIBRARY = 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Node20-x';
  const EXTENSION = 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Extension';
  const OWN = 'arn:aws:lambda:us-east-1:123456789012:layer:own:3';
  const REDIRECTED = '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler';
  const REFERENCES = { layers: [{ Ref: 'OwnLambdaLayer' }], environment: { TABLE: { Ref: 'Table' }, LEVEL: 'debug' } };
  const resources = { Resources: { Table: { Type: 'AWS::SNS::Topic' } } };
  const DEPLOYED = {
    Handler: 'src/app.handler',
    Layers: [{ Arn: OWN }],
    Environment: { Variables: { TABLE: 'table', LEVEL: 'info' } },
  };
  const TRACED = {
    Handler: REDIRECTED,
    Layers: [{ Arn: OWN }, { Arn: `${LIBRARY}:90` }, { Arn: `${EXTENSION}:60` }],
    Environment: { Variables: { TABLE: 'table', LEVEL: 'info', DD_LAMBDA_HANDLER: 'src/app.handler' } },
  };

  async function deployed(app: object, before: object) {
    const aws = await new FakeAws().start();
    try {
      aws.add({ FunctionName: 'shop-dev-app', Runtime: 'nodejs20.x', ...before } as never);
      const functions = { app: { handler: 'src/app.handler', ...app }, other: { handler: 'src/app.handler' } };
      const folder = folderOf(minimal({ functions, resources }));
      const args = ['deploy', 'function', '-f', 'app', '--update-config'];
      const { code, output } = await folder.run('osls 4', args, aws.variables);
      expect({ code, output }).toEqual({ code: 0, output });
      const { Handler, Layers = [], Environment } = aws.get('shop-dev-app').configuration;
      const layers = (Layers as { Arn: string }[]).map(({ Arn }) => Arn.replace(/:\d+$/, ''));
      return { Handler, layers, variables: Environment?.Variables, output };
    } finally {
      await aws.stop();
    }
  }
  const own = OWN.replace(/:\d+$/, '');

  test('sends what packaging makes of the function', async () => {
    const { Handler, layers, variables, output } = await deployed({}, { Handler: 'src/app.handler' });
    expect(Handler).toBe(REDIRECTED);
    expect(layers).toEqual([LIBRARY, EXTENSION]);
    expect(variables).toMatchObject({ DD_LAMBDA_HANDLER: 'src/app.handler', DD_API_KEY_SECRET_ARN: SECRET });
    expect(output).toContain('tracelayer: 1 traced\n');
  });

  test.each([
    ['was not traced', DEPLOYED],
    ['was traced', TRACED],
  ])('sends all layers and variables of a function with references that %s', async (_title, before) => {
    const { Handler, layers, variables } = await deployed(REFERENCES, before);
    expect(Handler).toBe(REDIRECTED);
    expect(layers).toEqual([own, LIBRARY, EXTENSION]);
    expect(variables).toMatchObject({ TABLE: 'table', LEVEL: 'debug', DD_LAMBDA_HANDLER: 'src/app.handler' });
  });

  test('sends only the own layers and variables after `datadog: false`', async () => {
    const { Handler, layers, variables } = await deployed({ ...REFERENCES, datadog: false }, TRACED);
    expect(Handler).toBe('src/app.handler');
    expect(layers).toEqual([own]);
    expect(variables).toEqual({ TABLE: 'table', LEVEL: 'debug' });
  });

  test('leaves a function that was never traced to the framework', async () => {
    const { Handler, layers, variables, output } = await deployed({ ...REFERENCES, datadog: false }, DEPLOYED);
    expect([Handler, layers]).toEqual(['src/app.handler', [own]]);
    expect(variables).toEqual({ TABLE: 'table', LEVEL: 'info' });
    expect(output).toContain('tracelayer: 1 not selected\n');
  });

  test.each([
    ['was not traced', DEPLOYED],
    ['was traced', TRACED],
  ])('keeps the tracing of a function that %s where a variable is not deployed yet', async (_title, before) => {
    const environment = { ...REFERENCES.environment, QUEUE: { Ref: 'Table' } };
    const { Handler, layers, variables, output } = await deployed({ ...REFERENCES, environment }, before);
    expect(Handler).toBe(before.Handler);
    expect(layers).toEqual(before.Layers.map(({ Arn }) => Arn.replace(/:\d+$/, '')));
    expect(variables).toEqual(before.Environment.Variables);
    expect(output).toContain('functions.app: The variables QUEUE refer to something that is not deployed yet');
  });
});
