/** State machines of templates: traced, traced again, and as they were. */
import * as fc from 'fast-check';
import { sentence } from '../../../src/core/finding';
import type { ProviderName } from '../../../src/providers';
import { tracerOf } from '../../../src/providers/tracer';
import { type Request, type Template, transform, untransform } from '../../../src/surfaces/template';
import { machines } from '../../core/definition/machines';
import { RUNS } from '../../helpers/runs';

const FORWARDER = 'arn:aws:lambda:eu-west-1:123456789012:function:forwarder';
const INVOKE = 'arn:aws:states:::lambda:invoke';

const requestOf = (provider: ProviderName, values: object): Request => ({
  tracer: tracerOf(provider),
  overrides: [{ source: 'the options', values: { ...values } }],
  deployment: { region: 'eu-west-1' },
});
const DATADOG = {
  apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog',
  grantSecretReadAccess: false,
  traceStateMachines: true,
  stateMachineForwarderArn: FORWARDER,
  mergeStateMachineTraces: true,
};
const traced = (template: Template, values: object = {}) =>
  transform(template, requestOf('datadog', { ...DATADOG, ...values }));
const codes = ({ findings }: { findings: readonly { code: string; subject: string }[] }) =>
  findings.map(({ code, subject }) => `${subject}: ${code}`);

const ROLE = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };
const FN = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'a.b', Role: 'r' } };
const task = (state: object) => ({ StartAt: 'A', States: { A: { Type: 'Task', End: true, ...state } } });
const DEFINITION = task({ Resource: INVOKE, Parameters: { FunctionName: 'f', Payload: { a: 1 } } });
const machine = (properties: object, rest: object = {}) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...properties },
  ...rest,
});
const withMachine = (properties: object, rest: object = {}): Template => ({
  Resources: { Role: ROLE, Fn: FN, M: machine(properties, rest) },
});

/** What is traced is the same when traced again, and as it was when that is taken back. */
function run(template: Template, values: object = {}) {
  const done = traced(template, values);
  expect(JSON.stringify(traced(done.template, values).template)).toBe(JSON.stringify(done.template));
  expect(untransform(done.template).template).toEqual(template);
  return done;
}

