/** State machines of construct trees are traced whole: definition, log, permissions, and subscription. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { Datadog, type DatadogProps, OpenTelemetry } from '../../src';
import { look, python, type Synthesised, synth } from './app';

const FORWARDER = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
const OPTIONS: DatadogProps = { forwarderArn: FORWARDER, mergeStateMachineTraces: true, env: 'prod', service: 'shop' };
const TYPE = 'AWS::StepFunctions::StateMachine';
const MERGED = /"Payload\.\$":"States\.JsonMerge\(\$, /;

const machine = ({ template }: Synthesised, type = TYPE): any =>
  Object.values<any>(template.Resources).find(({ Type }) => Type === type);

/** A definition as a text, in which references are their JSON. */
const definitionText = ({ Properties }: any): string => {
  const given = Properties.DefinitionString;
  if (typeof given === 'string') return given;
  return given['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : JSON.stringify(part))).join('');
};

/** The resources of a stack of any assembly, read from its file. */
function resourcesOf(app: App, stack: Stack): any[] {
  app.synth();
  const file = join((Stage.of(stack) as Stage).outdir, stack.templateFile);
  return Object.values(JSON.parse(readFileSync(file, 'utf8')).Resources);
}

const invoke = (stack: Stack, fn: lambda.IFunction): sfn.IChainable =>
  new tasks.LambdaInvoke(stack, 'Invoke', { lambdaFunction: fn });

const chained = (stack: Stack, props: Partial<sfn.StateMachineProps> = {}): sfn.StateMachine =>
  new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(invoke(stack, python(stack, 'Fn'))),
    ...props,
  });

const traced = (build: (stack: Stack) => any, props: DatadogProps = OPTIONS) =>
  synth((stack, datadog) => {
    datadog(props).addStateMachines([build(stack)]);
  });

const codes = ({ messages }: Synthesised) => messages.map(({ code, text }) => code ?? codeOf(text));

