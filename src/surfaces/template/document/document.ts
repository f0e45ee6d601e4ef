/** What a CloudFormation template is made of, as far as this project looks at it. */

import { copyOf } from '../../../core/copy';
import { setIn } from '../../../core/own';

/** A part of a document of the outside world. */
export type Json = any;

export interface Resource {
  readonly Type?: string;
  readonly Properties?: Json;
  readonly Metadata?: Json;
  readonly Condition?: string;
  readonly [attribute: string]: Json;
}

export type Resources = Readonly<Record<string, Resource>>;

export interface Template {
  readonly Resources?: Json;
  readonly Mappings?: Json;
  readonly Parameters?: Json;
  readonly Conditions?: Json;
  readonly Globals?: Json;
  readonly [section: string]: Json;
}

/** A map, which may be an intrinsic function; neither a list nor `null`. */
export const isMap = (raw: unknown): raw is Readonly<Record<string, Json>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/** An intrinsic function in its long form, by SAM's own rule: a map of one key that is named like one. */
export function isIntrinsic(raw: unknown): raw is Readonly<Record<string, Json>> {
  if (!isMap(raw)) return false;
  const [name, ...others] = Object.keys(raw);
  return (
    others.length === 0 && name !== undefined && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))
  );
}

/** A map that names its entries itself. */
export const isPlainMap = (raw: unknown): raw is Readonly<Record<string, Json>> => isMap(raw) && !isIntrinsic(raw);

/** What something is, for messages: a reference by its name, and nothing of what may be secret. */
export function shapeOf(raw: unknown): string {
  if (!isMap(raw)) return Array.isArray(raw) ? 'a list' : typeof raw === 'string' ? shapeOfText(raw) : String(raw);
  const [name = ''] = Object.keys(raw);
  if (!isIntrinsic(raw)) return 'a map';
  return name === 'Ref' ? `\`Ref: ${String(raw.Ref)}\`` : `\`${name}\``;
}

const shapeOfText = (raw: string): string => (raw.includes('{{resolve:') ? 'a dynamic reference' : 'a text');

/** The value that means that the property is absent. */
export const NO_VALUE = { Ref: 'AWS::NoValue' } as const;

export const isNoValue = (raw: unknown): boolean => isMap(raw) && raw.Ref === NO_VALUE.Ref;

/** The same map without one of its keys. */
export const without = <T extends object>(map: T, key: string): T => copyOf(map as Json, key) as T;

/** The same map with one key set, or taken out where there is no value. */
export function withKey<T extends object>(map: T, key: string, value: unknown): T {
  if (value === undefined) return without(map, key);
  const copy = copyOf(map as Json);
  setIn(copy, key, value);
  return copy as T;
}

/** Whether two documents say the same, whatever the order of their keys. */
export function equal(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** The resources that pass a test, without a pair made for each of the others, as templates have hundreds. */
export function among(resources: Resources, isMeant: (resource: Json, id: string) => boolean): [string, Json][] {
  const found: [string, Json][] = [];
  for (const id in resources) if (isMeant(resources[id], id)) found.push([id, resources[id]]);
  return found;
}

/** A logical id that is free, beginning with the one that is wanted. */
export function freeId(resources: Resources, wanted: string): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? wanted : `${wanted}Tracelayer${n === 2 ? '' : n}`;
    if (!Object.hasOwn(resources, id)) return id;
  }
}
