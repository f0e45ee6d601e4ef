/** How the context of an execution is handed on to what its tasks call: one edit of the definition for each task. */
import { ownValue } from '../own';
import { effectiveInput, inputShapes } from './inputs';
import { isAtMost, pathShape, type Shape } from './shape';
import { everyState, isJsonMap, type JsonMap, machineScope, pointerTo, type Scope, type State } from './states';
import { type TaskCall, taskCall } from './tasks';

/** The one field that a provider's libraries read in the event of a function, in the words of both query languages. */
export interface ContextField {
  /** A name that only the provider uses, so that a value under it may be replaced. */
  readonly name: string;
  /** For JSONPath: a template whose paths lead into the context object. */
  readonly template: JsonMap;
  /** For JSONata: an expression. */
  readonly expression: string;
  /** Other names that say the same when an event has all of them. */
  readonly older: readonly string[];
}

/** One change of a definition: what is at a pointer, and what comes there. */
export interface DefinitionEdit {
  readonly pointer: string;
  readonly before?: unknown;
  readonly after: unknown;
}

export interface ContextEdits {
  readonly edits: readonly DefinitionEdit[];
  /** States that stay as they are, and why. */
  readonly left: readonly StateRemark[];
  /** States whose input is taken to be an object, because it is the input of the execution. */
  readonly assumed: readonly StateRemark[];
}

interface StateRemark {
  readonly state: string;
  /** Half a sentence, such as "its parameters are not written in the state". */
  readonly why: string;
}

export interface HandOn {
  readonly field: ContextField;
  /** How uncertain it may be that an input is an object. */
  readonly upTo: Shape;
  /** What a resource that is not known yet is; see `MachineTarget`. */
  readonly resourceArn?: (text: string) => string | undefined;
}

/** The edits after which each task that can hands the context on. */
export function contextEdits(definition: JsonMap, { field, upTo, resourceArn }: HandOn): ContextEdits {
  const machine = machineScope(definition);
  const shapes = inputShapes(machine);
  const states = [...everyState(machine)];
  const results = states.flatMap((state) => {
    if (ownValue(state.body, 'Type') !== 'Task') return [];
    const resource = ownValue(state.body, 'Resource');
    const call = taskCall(typeof resource === 'string' ? (resourceArn?.(resource) ?? resource) : resource);
    const input = effectiveInput(state, shapes.get(state) ?? 'any');
    const task = { state, event: undefined, field, input, upTo };
    if (call === undefined) return isUnresolved(resource) ? [left(task, UNRESOLVED)] : [];
    return [EDITS[state.language]({ ...task, event: EVENT_KEYS[call] })];
  });
  return {
    edits: results.flatMap(({ edits }) => edits),
    left: [...results.flatMap(({ left }) => left), ...unreadIn(machine, states)],
    assumed: results.flatMap(({ assumed }) => assumed),
  };
}

/** The states that can't be looked at. */
const unreadIn = (machine: Scope, states: readonly State[]): StateRemark[] => [
  ...[machine, ...states.flatMap(({ scopes }) => scopes)]
    .flatMap(({ unread }) => unread)
    .map((state) => ({ state, why: 'it is not written as an object' })),
  ...states
    .filter(({ isPartlyRead }) => isPartlyRead)
    .map(({ name }) => ({ state: name, why: 'the states in it are not written as objects' })),
];

interface Task {
  readonly state: State;
  /** The key of the parameters that is the event; absent where all parameters are the event. */
  readonly event: string | undefined;
  readonly field: ContextField;
  readonly input: Shape;
  readonly upTo: Shape;
}

const EVENT_KEYS: Readonly<Record<TaskCall, string | undefined>> = {
  lambda: 'Payload',
  function: undefined,
  execution: 'Input',
};

/** Whether nothing is known of a resource before the deployment. */
const isUnresolved = (resource: unknown): boolean => typeof resource === 'string' && /^\$\{[^}]*\}$/.test(resource);
const UNRESOLVED = 'what it calls is known only at deployment';

const EDITS = { JSONPath: jsonPathEdits, JSONata: jsonataEdits } as const;

function jsonPathEdits(task: Task): ContextEdits {
  const { state, event, field } = task;
  const parameters = ownValue(state.body, 'Parameters');
  const pointer = pointerTo(state.pointer, 'Parameters');
  if (!isJsonMap(parameters)) return left(task, 'its parameters are not written in the state');
  if (event === undefined) return templateEdits(task, parameters, pointer);
  const path = ownValue(parameters, `${event}.$`);
  if (path !== undefined) return pathEdits(task, String(path), pointerTo(pointer, `${event}.$`));
  const template = ownValue(parameters, event);
  const place = pointerTo(pointer, event);
  if (template === undefined) return edited({ pointer: place, after: { [field.name]: field.template } });
  return isJsonMap(template) ? templateEdits(task, template, place) : left(task, `its \`${event}\` is not an object`);
}

