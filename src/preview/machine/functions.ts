/** The functions that a state machine calls: each is started once, and takes one event after another. */
import type { LambdaFunction } from '../function';
import type { Receiver } from '../receiver/receiver';
import { portsOf, STATSD_PORT } from '../sandbox/endpoints';
import { withOverrides } from '../sandbox/overrides';
import type { FunctionOutput, Invocation } from '../sandbox/sandbox';
import { type RunnableFunction, type Setting, type StartedFunction, type StartOptions, startFunction } from '../start';

export class CalledFunctions {
  /** What each function that was called is, and how it was run. */
  public readonly started: { readonly fn: LambdaFunction; readonly setting: Setting }[] = [];
  private readonly running = new Map<string, Promise<StartedFunction>>();
  private readonly ports = new Set<number>();

  public constructor(
    private readonly receiver: Receiver,
    private readonly options: StartOptions,
  ) {}

  /** Sends an event to a function, which is started for the first one. */
  public async invoke(runnable: RunnableFunction, event: unknown, traceHeader: string): Promise<Invocation> {
    const { name } = runnable.fn;
    const running = this.running.get(name) ?? this.start(runnable);
    this.running.set(name, running);
    return (await running).sandbox.invoke(event, traceHeader);
  }

  /** Lets all functions go on for a while; gives what they printed. */
  public async thaw(milliseconds: number): Promise<FunctionOutput[]> {
    return Promise.all((await this.all()).map(({ sandbox }) => sandbox.thaw(milliseconds)));
  }

  public async stop(): Promise<void> {
    await Promise.all((await this.all()).map(({ sandbox }) => sandbox.stop()));
  }

  private async start(runnable: RunnableFunction): Promise<StartedFunction> {
    const { sandbox, ...setting } = await startFunction(runnable, this.options);
    if (this.ports.size === 0) await this.receiver.listenStatsd(STATSD_PORT);
    for (const port of portsOf(withOverrides(runnable.fn)).filter((one) => !this.ports.has(one))) {
      this.ports.add(port);
      await this.receiver.listen(port);
    }
    this.started.push({ fn: runnable.fn, setting });
    return { ...setting, sandbox };
  }

  private async all(): Promise<StartedFunction[]> {
    const ended = await Promise.allSettled(this.running.values());
    return ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }
}
