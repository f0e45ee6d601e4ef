/** Paths of JSONPath: reading a value by one, and putting a value at one. */
import { JSONPath } from 'jsonpath-plus';
import { isJsonMap, type JsonMap } from '../../core/definition/states';
import { setIn } from '../../core/own';
import type { StateData } from './data';
import { runtimeError, StateError } from './error';

/** What a path leads to; an error where a path that means one thing leads nowhere. */
export function valueAt(path: string, data: StateData): unknown {
  const found = foundAt(path, data);
  if (found === undefined)
    throw new StateError('States.ParameterPathFailure', `The path ${path} leads nowhere in its input`);
  return found;
}

/** What a path leads to, or `undefined`. */
export function foundAt(path: string, data: StateData): unknown {
  const [json, inside] = rootOf(path, data);
  if (inside === '$') return json;
  const found = JSONPath({ path: inside, json: json as object, wrap: false, eval: 'safe' }) as unknown;
  return isIndefinite(inside) && found === undefined ? [] : found;
}

/** A path into the context object, into a variable, or into the input. */
function rootOf(path: string, { input, context, variables }: StateData): [json: unknown, path: string] {
  if (path.startsWith('$$')) return [context, path.slice(1)];
  const [, name, rest] = /^\$([A-Za-z_]\w*)(.*)$/s.exec(path) ?? [];
  if (name !== undefined) return [Object.hasOwn(variables, name) ? variables[name] : undefined, `$${rest}`];
  return [input, path];
}

/** Whether a path may lead to several values, so that it gives a list. */
const isIndefinite = (path: string): boolean => /\.\.|\[\?|\*|\[[^\]'"]*[,:]/.test(path);

/** A copy of an object in which a value is at a path such as `$.a.b`; everything else stays. */
export function withValueAt(path: string, target: unknown, value: unknown): unknown {
  return placed(JSONPath.toPathArray(path).slice(1), target, value);
}

function placed(keys: readonly string[], target: unknown, value: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (Array.isArray(target) && /^\d+$/.test(key))
    return target.map((item, index) => (index === Number(key) ? placed(rest, item, value) : item));
  if (target !== undefined && !isJsonMap(target))
    throw new StateError('States.ResultPathMatchFailure', `There is no place for ${key} in the input`);
  const result: Record<string, unknown> = { ...(target as JsonMap | undefined) };
  setIn(result, key, placed(rest, result[key], value));
  return result;
}

export const pathOf = (raw: unknown): string => {
  if (typeof raw === 'string' && raw.startsWith('$')) return raw;
  throw runtimeError(`${JSON.stringify(raw)} is not a path`);
};
