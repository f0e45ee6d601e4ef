/** The macro is installed by a construct, and takes what the constructs made as it is. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Datadog, DatadogMacro, type DatadogMacroProps } from '../../src';
import { transform } from '../../src/surfaces/template';
import { settled } from '../../src/surfaces/template/settle';
import { readTemplate, requestFor } from '../surfaces/template/corpus';
import { code, KEY } from './app';

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/bundle.mjs', 'dist', 'src/macro/handler.ts']);
});

/** What a deployment makes of a template: resources named by their kind and order, what is the default not said. */
function deployed(template: any, parameters: Record<string, string | number>) {
  const ids = Object.entries<any>(template.Resources).map(([id, { Type }], _index, all) => {
    const alike = all.filter(([, other]) => other.Type === Type).map(([other]) => other);
    return [id, `${Type}${alike.indexOf(id)}`] as const;
  });
  const named = (text: string) =>
    ids.reduce(
      (done, [id, name]) =>
        done
          .replaceAll(`{"Ref":"${id}"}`, `{"Ref":"${name}"}`)
          .replaceAll(`"Fn::GetAtt":["${id}"`, `"Fn::GetAtt":["${name}"`),
      text,
    );
  const Parameters = Object.fromEntries(
    Object.entries<any>(template.Parameters ?? {}).map(([name, { NoEcho: _hidden, ...rest }]) => [name, rest]),
  );
  const renamed = { ...template, Parameters, Resources: JSON.parse(named(JSON.stringify(template.Resources))) };
  const all = settled(renamed, { region: 'us-east-1', account: '123456789012', parameters });
  return all.map(({ type, properties }) => plain({ type, Path: '/', ...properties })).sort(byName);
}
const byName = (a: any, b: any) => `${a.type} ${a.Name}`.localeCompare(`${b.type} ${b.Name}`);

/** Numbers as texts, and code by its digest. */
const plain = (properties: object): any =>
  JSON.parse(JSON.stringify(properties), (key, value) =>
    key === 'ZipFile'
      ? createHash('sha256').update(value.trim()).digest('hex')
      : typeof value === 'number'
        ? String(value)
        : value,
  );

describe('the construct of the macro', () => {
  test('installs it with one function, a role and a log group', () => {
    const stack = new Stack(new App(), 'Stack');
    new DatadogMacro(stack, 'Macro', { defaultOptions: { site: 'datadoghq.eu' } });
    const template = Template.fromStack(stack);
    const types = Object.values<any>(template.toJSON().Resources).map(({ Type }) => Type);
    expect(types.sort()).toEqual([
      'AWS::CloudFormation::Macro',
      'AWS::CloudFormation::Macro',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
    ]);
    template.hasResourceProperties('AWS::CloudFormation::Macro', { Name: 'DatadogServerless' });
    template.hasResourceProperties('AWS::CloudFormation::Macro', { Name: 'OpenTelemetryServerless' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { TRACELAYER_OPTIONS: '{"site":"datadoghq.eu"}' } },
    });
  });

  const boundary = 'arn:aws:iam::123456789012:policy/b';
  test.each<[string, (stack: Stack) => DatadogMacroProps, Record<string, string | number>]>([
    ['as it stands', () => ({}), {}],
    [
      'with everything set',
      (stack) => ({
        macroName: 'Next',
        defaultOptions: { site: 'datadoghq.eu' },
        openTelemetryMacroName: 'NextOpen',
        openTelemetryDefaultOptions: { otlpEndpoint: 'https://otlp.example.com' },
        logRetention: RetentionDays.ONE_DAY,
        permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', boundary),
        rolePath: '/team/',
      }),
      {
        MacroName: 'Next',
        DefaultOptions: '{"site":"datadoghq.eu"}',
        OpenTelemetryMacroName: 'NextOpen',
        OpenTelemetryDefaultOptions: '{"otlpEndpoint":"https://otlp.example.com"}',
        LogRetentionInDays: 1,
        PermissionsBoundaryArn: boundary,
        RolePath: '/team/',
      },
    ],
  ])('installs what macro.yaml installs, %s', (_title, propsIn, parameters) => {
    const stack = new Stack(new App(), 'Stack');
    new DatadogMacro(stack, 'Macro', propsIn(stack));
    const byConstruct = deployed(Template.fromStack(stack).toJSON(), {});
    const byFile = deployed(readTemplate(readFileSync('dist/macro/macro.yaml', 'utf8')), parameters);
    expect(byFile).toHaveLength(5);
    expect(byConstruct).toEqual(byFile);
  });

  test('has a handler that answers', () => {
    const event = { requestId: '1', fragment: { Resources: {} }, params: KEY };
    const program = `require('./dist/macro/index.js').handler(${JSON.stringify(event)}).then((r) => console.log(JSON.stringify(r)))`;
    const answer = JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
    expect(answer).toEqual({ requestId: '1', status: 'success', fragment: event.fragment });
  });
});

describe('the macro over a stack that the construct has traced', () => {
  test.each<[string, object]>([
    ['with the extension', { ...KEY, service: 'shop', tags: 'team:a' }],
    ['with the Forwarder', { forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:f', env: 'prod' }],
  ])('changes nothing: %s', (_title, options) => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { region: 'us-east-1', account: '123456789012' } });
    const functions = [lambda.Runtime.NODEJS_22_X, lambda.Runtime.PYTHON_3_13].map(
      (runtime, index) =>
        new lambda.Function(stack, `F${index}`, { runtime, handler: 'index.handler', code, environment: { OWN: 'x' } }),
    );
    const [first] = functions;
    void first?.currentVersion;
    new Datadog(stack, 'Datadog', options as any).addLambdaFunctions(functions);
    const template = app.synth().getStackArtifact(stack.artifactId).template;
    const done = transform(template, requestFor(options as any, 'us-east-1'));
    expect(done.reports.map(({ outcome }) => outcome)).toEqual(['traced', 'traced']);
    expect(done.template).toEqual(template);
  });
});
