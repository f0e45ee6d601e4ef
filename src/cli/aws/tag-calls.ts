/** The calls of the tagging API, which takes several functions at once. */
import type { Tags } from '../../surfaces/lambda/configuration';
import { namingCall } from './attempts';
import type { Connection } from './connection';

export const tagCalls = ({ sdk, tagging, caller }: Connection) => ({
  /** Whether the tagging API would be called sooner than Lambda, which is busy with updates. */
  isTaggingSooner: (): boolean => caller.wait('other') < caller.wait('write'),

  /** Returns the ARNs of those that failed. */
  async tagAll(arns: readonly string[], given: Tags): Promise<string[]> {
    const command = new sdk.TagResourcesCommand({ ResourceARNList: [...arns], Tags: { ...given } });
    const { FailedResourcesMap = {} } = await caller.call('other', () => tagging.send(command));
    return Object.keys(FailedResourcesMap);
  },

  /** Returns the ARNs of those that failed. */
  async untagAll(arns: readonly string[], TagKeys: readonly string[]): Promise<string[]> {
    const command = new sdk.UntagResourcesCommand({ ResourceARNList: [...arns], TagKeys: [...TagKeys] });
    const { FailedResourcesMap = {} } = await caller.call('other', () => tagging.send(command));
    return Object.keys(FailedResourcesMap);
  },

  /** The ARNs of functions, or of other resources, that have all of the tags, `key=value` or `key` alone. */
  tagged: async (wanted: readonly string[], type: TaggedType = 'lambda:function'): Promise<string[]> =>
    (await resources({ sdk, tagging, caller }, wanted, [type])).map(({ arn }) => arn),

  /** The functions and state machines that have a tag, with all of their tags. */
  taggedWith: (key: string): Promise<Tagged[]> =>
    resources({ sdk, tagging, caller }, [key], ['lambda:function', 'states:stateMachine']),
});

type TaggedType = 'lambda:function' | 'states:stateMachine';

/** A resource with its tags. */
export interface Tagged {
  readonly arn: string;
  readonly tags: Tags;
}

async function resources(
  { sdk, tagging, caller }: Pick<Connection, 'sdk' | 'tagging' | 'caller'>,
  wanted: readonly string[],
  types: readonly TaggedType[],
): Promise<Tagged[]> {
  const more = { TagFilters: wanted.map(tagFilter), ResourceTypeFilters: [...types] };
  const found: Tagged[] = [];
  let PaginationToken: string | undefined;
  do {
    const command = new sdk.GetResourcesCommand({ ...more, PaginationToken });
    const page = await namingCall('tag:GetResources', () => caller.call('other', () => tagging.send(command)));
    for (const { ResourceARN: arn = '', Tags = [] } of page.ResourceTagMappingList ?? [])
      found.push({ arn, tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])) });
    PaginationToken = page.PaginationToken;
  } while (PaginationToken);
  return found;
}

function tagFilter(pair: string): { Key: string; Values?: string[] } {
  const [Key = '', ...values] = pair.split('=');
  return values.length === 0 ? { Key } : { Key, Values: [values.join('=')] };
}
