/** One Lambda sandbox on this machine: a process started for the first event, frozen between events, ended at the last. */
import { performance } from 'node:perf_hooks';
import { asset } from '../assets';
import type { LambdaFunction } from '../function';
import { type PrintedLine, readPrintedLine } from '../receiver/stdout';
import type { MetricPoint, Span } from '../span';
import { environmentFor, previewArn } from './environment';
import type { Isolation } from './isolation';
import { MemoryWatch } from './memory';
import { FunctionProcess } from './process';
import { type InvocationError, type InvocationOutcome, type Limits, RuntimeApi } from './runtime-api';
import { type Interpreter, runtimeCommand, runtimeVariables } from './runtimes';

/** What a sandbox is made of, besides the function; an invocation takes no longer than the limits say. */
export interface SandboxSetup extends Limits {
  readonly interpreter: Interpreter;
  readonly isolation: Isolation;
  /** The folder with Java's runtime client. */
  readonly javaRuntime?: string;
}

/** What a function printed. */
export interface FunctionOutput {
  readonly log: readonly string[];
  /** Spans it printed, as tracers do that know of no agent. */
  readonly printed: readonly Span[];
  /** The number of characters in the lines with these spans. */
  readonly printedLength: number;
  readonly metrics: readonly MetricPoint[];
}

/** What came of one event. */
export interface Invocation extends FunctionOutput {
  readonly coldStart: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly response?: unknown;
  readonly error?: InvocationError;
  /** The sandbox ended with this event: the function did not start or answer in time, ran out of memory, or exited. */
  readonly fatal?: boolean;
  /** The most memory that was seen in use, in megabytes. */
  readonly memoryMb: number;
  /** Milliseconds from the start of the process until the runtime asked for its first event; of cold starts only. */
  readonly initMs?: number;
  /** Milliseconds from the event until the runtime asked for the next one, which Lambda charges for. */
  readonly runMs?: number;
}

/** Pipes and sockets may still hold what was written just before the freeze. */
const SETTLE_MS = 60;

/** Runs a function's events one after another. */
export class Sandbox {
  private readonly api: RuntimeApi;
  private running?: FunctionProcess;
  private processAt = 0;
  private isStopped = false;

  public constructor(
    private readonly fn: LambdaFunction,
    private readonly setup: SandboxSetup,
  ) {
    this.api = new RuntimeApi(previewArn(fn));
  }

  /** Sends an event; starts a process where there is none, or the last one ended. */
  public async invoke(event: unknown, traceHeader?: string): Promise<Invocation> {
    const startedAt = Date.now();
    const coldStart = this.running === undefined;
    const answered = this.api.invoke(event, { ...this.setup, traceHeader });
    const running = this.running ?? (await this.start());
    running.thaw();
    const { outcome, endedAt, memoryMb } = await this.watched(answered, running);
    if (outcome.fatal) await this.end();
    else await this.freeze(running);
    await wait(SETTLE_MS);
    return { coldStart, startedAt, endedAt, memoryMb, ...this.durations(coldStart), ...outcome, ...outputOf(running) };
  }

  /** Lets a frozen function go on for a while, for what it does in the background; gives what it printed. */
  public async thaw(milliseconds: number): Promise<FunctionOutput> {
    this.running?.thaw();
    await wait(milliseconds);
    this.running?.freeze();
    return this.running ? outputOf(this.running) : { log: [], printed: [], printedLength: 0, metrics: [] };
  }

  /** Ends the process without notice; what is underway fails. */
  public async stop(): Promise<void> {
    this.isStopped = true;
    await this.end();
    this.api.close();
  }

  private async start(): Promise<FunctionProcess> {
    const runtime = runtimeCommand(this.fn, this.setup.interpreter, this.setup.javaRuntime);
    const bootstrap = asset('runtime/bootstrap');
    const environment = environmentFor(this.fn, {
      runtimeApi: await this.api.listen(),
      runtimeDir: asset('runtime'),
      runtimeVariables: runtimeVariables(this.fn, this.setup.interpreter),
    });
    if (this.isStopped) throw new Error('The sandbox has been stopped.');
    const command = ['/bin/sh', bootstrap, ...runtime];
    this.processAt = performance.now();
    this.running = new FunctionProcess(this.setup.isolation, { command, environment, folder: this.fn.codeDir });
    return this.running;
  }

  /** A function that does not start, or does not ask for another event, has no such duration. */
  private durations(coldStart: boolean): Pick<Invocation, 'initMs' | 'runMs'> {
    const { askedAt, handedAt } = this.api;
    const isHanded = handedAt > this.processAt;
    return {
      ...(coldStart && isHanded ? { initMs: handedAt - this.processAt } : {}),
      ...(isHanded && askedAt > handedAt ? { runMs: askedAt - handedAt } : {}),
    };
  }

  /** How an invocation ended, with the memory that it took; one that takes too much ends at once. */
  private async watched(answered: Promise<InvocationOutcome>, running: FunctionProcess) {
    const limitMb = this.fn.memoryMb ?? Number.POSITIVE_INFINITY;
    let exceeded: () => void = () => undefined;
    const tooMuch = new Promise<InvocationOutcome>((resolve) => {
      exceeded = () => resolve(fatal('Runtime.OutOfMemory', `The function used more than its ${limitMb} MB of memory`));
    });
    const watch = new MemoryWatch(() => running.memory(), limitMb, exceeded);
    const died = running.exited.then(({ code, signal }) =>
      fatal('Runtime.ExitError', `The runtime exited: ${signal ?? code}`),
    );
    const outcome = await Promise.race([answered, this.api.initError(), died, tooMuch]);
    const endedAt = Date.now();
    return { outcome, endedAt, memoryMb: watch.stop() };
  }

  /** A runtime asks for its next event right after an answer: then Lambda freezes it. */
  private async freeze(running: FunctionProcess): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, this.setup.timeoutMs);
    });
    await Promise.race([this.api.idle(), running.exited, late]);
    clearTimeout(timer);
    running.freeze();
  }

  private async end(): Promise<void> {
    this.api.forget();
    await this.running?.kill();
    this.running = undefined;
  }
}

function fatal(type: string, message: string): InvocationOutcome {
  return { error: { type, message }, fatal: true };
}

function outputOf(running: FunctionProcess): FunctionOutput {
  const taken = running.take();
  const lines: PrintedLine[] = taken.map(readPrintedLine);
  const traces = taken.filter((_, index) => (lines[index]?.spans.length ?? 0) > 0);
  return {
    log: lines.flatMap(({ log }) => (log === undefined ? [] : [log])),
    printed: lines.flatMap(({ spans }) => spans),
    printedLength: traces.join('').length,
    metrics: lines.flatMap(({ metrics }) => metrics),
  };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
