/** Which states of a definition are sure to get an object: what a state hands on follows from what it gets and is. */
import { ownValue } from '../own';
import { lessCertain, pathShape, type Shape } from './shape';
import { isJsonMap, type JsonMap, type Scope, type State } from './states';
import { resultOf } from './tasks';

/** What each state gets, before its own `InputPath`. A state that nothing leads to is not among them. */
export function inputShapes(machine: Scope): ReadonlyMap<State, Shape> {
  const shapes = new Map<State, Shape>();
  spread(machine, 'execution input', shapes);
  return shapes;
}

/** Follows the transitions from the first state until nothing changes; a shape only ever gets less certain. */
function spread({ startAt, states }: Scope, first: Shape, shapes: Map<State, Shape>): void {
  const waiting: Transition[] = [[startAt, first]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const state = states.get(next[0] as string);
    if (!state) continue;
    const known = shapes.get(state);
    const shape = known === undefined ? next[1] : lessCertain(known, next[1]);
    if (shape === known) continue;
    shapes.set(state, shape);
    const entered = effectiveInput(state, shape);
    for (const scope of state.scopes) spread(scope, innerInput(state, entered), shapes);
    waiting.push(...transitions(state, shape));
  }
}

/** What a state works on: its input behind `InputPath`, which JSONata doesn't have. */
export function effectiveInput({ body, language }: State, input: Shape): Shape {
  return language === 'JSONata' ? input : behind(ownValue(body, 'InputPath'), input);
}

/** What a path leads to; `null` means an empty object. */
function behind(path: unknown, from: Shape): Shape {
  if (path === undefined || path === '$') return from;
  if (path === null) return 'object';
  return pathShape(path);
}

/** What the branches of a Parallel state get, or the processor of a Map state for each item. */
function innerInput({ body, language }: State, entered: Shape): Shape {
  const given = template(body, language);
  if (ownValue(body, 'Type') === 'Parallel') return given ?? entered;
  if (isJsonMap(ownValue(body, 'ItemBatcher'))) return 'object';
  return ITEM_TEMPLATES.some((key) => isJsonMap(ownValue(body, key))) ? 'object' : 'any';
}

/** The templates that an item is put into; `Parameters` is the older name. */
const ITEM_TEMPLATES = ['ItemSelector', 'Parameters'];

/** What a template of the state's own gives in place of its input. */
function template(body: JsonMap, language: State['language']): Shape | undefined {
  const given = ownValue(body, language === 'JSONata' ? 'Arguments' : 'Parameters');
  return given === undefined ? undefined : isJsonMap(given) ? 'object' : 'any';
}

/** Where a state leads, if that is the name of a state, and what it hands on there. */
type Transition = readonly [name: unknown, shape: Shape];

function transitions(state: State, input: Shape): Transition[] {
  const { body } = state;
  const output = stateOutput(state, input);
  const choices = mapsIn(ownValue(body, 'Choices')).flatMap((choice) => [
    [ownValue(choice, 'Next'), choiceOutput(state, choice, output)] as const,
  ]);
  const catchers = mapsIn(ownValue(body, 'Catch')).map(
    (catcher) => [ownValue(catcher, 'Next'), caught(state, catcher, input)] as const,
  );
  const next = [ownValue(body, 'Next'), ownValue(body, 'Default')].map((name) => [name, output] as const);
  return [...next, ...choices, ...catchers];
}

const mapsIn = (raw: unknown): JsonMap[] => (Array.isArray(raw) ? raw.filter(isJsonMap) : []);

function stateOutput(state: State, input: Shape): Shape {
  const { body, language } = state;
  const result = resultShape(state, effectiveInput(state, input));
  if (language === 'JSONata') return jsonataOutput(body) ?? result;
  const isPassing = STATES_WITHOUT_RESULT.includes(ownValue(body, 'Type'));
  const inserted = isPassing ? result : insertedAt(ownValue(body, 'ResultPath'), input, selected(body, result));
  return behind(ownValue(body, 'OutputPath'), inserted);
}

/** States that have no result of their own, and lead to another one. */
const STATES_WITHOUT_RESULT: readonly unknown[] = ['Choice', 'Wait'];

const selected = (body: JsonMap, result: Shape): Shape =>
  isJsonMap(ownValue(body, 'ResultSelector')) ? 'object' : result;

/** What a choice of JSONata hands on may be its own. */
const choiceOutput = ({ language }: State, choice: JsonMap, output: Shape): Shape =>
  (language === 'JSONata' ? jsonataOutput(choice) : undefined) ?? output;

function jsonataOutput(body: JsonMap): Shape | undefined {
  const output = ownValue(body, 'Output');
  return output === undefined ? undefined : isJsonMap(output) ? 'object' : 'any';
}

/** A result at its place in the input; below the root, that place is only found in an object. */
function insertedAt(path: unknown, input: Shape, result: Shape): Shape {
  if (path === undefined || path === '$') return result;
  if (path === null) return input;
  return typeof path === 'string' && /^\$(\.|\[['"])/.test(path) ? 'object' : 'any';
}

/** What a catcher hands on: an object that describes the error, at its place in the input. */
const caught = ({ language }: State, catcher: JsonMap, input: Shape): Shape =>
  language === 'JSONata'
    ? (jsonataOutput(catcher) ?? 'object')
    : insertedAt(ownValue(catcher, 'ResultPath'), input, 'object');

/** What a state makes of its effective input, before it is put into its place. */
function resultShape({ body, language }: State, entered: Shape): Shape {
  switch (ownValue(body, 'Type')) {
    case 'Task':
      return resultOf(ownValue(body, 'Resource'));
    case 'Map':
    case 'Parallel':
      return 'any';
    case 'Pass': {
      const result = language === 'JSONPath' ? ownValue(body, 'Result') : undefined;
      if (result !== undefined) return isJsonMap(result) ? 'object' : 'any';
      return language === 'JSONPath' ? (template(body, language) ?? entered) : entered;
    }
    default:
      return entered;
  }
}
