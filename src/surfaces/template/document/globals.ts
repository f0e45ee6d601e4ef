/** What SAM's `Globals` add to a function, by its merge rules, and what a function must say so that the two make one. */
import { ownValue as ownOf } from '../../../core/own';
import { valueText } from '../../../core/value';
import { toValue } from '../../intrinsics';
import { equal, isPlainMap, type Json } from './document';

/** Both together: maps key by key, lists one behind the other, all else as the function has it. */
export function merged(globals: Json, own: Json): Json {
  if (globals === undefined) return own;
  if (own === undefined) return globals;
  if (isPlainMap(globals) && isPlainMap(own)) {
    const keys = Object.keys(own).filter((key) => Object.hasOwn(globals, key));
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
  constructor(
    readonly property: string,
    /** What is in the way. */
    readonly item: string,
  ) {
    super(property);
  }
}

/** Where in a function's properties something is, and where the function repeats what `Globals` say. */
export interface PropertyPath {
  readonly path: readonly string[];
  readonly repeats: ReadonlySet<string>;
}

/** What the function must say so that with the globals it is as wanted; as it is already, where that will do. */
export function ownPart(globals: Json, own: Json, wanted: Json, place: PropertyPath): Json {
  if (equal(merged(globals, own), wanted)) return own;
  if (globals === undefined) return wanted;
  if (equal(globals, wanted) && !hasRepeats(place))
    return repeatsGlobals(place) ? repeated(globals, wanted) : undefined;
  if (wanted === undefined) throw new NotInFunction(place.path[0] ?? '', place.path.at(-1) ?? '');
  if (isPlainMap(globals) && isPlainMap(wanted)) return ownMap(globals, own, wanted, place);
  if (!Array.isArray(globals) || !Array.isArray(wanted)) return wanted;
  const inTheWay = globals.find((item, index) => !equal(item, wanted[index]));
  if (inTheWay !== undefined) throw new NotInFunction(place.path[0] ?? '', valueText(toValue(inTheWay)));
  const rest = wanted.slice(globals.length);
  return rest.length === 0 && own === undefined ? undefined : rest;
}

function ownMap(
  globals: Readonly<Record<string, Json>>,
  own: Json,
  wanted: Readonly<Record<string, Json>>,
  place: PropertyPath,
): Json {
  const mine = isPlainMap(own) ? own : {};
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(globals), ...Object.keys(wanted)])];
  const entries = keys.map((key) => {
    const inside = { ...place, path: [...place.path, key] };
    return [key, ownPart(ownOf(globals, key), ownOf(mine, key), ownOf(wanted, key), inside)] as const;
  });
  const said = entries.filter(([, value]) => value !== undefined);
  const isGone = said.length === 0 && place.path.length > 0 && !repeatsGlobals(place);
  return isGone ? undefined : Object.fromEntries(said);
}

/** What a function said that said nothing new: an empty list or map, or the same again. */
const repeated = (globals: Json, wanted: Json): Json =>
  Array.isArray(globals) && Array.isArray(wanted) ? [] : isPlainMap(globals) && isPlainMap(wanted) ? {} : wanted;

const repeatsGlobals = ({ path, repeats }: PropertyPath): boolean => repeats.has(path.join('.'));

/** Whether something inside repeats what `Globals` say. */
const hasRepeats = ({ path, repeats }: PropertyPath): boolean =>
  [...repeats].some((name) => name.startsWith(`${path.join('.')}.`));

/** The places among those that change where the function says what `Globals` say already, or nothing. */
export function repeatsOf(globals: Json, own: Json, wanted: Json, path: readonly string[] = []): string[] {
  if (globals === undefined || own === undefined || equal(merged(globals, own), wanted)) return [];
  const isMap = isPlainMap(globals) && isPlainMap(own);
  const isSaid = isMap || Array.isArray(own) ? Object.keys(own).length > 0 : !equal(globals, own);
  const inside = isMap
    ? Object.keys(own).flatMap((key) =>
        repeatsOf(ownOf(globals, key), own[key], isPlainMap(wanted) ? ownOf(wanted, key) : undefined, [...path, key]),
      )
    : [];
  return isSaid || path.length === 0 ? inside : [path.join('.')];
}
