/** How additions of this project to a template are recognized, so that they can be removed exactly. */
import { ownValue } from '../../../core/own';
import { digest } from '../../../core/receipt';
import { toValue } from '../../intrinsics';
import { RECEIPT_KEY } from '../../receipt';
import { among, equal, isMap, type Json, type Resource, type Resources, withKey, without } from './document';

export const digestOfJson = (raw: Json): string => digest(toValue(raw));

/** A resource of ours, with a digest of it: one that is edited later belongs to the user. */
export const markAsAdded = (resource: Resource): Resource => withMetadata(resource, { added: digestOfJson(resource) });

export const isAddedByUs = (resource: Resource): boolean => {
  const mark = metadataOf(resource);
  return mark?.added !== undefined && digestOfJson(withoutMetadata(resource)) === mark.added;
};

/** A list of a resource's that was given one more item, or one more by each provider, and what the list was before. */
interface Appended {
  readonly was: 'absent' | 'single' | 'list';
  readonly item: string | readonly string[];
}

/** The resource with one more item in a list of it, which may be absent, or one item that is no list. */
export function appendTo(resource: Resource, property: string, item: Json): Resource {
  const given = resource.Properties?.[property];
  const was = given === undefined || given === null ? 'absent' : Array.isArray(given) ? 'list' : 'single';
  const list = was === 'absent' ? [] : was === 'list' ? given : [given];
  const old: Appended | undefined = metadataOf(resource)?.lists?.[property];
  const mark: Appended = old
    ? { ...old, item: [old.item, digestOfJson(item)].flat() }
    : { was, item: digestOfJson(item) };
  return withMetadata(
    { ...resource, Properties: { ...resource.Properties, [property]: [...list, item] } },
    { ...metadataOf(resource), lists: { ...metadataOf(resource)?.lists, [property]: mark } },
  );
}

/** The resource with a property that it did not have. */
export const setOn = (resource: Resource, property: string, value: Json): Resource =>
  withMetadata(
    { ...resource, Properties: { ...resource.Properties, [property]: value } },
    { ...metadataOf(resource), set: { ...metadataOf(resource)?.set, [property]: value } },
  );

/** Resources without anything that was added to them or among them, but for some of them; receipts of functions stay. */
export function stripped(resources: Resources, kept: ReadonlySet<string> = new Set()): Resources {
  const isOpen = (id: string, resource: Json) => isMap(resource) && !kept.has(id);
  if (among(resources, (one, id) => isOpen(id, one) && metadataOf(one) !== undefined).length === 0) return resources;
  const entries = Object.entries(resources).filter(([id, one]) => !isOpen(id, one) || !isAddedByUs(one));
  const clean = entries.map(([id, one]) => [id, isOpen(id, one) ? withoutAdded(one) : one] as const);
  const isSame = clean.length === Object.keys(resources).length && clean.every(([id, one]) => resources[id] === one);
  return isSame ? resources : Object.fromEntries(clean);
}

/** The resource without what was added to its lists and properties. */
export function withoutAdded(resource: Resource): Resource {
  const mark = metadataOf(resource);
  if (mark === undefined) return resource;
  const { lists, set, ...rest } = mark;
  const [longer, added] = [mapEntries(lists), mapEntries(set)];
  if (longer.length + added.length === 0) return resource;
  let properties = resource.Properties ?? {};
  for (const [name, one] of longer)
    if (isMap(one)) properties = withKey(properties, name, shortened(properties[name], one));
  for (const [name, value] of added) if (equal(properties[name], value)) properties = without(properties, name);
  return withMetadata({ ...resource, Properties: properties }, Object.keys(rest).length > 0 ? rest : undefined);
}

export const mapEntries = (raw: Json): [string, Json][] => (isMap(raw) ? Object.entries(raw) : []);

export function shortened(list: Json, { was, item }: Json): Json {
  if (!Array.isArray(list)) return list;
  const items = [item].flat();
  const rest = list.filter((one) => !items.includes(digestOfJson(one)));
  if (rest.length === list.length) return list;
  if (was === 'absent' && rest.length === 0) return undefined;
  return was === 'single' && rest.length === 1 ? rest[0] : rest;
}

/** What is under our key in the metadata of a resource; anything but a map is damaged, and counts as nothing. */
export function metadataOf({ Metadata }: Resource): Json {
  const mark = isMap(Metadata) ? ownValue(Metadata, RECEIPT_KEY) : undefined;
  return isMap(mark) ? mark : undefined;
}

/** The resource with something under our key, or nothing; metadata that were empty before are empty again. */
export function withMetadata(resource: Resource, mark: Json): Resource {
  const { Metadata } = resource;
  const metadata: Json = isMap(Metadata) ? Metadata : {};
  const empty = metadataOf(resource)?.empty ?? emptiness(Metadata);
  if (mark === undefined) {
    if (!Object.hasOwn(metadata, RECEIPT_KEY)) return resource;
    const others = without(metadata, RECEIPT_KEY);
    const bare = empty === 'null' ? null : empty ? others : undefined;
    return withKey(resource, 'Metadata', Object.keys(others).length > 0 ? others : bare);
  }
  return withKey(resource, 'Metadata', withKey(metadata, RECEIPT_KEY, empty ? { ...mark, empty } : mark));
}

/** How metadata with nothing in them were written. */
const emptiness = (raw: Json): true | 'null' | undefined =>
  raw === null ? 'null' : isMap(raw) && Object.keys(raw).length === 0 ? true : undefined;

export const withoutMetadata = (resource: Resource): Resource => withMetadata(resource, undefined);
