/** Maps whose keys come from outside, among which may be `constructor` or `__proto__`. */

/** What a map itself has under a name. */
export const ownValue = <T>(map: Readonly<Record<string, T>> | null | undefined, name: unknown): T | undefined =>
  typeof name === 'string' && map !== null && map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;

/** Sets a key of a map; `__proto__`, which cannot be assigned like other names, is defined. */
export function setIn<T>(map: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, configurable: true, enumerable: true, writable: true });
  else map[key] = value;
}
