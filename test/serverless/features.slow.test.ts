/** What a service may have in addition to traced functions, packaged by a real framework. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled, functionsIn, installed, PLUGIN, removeFolders, service, templateOf } from './framework';
import { SECRET } from './services';

jest.setTimeout(120_000);

let plugin: string;
beforeAll(async () => {
  plugin = await bundled();
});
afterAll(removeFolders);

async function packaged(
  configuration: object,
  packages: Record<string, string> = {},
  files: Record<string, string | object> = {},
) {
  const folder = service(
    {
      service: 'shop',
      plugins: [PLUGIN],
      package: { patterns: ['!**', 'src/**'] },
      custom: { datadog: { apiKeySecretArn: SECRET } },
      ...configuration,
    },
    { [PLUGIN]: plugin, ...packages },
  );
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  const { code, output } = await folder.run('osls 4', ['package', '--verbose']);
  expect({ code, output }).toEqual({ code: 0, output });
  return { folder, output, template: templateOf(folder) };
}

const provider = { name: 'aws', region: 'us-east-1', runtime: 'nodejs22.x' };

describe('a service whose logs go to the Forwarder', () => {
  let resources: Record<string, any>;
  let output: string;
  beforeAll(async () => {
    const done = await packaged({
      provider: { ...provider, logs: { restApi: { format: 'x' }, httpApi: true, websocket: true } },
      custom: {
        datadog: {
          forwarderArn: { 'Fn::ImportValue': 'forwarder' },
          subscribeToExecutionLogs: true,
          createForwarderPermissions: true,
        },
      },
      functions: {
        app: {
          handler: 'src/app.handler',
          events: [{ http: 'GET /' }, { httpApi: 'GET /' }, { websocket: '$connect' }],
        },
        quiet: { handler: 'src/app.handler', disableLogs: true, datadog: false },
      },
    });
    [resources, output] = [done.template.Resources, done.output];
  });
  const filters = () => Object.values(resources).filter(({ Type }) => Type === 'AWS::Logs::SubscriptionFilter');

  test('has the groups of its functions and of its APIs subscribed, each once, as resources', () => {
    expect(
      filters()
        .map(({ Properties }) => Properties.LogGroupName.Ref)
        .sort(),
    ).toEqual([
      'ApiGatewayLogGroup',
      'AppLogGroup',
      'HttpApiLogGroup',
      'RestExecutionLogGroup',
      'WebsocketsExecutionLogGroup',
      'WebsocketsLogGroup',
    ]);
    for (const { Properties } of filters())
      expect(Properties).toMatchObject({ DestinationArn: { 'Fn::ImportValue': 'forwarder' }, FilterPattern: '' });
  });

  test('declares the groups that API Gateway would make at the first request', () => {
    expect(resources.RestExecutionLogGroup.Properties.LogGroupName).toEqual({
      'Fn::Join': ['', ['API-Gateway-Execution-Logs_', { Ref: 'ApiGatewayRestApi' }, '/', 'dev']],
    });
  });

  test('permits the Forwarder to be called, before it is', () => {
    for (const { DependsOn } of filters()) expect(resources[DependsOn].Type).toBe('AWS::Lambda::Permission');
  });

  test('does not change a function that opts out', () => {
    expect(resources.QuietLambdaFunction.Properties.Handler).toBe('src/app.handler');
    expect(resources.QuietLambdaFunction.Properties.Environment).toBeUndefined();
  });

  test('has tags for what the Forwarder cannot see in variables', () => {
    expect(resources.AppLambdaFunction.Properties.Tags).toEqual(
      expect.arrayContaining([
        { Key: 'service', Value: 'shop' },
        { Key: 'env', Value: 'dev' },
      ]),
    );
    expect(output).not.toContain('Warning');
  });
});

describe('a service with a special case', () => {
  test('gets a message with what a role that is defined elsewhere must allow', async () => {
    const { output, template } = await packaged({
      provider: { ...provider, iam: { role: 'arn:aws:iam::123456789012:role/own' } },
      functions: { app: { handler: 'src/app.handler' } },
    });
    expect(output).toContain("functions.app: The function's role can't be read here");
    expect(output).toContain('secretsmanager:GetSecretValue');
    expect(template.Resources.AppLambdaFunction.Properties.Handler).toMatch(/datadog/);
  });

  test('has a function that cannot be traced left unchanged, with a message', async () => {
    const { output, template } = await packaged({
      provider: { ...provider, region: 'cn-north-1' },
      functions: {
        app: { handler: 'src/app.handler' },
        image: {
          image: `1.dkr.ecr.cn-north-1.amazonaws.com.cn/a@sha256:${'0'.repeat(64)}`,
          datadog: { imageRuntime: 'python' },
        },
      },
    });
    const { AppLambdaFunction, ImageLambdaFunction } = functionsIn(template);
    expect(AppLambdaFunction).toMatchObject({ Handler: 'src/app.handler' });
    expect(AppLambdaFunction).not.toHaveProperty('Environment');
    expect(AppLambdaFunction).not.toHaveProperty('Layers');
    expect(output).toMatch(/functions\.app: Datadog publishes no layer/);
    expect(ImageLambdaFunction.Environment.Variables).toMatchObject({ DD_SERVICE: 'shop' });
  });

  test('has a function without logs left as it was where traces go by way of the log', async () => {
    const forwarderArn = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
    const functions = {
      app: { handler: 'src/app.handler' },
      mute: { handler: 'src/app.handler', disableLogs: true },
      near: { handler: 'src/app.handler', disableLogs: true, datadog: { agentUrl: 'http://127.0.0.1:9529' } },
    };
    const { output, template } = await packaged({ provider, custom: { datadog: { forwarderArn } }, functions });
    const { MuteLambdaFunction, NearLambdaFunction } = functionsIn(template);
    expect(MuteLambdaFunction).toMatchObject({ Handler: 'src/app.handler' });
    expect(MuteLambdaFunction).not.toHaveProperty('Environment');
    expect(NearLambdaFunction.Environment.Variables).toMatchObject({ DD_LAMBDA_HANDLER: 'src/app.handler' });
    expect(
      Object.keys(template.Resources)
        .filter((id) => id.includes('LogGroup'))
        .sort(),
    ).toEqual(['AppLogGroup', 'AppLogGroupSubscription']);
    expect(output).toContain('functions.mute: The function has `disableLogs: true`');
    expect(output).toContain('tracelayer: 2 traced, 1 not traced');
  });

  test('may have functions, variables and tags that are named like what every object has', async () => {
    const names = ['constructor', 'toString', 'valueOf'];
    const own = Object.fromEntries(names.map((name) => [name, 'own']));
    const { template } = await packaged({
      provider: { ...provider, environment: { hasOwnProperty: 'shared' } },
      custom: { constructor: 1, datadog: { apiKeySecretArn: SECRET, tags: own } },
      functions: Object.fromEntries(
        names.map((name) => [name, { handler: 'src/app.handler', environment: own, tags: own }]),
      ),
    });
    const functions = Object.values(functionsIn(template));
    expect(functions).toHaveLength(3);
    for (const { Environment, Tags } of functions) {
      expect(Environment.Variables).toMatchObject({
        ...own,
        hasOwnProperty: 'shared',
        DD_LAMBDA_HANDLER: 'src/app.handler',
        DD_TAGS: 'constructor:own,toString:own,valueOf:own',
      });
      expect(Tags).toEqual(expect.arrayContaining(names.map((Key) => ({ Key, Value: 'own' }))));
    }
  });

  test('has the commit in its tags if the option is set', async () => {
    const sha = 'c'.repeat(40);
    const { template } = await packaged(
      {
        provider,
        custom: { datadog: { apiKeySecretArn: SECRET, sourceCodeIntegration: true } },
        functions: { app: { handler: 'src/app.handler' } },
      },
      {},
      {
        '.git/HEAD': `${sha}\n`,
        '.git/config': '[remote "origin"]\n\turl = https://me:secret@example.com/shop.git\n',
      },
    );
    const { DD_TAGS } = functionsIn(template).AppLambdaFunction.Environment.Variables;
    expect(DD_TAGS).toBe(`git.commit.sha:${sha},git.repository_url:https://example.com/shop.git`);
  });

  test('has what the layer brings left out of its bundles', async () => {
    const { folder, template } = await packaged(
      {
        plugins: ['serverless-esbuild', PLUGIN],
        package: { individually: true },
        custom: { datadog: { apiKeySecretArn: SECRET }, esbuild: { keepOutputDirectory: true } },
        provider: { ...provider, runtime: 'nodejs20.x' },
        functions: { app: { handler: 'src/app.handler' } },
      },
      { 'serverless-esbuild': installed('serverless-esbuild'), esbuild: installed('esbuild') },
      {
        'package.json': { name: 'shop', version: '1.0.0', dependencies: { 'dd-trace': '1.0.0' } },
        'src/app.js': "const tracer = require('dd-trace'); exports.handler = async () => tracer.mark;\n",
        'node_modules/dd-trace/package.json': { name: 'dd-trace', version: '1.0.0', main: 'index.js' },
        'node_modules/dd-trace/index.js': "exports.mark = 'the tracer in the bundle';\n",
      },
    );
    expect(functionsIn(template).AppLambdaFunction.Environment.Variables.DD_LAMBDA_HANDLER).toBe('src/app.handler');
    const code = folder.read('.esbuild/.build/src/app.js');
    expect(code).toContain('require("dd-trace")');
    expect(code).not.toContain('the tracer in the bundle');
  });

  test('has functions under `resources:` traced, with permissions of their own', async () => {
    const { template } = await packaged({
      provider,
      custom: { datadog: { apiKeySecretArn: SECRET, exclude: ['Left'] } },
      functions: { app: { handler: 'src/app.handler' } },
      resources: {
        Resources: {
          Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
          Raw: raw({ 'Fn::GetAtt': ['Role', 'Arn'] }),
          Shared: raw({ 'Fn::GetAtt': ['IamRoleLambdaExecution', 'Arn'] }),
          Left: raw({ 'Fn::GetAtt': ['Role', 'Arn'] }),
        },
      },
    });
    const { Raw, Shared, Left } = functionsIn(template);
    for (const fn of [Raw, Shared])
      expect(fn).toMatchObject({
        Handler: 'datadog_lambda.handler.handler',
        Environment: { Variables: { DD_LAMBDA_HANDLER: 'app.handler', DD_SERVICE: 'shop', DD_ENV: 'dev' } },
      });
    expect(Left).toEqual(raw({ 'Fn::GetAtt': ['Role', 'Arn'] }).Properties);
    const policies = ['Role', 'IamRoleLambdaExecution'].map((id) =>
      template.Resources[id].Properties.Policies.map(({ PolicyName }: any) => PolicyName),
    );
    expect(policies).toEqual([['tracelayer'], [expect.anything(), 'tracelayer']]);
  });

  test('has state machines under `resources:` traced, if the options ask for it', async () => {
    const machine = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Definition: { StartAt: 'End', States: { End: { Type: 'Pass', End: true } } },
      },
    };
    const { template, output } = await packaged({
      provider,
      custom: {
        datadog: { apiKeySecretArn: SECRET, stateMachineForwarderArn: 'arn:aws:lambda:us-east-1:1:function:f' },
      },
      functions: { app: { handler: 'src/app.handler' } },
      resources: {
        Resources: {
          Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
          Checkout: machine,
        },
      },
    });
    const { Checkout, CheckoutLogGroup, Role } = template.Resources;
    expect(Checkout.Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: true });
    expect(CheckoutLogGroup).toMatchObject({ Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } });
    expect(Role.Properties.Policies).toHaveLength(1);
    const filters = Object.values<any>(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Logs::SubscriptionFilter',
    );
    expect(filters.map(({ Properties }) => Properties.LogGroupName)).toEqual([{ Ref: 'CheckoutLogGroup' }]);
    expect(output).toContain('1 traced; state machines: 1 traced');
  });

  test('has an output with the page of each traced function, if the option is set', async () => {
    const { template } = await packaged({
      provider,
      custom: { datadog: { apiKeySecretArn: SECRET, addOutputs: true, site: 'us3.datadoghq.com' } },
      functions: { app: { handler: 'src/app.handler' }, other: { handler: 'src/app.handler', datadog: false } },
    });
    const pages = Object.keys(template.Outputs).filter((id) => id.endsWith('Page'));
    expect(pages).toEqual(['AppLambdaFunctionPage']);
    expect(template.Outputs.AppLambdaFunctionPage.Value).toEqual({
      'Fn::Sub': expect.stringMatching(
        /^https:\/\/us3\.datadoghq\.com\/functions\?.*%2Bshop-dev-app%2Bus-east-1%2B\$\{AWS::AccountId\}$/,
      ),
    });
  });

  test('is complete before another plugin moves resources away, wherever that one is listed', async () => {
    const { template, output } = await packaged(
      {
        plugins: ['./split.js', PLUGIN],
        provider,
        functions: { app: { handler: 'src/app.handler' } },
      },
      {},
      {
        'split.js': `module.exports = class {
          constructor({ service }) {
            this.hooks = { 'after:aws:package:finalize:mergeCustomProviderResources': () => {
              delete service.provider.compiledCloudFormationTemplate.Resources.AppLambdaFunction;
            } };
          }
        };`,
      },
    );
    expect(template.Resources).not.toHaveProperty('AppLambdaFunction');
    const { Policies } = template.Resources.IamRoleLambdaExecution.Properties;
    expect(Policies.map(({ PolicyName }: any) => PolicyName)).toContain('tracelayer');
    expect(output).toContain('tracelayer: 1 traced');
  });

  test('has functions at the edge that are not changed', async () => {
    const { output, template } = await packaged({
      provider: { ...provider, runtime: 'nodejs20.x' },
      functions: {
        app: { handler: 'src/app.handler' },
        edge: {
          handler: 'src/app.handler',
          events: [{ cloudFront: { eventType: 'viewer-request', origin: 'https://example.com' } }],
        },
        trusted: { handler: 'src/app.handler', role: 'EdgeRole' },
        associated: { handler: 'src/app.handler' },
      },
      resources: {
        Resources: {
          EdgeRole: {
            Type: 'AWS::IAM::Role',
            Properties: {
              AssumeRolePolicyDocument: {
                Statement: [{ Effect: 'Allow', Principal: { Service: 'edgelambda.amazonaws.com' } }],
              },
            },
          },
          Distribution: {
            Type: 'AWS::CloudFront::Distribution',
            Properties: {
              DistributionConfig: {
                DefaultCacheBehavior: {
                  LambdaFunctionAssociations: [
                    { LambdaFunctionARN: { 'Fn::Sub': '${AssociatedLambdaFunction.Arn}:1' } },
                  ],
                },
              },
            },
          },
        },
      },
    });
    const { AppLambdaFunction, ...others } = functionsIn(template);
    expect(AppLambdaFunction.Layers).toHaveLength(2);
    for (const id of ['EdgeLambdaFunction', 'TrustedLambdaFunction', 'AssociatedLambdaFunction']) {
      expect(others[id]).toMatchObject({ Handler: 'src/app.handler' });
      expect(others[id]).not.toHaveProperty('Layers');
      expect(others[id]).not.toHaveProperty('Environment');
    }
    expect(output).toContain('tracelayer: 1 traced, 3 not traced');
  });
});

describe('the example', () => {
  async function example(file: string) {
    const examples = join(__dirname, '../../examples/serverless');
    const folder = service({}, { [PLUGIN]: plugin });
    folder.remove('serverless.json');
    folder.write('serverless.yml', readFileSync(join(examples, file), 'utf8'));
    for (const name of ['src/orders.py', 'src/reports.js'])
      folder.write(name, readFileSync(join(examples, name), 'utf8'));
    const { code, output } = await folder.run('osls 4', ['package']);
    expect({ code, output }).toEqual({ code: 0, output });
    const { OrdersLambdaFunction, ReportsLambdaFunction, MigrationLambdaFunction } = functionsIn(templateOf(folder));
    const variables = [OrdersLambdaFunction, ReportsLambdaFunction].map(({ Environment }) => Environment.Variables);
    return { variables, left: MigrationLambdaFunction.Environment.Variables };
  }

  test('is packaged without changes', async () => {
    const { variables, left } = await example('serverless.yml');
    expect(variables).toMatchObject([
      { DD_LAMBDA_HANDLER: 'src/orders.handler', DD_SERVICE: 'shop', DD_LOG_LEVEL: 'warn' },
      { DD_LAMBDA_HANDLER: 'src/reports.handler', DD_SERVICE: 'reports' },
    ]);
    expect(left).toEqual({ DD_LOG_LEVEL: 'warn' });
  });

  test('with OpenTelemetry is packaged without changes', async () => {
    const { variables, left } = await example('opentelemetry.yml');
    const attributes = 'deployment.environment=dev,team=checkout';
    expect(variables).toMatchObject([
      { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: attributes, OTEL_LOG_LEVEL: 'warn' },
      { OTEL_SERVICE_NAME: 'reports', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'dns,net' },
    ]);
    expect(left).toEqual({ OTEL_LOG_LEVEL: 'warn' });
  });
});

const raw = (Role: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'app.handler',
    Runtime: 'python3.13',
    Role,
    Code: { ZipFile: 'def handler(event, context): pass' },
  },
});
