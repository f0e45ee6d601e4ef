/** The calls of AWS in one region, paced and repeated, as one identity. */
import type { Configuration, Tags, Update } from '../../surfaces/lambda/configuration';
import { Caller } from './caller';
import { checkProfile } from './profile';
import { ask, elements } from './signed';
import { CallFailure, troubleOf } from './trouble';

export interface Identity {
  readonly profile?: string;
  readonly fips?: boolean;
  /** The milliseconds after which a request is given up. */
  readonly timeout?: number;
  /** Requests a second. */
  readonly rate?: number;
}

/** A subscription filter of a log group. */
export interface Filter {
  readonly name: string;
  readonly destination: string;
}

/** `require`, so that what needs no AWS does not load the SDK. */
const loadSdk = () => require('./sdk') as typeof import('./sdk');

const TIMEOUT = 30_000;

export function connect(region: string | undefined, { profile, fips, rate, timeout = TIMEOUT }: Identity) {
  checkProfile(profile, process.env);
  const sdk = loadSdk();
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

  async function pages(more: object, calls: number): Promise<Configuration[] | undefined> {
    const all: Configuration[] = [];
    let Marker: string | undefined;
    for (let call = 0; call === 0 || Marker; call++) {
      if (call >= calls) return undefined;
      const command = new sdk.ListFunctionsCommand({ Marker, MaxItems: 50, ...more });
      const page = await caller.call('write', () => lambda.send(command));
      all.push(...((page.Functions ?? []) as Configuration[]));
      Marker = page.NextMarker;
    }
    return all;
  }

  return {
    /** The region that AWS's own rules choose, where none was named. */
    region: () => lambda.config.region(),

    list: (): Promise<Configuration[]> =>
      namingCall('lambda:ListFunctions', async () => (await pages({}, Number.POSITIVE_INFINITY)) ?? []),

    /** Every published version too; nothing where that takes more than so many calls. */
    versions: (calls: number): Promise<Configuration[] | undefined> => pages({ FunctionVersion: 'ALL' }, calls),

    async get(FunctionName: string, Qualifier?: string): Promise<{ configuration: Configuration; tags: Tags }> {
      const { Configuration: found = {}, Tags: tags = {} } = await caller.call('read', () =>
        lambda.send(new sdk.GetFunctionCommand({ FunctionName, ...(Qualifier === undefined ? {} : { Qualifier }) })),
      );
      return { configuration: found as Configuration, tags };
    },

    /** The aliases of a function that point to a version. */
    async aliases(FunctionName: string): Promise<Alias[]> {
      const { Aliases = [] } = await caller.call('write', () =>
        lambda.send(new sdk.ListAliasesCommand({ FunctionName })),
      );
      return Aliases.map(({ Name = '', FunctionVersion = '' }) => ({ name: Name, version: FunctionVersion })).filter(
        ({ version }) => version !== '$LATEST',
      );
    },

    /** Whether a role may do all that a statement allows; a condition of the statement is not looked at. */
    async isAllowed(role: string, actions: readonly string[], resource: string): Promise<Decision> {
      const form = {
        Action: 'SimulatePrincipalPolicy',
        Version: '2010-05-08',
        PolicySourceArn: role,
        'ResourceArns.member.1': resource,
        ...Object.fromEntries(actions.map((action, index) => [`ActionNames.member.${index + 1}`, action])),
      };
      const xml = await caller.call('role', () =>
        ask(lambda, { service: 'iam', method: 'POST', root: 'SimulatePrincipalPolicyResponse', form }),
      );
      const decisions = elements(xml, 'EvalDecision');
      return (['explicitDeny', 'implicitDeny'] as const).find((one) => decisions.includes(one)) ?? 'allowed';
    },

    /** The ARNs of functions, with their versions, that a distribution of CloudFront runs at the edge. */
    async edge(): Promise<string[]> {
      const arns: string[] = [];
      let marker: string | undefined;
      do {
        const query = { MaxItems: '100', ...(marker === undefined ? {} : { Marker: marker }) };
        const path = '/2020-05-31/distribution';
        const xml = await caller.call('other', () =>
          ask(lambda, { service: 'cloudfront', method: 'GET', root: 'DistributionList', path, query }),
        );
        arns.push(...elements(xml, 'LambdaFunctionARN'));
        marker = elements(xml, 'NextMarker')[0];
      } while (marker);
      return arns;
    },

    update: async (update: Update): Promise<Configuration> =>
      (await caller.call('write', () =>
        lambda.send(new sdk.UpdateFunctionConfigurationCommand(update as never)),
      )) as Configuration,

    tag: (Resource: string, given: Tags): Promise<unknown> =>
      caller.call('write', () => lambda.send(new sdk.TagResourceCommand({ Resource, Tags: { ...given } }))),

    untag: (Resource: string, TagKeys: readonly string[]): Promise<unknown> =>
      caller.call('write', () => lambda.send(new sdk.UntagResourceCommand({ Resource, TagKeys: [...TagKeys] }))),

    /** Whether the tagging API would be asked sooner than Lambda, which is busy with updates. */
    isTaggingSooner: (): boolean => caller.wait('other') < caller.wait('write'),

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
        const page = await namingCall('tag:GetResources', () => caller.call('other', () => tagging.send(command)));
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

export type RegionalApi = ReturnType<typeof connect>;

export interface Alias {
  readonly name: string;
  readonly version: string;
}

/** Source: docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html, EvalDecision. */
export type Decision = 'allowed' | 'implicitDeny' | 'explicitDeny';

/** Lets an error say which call it came from. */
export async function namingCall<T>(call: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    throw new CallFailure(call, problem);
  }
}

/** Carries on where a call fails because what it was for is so already. */
async function unless(expected: ReturnType<typeof troubleOf>, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (problem) {
    if (troubleOf(problem) === expected) return undefined;
    throw problem;
  }
}
