/** What SAM's `Globals` add to a function, by its merge rules, and what a function must say so that the two make one. */
import { equal, isPlainMap, type Json } from './document';

/** Both together: maps key by key, lists one behind the other, all else as the function has it. */
export function merged(globals: Json, own: Json): Json {
  if (globals === undefined) return own;
  if (own === undefined) return globals;
  if (isPlainMap(globals) && isPlainMap(own)) {
    const keys = Object.keys(own).filter((key) => key in globals);
    return { ...globals, ...own, ...Object.fromEntries(keys.map((key) => [key, merged(globals[key], own[key])])) };
  }
  return Array.isArray(globals) && Array.isArray(own) ? [...globals, ...own] : own;
}

/** The globals that a function takes, without the ones that it declines. */
export function globalsFor(globals: Json, ignored: Json): Json {
  if (!isPlainMap(globals) || ignored === '*') return undefined;
  if (!Array.isArray(ignored)) return globals;
  return Object.fromEntries(Object.entries(globals).filter(([name]) => !ignored.includes(name)));
}

/** Thrown where a function cannot say it, as it can take nothing away that is global. */
export class NotInFunction extends Error {
  constructor(readonly property: string) {
    super(property);
  }
}

/** What the function must say so that with the globals it is as wanted; as it is already, where that will do. */
export function ownPart(globals: Json, own: Json, wanted: Json, name = ''): Json {
  if (equal(merged(globals, own), wanted)) return own;
  if (globals === undefined) return wanted;
  if (equal(globals, wanted)) return undefined;
  if (wanted === undefined) throw new NotInFunction(name);
  if (isPlainMap(globals) && isPlainMap(wanted)) return ownMap(globals, own, wanted, name);
  if (!Array.isArray(globals) || !Array.isArray(wanted)) return wanted;
  if (!equal(wanted.slice(0, globals.length), globals)) throw new NotInFunction(name);
  const rest = wanted.slice(globals.length);
  return rest.length === 0 && own === undefined ? undefined : rest;
}

function ownMap(
  globals: Readonly<Record<string, Json>>,
  own: Json,
  wanted: Readonly<Record<string, Json>>,
  name: string,
): Json {
  const mine = isPlainMap(own) ? own : {};
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(globals), ...Object.keys(wanted)])];
  const entries = keys.map((key) => [key, ownPart(globals[key], mine[key], wanted[key], name || key)] as const);
  const said = entries.filter(([, value]) => value !== undefined);
  return said.length === 0 && name !== '' ? undefined : Object.fromEntries(said);
}
