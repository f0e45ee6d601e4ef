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
  async tagged(wanted: readonly string[], type: 'lambda:function' | 'states:stateMachine' = 'lambda:function') {
    const more = { TagFilters: wanted.map(tagFilter), ResourceTypeFilters: [type] };
    const arns: string[] = [];
    let PaginationToken: string | undefined;
    do {
      const command = new sdk.GetResourcesCommand({ ...more, PaginationToken });
      const page = await namingCall('tag:GetResources', () => caller.call('other', () => tagging.send(command)));
      arns.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN = '' }) => ResourceARN));
      PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    return arns;
  },
});

function tagFilter(pair: string): { Key: string; Values?: string[] } {
  const [Key = '', ...values] = pair.split('=');
  return values.length === 0 ? { Key } : { Key, Values: [values.join('=')] };
}