describe('A state machine of a template', () => {
  test('gets a log group, permissions, a subscription, and tags', () => {
    const done = run(withMachine({ DefinitionString: JSON.stringify(DEFINITION) }, { Condition: 'C' }));
    expect(done.template.Resources).toMatchSnapshot();
    expect(done.machines.map(({ id, outcome }) => [id, outcome])).toEqual([['M', 'traced']]);
  });

  test('gets a log group whose ARN is not too long, and which another one does not have', () => {
    const ids = ['a', 'b'].map((end) => `${'Machine'.repeat(30)}${end}`);
    const Resources = { Role: ROLE, ...Object.fromEntries(ids.map((id) => [id, machine({ Definition: DEFINITION })])) };
    const { template } = run({ Resources });
    const names = ids.map((id) => template.Resources[`${id}LogGroup`].Properties.LogGroupName['Fn::Sub'] as string);
    const arns = names.map(
      (name) =>
        `arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:${name.replace('${AWS::StackName}', 's'.repeat(128))}:*`,
    );
    expect(new Set(arns).size).toBe(2);
    expect(Math.max(...arns.map(({ length }) => length))).toBeLessThanOrEqual(256);
  });

  test('stays as it is where the options ask for no state machines', () => {
    const template = withMachine({ Definition: DEFINITION });
    const { template: after, machines: reports } = traced(template, {
      traceStateMachines: false,
    });
    expect(after.Resources.M).toEqual(template.Resources.M);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['excluded']);
  });

  test('keeps its own log group, which is subscribed', () => {
    const group = { Type: 'AWS::Logs::LogGroup', Properties: {} };
    const LoggingConfiguration = {
      Level: 'ERROR',
      IncludeExecutionData: 'false',
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Group', 'Arn'] } } }],
    };
    const template = withMachine({ Definition: DEFINITION, LoggingConfiguration });
    const done = run({ Resources: { ...template.Resources, Group: group } });
    expect(done.template.Resources.MLogGroup).toBeUndefined();
    expect(done.template.Resources.GroupSubscription.Properties).toMatchObject({ LogGroupName: { Ref: 'Group' } });
    expect(done.template.Resources.M.Properties.LoggingConfiguration).toEqual({
      ...LoggingConfiguration,
      Level: 'ALL',
      IncludeExecutionData: true,
    });
    expect(codes(done)).toContain('M: machine-logging-raised');
  });

  test.each([
    ['arn:aws:logs:eu-west-1:123456789012:log-group:/own:*', '/own'],
    [
      { 'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/own/${Stage}:*' },
      { 'Fn::Sub': '/own/${Stage}' },
    ],
  ])('keeps a log group that is declared elsewhere: %j', (LogGroupArn, name) => {
    const Destinations = [{ CloudWatchLogsLogGroup: { LogGroupArn } }];
    const done = run(withMachine({ Definition: DEFINITION, LoggingConfiguration: { Destinations } }));
    expect(done.template.Resources.MLogGroupSubscription.Properties.LogGroupName).toEqual(name);
  });

  test.each<[string, object]>([
    ['an ARN', { Resource: { 'Fn::GetAtt': ['Fn', 'Arn'] } }],
    ['the text of an ARN', { Resource: '${Fn.Arn}' }],
    ['a substitution', { Resource: '${FnArn}' }],
  ])('hands the trace on to a function of the template that a task names by %s', (_, state) => {
    const { M } = run(
      withMachine({
        Definition: task({ ...state, Parameters: { a: 1 } }),
        DefinitionSubstitutions: { FnArn: { 'Fn::GetAtt': ['Fn', 'Arn'] } },
      }),
    ).template.Resources;
    expect(M.Properties.Definition.States.A.Parameters).toHaveProperty('_datadog');
  });

  test.each<[string, object]>([
    ['a text', { DefinitionString: JSON.stringify(DEFINITION, undefined, 2) }],
    ['a substitution', { DefinitionString: { 'Fn::Sub': JSON.stringify(DEFINITION) } }],
    ['a join', { DefinitionString: { 'Fn::Join': ['\n', JSON.stringify(DEFINITION, undefined, 2).split('\n')] } }],
  ])('hands the trace on where its definition is %s', (_, properties) => {
    const { M } = run(withMachine(properties)).template.Resources;
    expect(JSON.stringify(M.Properties.DefinitionString)).toContain('_datadog');
  });

  test('hands the trace on to a function that a name of `Fn::Sub` refers to, as the plugin for machines of Serverless writes it', () => {
    const text = JSON.stringify(task({ Resource: '${d9c5}', Parameters: { a: 1 } }), undefined, 2);
    const DefinitionString = { 'Fn::Sub': [text, { d9c5: { 'Fn::GetAtt': ['Fn', 'Arn'] } }] };
    const { M } = run(withMachine({ DefinitionString })).template.Resources;
    expect(M.Properties.DefinitionString['Fn::Sub'][0]).toContain('_datadog');
    expect(M.Properties.DefinitionString['Fn::Sub'][1]).toEqual(DefinitionString['Fn::Sub'][1]);
  });

  test.each<[string, object]>([
    ['a file in a bucket', { DefinitionS3Location: { Bucket: 'b', Key: 'k' } }],
    ['no JSON', { DefinitionString: '{' }],
    ['a choice', { DefinitionString: { 'Fn::If': ['C', '{}', '{}'] } }],
    ['a parameter', { DefinitionString: { Ref: 'P' } }],
    ['nothing', {}],
  ])('is traced without handing the trace on where its definition is %s', (_, properties) => {
    const done = run(withMachine(properties));
    expect(codes(done)).toContain('M: definition-unread');
    expect(done.machines[0]?.outcome).toBe('traced');
  });

  test.each<[string, object]>([
    ['logging', { LoggingConfiguration: { 'Fn::If': ['C', { Level: 'ALL' }, { Ref: 'AWS::NoValue' }] } }],
    ['tags', { Tags: { 'Fn::If': ['C', [], []] } }],
  ])('stays as it is where its %s are a choice', (_, properties) => {
    const template = withMachine({ Definition: DEFINITION, ...properties });
    const done = run(template);
    expect(done.template.Resources.M).toEqual(template.Resources.M);
    expect(codes(done)).toContain('M: part-unresolved');
  });

  test('is called a state machine in every finding about it', () => {
    const { findings } = traced(withMachine({ Definition: DEFINITION, RoleArn: 'arn:aws:iam::1:role/r' }));
    const about = findings.filter(({ code }) => code === 'permission-needed');
    expect(about.map(sentence).join()).toMatch(/^The state machine's role/);
  });

  test('says which permissions a role from elsewhere needs', () =>
    expect(codes(run(withMachine({ Definition: DEFINITION, RoleArn: 'arn:aws:iam::1:role/r' })))).toContain(
      'M: permission-needed',
    ));

  test('keeps tracing that can no longer be brought up to date', () => {
    const { template } = traced(withMachine({ Definition: DEFINITION }));
    const { M } = template.Resources;
    const Tags = [{ Key: 'DD_TRACE_ENABLED', Value: 'false' }];
    const changed = { Resources: { ...template.Resources, M: { ...M, Properties: { ...M.Properties, Tags } } } };
    const again = traced(changed);
    expect(again.template).toEqual(changed);
    expect(codes(again)).toContain('M: update-skipped');
    expect(again.machines[0]?.status.state).toBe('traced');
  });

  test('sends its log to the new Forwarder only, once that has changed', () => {
    const template = withMachine({ Definition: DEFINITION });
    const moved = { stateMachineForwarderArn: `${FORWARDER}-new` };
    const again = run(template, moved).template;
    expect(JSON.stringify(traced(traced(template).template, moved).template)).toBe(JSON.stringify(again));
    const filters = Object.values(again.Resources).filter(({ Type }: any) => Type === 'AWS::Logs::SubscriptionFilter');
    expect(filters.map(({ Properties }: any) => Properties.DestinationArn)).toEqual([moved.stateMachineForwarderArn]);
  });

  test('is found in a loop', () => {
    const body = { 'M${X}': machine({ Definition: DEFINITION, RoleArn: 'r' }) };
    const done = run({ Resources: { 'Fn::ForEach::Loop': ['X', ['a', 'b'], body] } });
    expect(Object.keys(done.template.Resources['Fn::ForEach::Loop'][2])).toEqual(
      expect.arrayContaining(['M${X}', 'M${X}LogGroup', 'M${X}LogGroupSubscription']),
    );
  });
});

