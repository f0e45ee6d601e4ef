/** Maps and lists of names and values in a document, such as tags: read as a part of a resource, and edited. */
import type { Change } from '../../../core/change';
import { copyOf } from '../../../core/copy';
import { setIn } from '../../../core/own';
import { type Value, valueText } from '../../../core/value';
import { render, toValue } from '../../intrinsics';
import { isMap, isPlainMap, type Json, shapeOf, withKey } from './document';

export type TextMap = Readonly<Record<string, Value>>;

/** A part, or how it prints where it is one value as a whole. */
export type ReadPart = TextMap | string;

export function textMap(map: Readonly<Record<string, Json>>): TextMap {
  const values: Record<string, Value> = {};
  for (const name in map) if (!name.startsWith('Fn::')) setIn(values, name, toValue(map[name]));
  return values;
}

export function readTags(raw: Json, shape: 'list' | 'map'): ReadPart {
  if (raw === undefined || raw === null) return {};
  if (isPlainMap(raw)) return shape === 'map' ? textMap(raw) : shapeOf(raw);
  if (!Array.isArray(raw) || shape === 'map') return shapeOf(raw);
  const tags: Record<string, Value> = {};
  // A tag without a value has an empty one, and counts.
  for (const tag of raw)
    if (isMap(tag) && tag.Key !== undefined) setIn(tags, valueText(toValue(tag.Key)), toValue(tag.Value ?? ''));
  return tags;
}

type Edit = Pick<Change, 'name' | 'after' | 'at'>;

/** Tags with changes made, in the shape that they have. */
export const editTags = (tags: Json, changes: readonly Edit[]): Json =>
  Array.isArray(tags) ? editJsonList(tags, changes) : editJsonMap(tags, changes);

export function editJsonMap(map: Json, changes: readonly Edit[]): Json {
  let result = copyOf<Json>(map);
  for (const { name, after, at } of changes)
    if (after === undefined) delete result[name];
    else if (at === undefined || Object.hasOwn(result, name)) setIn(result, name, render(after));
    else result = inserted(result, at, name, render(after));
  return result;
}

function inserted(map: Json, at: number, name: string, value: Json): Json {
  const entries = Object.entries(map);
  return Object.fromEntries([...entries.slice(0, at), [name, value], ...entries.slice(at)]);
}

function editJsonList(list: readonly Json[], changes: readonly Edit[]): Json[] {
  const tags = [...list];
  for (const { name, after, at = tags.length } of changes) {
    const found = tags.findIndex((tag) => tag?.Key !== undefined && valueText(toValue(tag.Key)) === name);
    if (after === undefined) tags.splice(found < 0 ? tags.length : found, 1);
    else if (found < 0) tags.splice(at, 0, { Key: name, Value: render(after) });
    else tags[found] = withKey(tags[found], 'Value', render(after));
  }
  return tags;
}
