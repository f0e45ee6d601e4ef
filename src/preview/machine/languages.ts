/** How each query language takes the data of a state in and out. */
import { isJsonMap, type JsonMap, type QueryLanguage } from '../../core/definition/states';
import { setIn } from '../../core/own';
import { PreviewProblem } from '../problem';
import { holds } from './choice';
import { copied, entriesOf, type StateData } from './data';
import { runtimeError, StateError } from './error';
import { evaluated, isIntrinsicCall } from './intrinsics';
import { pathOf, valueAt, withValueAt } from './json-path';
import type { Jsonata } from './jsonata';

export interface Language {
  /** A template, such as `Parameters`, with its values. */
  readonly template: (template: unknown, data: StateData) => Promise<unknown>;
  /** The value of a field, which in JSONPath has a name of its own for a path. */
  readonly field: (body: JsonMap, name: string, data: StateData) => Promise<unknown>;
  /** What the state works with. */
  readonly work: (body: JsonMap, data: StateData) => Promise<unknown>;
  /** What a Pass state gives. */
  readonly pass: (body: JsonMap, work: unknown) => unknown;
  readonly items: (body: JsonMap, data: StateData) => Promise<unknown>;
  readonly holds: (rule: JsonMap, data: StateData) => Promise<boolean>;
  /** The result as other fields of the state see it. */
  readonly selected: (body: JsonMap, data: StateData) => Promise<unknown>;
  readonly output: (body: JsonMap, data: StateData) => Promise<unknown>;
  /** What a state gives whose error a catcher has caught. */
  readonly caught: (catcher: JsonMap, data: StateData) => Promise<unknown>;
}

/** The languages; an expression of JSONata goes to an interpreter of JSONata. */
export const languages = (jsonata: Jsonata): Readonly<Record<QueryLanguage, Language>> => ({
  JSONPath: JSON_PATH,
  JSONata: jsonataLanguage(jsonata),
});

/** What `$` is where a template is about the result. */
const ofResult = (data: StateData): StateData => ({ ...data, input: data.result });

const JSON_PATH: Language = {
  template: async (template, data) => payload(template, data),
  field: async (body, name, data) =>
    body[`${name}Path`] === undefined ? body[name] : pathValue(String(body[`${name}Path`]), data),
  work: async (body, data) => {
    const input = filtered(body.InputPath, data);
    return body.Parameters === undefined ? input : payload(body.Parameters, { ...data, input });
  },
  pass: (body, work) => (body.Result === undefined ? work : body.Result),
  items: async (body, data) =>
    valueAt(pathOf(body.ItemsPath ?? '$'), { ...data, input: filtered(body.InputPath, data) }),
  holds: async (rule, data) => holds(rule, data),
  selected: async ({ ResultSelector }, data) =>
    ResultSelector === undefined ? data.result : payload(ResultSelector, ofResult(data)),
  output: async (body, data) =>
    filtered(body.OutputPath, { ...data, input: combined(body.ResultPath, data.input, data.result) }),
  caught: async ({ ResultPath }, data) => combined(ResultPath, data.input, data.errorOutput),
};

const pathValue = (path: string, data: StateData): unknown =>
  isIntrinsicCall(path) ? evaluated(path, data) : valueAt(path, data);

/** `null` is nothing, and no path is everything. */
const filtered = (path: unknown, data: StateData): unknown => (path === null ? {} : valueAt(pathOf(path ?? '$'), data));

const combined = (path: unknown, input: unknown, result: unknown): unknown =>
  path === null ? input : withValueAt(pathOf(path ?? '$'), input, result);

/** A template in which a key that ends in `.$` has a path or a call. */
function payload(template: unknown, data: StateData): unknown {
  if (Array.isArray(template)) return template.map((item) => payload(item, data));
  if (!isJsonMap(template)) return template;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(template))
    if (key.endsWith('.$')) setIn(result, key.slice(0, -2), copied(pathValue(String(value), data)));
    else setIn(result, key, payload(value, data));
  return result;
}

function jsonataLanguage(jsonata: Jsonata): Language {
  const template = async (part: unknown, data: StateData): Promise<unknown> => {
    const expression = typeof part === 'string' ? /^\{%([\s\S]*)%\}$/.exec(part)?.[1] : undefined;
    if (expression !== undefined) return expressionValue(jsonata, expression, data);
    if (Array.isArray(part)) return Promise.all(part.map((item) => template(item, data)));
    if (!isJsonMap(part)) return part;
    const result: Record<string, unknown> = {};
    for (const [key, value] of entriesOf(part)) setIn(result, key, await template(value, data));
    return result;
  };
  const or = (part: unknown, byDefault: unknown, data: StateData) =>
    part === undefined ? Promise.resolve(byDefault) : template(part, data);
  return {
    template,
    field: (body, name, data) => template(body[name], data),
    work: (body, data) => or(body.Arguments, data.input, data),
    pass: (_body, work) => work,
    items: (body, data) => or(body.Items, data.input, data),
    holds: async ({ Condition }, data) => (await template(Condition, data)) === true,
    selected: async (_body, { result }) => result,
    output: (body, data) => or(body.Output, data.result, data),
    caught: (catcher, data) => or(catcher.Output, data.errorOutput, data),
  };
}

async function expressionValue(jsonata: Jsonata, expression: string, data: StateData): Promise<unknown> {
  const { variables, ...states } = data;
  let value: unknown;
  try {
    value = await jsonata(expression, { ...variables, states });
  } catch (problem) {
    if (problem instanceof PreviewProblem) throw problem;
    throw new StateError('States.QueryEvaluationError', `${expression.trim()}: ${(problem as Error).message}`);
  }
  if (value === undefined) throw new StateError('States.QueryEvaluationError', `${expression.trim()} gives nothing`);
  return value;
}

/** A number that a definition wants, such as the size of a batch. */
export function numberOf(given: unknown, what: string): number {
  if (typeof given === 'number') return given;
  throw runtimeError(`${what} is not a number`);
}
