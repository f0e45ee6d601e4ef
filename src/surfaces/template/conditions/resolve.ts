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
  const pseudo: Readonly<Record<string, string | undefined>> = {
    'AWS::Region': deployment.region,
    'AWS::Partition': deployment.partition,
    'AWS::AccountId': deployment.account,
  };

  function value(raw: Json): KnownValue | undefined {
    if (typeof raw === 'string') return raw.includes('{{resolve:') ? undefined : raw;
    if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
    if (Array.isArray(raw)) return all(raw.map(text));
    if (!isIntrinsic(raw)) return undefined;
    const [name, argument] = Object.entries(raw)[0] ?? [];
    return name === undefined ? undefined : ownValue(RESOLVE, name)?.(argument);
  }

  const text = (raw: Json): string | undefined => {
    const known = value(raw);
    return typeof known === 'string' ? known : undefined;
  };

  const list = (raw: Json): readonly string[] | undefined => {
    const known = value(raw);
    return typeof known === 'string' ? undefined : known;
  };

  /** A secret is not for looking at. */
  function reference(name: string): KnownValue | undefined {
    if (Object.hasOwn(pseudo, name)) return pseudo[name];
    const { Type, NoEcho } = ownValue<Json>(Parameters, name) ?? {};
    if (String(NoEcho) === 'true') return undefined;
    const given = ownValue(deployment.parameters, name);
    if (Array.isArray(given)) return given.map(String);
    if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') return undefined;
    const isList = Type === 'CommaDelimitedList' || String(Type).startsWith('List<');
    return isList
      ? String(given)
          .split(',')
          .map((item) => item.trim())
      : String(given);
  }

  const RESOLVE: Readonly<Record<string, (argument: Json) => KnownValue | undefined>> = {
    Ref: (name) => (typeof name === 'string' ? reference(name) : undefined),
    'Fn::If': ([name, yes, no]) => {
      const holds = condition(name);
      return holds === undefined ? undefined : value(holds ? yes : no);
    },
    'Fn::FindInMap': ([name, first, second]) => {
      const table = ownValue<Json>(Mappings, text(name));
      const cells = under(table, first).flatMap((row) => under(row, second));
      const [cell, ...others] = cells.map(value);
      return others.every((other) => equal(other, cell)) ? cell : undefined;
    },
    'Fn::Join': ([separator, items]) => list(items)?.join(separator),
    'Fn::Split': ([separator, source]) => text(source)?.split(separator),
    'Fn::Select': ([index, items]) => {
      const [place, among] = [text(index), Array.isArray(items) ? items : list(items)];
      return place === undefined || among === undefined ? undefined : value(among[Number(place)]);
    },
    'Fn::Sub': (given) => substitute(...((Array.isArray(given) ? given : [given, {}]) as [Json, Json])),
  };

  /** What a table has under a key; under one that is not known, all that it has. */
  function under(table: Json, key: Json): Json[] {
    if (!isMap(table)) return [];
    const known = text(key);
    // What an include adds is not known.
    if (known === undefined)
      return Object.keys(table).some((name) => name.startsWith('Fn::')) ? [undefined] : Object.values(table);
    return Object.hasOwn(table, known) ? [table[known]] : [];
  }

  function substitute(template: Json, names: Json): string | undefined {
    if (typeof template !== 'string' || !isMap(names)) return undefined;
    const parts = template.split(/(\$\{[^}]*\})/);
    const known = parts.map((part) => {
      const name = /^\$\{([^!}][^}]*)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replace(/^\$\{!/, '${');
      return Object.hasOwn(names, name) ? text(names[name]) : text({ Ref: name });
    });
    return all(known)?.join('');
  }

  function condition(name: string): boolean | undefined {
    const raw = ownValue<Json>(Conditions, name);
    return raw === undefined ? undefined : holds(raw);
  }

  function holds(raw: Json): boolean | undefined {
    const [name, argument] = isIntrinsic(raw) ? (Object.entries(raw)[0] ?? []) : [];
    return name === undefined ? undefined : ownValue(DECIDE, name)?.(argument);
  }

  const DECIDE: Readonly<Record<string, (argument: Json) => boolean | undefined>> = {
    Condition: (name) => condition(name),
    'Fn::Equals': (sides) => {
      const [a, b] = Array.isArray(sides) ? sides.map(text) : [];
      return a === undefined || b === undefined ? undefined : a === b;
    },
    'Fn::Not': ([inner]) => {
      const known = holds(inner);
      return known === undefined ? undefined : !known;
    },
    'Fn::And': (inner: Json[]) => every(inner.map(holds), true),
    'Fn::Or': (inner: Json[]) => every(inner.map(holds), false),
  };

  return { value: safely(value), condition: safely(condition) };
}

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
