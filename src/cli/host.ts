/** The process as a command sees it: streams, variables, the folder, Ctrl-C; another one stands in its place in tests. */
import type { Readable } from 'node:stream';

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: number;
}

export interface Input extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

export interface Host {
  readonly variables: Variables;
  readonly folder: string;
  /** Results. */
  readonly out: Output;
  /** Progress, questions and complaints. */
  readonly err: Output;
  readonly input: Input;
  /** Calls back on Ctrl-C instead of ending; gives what takes that back. */
  readonly onInterrupt: (listener: () => void) => () => void;
}

export const processHost = (): Host => ({
  variables: process.env,
  folder: process.cwd(),
  out: output(process.stdout),
  err: output(process.stderr),
  input: process.stdin,
  onInterrupt: (listener) => {
    process.on('SIGINT', listener);
    return () => void process.off('SIGINT', listener);
  },
});

const output = (stream: NodeJS.WriteStream): Output => ({
  write: (text) => void stream.write(text),
  get isTerminal() {
    return stream.isTTY === true;
  },
  get columns() {
    return stream.columns ?? 100;
  },
});