describe('A state machine of SAM', () => {
  const sam = (properties: object) => ({
    Resources: { M: { Type: 'AWS::Serverless::StateMachine', Properties: properties } },
  });

  test('is allowed what it needs by policies of its own', () => {
    const done = run(sam({ Definition: DEFINITION, Policies: ['AWSLambdaRole'], Tags: { team: 'a' } }));
    expect(done.template.Resources).toMatchSnapshot();
  });

  test('has its definition in a file that is not looked at', () => {
    const done = run(sam({ DefinitionUri: 'machine.asl.json' }));
    expect(codes(done)).toContain('M: definition-unread');
  });
});

const choices = fc.constantFrom<object[]>(
  [{}],
  [{ LoggingConfiguration: null }],
  [{ LoggingConfiguration: { Destinations: [] } }],
  [{ LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true } }],
  [{ Tags: [] }],
  [{ Tags: [{ Key: 'env', Value: { Ref: 'Env' } }] }],
  [{ TracingConfiguration: { Enabled: false } }],
  [{ TracingConfiguration: {} }],
  [{ TracingConfiguration: null, Tags: null }],
);
const forms = fc.constantFrom<(definition: object) => object>(
  (definition) => ({ Definition: definition }),
  (definition) => ({ DefinitionString: JSON.stringify(definition) }),
  (definition) => ({ DefinitionString: JSON.stringify(definition, undefined, 2) }),
  (definition) => ({ DefinitionString: { 'Fn::Sub': JSON.stringify(definition) } }),
);
const properties = fc
  .record({ definition: machines, form: forms, more: choices })
  .map(({ definition, form, more }) => Object.assign({}, form(definition), ...more));
const roles = fc.constantFrom<object[]>(
  [{}],
  [{ Policies: [] }],
  [{ Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: [] } }] }],
);
const templates: fc.Arbitrary<Template> = fc
  .record({
    one: properties,
    two: properties,
    role: roles,
    metadata: fc.constantFrom<object[]>([{}], [{ Metadata: {} }]),
  })
  .map(({ one, two, role: [policies], metadata: [metadata] }) => ({
    Resources: {
      Role: { ...ROLE, Properties: { ...ROLE.Properties, ...policies } },
      One: machine(one, metadata),
      Two: machine(two),
    },
  }));
const requests = fc.oneof(
  fc
    .record({
      mergeStateMachineTraces: fc.boolean(),
      mergeStateMachineInputs: fc.constantFrom('proved', 'execution', 'any'),
      env: fc.constantFrom(undefined, 'prod'),
      exclude: fc.constantFrom(undefined, ['Two']),
    })
    .map((values) => requestOf('datadog', JSON.parse(JSON.stringify({ ...DATADOG, ...values })))),
  fc.constant(requestOf('opentelemetry', { otlpEndpoint: 'https://otlp.example.com', traceStateMachines: true })),
);

describe('Random state machines of a template', () => {
  test('are the same when they are traced again', () =>
    fc.assert(
      fc.property(templates, requests, (template, request) => {
        const { template: after } = transform(template, request);
        expect(JSON.stringify(transform(after, request).template)).toBe(JSON.stringify(after));
      }),
      RUNS,
    ));

  test('become what the last run makes of the original', () =>
    fc.assert(
      fc.property(templates, requests, requests, (template, first, second) => {
        if (first.tracer.section !== second.tracer.section) return;
        const through = transform(transform(template, first).template, second).template;
        expect(through).toEqual(transform(template, second).template);
      }),
      RUNS,
    ));

  test('are as they were once that is undone', () =>
    fc.assert(
      fc.property(templates, requests, (template, request) => {
        const undone = untransform(transform(template, request).template).template;
        expect(undone).toEqual(template);
        expect(JSON.stringify(undone.Resources.One.Properties)).toBe(JSON.stringify(template.Resources.One.Properties));
      }),
      RUNS,
    ));
});
