/** A function's process: started, frozen, thawed, ended, its output kept line by line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One process group, which Lambda's freezing is played on by signals. */
export class FunctionProcess {
  public readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private lines: string[] = [];
  private ended = false;

  public constructor(command: readonly string[], environment: Readonly<Record<string, string>>, folder: string) {
    this.child = spawn(command[0], command.slice(1), {
      cwd: folder,
      env: { ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.keep(this.child.stdout);
    this.keep(this.child.stderr);
    this.exited = new Promise((resolve) => {
      const end = (exit: Exit) => {
        this.ended = true;
        resolve(exit);
      };
      this.child.once('error', (error) => {
        this.lines.push(error.message);
        end({ code: 127, signal: null });
      });
      this.child.once('close', (code, signal) => end({ code, signal }));
    });
  }

  /** What was printed since the last time, on both streams, in order. */
  public take(): string[] {
    const taken = this.lines;
    this.lines = [];
    return taken;
  }

  /** Stops every thread of the process where it is, as Lambda does between two invocations. */
  public freeze(): void {
    this.signal('SIGSTOP');
  }

  /** Lets it go on. */
  public thaw(): void {
    this.signal('SIGCONT');
  }

  /** Ends it without notice, as Lambda ends a sandbox that has no extension. */
  public async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  private signal(name: NodeJS.Signals): void {
    if (this.ended || this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, name);
    } catch {
      this.ended = true;
    }
  }

  private keep(stream: Readable | null): void {
    if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
  }
}
