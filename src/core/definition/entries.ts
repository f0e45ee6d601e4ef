/** A definition as a part of a state machine: a map from JSON pointers to values, and the way back. */
import { setIn } from '../own';
import { isKnown, type Value, valueText } from '../value';
import { isJsonMap, type JsonMap, keyOf, pointerTo } from './states';

/** What an object or an array is in the map, whose own entries follow it. */
const CONTAINERS = { object: '{}', array: '[]' } as const;

export interface Reading {
  /** Pointers whose whole value is one entry, as this project wrote it there. */
  readonly atoms?: ReadonlySet<string>;
  /** What only the deployment knows, such as an intrinsic function; nothing for plain JSON. */
  readonly unresolved?: (raw: unknown) => Value | undefined;
}

/** Every value of a definition by its pointer, as JSON text. */
export function definitionEntries(definition: JsonMap, reading: Reading = {}): Record<string, Value> {
  const entries: Record<string, Value> = {};
  addEntries(definition, '', { entries, ...reading });
  return entries;
}

function addEntries(raw: unknown, pointer: string, into: Reading & { entries: Record<string, Value> }): void {
  const { entries, atoms, unresolved } = into;
  const value = unresolved?.(raw);
  const isLeaf = value !== undefined || typeof raw !== 'object' || raw === null || atoms?.has(pointer);
  const container = Array.isArray(raw) ? CONTAINERS.array : CONTAINERS.object;
  setIn(entries, pointer, isLeaf ? (value ?? JSON.stringify(raw)) : container);
  if (isLeaf) return;
  for (const [key, inner] of Object.entries(raw)) addEntries(inner, pointerTo(pointer, key), into);
}

/** The definition that entries are of; what is not known is a text such as `${Function.Arn}`. */
export function definitionOf(entries: Readonly<Record<string, Value>>): JsonMap | undefined {
  const made = new Map<string, unknown>();
  for (const [pointer, value] of Object.entries(entries)) {
    const raw: unknown = isKnown(value) ? JSON.parse(value) : valueText(value);
    made.set(pointer, raw);
    const end = pointer.lastIndexOf('/');
    const parent = end < 0 ? undefined : made.get(pointer.slice(0, end));
    if (Array.isArray(parent)) parent.push(raw);
    else if (isJsonMap(parent)) setIn(parent as Record<string, unknown>, keyOf(pointer.slice(end + 1)), raw);
  }
  const root = made.get('');
  return isJsonMap(root) ? root : undefined;
}