/** An info has no code in its text. */
const codeOf = (text: string): string => INFOS.find(([pattern]) => pattern.test(text))?.[1] ?? text;
const INFOS = [
  [/definition can't be read/, 'definition-unread'],
  [/Tracing needs "ALL"/, 'machine-logging-raised'],
  [/role can't be read here/, 'permission-needed'],
] as const;

describe('A state machine of the CDK', () => {
  test('hands its context on, logs everything, and sends its log to the Forwarder', () => {
    const made = traced(chained);
    const { Properties, Metadata } = machine(made);
    expect(definitionText({ Properties })).toMatch(MERGED);
    expect(Properties.DefinitionString['Fn::Join'][1]).toContainEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Fn/), 'Arn'],
    });
    const [id, group] = Object.entries<any>(made.template.Resources).find(
      ([, { Type }]) => Type === 'AWS::Logs::LogGroup',
    ) as any;
    expect(group).toMatchObject({ Properties: { RetentionInDays: 7 } });
    expect(group).not.toHaveProperty('DeletionPolicy');
    expect(group.Properties.LogGroupName['Fn::Join']).toEqual([
      '',
      [
        '/aws/vendedlogs/states/',
        { Ref: 'AWS::StackName' },
        expect.stringMatching(/^-[A-Za-z0-9]{1,36}(-[a-z0-9]{1,7})?$/),
      ],
    ]);
    expect(Properties.LoggingConfiguration).toEqual({
      Level: 'ALL',
      IncludeExecutionData: true,
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': [id, 'Arn'] } } }],
    });
    expect(made.ofType('AWS::Logs::SubscriptionFilter')).toMatchObject([
      { Properties: { DestinationArn: FORWARDER, FilterPattern: '', LogGroupName: { Ref: id } } },
    ]);
    expect(Properties.Tags).toContainEqual({ Key: 'DD_TRACE_ENABLED', Value: 'true' });
    expect(Metadata.Tracelayer.provider).toBe('datadog');
    expect(JSON.stringify(made.ofType('AWS::IAM::Policy'))).toContain('logs:CreateLogDelivery');
  });

  test.each([
    ['fromString with substitutions', () => sfn.DefinitionBody.fromString(DEFINITION)],
    ['fromFile', () => sfn.DefinitionBody.fromFile(FILE)],
  ] as const)('is traced by %s, with its references as they were', (_, body) => {
    const made = traced(
      (stack) =>
        new sfn.StateMachine(stack, 'Machine', {
          definitionBody: body(),
          definitionSubstitutions: { Fn: python(stack, 'Fn').functionArn },
        }),
    );
    const { Properties } = machine(made);
    expect(Properties.DefinitionSubstitutions).toEqual({ Fn: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } });
    expect(Properties.LoggingConfiguration.Level).toBe('ALL');
    expect(JSON.parse(Properties.DefinitionString).States.Task.Parameters).toHaveProperty('_datadog');
    expect(Properties).not.toHaveProperty('DefinitionS3Location');
    expect(codes(made)).toEqual([]);
  });

  const definitionSubstitutions = { Fn: 'arn:aws:lambda:us-east-1:123456789012:function:fn' };
  const LOCATED: Readonly<Record<string, (scope: Construct) => any>> = {
    'an L2': (scope) =>
      new sfn.StateMachine(scope, 'Machine', {
        definitionBody: sfn.DefinitionBody.fromFile(FILE),
        definitionSubstitutions,
      }),
    'an L1 with an asset': (scope) => {
      const { s3BucketName: bucket, s3ObjectKey: key } = new Asset(scope, 'Asset', { path: FILE });
      return new sfn.CfnStateMachine(scope, 'Machine', {
        roleArn: ROLE,
        definitionSubstitutions,
        definitionS3Location: { bucket, key },
      });
    },
    'an L1 with an override': (scope) => {
      const { s3BucketName, s3ObjectKey } = new Asset(scope, 'Asset', { path: FILE });
      const cfn = new sfn.CfnStateMachine(scope, 'Machine', { roleArn: ROLE, definitionSubstitutions });
      cfn.addPropertyOverride('DefinitionS3Location', { Bucket: s3BucketName, Key: s3ObjectKey });
      return cfn;
    },
    'one of SAM': (scope) => {
      const { s3BucketName: bucket, s3ObjectKey: key } = new Asset(scope, 'Asset', { path: FILE });
      return new sam.CfnStateMachine(scope, 'Machine', { definitionSubstitutions, definitionUri: { bucket, key } });
    },
  };
  const inPlaces = Object.entries(LOCATED).flatMap(([name, make]) =>
    (['stack', 'nested stack', 'stage'] as const).map((place) => [name, place, make] as const),
  );
  test.each(inPlaces)('%s in a %s has the text of its file where the file is edited', (_, place, make) => {
    const app = new App();
    const outer = new Stack(place === 'stage' ? new Stage(app, 'Stage') : app, 'S');
    const stack = place === 'nested stack' ? new NestedStack(outer, 'Nested') : outer;
    new Datadog(outer, 'Datadog', { ...OPTIONS, mergeStateMachineInputs: 'any' }).addStateMachines([make(stack)]);
    const { Properties } = resourcesOf(app, stack).find(({ Type }) => Type.endsWith('::StateMachine'));
    const text = Properties.DefinitionString ?? JSON.stringify(Properties.Definition);
    expect(JSON.parse(text).States.Task.Parameters).toHaveProperty('_datadog');
    expect(Object.keys(Properties).filter((name) => /S3|Uri/.test(name))).toEqual([]);
  });

  test.each(Object.entries(LOCATED))(
    '%s keeps its file where nothing is edited, or where it is excluded',
    (_, make) => {
      const untraced = synth((stack) => make(stack)).template;
      const excluded = synth((stack, datadog) => {
        const tracing = datadog({ ...OPTIONS, traceStateMachines: true });
        tracing.addScope(stack);
        tracing.exclude(make(stack));
      });
      expect(excluded.template).toEqual(untraced);
      const unmerged = synth((stack, datadog) => {
        datadog({ ...OPTIONS, mergeStateMachineTraces: false }).addStateMachines([make(stack)]);
      });
      const located = (template: any) => {
        const { Properties } = Object.values<any>(template.Resources).find(({ Type }) =>
          Type.endsWith('::StateMachine'),
        );
        return [Properties.DefinitionS3Location, Properties.DefinitionUri, Properties.Definition];
      };
      expect(located(unmerged.template)).toEqual(located(untraced));
      expect(JSON.stringify(unmerged.template)).toContain('DD_TRACE_ENABLED');
    },
  );

  test.each([
    ['is not JSON', 'StartAt: Task'],
    ['is not text', Buffer.from([0xff, 0xfe, 0x00])],
    ['has more than half of a template', `{"StartAt": "P", "Comment": "${'x'.repeat(500_000)}"}`],
    ['is gone', undefined],
  ])('whose file %s is traced without a change of its definition', (_, content) => {
    const path = join(mkdtempSync(join(tmpdir(), 'machine-')), 'machine.asl.json');
    writeFileSync(path, content ?? 'later gone');
    const made = traced((stack) => {
      const built = new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromFile(path) });
      if (content === undefined) {
        const { assetPath } = built.node.findChild('DefinitionBody') as Asset;
        rmSync(join((stack.node.root as App).outdir, assetPath));
      }
      return built;
    });
    const { Properties } = machine(made);
    expect(Properties).toHaveProperty('DefinitionS3Location');
    expect(Properties).not.toHaveProperty('DefinitionString');
    expect(Properties.LoggingConfiguration.Level).toBe('ALL');
    expect(codes(made)).toEqual(['definition-unread']);
  });

  test('that is an L1 waits for the permissions of its role, whatever declares the role', () => {
    const made = synth((stack, datadog) => {
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
      const plain = new iam.CfnRole(stack, 'Plain', { assumeRolePolicyDocument: {} });
      const roles = [role.roleArn, plain.attrArn];
      const machines = roles.map(
        (roleArn, place) => new sfn.CfnStateMachine(stack, `M${place}`, { roleArn, definition: PASS }),
      );
      datadog(OPTIONS).addStateMachines(machines);
    });
    const { M0, M1, ...others } = made.template.Resources;
    for (const one of [M0, M1])
      expect(one.DependsOn.map((id: string) => others[id].Type)).toContain('AWS::IAM::Policy');
  });

  test('of SAM is traced, with the permissions in its own policies', () => {
    const made = traced(
      (stack) => new sam.CfnStateMachine(stack, 'Machine', { definition: TASK, tags: { team: 'a' } }),
    );
    const { Properties } = machine(made, 'AWS::Serverless::StateMachine');
    expect(Properties.Definition.States.Task.Parameters.Payload).toHaveProperty('_datadog');
    expect(Properties.Logging).toMatchObject({ Level: 'ALL', IncludeExecutionData: true });
    expect(Properties.Tags).toMatchObject({ team: 'a', DD_TRACE_ENABLED: 'true' });
    expect(JSON.stringify(Properties.Policies)).toContain('logs:CreateLogDelivery');
  });

  test('keeps its own log group, to which one filter is added', () => {
    const made = synth((stack, datadog) => {
      const destination = new logs.LogGroup(stack, 'Own');
      const level = sfn.LogLevel.ERROR;
      datadog(OPTIONS).addStateMachines([chained(stack, { logs: { destination, level } })]);
    });
    expect(made.ofType('AWS::Logs::LogGroup')).toHaveLength(1);
    expect(machine(made).Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: true });
    expect(codes(made)).toContain('machine-logging-raised');
    expect(made.ofType('AWS::Logs::SubscriptionFilter')).toMatchObject([
      { Properties: { LogGroupName: { Ref: expect.stringMatching(/^Own/) } } },
    ]);
    const [policy] = made.ofType('AWS::IAM::Policy').filter((one) => JSON.stringify(one).includes('CreateLogDelivery'));
    expect(JSON.stringify(policy).split('logs:CreateLogDelivery')).toHaveLength(2);
  });

  test('with an imported log group has a filter on that group, by its name', () => {
    const made = synth((stack, datadog) => {
      const destination = logs.LogGroup.fromLogGroupName(stack, 'Imported', '/own/group');
      datadog(OPTIONS).addStateMachines([chained(stack, { logs: { destination, level: sfn.LogLevel.ALL } })]);
    });
    expect(made.ofType('AWS::Logs::SubscriptionFilter')).toMatchObject([
      { Properties: { LogGroupName: '/own/group' } },
    ]);
    expect(made.ofType('AWS::Logs::LogGroup')).toEqual([]);
  });

  test('keeps references to other stacks, in the definition and in the log group', () => {
    const app = new App({ context: STRONG });
    const [there, stack] = [new Stack(app, 'There'), new Stack(app, 'S')];
    const destination = new logs.LogGroup(there, 'Group');
    const built = new sfn.StateMachine(stack, 'Machine', {
      definitionBody: sfn.DefinitionBody.fromChainable(
        new tasks.LambdaInvoke(stack, 'Invoke', { lambdaFunction: python(there, 'Fn'), payloadResponseOnly: true }),
      ),
      logs: { destination, level: sfn.LogLevel.ALL },
    });
    new Datadog(stack, 'Datadog', { ...OPTIONS, mergeStateMachineInputs: 'any' }).addStateMachines([built]);
    const made = look(app, stack);
    const text = definitionText(machine(made));
    expect(text).toMatch(/Fn::ImportValue/);
    expect(text).not.toMatch(/Token\[|"Fn::GetAtt"/);
    expect(JSON.stringify(machine(made).Properties.LoggingConfiguration)).toMatch(/Fn::ImportValue/);
    expect(JSON.stringify(made.ofType('AWS::Logs::SubscriptionFilter'))).toMatch(/Fn::ImportValue/);
  });

  test('calls of the older form are seen by the function that they refer to, also in a substitution', () => {
    const made = traced(
      (stack) =>
        new sfn.CfnStateMachine(stack, 'Machine', {
          roleArn: 'arn:aws:iam::123456789012:role/own',
          definition: {
            StartAt: 'Task',
            States: { Task: { Type: 'Task', Resource: '${Fn}', Parameters: {}, End: true } },
          },
          definitionSubstitutions: { Fn: python(stack, 'Fn').functionArn },
        }),
    );
    expect(machine(made).Properties.Definition.States.Task.Parameters).toHaveProperty('_datadog');
    expect(codes(made)).toContain('permission-needed');
  });

  test('is traced with what overrides and later aspects make of it', () => {
    const made = synth((stack, datadog) => {
      const cfn = new sfn.CfnStateMachine(stack, 'Machine', { roleArn: 'arn:aws:iam::1:role/x', definition: PASS });
      cfn.addPropertyOverride('Definition.States.Pass', { ...TASK.States.Task, Next: 'Done', End: undefined });
      cfn.addPropertyOverride('Definition.States.Done', { Type: 'Succeed' });
      datadog(OPTIONS).addStateMachines([cfn]);
      const late = {
        visit: (node: any) => node === cfn && cfn.addPropertyOverride('LoggingConfiguration.Level', 'ERROR'),
      };
      Aspects.of(cfn).add(late as any, { priority: 900 });
    });
    const { Definition, LoggingConfiguration } = machine(made).Properties;
    expect(Definition.States.Pass.Parameters.Payload).toHaveProperty('_datadog');
    expect(Definition.States.Done).toEqual({ Type: 'Succeed' });
    expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: true });
    expect(codes(made)).toContain('machine-logging-raised');
  });

  test('whose tag switches tracing off later is what it is without us', () => {
    const build = (isTraced: boolean) => {
      const made = synth((stack, datadog) => {
        const cfn = chained(stack).node.defaultChild as sfn.CfnStateMachine;
        const late = { visit: (node: any) => node === cfn && cfn.tags.setTag('DD_TRACE_ENABLED', 'false', 200) };
        Aspects.of(cfn).add(late as any, { priority: 900 });
        if (isTraced) datadog(OPTIONS).addStateMachines([cfn]);
      });
      return made;
    };
    const made = build(true);
    expect(made.template).toEqual(build(false).template);
    expect(codes(made)).toContain('machine-switched-off');
  });

  test('that is added to a scope later is seen, where the option is on', () => {
    const all = (props: DatadogProps) =>
      synth((stack, datadog) => {
        datadog(props).addScope(stack);
        chained(stack);
      });
    expect(machine(all({ ...OPTIONS, traceStateMachines: true })).Metadata?.Tracelayer).toBeDefined();
    expect(machine(all(OPTIONS)).Metadata?.Tracelayer).toBeUndefined();
    expect(
      machine(all({ ...OPTIONS, traceStateMachines: true, exclude: ['*Machine*'] })).Metadata?.Tracelayer,
    ).toBeUndefined();
  });

  test('that is excluded is what it is without us', () => {
    const made = synth((stack, datadog) => {
      const tracing = datadog({ ...OPTIONS, traceStateMachines: true });
      tracing.addStateMachines([chained(stack)]);
      tracing.exclude(stack.node.findChild('Machine'));
    });
    expect(made.template).toEqual(synth((stack) => void chained(stack)).template);
  });

  test('is traced once by two constructs and two scopes', () => {
    const build = (twice: boolean) =>
      synth((stack, datadog) => {
        const options = { ...OPTIONS, traceStateMachines: true };
        const built = chained(stack);
        if (twice) new Datadog(stack, 'First', options).addScope(stack.node.root as App);
        const tracing = datadog(options);
        tracing.addScope(stack);
        if (twice) tracing.addStateMachines([built]);
      }).template;
    expect(build(true)).toEqual(build(false));
  });

  test('is not traced by another provider too', () => {
    const made = synth((stack, datadog) => {
      const built = chained(stack);
      datadog(OPTIONS).addStateMachines([built]);
      new OpenTelemetry(stack, 'Other', { otlpEndpoint: 'https://otlp.example.com' }).addStateMachines([built]);
    });
    expect(codes(made)).toContain('provider-conflict');
    expect(machine(made).Metadata.Tracelayer.provider).toBe('datadog');
  });

  test('is traced by X-Ray for OpenTelemetry', () => {
    const made = synth((stack) => {
      const tracing = new OpenTelemetry(stack, 'Tracing', { otlpEndpoint: 'https://otlp.example.com' });
      tracing.addStateMachines([chained(stack)]);
    });
    expect(machine(made).Properties.TracingConfiguration).toEqual({ Enabled: true });
    expect(JSON.stringify(made.ofType('AWS::IAM::Policy'))).toContain('xray:GetSamplingRules');
    expect(made.ofType('AWS::Logs::LogGroup')).toEqual([]);
  });

  test('that is imported, raw, or something else is named, and traced by nothing', () => {
    const made = synth((stack, datadog) => {
      const imported = sfn.StateMachine.fromStateMachineName(stack, 'Imported', 'orders');
      const raw = new CfnResource(stack, 'Raw', { type: TYPE });
      datadog(OPTIONS).addStateMachines([imported, raw, python(stack, 'Fn')]);
    });
    expect(codes(made).sort()).toEqual(['machine-imported', 'machine-raw', 'not-a-state-machine']);
  });
});

const STRONG = { '@aws-cdk/core:defaultCrossStackReferences': 'strong' };
const FILE = join(__dirname, 'machine.asl.json');
const ROLE = 'arn:aws:iam::123456789012:role/own';
const PASS = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };
const TASK = {
  StartAt: 'Task',
  States: {
    Task: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'orders', Payload: { own: 1 } },
      End: true,
    },
  },
};
const DEFINITION = JSON.stringify({
  StartAt: 'Task',
  States: { Task: { Type: 'Task', Resource: '${Fn}', Parameters: { own: 1 }, End: true } },
});
