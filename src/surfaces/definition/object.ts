/** A value in a JSON document, set or removed by its pointer. */
import { copyOf } from '../../core/copy';
import { isJsonMap, keyOf } from '../../core/definition/states';
import { setIn } from '../../core/own';

/** The document with a value at a pointer, or without it where none is given; the document itself stays as it is. */
export function setAt(raw: unknown, pointer: string, value: unknown): unknown {
  const [, ...tokens] = pointer.split('/').map(keyOf);
  return setPath(raw, tokens, value);
}

function setPath(raw: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(raw)) return raw.map((item, index) => (String(index) === key ? setPath(item, rest, value) : item));
  if (!isJsonMap(raw)) return raw;
  if (rest.length === 0 && value === undefined) return copyOf(raw as Record<string, unknown>, key);
  const result = copyOf(raw as Record<string, unknown>);
  setIn(result, key, setPath(Object.hasOwn(raw, key) ? raw[key] : undefined, rest, value));
  return result;
}
