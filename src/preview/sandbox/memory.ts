/** How much memory a process and everything that it started hold. */
import { readdirSync, readFileSync } from 'node:fs';

/** What cannot be given back to the system while it is in use: neither programs' code nor other files count. */
const HELD = /^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm;
const KB_PER_MB = 1024;
/** At least this long between two looks, and at least this many times as long as a look takes. */
const SHORTEST_WAIT_MS = 50;
const SHARE = 10;
/** The parent's id follows the name, which may hold anything, and the state. */
const PARENT = /\) \S (\d+) [^)]*$/;

/** The megabytes held by a process and those below it; `undefined` where the machine lists no processes. */
export function memoryBelow(pid: number): number | undefined {
  const children = childrenById();
  const held = (id: string): number => (children.get(id) ?? []).reduce((sum, child) => sum + held(child), heldBy(id));
  return children.size === 0 ? undefined : held(String(pid)) / KB_PER_MB;
}

function childrenById(): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const id of processes()) {
    const parent = PARENT.exec(readProc(`/proc/${id}/stat`))?.[1];
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  return children;
}

const processes = (): string[] => {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
};

const heldBy = (id: string): number =>
  [...readProc(`/proc/${id}/status`).matchAll(HELD)].reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0);

/** A process may end between two looks. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Measures again and again until `stop`. */
export class MemoryWatch {
  private peakMb = 0;
  private timer?: NodeJS.Timeout;

  /** `exceeded` is called each time more than the limit is held. */
  public constructor(
    private readonly measure: () => number | undefined,
    private readonly limitMb: number,
    private readonly exceeded: () => void,
  ) {
    this.later(SHORTEST_WAIT_MS);
  }

  /** Looks a last time; gives the most that was seen, in megabytes, or 0 where the machine does not say. */
  public stop(): number {
    clearTimeout(this.timer);
    this.look();
    return this.peakMb;
  }

  private later(milliseconds: number): void {
    this.timer = setTimeout(() => {
      const before = Date.now();
      this.look();
      // On a machine with many processes a look takes longer, so there are fewer.
      this.later(Math.max(SHORTEST_WAIT_MS, SHARE * (Date.now() - before)));
    }, milliseconds);
  }

  private look(): void {
    const held = this.measure() ?? 0;
    this.peakMb = Math.max(this.peakMb, Math.round(held));
    if (held > this.limitMb) this.exceeded();
  }
}
