/** What the states of an execution work with. */
import type { JsonMap, Scope, State } from '../../core/definition/states';
import type { StateData } from './data';
import type { StateError } from './error';
import type { Jsonata } from './jsonata';
import type { Language } from './languages';

/** What a Task state asks of something outside. */
export interface TaskCall {
  readonly state: string;
  readonly resource: string;
  /** The parameters or arguments. */
  readonly given: unknown;
  readonly context: JsonMap;
  readonly attempt: Attempt;
}

/** One attempt of a state. */
export interface Attempt {
  readonly state: string;
  readonly type: string;
  /** The attempt of the Map or Parallel state that this one is inside of. */
  readonly parent?: Attempt;
  readonly context: JsonMap;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  endedAt: number;
  error?: StateError;
}

/** What an execution needs from outside. */
export interface Surroundings {
  /** Does the work of a task; its error may be a `StateError`. */
  readonly call: (call: TaskCall) => Promise<unknown>;
  readonly jsonata: Jsonata;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonMap;
  /** Hears of what is only approximated. */
  readonly approximated: (note: string) => void;
  readonly signal?: AbortSignal;
}

/** Where the states of a scope run. */
export interface Place {
  readonly parent?: Attempt;
  readonly variables: JsonMap;
  /** What the context object has in addition inside a Map state. */
  readonly context: JsonMap;
}

/** What the work of one state is done with. */
export interface Visit {
  readonly state: State;
  readonly data: StateData;
  readonly language: Language;
  readonly attempt: Attempt;
  readonly execution: Running;
}

/** The execution as its states see it. */
export interface Running {
  readonly outside: Surroundings;
  /** Runs the states of a scope; gives the output of its last one. */
  readonly scope: (scope: Scope, input: unknown, place: Place) => Promise<unknown>;
}
