/** Sends log groups to the Forwarder, with plain resources only. */
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Aws, CfnDeletionPolicy, CfnResource, Stack } from 'aws-cdk-lib/core';
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
  private readonly groups = new WeakMap<Stack, ReadonlyMap<string, CfnLogGroup>>();

  public constructor(private readonly host: Construct) {}

  /** The log group of a function: the one that it names or somebody declares, else the one that Lambda would make. */
  public subscribeFunction(cfn: CfnLambda, subscription: Subscription): void {
    const home = this.homeOf(cfn);
    if (home.node.tryFindChild(`Logs${cfn.node.addr}`)) return;
    const scope = new Construct(home, `Logs${cfn.node.addr}`);
    const group = namedGroup(cfn) ?? this.declaredGroup(cfn)?.ref ?? newGroup(scope, cfn);
    const filter = this.filter(scope, group, subscription);
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

  /** One that is declared under the function's name, by the CDK or by the user: a second one could not be made. */
  private declaredGroup(cfn: CfnLambda): CfnLogGroup | undefined {
    const stack = Stack.of(cfn);
    const groups = this.groups.get(stack) ?? groupsIn(stack);
    this.groups.set(stack, groups);
    const names = [nameOf(cfn), `${PREFIX}${cfn.functionName}`].map((name) => textOf(stack, name));
    return names.map((name) => groups.get(name)).find((group) => group !== undefined);
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

const PREFIX = '/aws/lambda/';
const nameOf = (cfn: CfnLambda): string => `${PREFIX}${cfn.ref}`;

/** By name. */
function groupsIn(stack: Stack): ReadonlyMap<string, CfnLogGroup> {
  const groups = stack.node
    .findAll()
    .filter((node): node is CfnLogGroup => CfnResource.isCfnResource(node) && node.cfnResourceType === LOG_GROUP)
    .filter((group) => group.stack === stack && 'logGroupName' in group);
  return new Map(groups.map((group) => [textOf(stack, group.logGroupName), group]));
}

const LOG_GROUP = 'AWS::Logs::LogGroup';
const textOf = (stack: Stack, name: unknown): string => JSON.stringify(stack.resolve(name)) ?? '';

/** A filter needs its group to be there, and Lambda makes it at the first invocation only. Its logs are never deleted. */
function newGroup(scope: Construct, cfn: CfnLambda): string {
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
