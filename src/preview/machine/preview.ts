/** Runs a state machine on this machine, its functions in sandboxes, and collects the traces of both. */
import { randomUUID } from 'node:crypto';
import type { JsonMap } from '../../core/definition/states';
import type { StateContext } from '../../providers/provider';
import { invocationOf } from '../preview';
import { Receiver } from '../receiver/receiver';
import { environmentSecrets, withoutSecrets } from '../redact';
import { PLACE } from '../sandbox/environment';
import type { FunctionOutput, Invocation } from '../sandbox/sandbox';
import type { MetricPoint, Span } from '../span';
import type { RunnableFunction, Setting, StartOptions } from '../start';
import { builtTree } from '../trees/build';
import { Cache } from '../trees/cache';
import { type Callees, callOf, type StartedExecution } from './calls';
import { execute } from './execution';
import { CalledFunctions } from './functions';
import { type Jsonata, jsonataIn } from './jsonata';
import { type ExecutionRun, machineSpans, newId, withWholeIds } from './spans';
import type { Attempt, TaskCall } from './visit';

export interface StateMachine {
  readonly name: string;
  readonly definition: JsonMap;
  /** Whether X-Ray traces it, so that its functions get a sampled trace. */
  readonly isXrayTraced: boolean;
}

/** How to preview a state machine. */
export interface MachineOptions extends StartOptions {
  /** What makes the inputs of the executions, in order. */
  readonly inputs: readonly (() => unknown)[];
  readonly isFunction: Callees['isFunction'];
  /** The function that a task names; throws a problem where it can't run. */
  readonly functionOf: (reference: string) => Promise<RunnableFunction>;
  readonly machineOf: (reference: string) => StateMachine | undefined;
  /** The results of states that can't run, by their names. */
  readonly results: Readonly<Record<string, unknown>>;
}

/** One execution and the spans that it and its functions made. */
export interface PreviewedExecution {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly output?: unknown;
  readonly error?: { readonly type: string; readonly message: string };
  readonly invocations: number;
  /** Every attempt of a state, those of executions that it has started too. */
  readonly states: readonly EnteredState[];
  readonly spans: readonly Span[];
  /** Spans that arrived only after the functions were frozen for the last time. */
  readonly late: readonly Span[];
  /** What the functions printed, each line with the name of its function. */
  readonly log: readonly string[];
}

export interface EnteredState {
  readonly executionArn: string;
  readonly name: string;
  readonly type: string;
  /** As the context object has it. */
  readonly enteredTime: string;
  readonly retryCount: number;
}

/** What a preview of a state machine showed. */
export interface MachinePreview {
  readonly machineName: string;
  readonly functions: readonly Setting[];
  /** What is only approximated here, and what could not run, a sentence each. */
  readonly notes: readonly string[];
  readonly executions: readonly PreviewedExecution[];
  readonly metrics: readonly MetricPoint[];
  readonly refused: readonly string[];
}

/** Runs the machine once for each input. */
export async function previewMachine(machine: StateMachine, options: MachineOptions): Promise<MachinePreview> {
  const receiver = new Receiver();
  const functions = new CalledFunctions(receiver, options);
  try {
    const runner = new MachineRunner(functions, options);
    const ended: EndedExecution[] = [];
    for (const input of options.inputs) ended.push(await runner.begin(machine, input()));
    const seen = await collected(ended, { receiver, functions, runner, options });
    const secrets = functions.started.flatMap(({ fn }) => environmentSecrets(fn.environment));
    return withoutSecrets({ machineName: machine.name, ...seen }, secrets);
  } finally {
    await functions.stop();
    await receiver.close();
  }
}

interface Collecting {
  readonly receiver: Receiver;
  readonly functions: CalledFunctions;
  readonly runner: MachineRunner;
  readonly options: MachineOptions;
}

/** Everything that was seen, each span with the last execution that had begun when it ended. */
async function collected(ended: readonly EndedExecution[], { receiver, functions, runner, options }: Collecting) {
  const printed = ended.flatMap(({ outputs }) => outputs);
  const inTime = [...receiver.spans, ...printed.flatMap((one) => one.printed)];
  const rest = await functions.thaw(options.thawMs ?? 0);
  const late = [...receiver.spans, ...rest.flatMap((one) => one.printed)].filter((span) => !inTime.includes(span));
  const own = machineSpans(
    ended.flatMap(({ runs }) => runs),
    [...inTime, ...late],
    (attempt) => runner.spanIdOf(attempt),
  );
  const isTraced = inTime.length + late.length > 0;
  const of = (spans: readonly Span[], index: number) =>
    withWholeIds(
      spans.filter((span) => invocationOf(span, ended) === index),
      own.spans.values(),
    );
  return {
    functions: functions.started.map(({ setting }) => setting),
    notes: [...runner.notes, ...(isTraced && !own.isFollowed ? [NOT_FOLLOWED] : [])],
    executions: ended.map(({ runs, outputs, ...execution }, index) => ({
      ...execution,
      invocations: outputs.length,
      states: runs.flatMap(statesOf),
      spans: [...runs.flatMap((run) => own.spans.get(run) ?? []), ...of(inTime, index)],
      late: of(late, index),
    })),
    metrics: [...receiver.metrics, ...[...printed, ...rest].flatMap(({ metrics }) => metrics)],
    refused: receiver.refused,
  };
}

