/** Sends log groups to the Forwarder, with plain resources only. */
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Aws, CfnDeletionPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import type { Subscription } from '../core/recipe';
import type { CfnLambda } from '../surfaces/cdk/resource';
import { peel, renderIn } from '../surfaces/cdk/tokens';

/** What a group of logs is, as far as it is needed to subscribe it. */
export interface LogGroup extends IConstruct {
  readonly logGroupName: string;
}

/** Subscriptions for one construct; a group is subscribed once. */
export class Subscriptions {
  public constructor(private readonly host: Construct) {}

  /** The log group of a function: the one that it names, else the one that Lambda would make, declared. */
  public subscribeFunction(cfn: CfnLambda, subscription: Subscription): void {
    const home = this.homeOf(cfn);
    if (home.node.tryFindChild(`Logs${cfn.node.addr}`)) return;
    const scope = new Construct(home, `Logs${cfn.node.addr}`);
    const filter = this.filter(scope, namedGroup(cfn) ?? declaredGroup(scope, cfn), subscription);
    const retention = cfn.node.scope?.node.tryFindChild('LogRetention');
    if (retention) filter.node.addDependency(retention);
  }

  public subscribe(group: LogGroup, subscription: Subscription): void {
    const home = this.homeOf(group);
    if (home.node.tryFindChild(`Group${group.node.addr}`)) return;
    this.filter(new Construct(home, `Group${group.node.addr}`), group.logGroupName, subscription);
  }

  private filter(
    scope: Construct,
    logGroupName: string,
    { destination, permission }: Subscription,
  ): CfnSubscriptionFilter {
    const destinationArn = renderIn(Stack.of(scope))(destination);
    const filter = new CfnSubscriptionFilter(scope, 'Filter', { destinationArn, filterPattern: '', logGroupName });
    if (permission) filter.node.addDependency(permissionOf(scope, destinationArn));
    return filter;
  }

  /** Our own scope, or one of our name in the stack that the group is in. */
  private homeOf(construct: IConstruct): Construct {
    const stack = Stack.of(construct);
    if (Stack.of(this.host) === stack) return this.host;
    const id = `Tracelayer${this.host.node.addr.slice(-8)}`;
    return (stack.node.tryFindChild(id) as Construct | undefined) ?? new Construct(stack, id);
  }
}

/** The group of `LoggingConfig`, or the one that a log retention has made. */
function namedGroup(cfn: CfnLambda): string | undefined {
  const config = peel(cfn.loggingConfig, cfn) as { logGroup?: string } | undefined;
  return config?.logGroup ?? (cfn.node.scope?.node.tryFindChild('LogRetention') ? nameOf(cfn) : undefined);
}

const nameOf = (cfn: CfnLambda): string => `/aws/lambda/${cfn.ref}`;

/** A filter needs its group to be there, and Lambda makes it at the first invocation only. Its logs are never deleted. */
function declaredGroup(scope: Construct, cfn: CfnLambda): string {
  const group = new CfnLogGroup(scope, 'Group', { logGroupName: nameOf(cfn) });
  group.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  group.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  return group.ref;
}

const PERMISSION = 'TracelayerForwarderPermission';

/** One permission for all groups of the stack, so that the Forwarder's policy does not grow with them. */
function permissionOf(scope: Construct, functionName: string): CfnPermission {
  const stack = Stack.of(scope);
  const existing = stack.node.tryFindChild(PERMISSION) as CfnPermission | undefined;
  return (
    existing ??
    new CfnPermission(stack, PERMISSION, {
      action: 'lambda:InvokeFunction',
      functionName,
      principal: 'logs.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*:*`,
    })
  );
}
