/** The tables of a template by which values that depend on region or partition are chosen. */
import { ownValue } from '../../../core/own';
import type { Value } from '../../../core/value';
import { MAPPINGS, mappingsOf } from '../../intrinsics';
import { isMap, type Json, type Template, withKey } from '../document/document';
import { metadataOf, withMetadata } from '../document/metadata';

const MAPPING_NAMES = Object.values(MAPPINGS).map(({ name }) => name);

/** The template without the tables of ours. */
export function withoutMappings(template: Template): Template {
  const { Mappings } = template;
  const mark = metadataOf(template);
  if (!hasTables(template)) return template;
  const others = Object.entries(Mappings as Json).filter(([name]) => !MAPPING_NAMES.includes(name));
  const now = others.length > 0 ? Object.fromEntries(others) : mark?.mappings === '{}' ? {} : undefined;
  const clean = mark === undefined ? template : withMetadata(template, undefined);
  return mark?.mappings === 'null' && now === undefined
    ? { ...clean, Mappings: null }
    : withKey(clean, 'Mappings', now);
}

const hasTables = ({ Mappings }: Template): boolean =>
  isMap(Mappings) && MAPPING_NAMES.some((name) => Object.hasOwn(Mappings, name));

/** The template with the tables that these values need, and with those that something else in it still needs. */
export function withMappings(template: Template, values: readonly Value[], before: Template): Template {
  const needed = mappingsOf(values);
  const old = hasTables(before) ? stillNeeded(template, before, needed) : {};
  const tables = [...new Set([...Object.keys(old), ...Object.keys(needed)])].map((name) => [
    name,
    mergeTables(old[name], needed[name]),
  ]);
  if (tables.length === 0) return template;
  const { Mappings } = template;
  const empty = Mappings === null ? 'null' : isMap(Mappings) && Object.keys(Mappings).length === 0 ? '{}' : undefined;
  const written = { ...template, Mappings: { ...Mappings, ...Object.fromEntries(tables) } };
  return empty === undefined ? written : withMetadata(written, { mappings: empty });
}

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;
type Tables = Readonly<Record<string, Table>>;

/** The columns of the old tables that the template refers to, and that are not made anew. */
function stillNeeded(template: Template, before: Template, needed: Tables): Tables {
  const used = columnsIn(template);
  const isOpen = (name: string, column: string) =>
    used.has(`${name} ${column}`) && !Object.values(needed[name] ?? {}).some((row) => Object.hasOwn(row, column));
  const tables = MAPPING_NAMES.map((name) => {
    const rows = Object.entries<Json>(ownValue<Json>(before.Mappings, name) ?? {}).map(
      ([key, row]) => [key, columnsOf(row, (column) => isOpen(name, column))] as const,
    );
    return [name, Object.fromEntries(rows.filter(([, row]) => Object.keys(row).length > 0))] as const;
  });
  return Object.fromEntries(tables.filter(([, table]) => Object.keys(table).length > 0));
}

const columnsOf = (row: Json, isWanted: (column: string) => boolean): Record<string, string> =>
  Object.fromEntries(Object.entries<string>(isMap(row) ? row : {}).filter(([column]) => isWanted(column)));

/** Every column of our tables that something looks up. */
function columnsIn(raw: Json, found: Set<string> = new Set()): Set<string> {
  if (typeof raw !== 'object' || raw === null) return found;
  const [name, , column] = Array.isArray(raw['Fn::FindInMap']) ? raw['Fn::FindInMap'] : [];
  if (MAPPING_NAMES.includes(name)) found.add(`${name} ${String(column)}`);
  for (const value of Object.values(raw)) columnsIn(value, found);
  return found;
}

function mergeTables(old: Table = {}, now: Table = {}): Table {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return Object.fromEntries(keys.map((key) => [key, { ...old[key], ...now[key] }]));
}
