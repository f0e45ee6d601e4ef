/** Runs definitions on interpreters that are not ours: one for JSONPath, and the language's own for JSONata. */
import jsonata from 'jsonata';
import type { DefinitionEdit } from '../../../src/core/definition/context';

// Its types are those of a module that cannot be required, and the bundle next to them can.
const { StateMachine } = require('aws-local-stepfunctions');

/** A definition in a test. */
export type Definition = any;

export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';
export const EXECUTION_ID = 'arn:aws:states:eu-west-1:123456789012:execution:orders:1';

/** The definition with edits made. */
export function edited(definition: Definition, edits: readonly DefinitionEdit[]): Definition {
  const copy = copyOf(definition);
  for (const { pointer, before, after } of edits) {
    const keys = pointer
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const parent = keys.slice(0, -1).reduce((part, key) => part[key], copy);
    const key = keys.at(-1) ?? '';
    expect(Object.hasOwn(parent, key) ? parent[key] : undefined).toEqual(before);
    parent[key] = copyOf(after);
  }
  return copy;
}

/** A copy that is made here: the interpreter doesn't know the objects of another realm. */
const copyOf = (part: unknown) => JSON.parse(JSON.stringify(part));

/** How an execution ended, and what each task was given: its parameters by the name of the state. */
export interface Ended {
  readonly output?: unknown;
  readonly error?: string;
  readonly tasks: readonly (readonly [state: string, parameters: any])[];
}

/** Runs a machine of JSONPath whose tasks answer as `answers` says. */
export async function run(definition: Definition, input: any, answers: (state: string) => unknown): Promise<Ended> {
  const tasks: [string, any][] = [];
  const handlers = Object.fromEntries(
    taskNames(definition).map((name) => [
      name,
      async (parameters: unknown) => {
        tasks.push([name, parameters]);
        return answers(name);
      },
    ]),
  );
  const machine = new StateMachine(definition, {
    validationOptions: { noValidate: true },
  });
  try {
    const output = await machine.run(input, {
      overrides: { taskResourceLocalHandlers: handlers },
      context: contextOf(input),
      noThrowOnAbort: true,
    }).result;
    return { output, tasks };
  } catch (error) {
    return { error: (error as Error).name, tasks };
  }
}

/** The context object of an execution. Source: docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export const contextOf = (input: unknown) => ({
  Execution: { Id: EXECUTION_ID, Input: input, Name: '1', RoleArn: 'role', StartTime: '2026-01-01T00:00:00Z' },
  State: { EnteredTime: '2026-01-01T00:00:01Z', Name: 'State', RetryCount: 0 },
  StateMachine: { Id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders', Name: 'orders' },
});

const taskNames = (part: Definition): string[] =>
  typeof part !== 'object' || part === null
    ? []
    : Object.entries(part).flatMap(([name, inside]: [string, any]) => [
        ...(inside?.Type === 'Task' ? [name] : []),
        ...taskNames(inside),
      ]);

/** What a template of JSONata gives for an input. */
export async function evaluate(template: unknown, input: unknown, context: object = contextOf(input)): Promise<any> {
  const inside = (part: unknown) => evaluate(part, input, context);
  if (typeof template === 'string' && template.startsWith('{%'))
    return jsonata(template.slice(2, -2)).evaluate({}, { states: { input, context } });
  if (Array.isArray(template)) return Promise.all(template.map(inside));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(async ([key, part]) => [key, await inside(part)]);
  return Object.fromEntries(await Promise.all(entries));
}

// The interpreter is written for Node.js 22.
const promises = Promise as unknown as { withResolvers?: () => object };
promises.withResolvers ??= () => {
  let [resolve, reject]: [(value: unknown) => void, (reason?: unknown) => void] = [() => {}, () => {}];
  const promise = new Promise((one, other) => {
    [resolve, reject] = [one, other];
  });
  return { promise, resolve, reject };
};