function templateEdits({ field }: Task, template: JsonMap, pointer: string): ContextEdits {
  const has = (name: string) => Object.hasOwn(template, name) || Object.hasOwn(template, `${name}.$`);
  if (has(field.name) || field.older.every(has)) return NOTHING;
  return edited({ pointer: pointerTo(pointer, field.name), after: field.template });
}

/** A whole input to which the field is added, if it is sure enough to be an object. */
function pathEdits(task: Task, path: string, pointer: string): ContextEdits {
  const { state, field, input, upTo } = task;
  if (isPassedOn(path, field)) return NOTHING;
  const shape = path === '$' ? input : pathShape(path);
  if (!isAtMost(shape, upTo)) return left(task, `\`${path}\` may be something else than an object`);
  const after = `States.JsonMerge(${path}, ${jsonExpression({ [field.name]: field.template })}, false)`;
  const assumed = shape === 'object' ? [] : [{ state: state.name, why: `\`${path}\` is the input of the execution` }];
  return { ...edited({ pointer, before: path, after }), assumed };
}

/** Whether an expression has the whole context object in it, or names the field. */
const isPassedOn = (expression: string, { name }: ContextField): boolean =>
  /\$\$(?![.[])|\$\$\[[^\]]*'StateMachine'/.test(expression) || expression.includes(name);

/**
 * A template as one expression: a text with the values of its paths put in, read as JSON. Braces are put in, too: how they
 * are escaped in a text differs between AWS and the emulators that people test with.
 */
function jsonExpression(template: JsonMap): string {
  const values: string[] = [];
  const text = JSON.stringify(withPaths(template)).replace(/"(\$\$[^"]*)"|[{}]/g, (found, path: string | undefined) => {
    values.push(path === undefined ? BRACES[found as keyof typeof BRACES] : `States.JsonToString(${path})`);
    return '{}';
  });
  return `States.StringToJson(States.Format('${text}', ${values.join(', ')}))`;
}

const BRACES = { '{': "States.Base64Decode('ew==')", '}': "States.Base64Decode('fQ==')" } as const;

/** A template with the keys that the event has, and paths for their values. */
const withPaths = (template: unknown): unknown =>
  isJsonMap(template)
    ? Object.fromEntries(Object.entries(template).map(([key, value]) => [key.replace(/\.\$$/, ''), withPaths(value)]))
    : template;

function jsonataEdits(task: Task): ContextEdits {
  const { state, event, field } = task;
  const given = ownValue(state.body, 'Arguments');
  const pointer = pointerTo(state.pointer, 'Arguments');
  if (event === undefined) return eventEdits(task, { pointer, before: given }, given ?? '{% $states.input %}');
  if (!isJsonMap(given)) return left(task, 'its arguments are not written in the state');
  const payload = ownValue(given, event);
  const place = pointerTo(pointer, event);
  if (payload === undefined) return edited({ pointer: place, after: { [field.name]: `{% ${field.expression} %}` } });
  return eventEdits(task, { pointer: place, before: payload }, payload);
}

/** An event of JSONata: an object gets the field, and an expression gets it if what it gives is an object. */
function eventEdits(task: Task, place: Pick<DefinitionEdit, 'pointer' | 'before'>, event: unknown): ContextEdits {
  const { name, expression, older } = task.field;
  if (isJsonMap(event)) {
    if (Object.hasOwn(event, name) || older.every((other) => Object.hasOwn(event, other))) return NOTHING;
    return edited({ pointer: pointerTo(place.pointer, name), after: `{% ${expression} %}` });
  }
  const inner = typeof event === 'string' ? /^\{%([\s\S]*)%\}$/.exec(event)?.[1]?.trim() : undefined;
  if (inner === undefined) return left(task, 'its event is not an object');
  if (inner.includes(name)) return NOTHING;
  const merged = `$type($event) = 'object' ? $merge([$event, {'${name}': ${expression}}]) : $event`;
  return edited({ ...place, after: `{% ($event := (${inner}); ${merged}) %}` });
}

const NOTHING: ContextEdits = { edits: [], left: [], assumed: [] };

const edited = (edit: DefinitionEdit): ContextEdits => ({ ...NOTHING, edits: [edit] });

const left = ({ state }: Task, why: string): ContextEdits => ({ ...NOTHING, left: [{ state: state.name, why }] });
