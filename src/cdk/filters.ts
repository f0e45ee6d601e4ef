/** The resources of a subscription: the filter, a log group that nothing declares yet, and the permission to invoke the destination. */
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Aws, CfnDeletionPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { digest } from '../core/receipt';
import type { Subscription } from '../core/recipe';
import { valueText } from '../core/value';
import { renderIn } from '../surfaces/cdk/lookups';
import { textIn } from '../surfaces/cdk/tokens';

export function filterOn(scope: Construct, logGroupName: string, { destination, permission }: Subscription) {
  const destinationArn = renderIn(Stack.of(scope))(destination);
  const filter = new CfnSubscriptionFilter(scope, 'Filter', { destinationArn, filterPattern: '', logGroupName });
  if (permission) filter.node.addDependency(destinationPermission(scope, destinationArn, valueText(destination)));
  return filter;
}

/** A filter needs its group to be there, and Lambda makes it at the first invocation only. Its logs are never deleted. */
export function newGroup(scope: Construct, logGroupName: string, { retentionInDays: days }: Subscription): string {
  const retentionInDays = days === undefined || typeof days === 'number' ? days : renderIn(Stack.of(scope))(days);
  const group = new CfnLogGroup(scope, 'Group', { logGroupName, retentionInDays: retentionInDays as number });
  group.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  group.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  return group.ref;
}

/** Removes a filter with the group that was declared for it, and the permission where no other filter needs it. */
export function removeFilter(home: Construct, id: string): void {
  const filter = home.node.tryFindChild(id)?.node.tryFindChild('Filter');
  const needed = filter?.node.dependencies.filter((node) => node.node.id.startsWith(PERMISSION)) ?? [];
  home.node.tryRemoveChild(id);
  for (const permission of needed)
    if (!isNeeded(permission)) permission.node.scope?.node.tryRemoveChild(permission.node.id);
}

const isNeeded = (permission: IConstruct): boolean =>
  Stack.of(permission)
    .node.findAll()
    .some(({ node }) => node.dependencies.includes(permission));

const PERMISSION = 'TracelayerForwarderPermission';

/** One permission of each destination for all groups of the stack, so that its policy does not grow with them. */
function destinationPermission(scope: Construct, functionName: string, destination: string): CfnPermission {
  const stack = Stack.of(scope);
  const [first, other] = [PERMISSION, `${PERMISSION}${digest(destination)}`];
  const existing = stack.node.tryFindChild(first) as CfnPermission | undefined;
  const isOther = existing !== undefined && textIn(stack, existing.functionName) !== textIn(stack, functionName);
  const id = isOther ? other : first;
  return (
    (stack.node.tryFindChild(id) as CfnPermission | undefined) ??
    new CfnPermission(stack, id, {
      action: 'lambda:InvokeFunction',
      functionName,
      principal: 'logs.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*:*`,
    })
  );
}
