/** Runs configurations of one function in turn, and measures each of them. */
import type { LambdaFunction } from '../function';
import { PreviewProblem } from '../problem';
import { Receiver } from '../receiver/receiver';
import { environmentSecrets, withoutSecrets } from '../redact';
import type { Interpreter } from '../sandbox/runtimes';
import type { Invocation, Sandbox } from '../sandbox/sandbox';
import { listen, type PreparedFunction, prepareFunction, type RunnableFunction, type StartOptions } from '../start';
import { layersSize, packageSize } from './size';
import { shuffled } from './statistics';

/** A configuration of the function. */
export interface Configuration extends RunnableFunction {
  /** What it is called in results. */
  readonly name: string;
}

/** How often to run each configuration. */
export interface Rounds {
  readonly cold: number;
  readonly warm: number;
}

/** An event, and whether a handler may fail at it. */
interface ComparedEvent {
  readonly make: () => unknown;
  readonly mayFail: boolean;
}

export interface MeasureOptions extends StartOptions {
  readonly rounds: Rounds;
  /** The events of the rounds, in turn. */
  readonly events: readonly ComparedEvent[];
  /** Gives numbers from 0 to 1 that decide the order in each round. */
  readonly random: () => number;
  /** How long frozen functions may go on at the end, in milliseconds, so that a background sender delivers. */
  readonly thawMs: number;
}

/** What was measured of one configuration; the samples of one round have the same place in every configuration. */
export interface Measured {
  readonly name: string;
  /** Milliseconds of each cold start. */
  readonly init: readonly number[];
  /** Milliseconds of the invocation that follows each cold start. */
  readonly first: readonly number[];
  /** Milliseconds of each warm invocation. */
  readonly warm: readonly number[];
  /** The most memory that was seen in use, in megabytes. */
  readonly memoryMb: number;
  readonly packageBytes: number;
  readonly layerBytes: number;
  /** For each warm invocation. */
  readonly spans: number;
  readonly bytes: number;
  /** Names of layers whose programs did not run: what was measured is less than in Lambda. */
  readonly notRun: readonly string[];
}

/** The configurations of one function, the first of which the others are compared with. */
export interface Measurement {
  readonly functionName: string;
  readonly interpreter: Interpreter;
  readonly notes: readonly string[];
  readonly measured: readonly Measured[];
}

/** Invocations of a sandbox that do not count: caches fill, and code is compiled. */
const WARM_UP = 3;

/** Measures every configuration; throws where one of them fails. */
export async function measure(configurations: readonly Configuration[], options: MeasureOptions): Promise<Measurement> {
  const receiver = new Receiver();
  const subjects: Subject[] = [];
  for (const configuration of configurations) {
    subjects.push(new Subject(configuration, await prepareFunction(configuration, options), { ...options, receiver }));
  }
  try {
    await listen(
      receiver,
      configurations.map(({ fn }) => fn),
    );
    await coldRounds(subjects, options);
    await warmRounds(subjects, options);
  } finally {
    await Promise.all(subjects.map((subject) => subject.stop()));
    await receiver.close();
  }
  const notes = [...new Set(subjects.flatMap(({ prepared }) => prepared.notes))];
  const [{ functionName, interpreter }] = subjects.map(({ prepared }) => prepared) as [PreparedFunction];
  return { functionName, interpreter, notes, measured: subjects.map((subject) => subject.measured()) };
}

/** The first round does not count: it brings files into memory. */
async function coldRounds(subjects: readonly Subject[], { rounds, random }: MeasureOptions): Promise<void> {
  for (let round = -1; round < rounds.cold; round += 1) {
    for (const subject of shuffled(subjects, random)) await subject.startCold(round);
  }
}

async function warmRounds(subjects: readonly Subject[], { rounds, random, thawMs }: MeasureOptions): Promise<void> {
  for (let round = -WARM_UP; round < rounds.warm; round += 1) {
    for (const subject of shuffled(subjects, random)) await subject.invokeWarm(round);
  }
  for (const subject of subjects) await subject.drain(thawMs);
}

interface SubjectOptions extends MeasureOptions {
  readonly receiver: Receiver;
}

/** One configuration while it is measured. */
class Subject {
  private sandbox?: Sandbox;
  private readonly samples = { init: [] as number[], first: [] as number[], warm: [] as number[] };
  private memoryMb = 0;
  private readonly sent = { spans: 0, bytes: 0 };

  public constructor(
    private readonly configuration: Configuration,
    public readonly prepared: PreparedFunction,
    private readonly options: SubjectOptions,
  ) {}

  /** Starts a sandbox for one event; a round below 0 does not count. */
  public async startCold(round: number): Promise<void> {
    await this.stop();
    const { initMs, runMs } = await this.invoke(round);
    if (round >= 0) this.samples.init.push(initMs ?? Number.NaN);
    if (round >= 0) this.samples.first.push(runMs ?? Number.NaN);
    await this.stop();
  }

  public async invokeWarm(round: number): Promise<void> {
    const before = this.options.receiver.deliveries.length;
    const { runMs, printed, printedLength } = await this.invoke(round);
    if (round < 0) return;
    this.samples.warm.push(runMs ?? Number.NaN);
    this.count(before, printed.length, printedLength);
  }

  /** Takes what the frozen function has not sent yet. */
  public async drain(milliseconds: number): Promise<void> {
    const before = this.options.receiver.deliveries.length;
    const rest = await this.sandbox?.thaw(milliseconds);
    this.count(before, rest?.printed.length ?? 0, rest?.printedLength ?? 0);
  }

  public async stop(): Promise<void> {
    await this.sandbox?.stop();
    this.sandbox = undefined;
  }

  public measured(): Measured {
    const { name, fn } = this.configuration;
    const { layers } = this.prepared;
    const count = Math.max(1, this.samples.warm.length);
    return {
      name,
      ...this.samples,
      memoryMb: this.memoryMb,
      packageBytes: packageSize(fn),
      layerBytes: layersSize(layers),
      spans: this.sent.spans / count,
      bytes: this.sent.bytes / count,
      notRun: fn.layers.filter((_, index) => layers[index]?.isStandIn === true),
    };
  }

  private async invoke(round: number): Promise<Invocation> {
    const { events, signal } = this.options;
    const event = events[Math.max(0, round) % events.length] as ComparedEvent;
    this.sandbox ??= this.prepared.newSandbox();
    const invocation = await this.sandbox.invoke(event.make());
    signal?.throwIfAborted();
    const { error, fatal, memoryMb } = invocation;
    if (error && (fatal || !event.mayFail)) throw failure(this.configuration, error);
    this.memoryMb = Math.max(this.memoryMb, memoryMb);
    return invocation;
  }

  private count(before: number, spans: number, bytes: number): void {
    const deliveries = this.options.receiver.deliveries.slice(before);
    this.sent.spans += spans + deliveries.reduce((sum, delivery) => sum + delivery.spans.length, 0);
    this.sent.bytes += bytes + deliveries.reduce((sum, delivery) => sum + delivery.bytes, 0);
  }
}

function failure({ name, fn }: { name: string; fn: LambdaFunction }, error: { type: string; message: string }) {
  const given = withoutSecrets(`${error.type}: ${error.message}`, environmentSecrets(fn.environment));
  return new PreviewProblem({
    code: 'preview-comparison-failed',
    what: `The function failed with the configuration "${name}"`,
    given: given.replace(/\.$/, ''),
    remedy: 'Run `tracelayer preview` with this configuration to see its log',
  });
}
