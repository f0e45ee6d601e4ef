/** The macro is installed by a construct, and takes what the constructs made as it is. */
import { execFileSync } from 'node:child_process';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Datadog, DatadogMacro } from '../../src';
import { transform } from '../../src/surfaces/template';
import { requestFor } from '../surfaces/template/corpus';
import { code, KEY } from './app';

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/bundle.mjs', 'dist', 'src/macro/handler.ts']);
});

describe('the construct of the macro', () => {
  test('installs it with one function, a role and a log group', () => {
    const stack = new Stack(new App(), 'Stack');
    new DatadogMacro(stack, 'Macro', { defaultOptions: { site: 'datadoghq.eu' } });
    const template = Template.fromStack(stack);
    const types = Object.values<any>(template.toJSON().Resources).map(({ Type }) => Type);
    expect(types.sort()).toEqual([
      'AWS::CloudFormation::Macro',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
    ]);
    template.hasResourceProperties('AWS::CloudFormation::Macro', { Name: 'DatadogServerless' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { TRACELAYER_OPTIONS: '{"site":"datadoghq.eu"}' } },
    });
  });

  test('takes a name, a boundary, a path and how long logs are kept', () => {
    const stack = new Stack(new App(), 'Stack');
    const permissionsBoundary = ManagedPolicy.fromManagedPolicyArn(
      stack,
      'Boundary',
      'arn:aws:iam::123456789012:policy/b',
    );
    new DatadogMacro(stack, 'Macro', {
      macroName: 'Next',
      logRetention: RetentionDays.ONE_DAY,
      permissionsBoundary,
      rolePath: '/team/',
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudFormation::Macro', { Name: 'Next' });
    template.hasResourceProperties('AWS::IAM::Role', {
      Path: '/team/',
      PermissionsBoundary: 'arn:aws:iam::123456789012:policy/b',
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 1 });
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
