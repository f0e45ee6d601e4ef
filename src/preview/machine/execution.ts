/** An execution of a state machine: its states one after another, with branches and items one after another too. */
import { type JsonMap, machineScope, type Scope, type State } from '../../core/definition/states';
import { copied, listOf, type StateData } from './data';
import { errorOutput, isFor, runtimeError, StateError } from './error';
import { type Language, languages } from './languages';
import { WORK } from './states';
import type { Attempt, Place, Running, Surroundings, Visit } from './visit';

export interface Ended {
  readonly output?: unknown;
  readonly error?: StateError;
  readonly attempts: readonly Attempt[];
}

/** Runs a definition from its start; an error is part of what is given back. */
export async function execute(definition: JsonMap, input: unknown, outside: Surroundings): Promise<Ended> {
  const run = new Execution(outside);
  try {
    const place = { variables: {}, context: { ...outside.context } };
    return { output: await run.scope(machineScope(definition), copied(input), place), attempts: run.attempts };
  } catch (problem) {
    if (problem instanceof StateError) return { error: problem, attempts: run.attempts };
    throw problem;
  }
}

/** A state machine that goes in circles ends here; AWS ends it after 25,000 events. */
const MOST_ATTEMPTS = 5_000;
/** Source: docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const USUAL_RETRIES = 3;

class Execution implements Running {
  public readonly attempts: Attempt[] = [];
  private lastEntered = 0;
  private readonly languages: ReturnType<typeof languages>;

  public constructor(public readonly outside: Surroundings) {
    this.languages = languages(outside.jsonata);
  }

  /** Runs the states of a scope; gives the output of its last one. */
  public async scope({ startAt, states }: Scope, input: unknown, place: Place): Promise<unknown> {
    let [name, data, variables]: [string | undefined, unknown, JsonMap] = [startAt, input, place.variables];
    while (name !== undefined) {
      const state = states.get(name);
      if (state === undefined) throw runtimeError(`The definition has no state ${name}`);
      const left = await this.state(state, data, { ...place, variables });
      [name, data, variables] = [left.next, copied(left.output), left.variables];
    }
    return data;
  }

  private async state(state: State, input: unknown, place: Place): Promise<Left> {
    const entered = await this.nextMillisecond();
    const retries = new Map<JsonMap, number>();
    for (let count = 0; ; count += 1) {
      const context = {
        ...place.context,
        State: { EnteredTime: new Date(entered).toISOString(), Name: state.name, RetryCount: count },
      };
      const data = { input, context, variables: place.variables };
      const attempt = this.begin(state, context, place.parent);
      try {
        return await this.attempt({ state, data, language: this.languages[state.language], attempt, execution: this });
      } catch (problem) {
        const error = asStateError(problem);
        attempt.error = error;
        if (!this.isRetried(state, error, retries)) return await this.caught(state, data, error);
      } finally {
        attempt.endedAt = Date.now();
      }
    }
  }

  /** Two states are never entered at the same time: libraries compute the ids of spans from it. */
  private async nextMillisecond(): Promise<number> {
    while (Date.now() <= this.lastEntered) await new Promise((resolve) => setImmediate(resolve));
    this.lastEntered = Date.now();
    return this.lastEntered;
  }

  private begin({ name, body }: State, context: JsonMap, parent: Attempt | undefined): Attempt {
    this.outside.signal?.throwIfAborted();
    if (this.attempts.length >= MOST_ATTEMPTS)
      throw runtimeError(`The execution entered more than ${MOST_ATTEMPTS} states`);
    const now = Date.now();
    const attempt = { state: name, type: String(body.Type), parent, context, startedAt: now, endedAt: now };
    this.attempts.push(attempt);
    return attempt;
  }

  private async attempt(visit: Visit): Promise<Left> {
    const { state, language } = visit;
    const work = Object.hasOwn(WORK, visit.attempt.type) ? WORK[visit.attempt.type] : undefined;
    if (work === undefined) throw runtimeError(`${state.name} is of the unknown type ${visit.attempt.type}`);
    const { result, next, chosen } = await work(visit);
    const body = chosen === undefined ? state.body : { ...state.body, ...chosen };
    const data = { ...visit.data, result: await language.selected(body, { ...visit.data, result }) };
    return {
      output: await language.output(body, data),
      variables: await assigned(language, body, {
        ...data,
        input: state.language === 'JSONPath' ? data.result : data.input,
      }),
      next: next ?? nextOf(body),
    };
  }

  private isRetried(state: State, error: StateError, retries: Map<JsonMap, number>): boolean {
    const retrier = listOf(state.body.Retry).find((one) => isFor(one, error));
    if (retrier === undefined) return false;
    const count = (retries.get(retrier) ?? 0) + 1;
    retries.set(retrier, count);
    if (count > Number(retrier.MaxAttempts ?? USUAL_RETRIES)) return false;
    this.outside.approximated('A state is retried at once.');
    return true;
  }

  private async caught(state: State, before: StateData, error: StateError): Promise<Left> {
    const catcher = listOf(state.body.Catch).find((one) => isFor(one, error));
    if (catcher === undefined) throw error;
    const language = this.languages[state.language];
    const data = { ...before, errorOutput: errorOutput(error) };
    const ofError = state.language === 'JSONPath' ? { ...data, input: data.errorOutput } : data;
    return {
      output: await language.caught(catcher, data),
      variables: await assigned(language, catcher, ofError),
      next: nextOf(catcher),
    };
  }
}

/** How a state was left. */
interface Left {
  readonly output: unknown;
  readonly variables: JsonMap;
  readonly next: string | undefined;
}

const nextOf = ({ Next }: JsonMap): string | undefined => (typeof Next === 'string' ? Next : undefined);

const assigned = async (language: Language, { Assign }: JsonMap, data: StateData): Promise<JsonMap> =>
  Assign === undefined
    ? data.variables
    : { ...data.variables, ...((await language.template(Assign, data)) as JsonMap) };

const asStateError = (problem: unknown): StateError => {
  if (problem instanceof StateError) return problem;
  throw problem;
};
