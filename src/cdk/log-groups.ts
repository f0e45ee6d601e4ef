/** The log groups that a stack declares, and those of its functions. */
import type { CfnLogGroup, CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { CfnResource, type Stack } from 'aws-cdk-lib/core';
import type { CfnLambda } from '../surfaces/cdk/resource';
import { peel, referenceOf, textIn } from '../surfaces/cdk/tokens';

/** The log groups and filters of a stack. */
export interface StackLogs {
  /** Declared groups by the printed name. */
  readonly groups: Map<string, CfnLogGroup>;
  /** Where the filters of each group go, by the key of the group. */
  readonly filters: Map<string, string[]>;
}

/** The group of `LoggingConfig`, or the one that a log retention has made. */
export function namedGroup(cfn: CfnLambda): string | undefined {
  const config = peel(cfn.loggingConfig, cfn) as { logGroup?: string } | undefined;
  return config?.logGroup ?? (cfn.node.scope?.node.tryFindChild('LogRetention') ? defaultGroupName(cfn) : undefined);
}

export const GROUP_PREFIX = '/aws/lambda/';
export const defaultGroupName = (cfn: CfnLambda): string => `${GROUP_PREFIX}${cfn.ref}`;

/** One key for one log group, for every name that it may be given by. */
export function stackGroupKey(stack: Stack, name: string, { groups }: Pick<StackLogs, 'groups'>): string {
  const target = referenceOf(name)?.target;
  if (target) return target.node.addr;
  const printed = textIn(stack, name);
  return groups.get(printed)?.node.addr ?? printed;
}

export function stackLogs(stack: Stack): StackLogs {
  const resources = stack.node
    .findAll()
    .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.stack === stack);
  const groups = new Map(
    resources
      .filter((node): node is CfnLogGroup => node.cfnResourceType === LOG_GROUP && 'logGroupName' in node)
      .map((group) => [textIn(stack, group.logGroupName), group]),
  );
  const filters = new Map<string, string[]>();
  for (const node of resources) {
    if (node.cfnResourceType !== FILTER_TYPE || !('logGroupName' in node)) continue;
    const { logGroupName, destinationArn } = node as CfnSubscriptionFilter;
    const key = stackGroupKey(stack, logGroupName, { groups });
    filters.set(key, [...(filters.get(key) ?? []), textIn(stack, destinationArn)]);
  }
  return { groups, filters };
}

const LOG_GROUP = 'AWS::Logs::LogGroup';
const FILTER_TYPE = 'AWS::Logs::SubscriptionFilter';
