/** Services packaged by the real frameworks: the template is what is deployed. */
import { LIMITS } from '../../src/core/limits';
import { tracerOf } from '../../src/providers/tracer';
import { transform } from '../../src/surfaces/template';
import {
  bundled,
  type Folder,
  FRAMEWORK_NAMES,
  type FrameworkName,
  functionsIn,
  PLUGIN,
  removeFolders,
  service,
  templateOf,
} from './framework';
import { OPTIONS, OWN_LAYER, SECRET, shop } from './services';

jest.setTimeout(120_000);

let plugin: string;
beforeAll(async () => {
  plugin = await bundled();
});
afterAll(removeFolders);

const isNewer = (framework: FrameworkName) => framework === 'osls 4';

async function packaged(framework: FrameworkName, configuration: object): Promise<{ folder: Folder; output: string }> {
  const folder = service(configuration, { [PLUGIN]: plugin });
  const { code, output } = await folder.run(framework, ['package', '--verbose']);
  expect({ code, output }).toEqual({ code: 0, output });
  return { folder, output };
}

describe.each(FRAMEWORK_NAMES)('a service packaged by %s', (framework) => {
  const options = { ...OPTIONS, imageRuntime: 'python' };
  const custom = { datadog: { ...options, exclude: ['dotnet-*'] } };
  let template: ReturnType<typeof templateOf>;
  let untraced: ReturnType<typeof templateOf>;
  let functions: Record<string, any>;
  let plain: Record<string, any>;
  let folder: Folder;
  let output: string;

  beforeAll(async () => {
    const [ours, none] = await Promise.all([
      packaged(framework, shop(isNewer(framework), { plugins: [PLUGIN], custom })),
      packaged(framework, shop(isNewer(framework))),
    ]);
    ({ folder, output } = ours);
    [template, untraced] = [templateOf(ours.folder), templateOf(none.folder)];
    [functions, plain] = [functionsIn(template), functionsIn(untraced)];
  });

  test('has its own values for every variable that it sets at either level', () => {
    for (const [id, { Environment }] of Object.entries(plain)) {
      const now = functions[id].Environment.Variables;
      for (const [name, value] of Object.entries(Environment.Variables)) {
        if (name === 'DD_TAGS') expect(now[name]).toBe('team:own');
        else expect([id, name, now[name]]).toEqual([id, name, value]);
      }
    }
    expect(functions.NodeLambdaFunction.Environment.Variables).toMatchObject({
      DD_SITE: 'datadoghq.eu',
      DD_TRACE_ENABLED: 'false',
    });
  });

  test('has service and stage as defaults', () => {
    expect(functions.NodeLambdaFunction.Environment.Variables).toMatchObject({
      DD_SERVICE: 'shop',
      DD_ENV: 'prod',
      DD_TAGS: 'team:checkout',
    });
  });

  test.each([
    ['NodeLambdaFunction', '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler', 'src/app.handler'],
    ['PythonLambdaFunction', 'datadog_lambda.handler.handler', 'src/app.handler'],
    ['JavaLambdaFunction', 'com.example.App::run', undefined],
    ['CustomLambdaFunction', 'bootstrap', undefined],
    ['RubyLambdaFunction', 'app.handler', undefined],
  ])('hooks into %s as its family needs', (id, handler, original) => {
    expect(functions[id].Handler).toBe(handler);
    expect(functions[id].Environment.Variables.DD_LAMBDA_HANDLER).toBe(original);
  });

  test('starts Java and .NET through the wrapper', () => {
    for (const id of ['JavaLambdaFunction', 'DotnetLambdaFunction'])
      expect(functions[id].Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER).toBe('/opt/datadog_wrapper');
  });

  test("keeps layers of its own before the tracer's, and no more than Lambda allows", () => {
    expect(functions.PythonLambdaFunction.Layers[0]).toBe(OWN_LAYER);
    for (const { Layers = [] } of Object.values(functions)) expect(Layers.length).toBeLessThanOrEqual(LIMITS.layers);
    expect(functions.BareLambdaFunction.Layers).toHaveLength(2);
  });

  test('gets layers of its architecture', () => {
    const isArm = (layers: string[]) => layers.map((arn) => arn.includes('-ARM:'));
    expect(isArm(functions.ArmLambdaFunction.Layers)).toEqual([false, true]);
    expect(isArm(functions.NodeLambdaFunction.Layers)).toEqual([false, false]);
  });

  test('traces a function without a runtime by the default of the framework', () => {
    const { Runtime, Layers } = functions.DefaultLambdaFunction;
    const major = /^nodejs(\d+)/.exec(Runtime)?.[1];
    expect(Layers[0]).toContain(`:Datadog-Node${major}-x:`);
  });

  test('gives an image variables, tags and a command, and no layers', () => {
    const { ImageConfig, Layers, Environment, Tags } = functions.ImageLambdaFunction;
    expect(Layers).toBeUndefined();
    expect(ImageConfig).toEqual({ Command: ['datadog_lambda.handler.handler'] });
    expect(Environment.Variables.DD_LAMBDA_HANDLER).toBe('app.handler');
    expect(Tags).toContainEqual({ Key: 'tracelayer', Value: 'datadog' });
  });

  test('has the same properties as through the transform of its template', () => {
    const given = { source: 'the options', values: { ...options, service: 'shop', env: 'prod' } };
    const { region } = shop(true).provider;
    const transformed = transform(untraced, {
      tracer: tracerOf('datadog'),
      overrides: [given],
      deployment: { region },
    });
    expect(functions).toEqual(functionsIn(transformed.template as typeof untraced));
    const { Properties } = transformed.template.Resources.IamRoleLambdaExecution;
    expect(template.Resources.IamRoleLambdaExecution.Properties).toEqual(Properties);
  });

  test('gets another version of a function whose configuration changes', () => {
    const versions = ({ Resources }: typeof template) =>
      Object.keys(Resources).filter((id) => Resources[id].Type === 'AWS::Lambda::Version');
    expect(versions(template)).toHaveLength(versions(untraced).length);
    expect(versions(template).filter((id) => versions(untraced).includes(id))).toEqual([]);
  });

  test("allows the service's role to read the key, once", () => {
    const policies = template.Resources.IamRoleLambdaExecution.Properties.Policies;
    expect(policies.slice(0, -1)).toEqual(untraced.Resources.IamRoleLambdaExecution.Properties.Policies);
    const statements = policies.at(-1).PolicyDocument.Statement;
    expect(statements.map(({ Action }: any) => Action)).toEqual([['secretsmanager:GetSecretValue'], ['kms:Decrypt']]);
    expect(JSON.stringify(statements[0].Resource)).toContain(SECRET);
  });

  test('adds nothing else to the template', () => {
    const others = ({ Resources }: typeof template) =>
      Object.keys(Resources)
        .filter((id) => Resources[id].Type !== 'AWS::Lambda::Version')
        .sort();
    expect(others(template)).toEqual(others(untraced));
    expect(Object.keys(template.Outputs).sort()).toEqual(Object.keys(untraced.Outputs).sort());
  });

  test('has the same in the state file as in the template', () => {
    const state = JSON.parse(folder.read('.serverless/serverless-state.json'));
    expect(state.service.functions.node).toMatchObject({
      handler: functions.NodeLambdaFunction.Handler,
      environment: { DD_LAMBDA_HANDLER: 'src/app.handler' },
    });
  });

  test('gets each message once, in the log of the framework', () => {
    expect(output.match(/The pattern "dotnet-\*" of `exclude` matches nothing/g)).toHaveLength(1);
    expect(output).toContain('functions.ruby: ruby3');
    expect(output.match(/^tracelayer: \d+ traced, \d+ need code$/gm)).toHaveLength(1);
  });

  test('is the same packaged again', async () => {
    const { code } = await folder.run(framework, ['package']);
    expect(code).toBe(0);
    expect(templateOf(folder)).toEqual(template);
  });
});
