/** Which logical ids a document refers to, and the same document with one of them renamed. */
import { ownValue } from '../../../core/own';
import { isMap, type Json } from './document';

/** Every logical id that is named, SAM's `Function.Version` and the like by their first part. */
export function referencesIn(raw: Json): string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  if (Array.isArray(raw)) return raw.flatMap(referencesIn);
  return Object.entries(raw).flatMap(([key, value]) => ownValue(REFERENCES, key)?.(value) ?? referencesIn(value));
}

const head = (path: unknown): string[] => (typeof path === 'string' ? [path.split('.')[0] ?? ''] : []);

const REFERENCES: Readonly<Record<string, (value: Json) => string[]>> = {
  Ref: head,
  'Fn::GetAtt': (path) => (Array.isArray(path) ? head(path[0]) : head(path)),
  'Fn::Sub': (given) => {
    const [template, names] = Array.isArray(given) ? given : [given, {}];
    const inside = [...String(template).matchAll(/\$\{([^!}][^}]*)\}/g)].flatMap(([, name]) => head(name));
    return [...inside, ...referencesIn(names)];
  },
};

/** The document with every reference to some logical ids turned to others; parts without one are the same objects. */
export function renameReferences(raw: Json, names: Readonly<Record<string, string>>): Json {
  if (typeof raw !== 'object' || raw === null) return raw;
  if (Array.isArray(raw)) {
    const items = raw.map((item) => renameReferences(item, names));
    return items.every((item, index) => item === raw[index]) ? raw : items;
  }
  const entries = Object.entries(raw).map(
    ([key, value]) => [key, (ownValue(RENAME, key) ?? renameReferences)(value, names)] as const,
  );
  return entries.every(([key, value]) => value === raw[key]) ? raw : Object.fromEntries(entries);
}

type IdMap = Readonly<Record<string, string>>;
const path = (given: string, names: IdMap): string => {
  const [id, ...rest] = given.split('.');
  return [ownValue(names, id) ?? id, ...rest].join('.');
};
const renameInText = (given: Json, names: IdMap): Json =>
  typeof given === 'string'
    ? path(given, names)
    : Array.isArray(given)
      ? given.map((id) => renameInText(id, names))
      : given;

const RENAME: Readonly<Record<string, (value: Json, names: IdMap) => Json>> = {
  Ref: renameInText,
  DependsOn: renameInText,
  'Fn::GetAtt': (value, names) =>
    Array.isArray(value) ? [renameInText(value[0], names), ...value.slice(1)] : renameInText(value, names),
  'Fn::Sub': (value, names) => {
    const [template, given] = Array.isArray(value) ? value : [value];
    const taken = isMap(given) ? given : {};
    const open = Object.fromEntries(Object.entries(names).filter(([id]) => !Object.hasOwn(taken, id)));
    const now = String(template).replace(/\$\{([^!}][^}]*)\}/g, (_whole, name: string) => `\${${path(name, open)}}`);
    return Array.isArray(value) ? [now, renameReferences(given, names)] : typeof template === 'string' ? now : value;
  },
};
