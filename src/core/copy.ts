/** Copies of maps, made name by name: spreading a map that is then added to takes V8 thirty times as long. */

export function copyOf<T>(map: Readonly<Record<string, T>>, without?: string): Record<string, T> {
  const copy: Record<string, T> = {};
  for (const name in map) {
    if (name === '__proto__') return copyOfAny(map, without);
    if (name !== without) copy[name] = map[name] as T;
  }
  return copy;
}

const copyOfAny = <T>(map: Readonly<Record<string, T>>, without?: string): Record<string, T> =>
  Object.fromEntries(Object.entries(map).filter(([name]) => name !== without));
