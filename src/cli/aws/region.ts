/** The calls of AWS in one region, paced and repeated, as one identity. */
import type { Configuration, Tags, Update } from '../../surfaces/lambda/configuration';
import { Caller } from './caller';
import { troubleOf } from './trouble';

export interface Identity {
  readonly profile?: string;
  readonly fips?: boolean;
  /** The milliseconds after which a request is given up. */
  readonly timeout?: number;
  /** Requests a second. */
  readonly rate?: number;
}

export interface Filter {
  readonly name: string;
  readonly destination: string;
}

/** `require`, so that what needs no AWS does not load the SDK. */
const load = () => require('./sdk') as typeof import('./sdk');

const TIMEOUT = 30_000;

export function connect(region: string | undefined, { profile, fips, rate, timeout = TIMEOUT }: Identity) {
  const sdk = load();
  const config = {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(fips ? { useFipsEndpoint: true } : {}),
    maxAttempts: 1,
    requestHandler: { requestTimeout: timeout, connectionTimeout: timeout, throwOnRequestTimeout: true },
  };
  const lambda = new sdk.LambdaClient(config);
  const logs = new sdk.CloudWatchLogsClient(config);
  const tagging = new sdk.ResourceGroupsTaggingAPIClient(config);
  const caller = new Caller(rate);

  return {
    /** The region that AWS's own rules choose, where none was named. */
    region: () => lambda.config.region(),

    async list(): Promise<Configuration[]> {
      const all: Configuration[] = [];
      let Marker: string | undefined;
      do {
        const page = await caller.call('write', () =>
          lambda.send(new sdk.ListFunctionsCommand({ Marker, MaxItems: 50 })),
        );
        all.push(...((page.Functions ?? []) as Configuration[]));
        Marker = page.NextMarker;
      } while (Marker);
      return all;
    },

    async get(FunctionName: string): Promise<{ configuration: Configuration; tags: Tags }> {
      const { Configuration: found = {}, Tags: tags = {} } = await caller.call('read', () =>
        lambda.send(new sdk.GetFunctionCommand({ FunctionName })),
      );
      return { configuration: found as Configuration, tags };
    },

    update: async (update: Update): Promise<Configuration> =>
      (await caller.call('write', () =>
        lambda.send(new sdk.UpdateFunctionConfigurationCommand(update as never)),
      )) as Configuration,

    tag: (Resource: string, given: Tags): Promise<unknown> =>
      caller.call('write', () => lambda.send(new sdk.TagResourceCommand({ Resource, Tags: { ...given } }))),

    untag: (Resource: string, TagKeys: readonly string[]): Promise<unknown> =>
      caller.call('write', () => lambda.send(new sdk.UntagResourceCommand({ Resource, TagKeys: [...TagKeys] }))),

    /** Gives the ARNs of those that failed. */
    async tagAll(arns: readonly string[], given: Tags): Promise<string[]> {
      const command = new sdk.TagResourcesCommand({ ResourceARNList: [...arns], Tags: { ...given } });
      const { FailedResourcesMap = {} } = await caller.call('other', () => tagging.send(command));
      return Object.keys(FailedResourcesMap);
    },

    /** Gives the ARNs of those that failed. */
    async untagAll(arns: readonly string[], TagKeys: readonly string[]): Promise<string[]> {
      const command = new sdk.UntagResourcesCommand({ ResourceARNList: [...arns], TagKeys: [...TagKeys] });
      const { FailedResourcesMap = {} } = await caller.call('other', () => tagging.send(command));
      return Object.keys(FailedResourcesMap);
    },

    /** The ARNs of functions that have all of the tags, `key=value` or `key` alone. */
    async tagged(wanted: readonly string[]): Promise<string[]> {
      const TagFilters = wanted.map((pair) => {
        const [Key = '', ...values] = pair.split('=');
        return values.length === 0 ? { Key } : { Key, Values: [values.join('=')] };
      });
      const arns: string[] = [];
      let PaginationToken: string | undefined;
      do {
        const command = new sdk.GetResourcesCommand({
          TagFilters,
          PaginationToken,
          ResourceTypeFilters: ['lambda:function'],
        });
        const page = await caller.call('other', () => tagging.send(command));
        arns.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN = '' }) => ResourceARN));
        PaginationToken = page.PaginationToken;
      } while (PaginationToken);
      return arns;
    },

    /** The filters of a log group; nothing where there is no such group. */
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

    subscribe: (logGroupName: string, filterName: string, destinationArn: string): Promise<unknown> =>
      caller.call('other', () =>
        logs.send(
          new sdk.PutSubscriptionFilterCommand({ logGroupName, filterName, destinationArn, filterPattern: '' }),
        ),
      ),

    unsubscribe: (logGroupName: string, filterName: string): Promise<unknown> =>
      unless('missing', () =>
        caller.call('other', () => logs.send(new sdk.DeleteSubscriptionFilterCommand({ logGroupName, filterName }))),
      ),

    /** Lets CloudWatch Logs call a function for one log group. */
    permit: (FunctionName: string, StatementId: string, SourceArn: string): Promise<unknown> =>
      unless('busy', () =>
        caller.call('write', () =>
          lambda.send(
            new sdk.AddPermissionCommand({
              FunctionName,
              StatementId,
              SourceArn,
              Action: 'lambda:InvokeFunction',
              Principal: 'logs.amazonaws.com',
            }),
          ),
        ),
      ),
  };
}

export type Region = ReturnType<typeof connect>;

/** Carries on where a call fails because what it was for is so already. */
async function unless(expected: ReturnType<typeof troubleOf>, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (problem) {
    if (troubleOf(problem) === expected) return undefined;
    throw problem;
  }
}
