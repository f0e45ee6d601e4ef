/** The process as a command sees it: streams, variables, the folder, Ctrl-C; tests replace it. */
import type { Readable } from 'node:stream';
import { visible } from '../core/visible';
import { maskSecrets } from '../providers/mask';
import { COLOR } from './terminal/text';

export type HostVariables = Readonly<Record<string, string | undefined>>;

/** Where bytes go. */
export interface Stream {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** A stream to which nothing from outside can send control characters or a secret, unless it is asked to. */
export interface SafeOutput extends Stream {
  /** For people, and JSON: secrets are masked, control characters are visible, our own colors stay. */
  readonly write: (text: string) => void;
  /** For documents that must stay as they are, and for moving the cursor. */
  readonly exact: (text: string) => void;
}

interface Input extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

export interface Host {
  readonly variables: HostVariables;
  readonly folder: string;
  /** Results. */
  readonly out: SafeOutput;
  /** Progress, questions and complaints. */
  readonly err: SafeOutput;
  readonly input: Input;
  /** Masks these values in everything that is written from now on. */
  readonly hide: (secrets: Iterable<string>) => void;
  /** Calls back, instead of ending, on Ctrl-C or another signal to end; returns a function that cancels that. */
  readonly onInterrupt: (listener: () => void) => () => void;
}

/** A host whose outputs are safe, on plain streams. */
export function hostOn({ out, err, ...rest }: Plain): Host {
  const secrets = new Set<string>();
  const hide = (values: Iterable<string>) => {
    for (const value of values) secrets.add(value);
  };
  return { ...rest, out: safeOutput(out, secrets), err: safeOutput(err, secrets), hide };
}

type Plain = Omit<Host, 'out' | 'err' | 'hide'> & { readonly out: Stream; readonly err: Stream };

/** Ctrl-C, a runner that cancels a job, and a terminal that is closed. */
const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export const processHost = (): Host =>
  hostOn({
    variables: process.env,
    folder: process.cwd(),
    out: streamOf(process.stdout),
    err: streamOf(process.stderr),
    input: process.stdin,
    onInterrupt: (listener) => {
      for (const signal of INTERRUPTIONS) process.on(signal, listener);
      return () => {
        for (const signal of INTERRUPTIONS) process.off(signal, listener);
      };
    },
  });

const safeOutput = (stream: Stream, secrets: ReadonlySet<string>): SafeOutput => ({
  write: (text) => stream.write(visibleButColors(maskSecrets(text, secrets))),
  exact: (text) => stream.write(text),
  get isTerminal() {
    return stream.isTerminal;
  },
  get columns() {
    return stream.columns;
  },
});

/** The colors are ours: what they surround is not. */
const visibleButColors = (text: string): string =>
  text
    .split(COLOR)
    .map((piece, index) => (index % 2 === 1 ? piece : visible(piece)))
    .join('');

const streamOf = (stream: NodeJS.WriteStream): Stream => ({
  write: (text) => void stream.write(text),
  get isTerminal() {
    return stream.isTTY === true;
  },
  get columns() {
    return stream.columns ?? 100;
  },
});
