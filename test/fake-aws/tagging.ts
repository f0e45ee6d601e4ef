/** The tagging API: functions by their tags, and tags of up to twenty functions at once. */

import { Failure } from './failure';
import type { Run } from './fake-aws';
import type { FakeFunction } from './function';
import { find, setTags } from './lambda';

const PAGE = 100;

/** At most twenty, each on its own: what fails is listed. */
const each =
  (change: (fn: FakeFunction, body: any) => void): Run =>
  (fake, { body, region }) => {
    if (body.ResourceARNList.length > 20) throw new Failure(400, 'InvalidParameterException', 'at most 20 resources');
    const failed: Record<string, object> = {};
    for (const arn of body.ResourceARNList) {
      try {
        change(find(fake, arn, region).fn, body);
      } catch (problem) {
        failed[arn] = {
          StatusCode: 400,
          ErrorCode: 'InvalidParameterException',
          ErrorMessage: (problem as Error).message,
        };
      }
    }
    return { FailedResourcesMap: failed };
  };

export const TAGGING: Readonly<Record<string, Run>> = {
  GetResources: (fake, { body, region }) => {
    const wanted = (body.TagFilters ?? []) as { Key: string; Values?: string[] }[];
    const fits = (tags: Record<string, string>) =>
      wanted.every(({ Key, Values = [] }) => Key in tags && (Values.length === 0 || Values.includes(tags[Key] ?? '')));
    const types = (body.ResourceTypeFilters ?? ['lambda:function', 'states:stateMachine']) as string[];
    const functions = fake.functions.map((fn) => ({ ...fn, arn: fn.configuration.FunctionArn }));
    const machines = fake.machines.map((machine) => ({ ...machine, arn: machine.stateMachineArn }));
    const meant = [
      ...(types.includes('lambda:function') ? functions : []),
      ...(types.includes('states:stateMachine') ? machines : []),
    ];
    const all = meant.filter((one) => one.region === region && fits(one.tags));
    const start = Number(body.PaginationToken || 0);
    return {
      ResourceTagMappingList: all.slice(start, start + PAGE).map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
      PaginationToken: start + PAGE < all.length ? String(start + PAGE) : '',
    };
  },

  TagResources: each((fn, { Tags }) => setTags(fn, Tags)),

  UntagResources: each(({ tags }, { TagKeys }) => {
    for (const key of TagKeys) delete tags[key];
  }),
};