const statesOf = ({ executionArn, attempts }: ExecutionRun): EnteredState[] =>
  attempts.map(({ state, type, context }) => {
    const { EnteredTime, RetryCount } = (context as unknown as StateContext).State;
    return { executionArn, name: state, type, enteredTime: EnteredTime, retryCount: RetryCount };
  });

const NOT_FOLLOWED = 'The traces of the functions are not part of the trace of the state machine.';

interface EndedExecution extends Omit<PreviewedExecution, 'spans' | 'late' | 'invocations' | 'states'> {
  /** It, and the executions that its states have started. */
  readonly runs: readonly ExecutionRun[];
  readonly outputs: readonly FunctionOutput[];
}

/** What X-Ray's header says besides the span. */
interface XrayTrace {
  readonly root: string;
  readonly sampled: boolean;
}

class MachineRunner {
  private readonly spanIds = new Map<Attempt, string>();
  private readonly said = new Set<string>();
  private readonly jsonata: Jsonata;
  private runs: ExecutionRun[] = [];
  private invocations: { readonly name: string; readonly invocation: Invocation }[] = [];

  public constructor(
    private readonly functions: CalledFunctions,
    private readonly options: MachineOptions,
  ) {
    this.jsonata = fetchedJsonata(options);
  }

  public get notes(): string[] {
    return [...this.said];
  }

  /** The id of a state's span, which its function gets in X-Ray's header. */
  public spanIdOf(attempt: Attempt): string {
    const id = this.spanIds.get(attempt) ?? newId(8);
    this.spanIds.set(attempt, id);
    return id;
  }

  /** Runs an execution that nothing has started. */
  public async begin(machine: StateMachine, input: unknown): Promise<EndedExecution> {
    this.runs = [];
    this.invocations = [];
    const { startedAt, endedAt, output, error } = await this.run(machine, input);
    return {
      startedAt,
      endedAt,
      output,
      ...(error === undefined ? {} : { error: { type: error.code, message: error.reason } }),
      runs: this.runs,
      outputs: this.invocations.map(({ invocation }) => invocation),
      log: this.invocations.flatMap(({ name, invocation }) => invocation.log.map((line) => `${name}  ${line}`)),
    };
  }

  private async run(machine: StateMachine, input: unknown, by?: { attempt: Attempt; trace: XrayTrace }) {
    const startedAt = Date.now();
    const name = randomUUID();
    const executionArn = `arn:aws:states:${PLACE}:execution:${machine.name}:${name}`;
    const trace = by?.trace ?? { root: xrayRoot(startedAt), sampled: machine.isXrayTraced };
    const { attempts, output, error } = await execute(machine.definition, input, {
      call: (call) => this.call(call, trace),
      jsonata: this.jsonata,
      context: {
        Execution: {
          Id: executionArn,
          Input: input,
          Name: name,
          RoleArn: `arn:aws:iam::${PLACE.split(':')[1]}:role/${machine.name}`,
          StartTime: new Date(startedAt).toISOString(),
          RedriveCount: 0,
        },
        StateMachine: { Id: `arn:aws:states:${PLACE}:stateMachine:${machine.name}`, Name: machine.name },
      },
      approximated: (note) => this.said.add(note),
      signal: this.options.signal,
    });
    const run: ExecutionRun = {
      machineName: machine.name,
      executionArn,
      ...(by === undefined ? {} : { parent: by.attempt }),
      attempts,
      startedAt,
      endedAt: Date.now(),
      ...(error === undefined ? {} : { error }),
    };
    this.runs.unshift(run);
    return { ...run, output };
  }

  private call(call: TaskCall, trace: XrayTrace): Promise<unknown> {
    const header = `Root=${trace.root};Parent=${this.spanIdOf(call.attempt)};Sampled=${trace.sampled ? 1 : 0}`;
    return callOf(call, {
      isFunction: this.options.isFunction,
      results: this.options.results,
      invoke: (reference, event) => this.invoke(reference, event, header),
      start: (reference, input) => this.start(reference, input, { attempt: call.attempt, trace }),
      left: (state, why) => this.said.add(`${state} was not run. ${why}`),
    });
  }

  private async invoke(reference: string, event: unknown, header: string): Promise<Invocation> {
    const runnable = await this.options.functionOf(reference);
    const invocation = await this.functions.invoke(runnable, event, header);
    this.invocations.push({ name: runnable.fn.name, invocation });
    return invocation;
  }

  private async start(
    reference: string,
    input: unknown,
    by: { attempt: Attempt; trace: XrayTrace },
  ): Promise<StartedExecution | undefined> {
    const machine = this.options.machineOf(reference);
    return machine && this.run(machine, input, by);
  }
}

/** Source: docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html, tracing header */
const xrayRoot = (startedAt: number): string => {
  const seconds = Math.floor(startedAt / 1000);
  return `1-${seconds.toString(16).padStart(8, '0')}-${newId(12)}`;
};

/** The interpreter of JSONata, which is fetched once when the first expression needs it. */
function fetchedJsonata({ cacheFolder, fetching, signal }: StartOptions): Jsonata {
  const cache = new Cache(cacheFolder, { fetching, signal });
  const [version] = process.versions.node.split('.') as [string];
  const interpreter = { family: 'nodejs', executable: process.execPath, version } as const;
  let found: Promise<Jsonata> | undefined;
  return async (expression, variables) => {
    found ??= builtTree('jsonata', interpreter, cache).then(jsonataIn);
    return (await found)(expression, variables);
  };
}
