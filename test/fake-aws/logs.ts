/** CloudWatch Logs: groups, and the filters that send them somewhere. */

import { Failure } from './failure';
import type { FakeAws, Group, Run } from './fake-aws';

function group(fake: FakeAws, name: string): Group {
  const found = fake.groups.get(name);
  if (!found) throw new Failure(400, 'ResourceNotFoundException', 'The specified log group does not exist.');
  return found;
}

export const LOGS: Readonly<Record<string, Run>> = {
  DescribeLogGroups: (fake, { body }) => ({
    logGroups: [...fake.groups.keys()]
      .filter((name) => name.startsWith(body.logGroupNamePrefix ?? ''))
      .map((logGroupName) => ({ logGroupName })),
  }),

  CreateLogGroup: (fake, { body }) => {
    if (fake.groups.has(body.logGroupName))
      throw new Failure(400, 'ResourceAlreadyExistsException', 'The specified log group already exists');
    fake.groups.set(body.logGroupName, { filters: new Map() });
    return {};
  },

  PutRetentionPolicy: (fake, { body }) => {
    group(fake, body.logGroupName).retentionInDays = body.retentionInDays;
    return {};
  },

  DeleteLogGroup: (fake, { body }) => {
    group(fake, body.logGroupName);
    fake.groups.delete(body.logGroupName);
    return {};
  },

  DescribeSubscriptionFilters: (fake, { body }) => ({
    subscriptionFilters: [...group(fake, body.logGroupName).filters].map(([filterName, filter]) => ({
      filterName,
      logGroupName: body.logGroupName,
      ...filter,
    })),
  }),

  PutSubscriptionFilter: (fake, { body }) => {
    const { filters } = group(fake, body.logGroupName);
    const { filterName, destinationArn, filterPattern } = body;
    if (!filters.has(filterName) && filters.size >= 2)
      throw new Failure(400, 'LimitExceededException', 'Resource limit exceeded.');
    if (!(fake.settings.forwarders ?? []).includes(destinationArn))
      throw new Failure(
        400,
        'InvalidParameterException',
        'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
      );
    filters.set(filterName, { destinationArn, filterPattern });
    return {};
  },

  // Source: docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html; a page ends early, maybe empty.
  FilterLogEvents: (fake, { body }) => {
    const { logGroupName, filterPattern, startTime, nextToken } = body;
    const { events = [] } = group(fake, logGroupName);
    if (filterPattern.length > 1024) throw new Failure(400, 'InvalidParameterException', 'the pattern is too long');
    const terms = [...filterPattern.matchAll(/\?"([^"]*)"/g)].map(([, term]) => term);
    const page = Number(nextToken ?? 0);
    const read = events.slice(page, page + 1).filter(({ timestamp }) => timestamp >= startTime);
    return {
      events: read.filter(({ message }) => terms.some((term) => message.includes(term))),
      ...(page + 1 < events.length ? { nextToken: String(page + 1) } : {}),
    };
  },

  DeleteSubscriptionFilter: (fake, { body }) => {
    if (!group(fake, body.logGroupName).filters.delete(body.filterName))
      throw new Failure(400, 'ResourceNotFoundException', 'The specified subscription filter does not exist.');
    return {};
  },
};
