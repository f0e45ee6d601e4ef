/** The calls of CloudWatch Logs about log groups and their subscription filters. */

import { unless } from './attempts';
import type { Connection } from './connection';
import { troubleOf } from './trouble';

/** A subscription filter of a log group. */
export interface Filter {
  readonly name: string;
  readonly destination: string;
}

/** Pages of events that are read. A page may be empty, because AWS ends it where it has read enough. */
const MOST_PAGES = 20;

export interface FoundEvents {
  readonly events: readonly LogEvent[];
  /** False where the log group has more than was read. */
  readonly isComplete: boolean;
}

/** An event of a log group. */
interface LogEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
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

  /** The events since a moment that contain one of the texts; nothing if there is no such group. */
  async events(logGroupName: string, texts: readonly string[], startTime: number): Promise<FoundEvents | undefined> {
    const filterPattern = texts.map((text) => `?"${text}"`).join(' ');
    const events: LogEvent[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page === 0 || nextToken; page++) {
      if (page >= MOST_PAGES) return { events, isComplete: false };
      const command = new sdk.FilterLogEventsCommand({ logGroupName, filterPattern, startTime, nextToken });
      try {
        const answer = await caller.call('other', () => logs.send(command));
        events.push(...(answer.events ?? []).map(({ timestamp: at = 0, message = '' }) => ({ at, message })));
        nextToken = answer.nextToken;
      } catch (problem) {
        if (troubleOf(problem) === 'missing') return undefined;
        throw problem;
      }
    }
    return { events, isComplete: true };
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
