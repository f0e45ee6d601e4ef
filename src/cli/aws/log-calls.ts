/** The calls of CloudWatch Logs about log groups and their subscription filters. */

import { unless } from './attempts';
import type { Connection } from './connection';
import { troubleOf } from './trouble';

/** A subscription filter of a log group. */
export interface Filter {
  readonly name: string;
  readonly destination: string;
}

export const logCalls = ({ sdk, logs, caller }: Connection) => ({
  /** The filters of a log group; nothing if there is no such group. */
  async filters(logGroupName: string): Promise<Filter[] | undefined> {
    try {
      const { subscriptionFilters = [] } = await caller.call('other', () =>
        logs.send(new sdk.DescribeSubscriptionFiltersCommand({ logGroupName })),
      );
      return subscriptionFilters.map(({ filterName = '', destinationArn = '' }) => ({
        name: filterName,
        destination: destinationArn,
      }));
    } catch (problem) {
      if (troubleOf(problem) === 'missing') return undefined;
      throw problem;
    }
  },

  createGroup: (logGroupName: string): Promise<unknown> =>
    unless('exists', () => caller.call('other', () => logs.send(new sdk.CreateLogGroupCommand({ logGroupName })))),

  /** Deletes the events of a log group once they are so many days old. */
  retain: (logGroupName: string, retentionInDays: number): Promise<unknown> =>
    caller.call('other', () => logs.send(new sdk.PutRetentionPolicyCommand({ logGroupName, retentionInDays }))),

  deleteGroup: (logGroupName: string): Promise<unknown> =>
    unless('missing', () => caller.call('other', () => logs.send(new sdk.DeleteLogGroupCommand({ logGroupName })))),

  subscribe: (logGroupName: string, filterName: string, destinationArn: string): Promise<unknown> =>
    caller.call('other', () =>
      logs.send(new sdk.PutSubscriptionFilterCommand({ logGroupName, filterName, destinationArn, filterPattern: '' })),
    ),

  unsubscribe: (logGroupName: string, filterName: string): Promise<unknown> =>
    unless('missing', () =>
      caller.call('other', () => logs.send(new sdk.DeleteSubscriptionFilterCommand({ logGroupName, filterName }))),
    ),
});
