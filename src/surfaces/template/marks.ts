/** How what this project adds to a template beside functions is known again, so that it can be taken out exactly. */
import { digest } from '../../core/receipt';
import { toValue } from '../intrinsics';
import { RECEIPT } from '../receipt';
import { equal, isMap, type Json, put, type Resource, type Resources, without } from './document';

const printOf = (raw: Json): string => digest(toValue(raw));

/** A resource of ours, with a digest of it: one that is edited later belongs to the user. */
export const added = (resource: Resource): Resource => marked(resource, { added: printOf(resource) });

export const isAdded = (resource: Resource): boolean => {
  const mark = markOf(resource);
  return mark?.added !== undefined && printOf(unmarked(resource)) === mark.added;
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
  const old: Appended | undefined = markOf(resource)?.lists?.[property];
  const mark: Appended = old ? { ...old, item: [old.item, printOf(item)].flat() } : { was, item: printOf(item) };
  return marked(
    { ...resource, Properties: { ...resource.Properties, [property]: [...list, item] } },
    { ...markOf(resource), lists: { ...markOf(resource)?.lists, [property]: mark } },
  );
}

/** The resource with a property that it did not have. */
export const setOn = (resource: Resource, property: string, value: Json): Resource =>
  marked(
    { ...resource, Properties: { ...resource.Properties, [property]: value } },
    { ...markOf(resource), set: { ...markOf(resource)?.set, [property]: value } },
  );

/** Resources without anything that was added to them or among them; receipts of functions stay. */
export function stripped(resources: Resources): Resources {
  const entries = Object.entries(resources).filter(([, resource]) => !isMap(resource) || !isAdded(resource));
  const clean = entries.map(([id, resource]) => [id, isMap(resource) ? strippedOne(resource) : resource] as const);
  const isSame = clean.length === Object.keys(resources).length && clean.every(([id, one]) => resources[id] === one);
  return isSame ? resources : Object.fromEntries(clean);
}

function strippedOne(resource: Resource): Resource {
  const mark = markOf(resource);
  if (mark === undefined) return resource;
  const { lists = {}, set = {}, ...rest } = mark;
  if (Object.keys(lists).length + Object.keys(set).length === 0) return resource;
  let properties = resource.Properties ?? {};
  for (const [name, mark] of Object.entries(lists))
    properties = put(properties, name, shortened(properties[name], mark as Appended));
  for (const [name, value] of Object.entries(set))
    if (equal(properties[name], value)) properties = without(properties, name);
  return marked({ ...resource, Properties: properties }, Object.keys(rest).length > 0 ? rest : undefined);
}

function shortened(list: Json, { was, item }: Appended): Json {
  if (!Array.isArray(list)) return list;
  const items = [item].flat();
  const rest = list.filter((one) => !items.includes(printOf(one)));
  if (rest.length === list.length) return list;
  if (was === 'absent' && rest.length === 0) return undefined;
  return was === 'single' && rest.length === 1 ? rest[0] : rest;
}

/** What stands under our key in the metadata of a resource. */
export const markOf = (resource: Resource): Json => (isMap(resource.Metadata) ? resource.Metadata[RECEIPT] : undefined);

/** The resource with something under our key, or nothing; metadata that were empty before are empty again. */
export function marked(resource: Resource, mark: Json): Resource {
  const metadata: Json = isMap(resource.Metadata) ? resource.Metadata : {};
  const old = metadata[RECEIPT];
  const wasEmpty = old?.empty ?? (isMap(resource.Metadata) && Object.keys(metadata).length === 0);
  if (mark === undefined) {
    if (old === undefined) return resource;
    const others = without(metadata, RECEIPT);
    return put(resource, 'Metadata', Object.keys(others).length > 0 || wasEmpty ? others : undefined);
  }
  return put(resource, 'Metadata', put(metadata, RECEIPT, wasEmpty ? { ...mark, empty: true } : mark));
}

const unmarked = (resource: Resource): Resource => marked(resource, undefined);
