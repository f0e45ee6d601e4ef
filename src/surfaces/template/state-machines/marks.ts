/**
 * What was added to a template for one state machine, under marks of its own: a macro for functions and one for state
 * machines may go through one template, and neither takes away what the other has added.
 */
import { ownValue } from '../../../core/own';
import { isMap, type Json, type Resource, type Resources, withKey } from '../document/document';
import { digestOfJson, mapEntries, metadataOf, shortened, withMetadata, withoutMetadata } from '../document/metadata';

/** The resources after something was added for a machine, where marks for functions are replaced by marks for the machine. */
export function markedFor(machine: string, before: Resources, after: Resources): Resources {
  const entries = Object.entries(after).map(([id, resource]) => {
    const earlier = ownValue(before, id);
    if (earlier === resource) return [id, resource];
    return [id, earlier === undefined ? addedFor(machine, resource) : longerFor(machine, earlier, resource)];
  });
  return Object.fromEntries(entries);
}

/** A resource that is there for a machine, with a digest of it: one that is edited later belongs to the user. */
export function addedFor(machine: string, marked: Resource): Resource {
  const resource = withoutMetadata(marked);
  return withMetadata(resource, { machine, digest: digestOfJson(resource) });
}

/** A resource with one more policy, and how its policies were written before. */
function longerFor(machine: string, before: Resource, { Properties }: Resource): Resource {
  const given = before.Properties?.Policies;
  const was = given === undefined || given === null ? 'absent' : Array.isArray(given) ? 'list' : 'single';
  const mark = { was, item: digestOfJson(Properties.Policies.at(-1)) };
  const policies = withKey(metadataOf(before)?.policies ?? {}, machine, mark);
  return withMetadata({ ...before, Properties }, { ...metadataOf(before), policies });
}

/** The resources without what was added to them or among them for some machines. */
export function withoutAddedFor(resources: Resources, isMeant: (machine: string) => boolean): Resources {
  const kept = Object.entries(resources).filter(([, resource]) => !isAddedFor(resource, isMeant));
  return Object.fromEntries(kept.map(([id, resource]) => [id, withoutPolicies(resource, isMeant)]));
}

const isAddedFor = (resource: Json, isMeant: (machine: string) => boolean): boolean => {
  const { machine, digest } = (isMap(resource) && metadataOf(resource)) || {};
  return typeof machine === 'string' && isMeant(machine) && digestOfJson(withoutMetadata(resource)) === digest;
};

function withoutPolicies(resource: Json, isMeant: (machine: string) => boolean): Json {
  const mark = isMap(resource) ? metadataOf(resource) : undefined;
  const marks = mapEntries(mark?.policies);
  const gone = marks.filter(([machine, one]) => isMeant(machine) && isMap(one)).reverse();
  if (gone.length === 0) return resource;
  const { policies: _policies, ...others } = mark;
  const left = marks.filter((one) => !gone.includes(one));
  const rest = left.length > 0 ? { ...others, policies: Object.fromEntries(left) } : others;
  const properties = gone.reduce(
    (result, [, one]) => withKey(result, 'Policies', shortened(result.Policies, one)),
    resource.Properties ?? {},
  );
  const isEmpty = Object.keys(rest).every((key) => key === 'empty');
  return withMetadata({ ...resource, Properties: properties }, isEmpty ? undefined : rest);
}
