/** The tables of a template by which values that depend on region or partition are chosen. */
import type { Value } from '../../core/value';
import { MAPPINGS, mappingsOf } from '../intrinsics';
import { isMap, put, type Template } from './document';

const NAMES = Object.values(MAPPINGS).map(({ name }) => name);

/** The template without the tables of ours. */
export function withoutMappings(template: Template): Template {
  const { Mappings } = template;
  if (!isMap(Mappings) || !NAMES.some((name) => name in Mappings)) return template;
  const others = Object.entries(Mappings).filter(([name]) => !NAMES.includes(name));
  return put(template, 'Mappings', others.length === 0 ? undefined : Object.fromEntries(others));
}

/** The template with the tables that these values need, and those that functions which are left as they are may need. */
export function withMappings(template: Template, values: readonly Value[], kept: Template): Template {
  const needed = mappingsOf(values);
  const old = NAMES.filter((name) => kept.Mappings?.[name] !== undefined);
  if (Object.keys(needed).length + old.length === 0) return template;
  const tables = [...new Set([...Object.keys(needed), ...old])].map((name) => [
    name,
    joined(kept.Mappings?.[name], needed[name]),
  ]);
  return { ...template, Mappings: { ...template.Mappings, ...Object.fromEntries(tables) } };
}

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

function joined(old: Table = {}, now: Table = {}): Table {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return Object.fromEntries(keys.map((key) => [key, { ...old[key], ...now[key] }]));
}
