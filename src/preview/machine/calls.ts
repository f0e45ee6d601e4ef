/** What a task of an execution calls, and what it gets from it. */
import { isJsonMap } from '../../core/definition/states';
import { taskCall } from '../../core/definition/tasks';
import { PreviewProblem } from '../problem';
import type { Invocation } from '../sandbox/sandbox';
import { StateError } from './error';
import type { TaskCall } from './visit';

/** What the calls of an execution come to. */
export interface Callees {
  /** Whether a resource is a function, by its ARN or by what names it before the deployment. */
  readonly isFunction: (reference: string) => boolean;
  readonly invoke: (reference: string, event: unknown, call: TaskCall) => Promise<Invocation>;
  /** Runs another machine; `undefined` where it isn't at hand. */
  readonly start: (reference: string, input: unknown, call: TaskCall) => Promise<StartedExecution | undefined>;
  /** The results that were given, by the names of states. */
  readonly results: Readonly<Record<string, unknown>>;
  /** Hears of the state of a task that can't run, and why. */
  readonly left: (state: string, why: string) => void;
}

export interface StartedExecution {
  readonly executionArn: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly output?: unknown;
  readonly error?: StateError;
}

type Kind = 'lambda' | 'function' | 'execution' | 'other';

/** Does the work of a task. What can't run here gives what was given for it, or nothing. */
export async function callOf(call: TaskCall, callees: Callees): Promise<unknown> {
  const { state, resource } = call;
  if (Object.hasOwn(callees.results, state)) return callees.results[state];
  const kind: Kind = taskCall(resource) ?? (callees.isFunction(resource) ? 'function' : 'other');
  try {
    return await CALLS[kind](call, callees);
  } catch (problem) {
    if (!(problem instanceof PreviewProblem)) throw problem;
    callees.left(state, problem.message);
    return {};
  }
}

const CALLS: Readonly<Record<Kind, (call: TaskCall, callees: Callees) => Promise<unknown>>> = {
  lambda: async (call, callees) => {
    const { FunctionName, Payload = {} } = isJsonMap(call.given) ? call.given : {};
    const answer = answered(await callees.invoke(String(FunctionName), Payload, call));
    if (isCallback(call)) return noResult(call, callees, 'It waits for a task token');
    return { ExecutedVersion: '$LATEST', Payload: answer, SdkHttpMetadata: { HttpStatusCode: 200 }, StatusCode: 200 };
  },
  function: async (call, callees) => answered(await callees.invoke(call.resource, call.given, call)),
  execution: async (call, callees) => {
    const { StateMachineArn, Input = {} } = isJsonMap(call.given) ? call.given : {};
    const input = typeof Input === 'string' ? JSON.parse(Input) : Input;
    const ended = await callees.start(String(StateMachineArn), input, call);
    if (ended === undefined) return noResult(call, callees, 'Its state machine is not in the template');
    if (isCallback(call)) return noResult(call, callees, 'It waits for a task token');
    return executionResult(call, input, ended);
  },
  other: (call, callees) => noResult(call, callees, `It calls ${call.resource}`),
};

const isCallback = ({ resource }: TaskCall): boolean => resource.endsWith('.waitForTaskToken');

async function noResult({ state }: TaskCall, { left }: Callees, why: string): Promise<unknown> {
  left(state, `${why}.`);
  return {};
}

/** What a function answered, or its error as AWS hands it to `Catch`. */
function answered({ response, error }: Invocation): unknown {
  if (error === undefined) return response;
  throw new StateError(error.type, JSON.stringify({ errorType: error.type, errorMessage: error.message }));
}

/** Source: docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
function executionResult({ resource, given }: TaskCall, input: unknown, ended: StartedExecution): unknown {
  const { executionArn: ExecutionArn, startedAt, endedAt, output, error } = ended;
  const StartDate = startedAt / MS_PER_S;
  if (!/\.sync(:2)?$/.test(resource)) return { ExecutionArn, StartDate };
  const asGiven = resource.endsWith(':2') ? (one: unknown) => one : (one: unknown) => JSON.stringify(one);
  const whole = {
    ExecutionArn,
    Name: ExecutionArn.split(':').at(-1),
    StateMachineArn: isJsonMap(given) ? given.StateMachineArn : undefined,
    StartDate,
    StopDate: endedAt / MS_PER_S,
    Input: asGiven(input),
  };
  if (error === undefined) return { ...whole, Status: 'SUCCEEDED', Output: asGiven(output) };
  const failed = { ...whole, Status: 'FAILED', Error: error.code, Cause: error.reason };
  throw new StateError('States.TaskFailed', JSON.stringify(failed));
}

const MS_PER_S = 1000;
