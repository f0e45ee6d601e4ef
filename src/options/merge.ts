/** Merges options from several sources. The first source that sets an option wins. */
import type { OptionTable, OptionValue } from './spec';

export interface OptionLayer {
  /** How messages name it: `custom.datadog`, the path of a construct, a flag. */
  readonly name: string;
  readonly values: Readonly<Record<string, OptionValue>>;
}

export interface Merged {
  readonly values: Readonly<Record<string, OptionValue>>;
  /** Where each value was set. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * The first source wins. If a source sets an option of a group, such as the kinds of API key, all options of that group in later
 * sources are ignored. Pairs are merged by key.
 */
export function mergeSources(table: OptionTable, ...sources: readonly OptionLayer[]): Merged {
  const values: Record<string, OptionValue> = {};
  const origins: Record<string, string> = {};
  const closed = new Set<string>();
  for (const source of sources) {
    const groups = new Set<string>();
    for (const [name, value] of Object.entries(source.values)) {
      const { group, type } = table[name] ?? {};
      if (group !== undefined && closed.has(group)) continue;
      if (group !== undefined) groups.add(group);
      if (type === 'pairs' && name in values) values[name] = { ...(value as object), ...(values[name] as object) };
      if (name in values) continue;
      values[name] = value;
      origins[name] = source.name;
    }
    for (const group of groups) closed.add(group);
  }
  return { values: inTableOrder(table, values), sources: origins };
}

/** In the order of the table, so that the order in which users write options makes no difference. */
const inTableOrder = (table: OptionTable, values: Merged['values']): Merged['values'] =>
  Object.fromEntries(Object.keys(table).flatMap((name) => (name in values ? [[name, values[name]]] : [])));
