/** State machines that the plugin `serverless-step-functions` has put into the template of a service. */
import type { Framework } from '../../src/serverless/framework';
import { serviceOptions } from '../../src/serverless/options';
import { traceServiceMachines } from '../../src/serverless/raw';

const FORWARDER = 'arn:aws:lambda:eu-west-1:123456789012:function:forwarder';
const ARN = { 'Fn::GetAtt': ['HelloLambdaFunction', 'Arn'] };

/** As version 3 of the plugin writes a machine: names that are digests represent references, and the role is the machine's own. */
const machine = (states: object, more: object = {}) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    DefinitionString: { 'Fn::Sub': [JSON.stringify({ StartAt: 'A', States: states }, undefined, 2), { d9c5: ARN }] },
    RoleArn: { 'Fn::GetAtt': ['MachineRole', 'Arn'] },
    ...more,
  },
  DependsOn: ['MachineRole'],
});
const TEMPLATE = {
  Resources: {
    HelloLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'a.b' } },
    MachineRole: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyName: 'own', PolicyDocument: {} }] } },
    Own: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/own' } },
    Checkout: machine({ A: { Type: 'Task', Resource: '${d9c5}', Parameters: { a: 1 }, End: true } }),
    Refund: machine(
      {
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: '${d9c5}', Payload: { b: 1 } },
          End: true,
        },
      },
      {
        StateMachineName: 'refund',
        LoggingConfiguration: {
          Level: 'ERROR',
          IncludeExecutionData: false,
          Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Own', 'Arn'] } } }],
        },
      },
    ),
  },
};

function traced(datadog: object) {
  const framework = {
    service: { service: 'shop', provider: { name: 'aws' }, custom: { datadog } },
    getProvider: () => ({ getRegion: () => 'eu-west-1', getStage: () => 'prod' }),
  } as unknown as Framework;
  return traceServiceMachines(TEMPLATE, framework, serviceOptions(framework, {})());
}

const OPTIONS = { apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:dd' };

describe('A state machine of `serverless-step-functions`', () => {
  test('is traced where the service asks for it', () => {
    const { resources, reports } = traced({
      ...OPTIONS,
      traceStateMachines: true,
      mergeStateMachineTraces: true,
      stateMachineForwarderArn: FORWARDER,
    });
    expect(reports.map(({ id, status }) => [id, status.state])).toEqual([
      ['Checkout', 'traced'],
      ['Refund', 'traced'],
    ]);
    for (const { Properties } of [resources.Checkout, resources.Refund]) {
      const [text, names] = Properties.DefinitionString['Fn::Sub'];
      expect(text).toContain('"_datadog"');
      expect(names).toEqual({ d9c5: ARN });
      expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: true });
    }
    expect(resources.MachineRole.Properties.Policies).toHaveLength(2);
    expect(resources.OwnSubscription.Properties).toMatchObject({ LogGroupName: { Ref: 'Own' } });
  });

  test('stays as it is otherwise', () => {
    expect(traced(OPTIONS).resources).toEqual(TEMPLATE.Resources);
  });
});
