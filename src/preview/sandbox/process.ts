/** A function's processes: started, frozen, thawed, measured, ended, their output kept line by line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Isolation } from './isolation';
import { memoryBelow } from './memory';

/** How a process ended: by an exit code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** What to start. */
export interface Start {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** How long the processes get to end by themselves before they are killed from here. */
const GRACE_MS = 2_000;
/** What was printed last may still be in the pipes; a process that holds them open longer is not waited for. */
const DRAIN_MS = 250;
/** A shell reports a signal as an exit code above this. */
const SIGNALLED = 128;

/** Everything that a function runs. The program in front of it ends it all when this process ends, however that happens. */
export class FunctionProcess {
  public readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private lines: string[] = [];
  private ended = false;

  public constructor({ command, variables }: Isolation, start: Start) {
    const pairs = Object.entries(start.environment).map(([name, value]) => `${name}=${value}`);
    this.child = spawn(command[0], [...command.slice(1), ...pairs, ...start.command], {
      cwd: start.folder,
      env: { ...variables },
      detached: true,
      stdio: 'pipe',
    });
    this.child.stdin?.on('error', () => undefined);
    this.keep(this.child.stdout);
    this.keep(this.child.stderr);
    this.exited = this.ending();
  }

  /** What was printed since the last time, on both streams, in order. */
  public take(): string[] {
    const taken = this.lines;
    this.lines = [];
    return taken;
  }

  /** Stops every thread of the function where it is, as Lambda does between two invocations. */
  public freeze(): void {
    this.control('freeze');
  }

  /** Lets it go on. */
  public thaw(): void {
    this.control('thaw');
  }

  /** The megabytes that the function holds now; `undefined` where this machine does not say. */
  public memory(): number | undefined {
    return this.ended || this.child.pid === undefined ? undefined : memoryBelow(this.child.pid);
  }

  /** Ends every process without notice, as Lambda ends a sandbox that has no extension. */
  public async kill(): Promise<void> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.killGroup(), GRACE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  private async ending(): Promise<Exit> {
    const closed = new Promise<void>((resolve) => this.child.once('close', () => resolve()));
    const exit = await new Promise<Exit>((resolve) => {
      this.child.once('error', (error) => {
        this.lines.push(error.message);
        resolve({ code: 127, signal: null });
      });
      this.child.once('exit', (code, signal) => resolve({ code, signal: signal ?? signalOf(code) }));
    });
    this.ended = true;
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    return exit;
  }

  private control(word: string): void {
    if (!this.ended) this.child.stdin?.write(`${word}\n`);
  }

  private killGroup(): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }

  private keep(stream: Readable | null): void {
    if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
  }
}

const signalOf = (code: number | null): string | null =>
  Object.entries(constants.signals).find(([, number]) => number + SIGNALLED === code)?.[0] ?? null;
