/** The macro is installed by a construct, and leaves what the constructs made unchanged. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as library from '../../src';
import { Datadog, type DatadogMacro, type MacroProps } from '../../src';
import { PROVIDER_NAMES, PROVIDERS, type ProviderName } from '../../src/providers';
import { transform } from '../../src/surfaces/template';
import { deployedTemplate } from '../../src/surfaces/template/deployed';
import { waysOf } from '../helpers/samples';
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
  const all = deployedTemplate(renamed, { region: 'us-east-1', account: '123456789012', parameters });
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

/** The construct of each provider's macro, which is named by the provider's title. */
const macroOf = (provider: ProviderName): typeof DatadogMacro =>
  (library as unknown as Record<string, typeof DatadogMacro>)[
    `${PROVIDERS[provider].title}Macro`
  ] as typeof DatadogMacro;

describe.each(Object.keys(PROVIDERS) as ProviderName[])('the construct of the macro for %s', (provider) => {
  const Macro = macroOf(provider);
  const defaultOptions = PROVIDERS[provider].example;
  const folder = `dist/macro/${provider}`;

  test('installs it with one function, a role, and a log group', () => {
    const stack = new Stack(new App(), 'Stack');
    const { macroName } = new Macro(stack, 'Macro', { defaultOptions });
    const template = Template.fromStack(stack);
    const types = Object.values<any>(template.toJSON().Resources).map(({ Type }) => Type);
    expect(types.sort()).toEqual([
      'AWS::CloudFormation::Macro',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
    ]);
    expect(macroName).toBe(`${PROVIDERS[provider].title}Serverless`);
    template.hasResourceProperties('AWS::CloudFormation::Macro', { Name: macroName });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { TRACELAYER_OPTIONS: JSON.stringify(defaultOptions) } },
    });
  });

  const boundary = 'arn:aws:iam::123456789012:policy/b';
  test.each<[string, (stack: Stack) => MacroProps, Record<string, string | number>]>([
    ['unchanged', () => ({}), {}],
    [
      'with everything set',
      (stack) => ({
        macroName: 'Next',
        defaultOptions,
        logRetention: RetentionDays.ONE_DAY,
        permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', boundary),
        rolePath: '/team/',
      }),
      {
        MacroName: 'Next',
        DefaultOptions: JSON.stringify(defaultOptions),
        LogRetentionInDays: 1,
        PermissionsBoundaryArn: boundary,
        RolePath: '/team/',
      },
    ],
  ])('installs what macro.yaml installs, %s', (_title, propsIn, parameters) => {
    const stack = new Stack(new App(), 'Stack');
    new Macro(stack, 'Macro', propsIn(stack));
    const byConstruct = deployed(Template.fromStack(stack).toJSON(), {});
    const byFile = deployed(readTemplate(readFileSync(`${folder}/macro.yaml`, 'utf8')), parameters);
    expect(byFile).toHaveLength(4);
    expect(byConstruct).toEqual(byFile);
  });

  test('reports every mistake in its options at synthesis, and none that a template can still correct', () => {
    const stack = new Stack(new App(), 'Stack');
    const wrong = { servce: 'shop', include: 7, acknowledge: ['no-such-code'] };
    expect(() => new Macro(stack, 'Wrong', { defaultOptions: wrong })).toThrow(
      /`servce`. Did you mean `service`\?\n.*`include` must be.*\n.*`acknowledge` must be/,
    );
    expect(() => new Macro(stack, 'Incomplete', { defaultOptions: { service: 'shop' } })).not.toThrow();
  });

  test('has a handler that traces with its provider, and only recognizes the others', () => {
    const fn = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.13', Handler: 'app.handler' } };
    const [other = provider] = (Object.keys(PROVIDERS) as ProviderName[]).filter((name) => name !== provider);
    const theirs = answer(other, { F: fn }).fragment.Resources.F;
    expect(theirs.Metadata.Tracelayer.provider).toBe(other);
    const untracked = { ...theirs, Metadata: {} };
    const { status, fragment } = answer(provider, { Own: fn, Theirs: theirs, Untracked: untracked });
    expect(status).toBe('success');
    expect(fragment.Resources.Own.Metadata.Tracelayer.provider).toBe(provider);
    expect(fragment.Resources).toMatchObject({ Theirs: theirs, Untracked: untracked });
  });

  /** What the packed handler answers. */
  function answer(name: ProviderName, Resources: object): any {
    const [[, params] = []] = waysOf(name);
    const event = { requestId: '1', region: 'us-east-1', fragment: { Resources }, params };
    const load = `const { handler } = require('./dist/macro/${name}/index.js'); console.log = () => {};`;
    const print = `handler(${JSON.stringify(event)}).then((answer) => process.stdout.write(JSON.stringify(answer)))`;
    return JSON.parse(execFileSync(process.execPath, ['-e', load + print], { encoding: 'utf8' }));
  }
});

test('macros of two names in one account share no name', () => {
  const names = PROVIDER_NAMES.map(macroOf).flatMap((Macro) =>
    ['One', 'Two'].map((macroName) => {
      const stack = new Stack(new App(), 'Stack');
      new Macro(stack, 'Macro', { macroName: `${Macro.name}${macroName}` });
      return Object.values<any>(Template.fromStack(stack).findResources('AWS::CloudFormation::Macro')).map(
        ({ Properties }) => Properties.Name,
      );
    }),
  );
  expect(new Set(names.flat()).size).toBe(2 * PROVIDER_NAMES.length);
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
