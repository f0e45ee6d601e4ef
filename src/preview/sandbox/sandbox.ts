/** One Lambda sandbox on this machine: a process started for the first event, frozen between events, ended at the last. */
import { asset } from '../assets';
import type { LambdaFunction } from '../function';
import { type PrintedLine, readLine } from '../receiver/stdout';
import type { MetricPoint, Span } from '../span';
import { arnOf, environmentFor } from './environment';
import { privateOpt } from './private-opt';
import { FunctionProcess } from './process';
import { type InvocationError, type Outcome, RuntimeApi } from './runtime-api';
import { commandOf, type Interpreter, variablesOf } from './runtimes';

/** What a sandbox is made of, beside the function. */
export interface SandboxSetup {
  readonly interpreter: Interpreter;
  /** The folder to put in the place of /opt. */
  readonly opt: string;
  /** The folder with Java's runtime client. */
  readonly javaRuntime?: string;
  /** Milliseconds an invocation may take, the start of the process included. */
  readonly limitMs: number;
}

/** What a function printed. */
export interface Output {
  readonly log: readonly string[];
  /** Spans it printed, as tracers do that know of no agent. */
  readonly printed: readonly Span[];
  readonly metrics: readonly MetricPoint[];
}

/** What came of one event. */
export interface Invocation extends Output {
  readonly coldStart: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly response?: unknown;
  readonly error?: InvocationError;
}

/** Pipes and sockets may still hold what was written just before the freeze. */
const SETTLE_MS = 60;

/** Runs a function's events one after another. */
export class Sandbox {
  private readonly api: RuntimeApi;
  private readonly isolation: readonly string[];
  private running?: FunctionProcess;

  public constructor(
    private readonly fn: LambdaFunction,
    private readonly setup: SandboxSetup,
  ) {
    this.isolation = privateOpt(setup.opt);
    this.api = new RuntimeApi(arnOf(fn));
  }

  /** Sends an event; starts a process where there is none, or the last one ended. */
  public async invoke(event: unknown): Promise<Invocation> {
    const startedAt = Date.now();
    const coldStart = this.running === undefined;
    const answered = this.api.invoke(event, this.setup.limitMs);
    const running = this.running ?? (await this.start());
    running.thaw();
    const outcome = await this.first(answered, running);
    const endedAt = Date.now();
    if (outcome.fatal) await this.end();
    else await this.freeze(running);
    await wait(SETTLE_MS);
    return { coldStart, startedAt, endedAt, response: outcome.response, error: outcome.error, ...outputOf(running) };
  }

  /** Lets a frozen function go on for a while, for what it does in the background; gives what it printed. */
  public async thaw(milliseconds: number): Promise<Output> {
    this.running?.thaw();
    await wait(milliseconds);
    this.running?.freeze();
    return this.running ? outputOf(this.running) : { log: [], printed: [], metrics: [] };
  }

  /** Ends the process without notice. */
  public async stop(): Promise<void> {
    await this.end();
    this.api.close();
  }

  private async start(): Promise<FunctionProcess> {
    const runtime = commandOf(this.fn, this.setup.interpreter, this.setup.javaRuntime);
    const bootstrap = asset('runtime/bootstrap');
    const environment = environmentFor(this.fn, {
      runtimeApi: await this.api.listen(),
      runtimeDir: asset('runtime'),
      runtimeVariables: variablesOf(this.fn, this.setup.interpreter),
    });
    this.running = new FunctionProcess(
      [...this.isolation, '/bin/sh', bootstrap, ...runtime],
      environment,
      this.fn.codeDir,
    );
    return this.running;
  }

  private first(answered: Promise<Outcome>, running: FunctionProcess): Promise<Outcome> {
    const died = running.exited.then(({ code, signal }) =>
      fatal('Runtime.ExitError', `the runtime exited: ${signal ?? code}`),
    );
    const late = fatal('Sandbox.Timedout', `no answer in ${this.setup.limitMs} ms`);
    return within(this.setup.limitMs, [answered, this.api.initError(), died], late);
  }

  /** A runtime asks for its next event right after an answer: then Lambda freezes it. */
  private async freeze(running: FunctionProcess): Promise<void> {
    await within(this.setup.limitMs, [this.api.idle(), running.exited.then(() => undefined)], undefined);
    running.freeze();
  }

  private async end(): Promise<void> {
    await this.running?.kill();
    this.running = undefined;
  }
}

function fatal(type: string, message: string): Outcome {
  return { error: { type, message }, fatal: true };
}

function outputOf(running: FunctionProcess): Output {
  const lines: PrintedLine[] = running.take().map(readLine);
  return {
    log: lines.flatMap(({ log }) => (log === undefined ? [] : [log])),
    printed: lines.flatMap(({ spans }) => spans),
    metrics: lines.flatMap(({ metrics }) => metrics),
  };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The first of several outcomes, or another when none came in time. */
async function within<T>(milliseconds: number, outcomes: readonly Promise<T>[], late: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late), milliseconds);
  });
  try {
    return await Promise.race([...outcomes, limit]);
  } finally {
    clearTimeout(timer);
  }
}
