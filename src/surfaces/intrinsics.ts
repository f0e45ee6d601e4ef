/** Values of CloudFormation documents: intrinsic functions as values of the core, and back. */
import { ownValue } from '../core/own';
import { isKnown, type Lookup, lookupText, type Native, type Value, valueText } from '../core/value';

/** The mappings that lookups become, and the pseudo parameter that each is read by. */
export const MAPPINGS: Record<Lookup['by'], { readonly name: string; readonly key: string }> = {
  region: { name: 'TracelayerRegions', key: 'AWS::Region' },
  partition: { name: 'TracelayerPartitions', key: 'AWS::Partition' },
};

/** A value of a document; everything that is not plain becomes native, whole. */
export function toValue(raw: unknown): Value {
  if (typeof raw === 'string') return raw;
  return typeof raw === 'object' && raw !== null ? new Intrinsic(raw) : String(raw);
}

/** An intrinsic function, which is printed only when something reads its text. */
class Intrinsic implements Native {
  public readonly kind = 'native';
  private printed?: string;

  public constructor(public readonly origin: object) {}

  public get text(): string {
    this.printed ??= print(this.origin);
    return this.printed;
  }
}

/** A value as a document has it; what came from a document goes back as the same object. */
export function render(value: Value): unknown {
  if (isKnown(value)) return value;
  switch (value.kind) {
    case 'native':
      return value.origin;
    case 'join':
      return row(value.parts.map(render));
    case 'lookup': {
      const { name, key } = MAPPINGS[value.by];
      return { 'Fn::FindInMap': [name, { Ref: key }, value.attribute] };
    }
  }
}

/** Values in a row as one substitution, or as a join where a substitution would be longer or mean something else. */
export function row(parts: readonly unknown[]): object {
  const join = { 'Fn::Join': ['', parts] };
  const plain = parts.map(substitution);
  const named = parts.filter((_, index) => plain[index] === undefined);
  const isOther =
    named.some((part) => typeof part !== 'object') || plain.some((text) => text?.includes(`\${${NAME_PREFIX}`));
  if (isOther) return join;
  let count = 0;
  const template = plain.map((text) => text ?? `\${${NAME_PREFIX}${++count}}`).join('');
  const names = Object.fromEntries(named.map((part, index) => [`${NAME_PREFIX}${index + 1}`, part]));
  const sub = { 'Fn::Sub': named.length === 0 ? template : [template, names] };
  return JSON.stringify(sub).length <= JSON.stringify(join).length ? sub : join;
}

/** How the names begin that parts get which a substitution cannot say itself. */
const NAME_PREFIX = 'V';

/** The placeholder of a part in a substitution; nothing if it needs a name of its own. */
function substitution(part: unknown): string | undefined {
  if (typeof part === 'string') return part.includes('${') ? undefined : part;
  if (typeof part !== 'object' || part === null) return undefined;
  const [[name, given] = [], ...others] = Object.entries(part);
  if (others.length > 0 || name === undefined) return undefined;
  if (name === 'Fn::Sub') return typeof given === 'string' ? given : undefined;
  const path = name === 'Ref' ? given : name === 'Fn::GetAtt' ? (Array.isArray(given) ? given.join('.') : given) : '';
  return typeof path === 'string' && /^[A-Za-z0-9:.]+$/.test(path) ? `\${${path}}` : undefined;
}

type Mappings = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

/** The `Mappings` section that the lookups among the values need. */
export function mappingsOf(values: readonly Value[]): Mappings {
  const result: Record<string, Record<string, Record<string, string>>> = {};
  for (const { by, attribute, entries } of values.flatMap(lookupsIn)) {
    const mapping = (result[MAPPINGS[by].name] ??= {});
    for (const [key, entry] of Object.entries(entries)) (mapping[key] ??= {})[attribute] = entry;
  }
  return result;
}

/** Every lookup in a value. */
export function lookupsIn(value: Value): Lookup[] {
  if (isKnown(value) || value.kind === 'native') return [];
  return value.kind === 'lookup' ? [value] : value.parts.flatMap(lookupsIn);
}

type Argument = Readonly<Record<string, unknown>>;

/** How an intrinsic prints: one text for the forms that say the same, such as a join and a substitution. */
function print(raw: unknown): string {
  if (typeof raw !== 'object' || raw === null) return String(raw);
  const [name, ...others] = Object.keys(raw);
  const printed =
    others.length === 0 && name !== undefined ? ownValue(PRINT, name)?.((raw as Argument)[name]) : undefined;
  return printed ?? `\${${stable(raw)}}`;
}

const PRINT: Readonly<Record<string, (argument: unknown) => string | undefined>> = {
  Ref: (name) => `\${${String(name)}}`,
  'Fn::GetAtt': (path) => (Array.isArray(path) ? `\${${path.map(print).join('.')}}` : `\${${String(path)}}`),
  'Fn::Sub': (given) => (typeof given === 'string' ? given : Array.isArray(given) ? substituted(given) : undefined),
  'Fn::Join': (given) => {
    const [separator, parts] = Array.isArray(given) ? given : [];
    return typeof separator === 'string' && Array.isArray(parts)
      ? parts.map((part) => valueText(toValue(part))).join(separator)
      : undefined;
  },
  'Fn::FindInMap': (given) => {
    const [name, key, attribute] = Array.isArray(given) ? given : [];
    const by = Object.entries(MAPPINGS).find(([, row]) => row.name === name && row.key === key?.Ref)?.[0];
    return by && typeof attribute === 'string' ? lookupText(by as Lookup['by'], attribute) : undefined;
  },
};

/** A substitution with names of its own, which print as their values. */
function substituted([template, names]: readonly unknown[]): string | undefined {
  if (typeof template !== 'string' || typeof names !== 'object' || names === null) return undefined;
  return template.replace(/\$\{([^}!][^}]*)\}/g, (whole, name: string) => {
    const given = ownValue(names as Argument, name);
    return given === undefined ? whole : valueText(toValue(given));
  });
}

/** JSON with its keys in order, so that one value prints one way. */
function stable(raw: unknown): string {
  return JSON.stringify(raw, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
