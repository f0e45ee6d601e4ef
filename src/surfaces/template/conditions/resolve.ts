/** What an intrinsic function comes to, as far as that is known before the deployment. */
import { ownValue } from '../../../core/own';
import { equal, isIntrinsic, isMap, type Json, type Template } from '../document/document';

/** What is known of a deployment. */
export interface Deployment {
  readonly region?: string;
  readonly partition?: string;
  readonly account?: string;
  /** Values of the template's parameters, as far as they are known. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface Resolver {
  /** The text or list of texts that a value comes to; `undefined` where that is not known. */
  readonly value: (raw: Json) => KnownValue | undefined;
  /** Whether a condition of the template holds; `undefined` where that is not known. */
  readonly condition: (name: string) => boolean | undefined;
}

type KnownValue = string | readonly string[];

export function resolver({ Mappings, Conditions, Parameters }: Template, deployment: Deployment): Resolver {
  const pseudo = {
    'AWS::Region': deployment.region,
    'AWS::Partition': deployment.partition,
    'AWS::AccountId': deployment.account,
  };
  const facts: Facts = { Mappings, Conditions, Parameters, given: deployment.parameters, pseudo };
  return {
    value: safely((raw) => knownOf(raw, facts)),
    condition: safely((name) => conditionOf(name, facts)),
  };
}

/** What values and conditions are looked up in. */
interface Facts extends Pick<Template, 'Mappings' | 'Conditions' | 'Parameters'> {
  readonly given: Deployment['parameters'];
  readonly pseudo: Readonly<Record<string, string | undefined>>;
}

function knownOf(raw: Json, facts: Facts): KnownValue | undefined {
  if (typeof raw === 'string') return raw.includes('{{resolve:') ? undefined : raw;
  if (isScalar(raw)) return String(raw);
  if (Array.isArray(raw)) return all(raw.map((item) => resolvedText(item, facts)));
  return intrinsicCall(raw, VALUES, facts);
}

const isScalar = (raw: unknown): boolean =>
  typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean';

const resolvedText = (raw: Json, facts: Facts): string | undefined => {
  const known = knownOf(raw, facts);
  return typeof known === 'string' ? known : undefined;
};

const listOf = (raw: Json, facts: Facts): readonly string[] | undefined => {
  const known = knownOf(raw, facts);
  return typeof known === 'string' ? undefined : known;
};

const conditionOf = (name: string, facts: Facts): boolean | undefined =>
  holds(ownValue<Json>(facts.Conditions, name), facts);

const holds = (raw: Json, facts: Facts): boolean | undefined => intrinsicCall(raw, CONDITION_FUNCTIONS, facts);

type IntrinsicFunctions<T> = Readonly<Record<string, (argument: Json, facts: Facts) => T | undefined>>;

/** What an intrinsic function comes to; nothing for one that is in no table. */
function intrinsicCall<T>(raw: Json, functions: IntrinsicFunctions<T>, facts: Facts): T | undefined {
  const [name, argument] = isIntrinsic(raw) ? (Object.entries(raw)[0] ?? []) : [];
  return name === undefined ? undefined : ownValue(functions, name)?.(argument, facts);
}

const VALUES: IntrinsicFunctions<KnownValue> = {
  Ref: (name, facts) => (typeof name === 'string' ? referenced(name, facts) : undefined),
  'Fn::If': ([name, yes, no], facts) => {
    const isTrue = conditionOf(name, facts);
    return isTrue === undefined ? undefined : knownOf(isTrue ? yes : no, facts);
  },
  'Fn::FindInMap': ([name, first, second], facts) => {
    const table = ownValue<Json>(facts.Mappings, resolvedText(name, facts));
    const cells = cellsUnder(table, first, facts).flatMap((row) => cellsUnder(row, second, facts));
    const [cell, ...others] = cells.map((raw) => knownOf(raw, facts));
    return others.every((other) => equal(other, cell)) ? cell : undefined;
  },
  'Fn::Join': ([separator, items], facts) => listOf(items, facts)?.join(separator),
  'Fn::Split': ([separator, source], facts) => resolvedText(source, facts)?.split(separator),
  'Fn::Select': ([index, items], facts) => {
    const [place, among] = [resolvedText(index, facts), Array.isArray(items) ? items : listOf(items, facts)];
    return place === undefined || among === undefined ? undefined : knownOf(among[Number(place)], facts);
  },
  'Fn::Sub': (given, facts) => {
    const [template, names] = Array.isArray(given) ? given : [given, {}];
    return substituted(template, names, facts);
  },
};

/** A secret is not for looking at. */
function referenced(name: string, { pseudo, Parameters, given }: Facts): KnownValue | undefined {
  if (Object.hasOwn(pseudo, name)) return pseudo[name];
  const { Type, NoEcho } = ownValue<Json>(Parameters, name) ?? {};
  const value = ownValue(given, name);
  if (String(NoEcho) === 'true') return undefined;
  if (Array.isArray(value)) return value.map(String);
  if (!isScalar(value)) return undefined;
  const isList = Type === 'CommaDelimitedList' || String(Type).startsWith('List<');
  return isList
    ? String(value)
        .split(',')
        .map((item) => item.trim())
    : String(value);
}

/** What a table has under a key; under one that is not known, all that it has. */
function cellsUnder(table: Json, key: Json, facts: Facts): Json[] {
  if (!isMap(table)) return [];
  const known = resolvedText(key, facts);
  if (known !== undefined) return Object.hasOwn(table, known) ? [table[known]] : [];
  // What an include adds is not known.
  return Object.keys(table).some((name) => name.startsWith('Fn::')) ? [undefined] : Object.values(table);
}

function substituted(template: Json, names: Json, facts: Facts): string | undefined {
  if (typeof template !== 'string' || !isMap(names)) return undefined;
  const known = template.split(/(\$\{[^}]*\})/).map((part) => {
    const name = /^\$\{([^!}][^}]*)\}$/.exec(part)?.[1];
    if (name === undefined) return part.replace(/^\$\{!/, '${');
    return resolvedText(Object.hasOwn(names, name) ? names[name] : { Ref: name }, facts);
  });
  return all(known)?.join('');
}

const CONDITION_FUNCTIONS: IntrinsicFunctions<boolean> = {
  Condition: conditionOf,
  'Fn::Equals': (sides, facts) => {
    const [a, b] = Array.isArray(sides) ? sides.map((side) => resolvedText(side, facts)) : [];
    return a === undefined || b === undefined ? undefined : a === b;
  },
  'Fn::Not': ([inner], facts) => {
    const known = holds(inner, facts);
    return known === undefined ? undefined : !known;
  },
  'Fn::And': (inner: Json[], facts) =>
    every(
      inner.map((one) => holds(one, facts)),
      true,
    ),
  'Fn::Or': (inner: Json[], facts) =>
    every(
      inner.map((one) => holds(one, facts)),
      false,
    ),
};

/** All of them, or nothing where one is not known. */
const all = <T>(items: readonly (T | undefined)[]): readonly T[] | undefined =>
  items.some((item) => item === undefined) ? undefined : (items as readonly T[]);

/** Whether all are `wanted`, for which one that is not is enough to know. */
const every = (items: readonly (boolean | undefined)[], wanted: boolean): boolean | undefined =>
  items.includes(!wanted) ? !wanted : items.includes(undefined) ? undefined : wanted;

/** A malformed intrinsic function, or one that goes in circles, is not known. */
const safely =
  <T, R>(look: (given: T) => R | undefined) =>
  (given: T): R | undefined => {
    try {
      return look(given);
    } catch {
      return undefined;
    }
  };
