/** One set of options from several sources, the nearest of which wins. */
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
 * The nearest source first. Of options of one group (the kinds of key, say) a source silences all of the farther ones',
 * and pairs are merged by key.
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

/** In the order of the table: that in which people write options makes no difference to what is made of them. */
const inTableOrder = (table: OptionTable, values: Merged['values']): Merged['values'] =>
  Object.fromEntries(Object.keys(table).flatMap((name) => (name in values ? [[name, values[name]]] : [])));
