/** The states of a state machine's definition, wherever they are nested. */
import { ownValue } from '../own';

/** A definition, or a part of it, as JSON. */
export type JsonMap = Readonly<Record<string, unknown>>;

export type QueryLanguage = 'JSONPath' | 'JSONata';

export interface State {
  readonly name: string;
  /** Where it is in the definition. Source: datatracker.ietf.org/doc/html/rfc6901 */
  readonly pointer: string;
  readonly body: JsonMap;
  readonly language: QueryLanguage;
  /** What runs inside it: the branches of a Parallel state, the item processor of a Map state. */
  readonly scopes: readonly Scope[];
  /** Whether something that runs inside it is not written as objects, such as what only the deployment knows. */
  readonly isPartlyRead: boolean;
}

/** States that hand their output on to each other: those of the machine, of a branch, or of an item processor. */
export interface Scope {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  /** The names of states that are not written as objects. */
  readonly unread: readonly string[];
}

export const isJsonMap = (raw: unknown): raw is JsonMap =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/** The machine's own states; source: states-language.net */
export const machineScope = (definition: JsonMap): Scope =>
  scopeOf(definition, '', queryLanguage(definition, 'JSONPath'));

/** All states of a scope and of what runs inside them, outer ones first. */
export function* everyState({ states }: Scope): Generator<State> {
  for (const state of states.values()) {
    yield state;
    for (const scope of state.scopes) yield* everyState(scope);
  }
}

/** The pointer of a key behind another pointer. */
export const pointerTo = (pointer: string, ...keys: readonly string[]): string =>
  [pointer, ...keys.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');

/** A key as a pointer has it, without its escapes. */
export const keyOf = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

function scopeOf(body: JsonMap, pointer: string, language: QueryLanguage): Scope {
  const states = ownValue(body, 'States');
  const startAt = ownValue(body, 'StartAt');
  const all = isJsonMap(states) ? Object.entries(states) : [];
  const entries = all.filter((entry): entry is [string, JsonMap] => isJsonMap(entry[1]));
  return {
    startAt: typeof startAt === 'string' ? startAt : '',
    unread: all.flatMap(([name, state]) => (isJsonMap(state) ? [] : [name])),
    states: new Map(
      entries.map(([name, state]) => [
        name,
        stateOf(name, state, { pointer: pointerTo(pointer, 'States', name), language }),
      ]),
    ),
  };
}

function stateOf(
  name: string,
  body: JsonMap,
  { pointer, language: outer }: { pointer: string; language: QueryLanguage },
): State {
  const language = queryLanguage(body, outer);
  const branches = ownValue(body, 'Branches');
  const inside = [
    ...(Array.isArray(branches) ? branches.map((branch, index) => ['Branches', branch, String(index)] as const) : []),
    ...PROCESSORS.filter((key) => Object.hasOwn(body, key)).map((key) => [key, body[key]] as const),
  ];
  const isPartlyRead =
    !(branches === undefined || Array.isArray(branches)) || inside.some(([, scope]) => !hasStates(scope));
  const scopes = inside.flatMap(([key, scope, ...index]) =>
    isJsonMap(scope) ? [scopeOf(scope, pointerTo(pointer, key, ...index), outer)] : [],
  );
  return { name, pointer, body, language, scopes, isPartlyRead };
}

/** Whether a definition, or a part of it, has its states written in it. */
export const hasStates = (raw: unknown): boolean => isJsonMap(raw) && isJsonMap(ownValue(raw, 'States'));

/** What processes the items of a Map state; `Iterator` is the older name. */
const PROCESSORS = ['ItemProcessor', 'Iterator'] as const;

/** A state may have a language of its own; the states inside it follow the machine. */
function queryLanguage(body: JsonMap, outer: QueryLanguage): QueryLanguage {
  const given = ownValue(body, 'QueryLanguage');
  return given === 'JSONata' || given === 'JSONPath' ? given : outer;
}
