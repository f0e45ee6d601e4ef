/** Which log group of a function is sent to the Forwarder. */
import { App, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Datadog } from '../../src';
import { look, python } from './app';

const FORWARDER = { forwarderArn: 'arn:aws:lambda:eu-west-1:123456789012:function:forwarder' };
const MANAGED = { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true };

describe('the log group of a function', () => {
  test.each([
    ['by the CDK', MANAGED, (stack: Stack): unknown => python(stack, 'F')],
    [
      'by the user, with a reference',
      {},
      (stack: Stack) => {
        const { functionName } = python(stack, 'F');
        new logs.LogGroup(stack, 'Logs', { logGroupName: `/aws/lambda/${functionName}` });
      },
    ],
    [
      'by the user, with the name of the function',
      {},
      (stack: Stack) => {
        python(stack, 'F', { functionName: 'orders' });
        new logs.LogGroup(stack, 'Logs', { logGroupName: '/aws/lambda/orders' });
      },
    ],
    ['by nothing', {}, (stack: Stack): unknown => python(stack, 'F')],
  ])('is declared once, also when it is declared %s already', (_, context, build) => {
    const app = new App({ context });
    const stack = new Stack(app, 'S');
    new Datadog(stack, 'Datadog', FORWARDER).addScope(stack);
    build(stack);
    const { template, ofType } = look(app, stack);
    const [group, ...others] = Object.keys(template.Resources).filter(
      (id) => template.Resources[id].Type === 'AWS::Logs::LogGroup',
    );
    expect(others).toEqual([]);
    expect(ofType('AWS::Logs::SubscriptionFilter')).toMatchObject([{ Properties: { LogGroupName: { Ref: group } } }]);
  });
});

describe('with the option `logGroups`', () => {
  const made = (logGroups: string, more: object = {}) => {
    const app = new App();
    const stack = new Stack(app, 'S');
    new Datadog(stack, 'Datadog', { ...FORWARDER, logGroups, ...more }).addScope(stack);
    python(stack, 'F');
    return look(app, stack);
  };
  const idsOf = ({ template }: ReturnType<typeof look>, type: string) =>
    Object.keys(template.Resources).filter((id) => template.Resources[id].Type === `AWS::Logs::${type}`);

  test('a log group is declared with a retention, and is kept when it leaves the stack', () => {
    const [group, ...others] = made('declare', { logRetentionInDays: 30 }).ofType('AWS::Logs::LogGroup');
    expect(others).toEqual([]);
    expect(group).toMatchObject({ DeletionPolicy: 'Retain', Properties: { RetentionInDays: 30 } });
  });

  test('an existing log group is subscribed by the same filter and not declared', () => {
    const existing = made('existing');
    expect(idsOf(existing, 'LogGroup')).toEqual([]);
    expect(idsOf(existing, 'SubscriptionFilter')).toEqual(idsOf(made('declare'), 'SubscriptionFilter'));
    expect(existing.messages).toMatchObject([{ level: 'info', text: expect.stringContaining('logGroups: existing') }]);
  });

  test('no log group is touched', () => {
    const none = made('none');
    expect([...idsOf(none, 'LogGroup'), ...idsOf(none, 'SubscriptionFilter')]).toEqual([]);
    expect(none.messages).toMatchObject([{ level: 'info', text: expect.stringContaining('logGroups: none') }]);
  });
});
