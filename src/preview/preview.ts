/** Runs a function on this machine with one event at a time, and collects its traces. */
import { homedir } from 'node:os';
import { asset } from './assets';
import type { LambdaFunction } from './function';
import { Receiver } from './receiver/receiver';
import { environmentSecrets, withoutSecrets } from './redact';
import { credentialsOn, type Whereabouts } from './sandbox/credentials';
import { portsOf, STATSD_PORT } from './sandbox/endpoints';
import { isolate } from './sandbox/isolation';
import { type Override, overridesFor, withOverrides } from './sandbox/overrides';
import { findInterpreter, type Interpreter } from './sandbox/runtimes';
import { type Invocation, Sandbox } from './sandbox/sandbox';
import type { MetricPoint, Span } from './span';
import { builtTree } from './trees/build';
import { Cache } from './trees/cache';
import { optFolder } from './trees/opt';

/** How to preview. */
export interface PreviewOptions {
  /** What makes the events to send, in order, each at the moment it is sent; the first one starts the sandbox. */
  readonly events: readonly (() => unknown)[];
  /** The folder in which layer trees are kept. */
  readonly cacheFolder: string;
  /** Where programs are looked for, in the form of PATH. */
  readonly path: string;
  /** Folders for layers that are the user's own, by layer name. */
  readonly layerFolders?: Readonly<Record<string, string>>;
  /** Milliseconds the function may take to start, and to answer where it has no timeout of its own. @default 30000 */
  readonly limitMs?: number;
  /** Milliseconds the frozen function may go on at the end, so that a background sender delivers. @default 0 */
  readonly thawMs?: number;
  /** Hears the names of trees that have to come from a package registry first. */
  readonly fetching?: (name: string) => void;
  /** Where files with credentials are: the function finds them empty. @default - those of this process */
  readonly whereabouts?: Whereabouts;
  /** Ends the preview, with everything that it has started; it then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Takes the traces; its caller closes it. @default - one of its own */
  readonly receiver?: Receiver;
}

/** One invocation and the spans it made. */
export interface PreviewedInvocation extends Invocation {
  readonly spans: readonly Span[];
  /** Spans that arrived only after the sandbox was frozen for the last time: in Lambda they would be lost. */
  readonly late: readonly Span[];
}

/** What a preview showed. */
export interface Preview {
  readonly functionName: string;
  readonly interpreter: Interpreter;
  readonly overrides: readonly Override[];
  /** What is only approximated here, and what this machine does not allow, a sentence each. */
  readonly notes: readonly string[];
  readonly invocations: readonly PreviewedInvocation[];
  readonly metrics: readonly MetricPoint[];
  /** Payloads that could not be read. */
  readonly refused: readonly string[];
}

const LIMIT_MS = 30_000;
const NS_PER_MS = 1e6;

/** Runs the function as it is given, instrumented or not. */
export async function preview(fn: LambdaFunction, options: PreviewOptions): Promise<Preview> {
  options.signal?.throwIfAborted();
  const interpreter = findInterpreter(fn.runtime, options.path);
  const { setup, notes } = await setupFor(fn, interpreter, options);
  const sandbox = new Sandbox(fn, setup);
  const stop = () => void sandbox.stop();
  options.signal?.addEventListener('abort', stop);
  const receiver = options.receiver ?? new Receiver();
  try {
    if (!options.receiver) await listen(receiver, fn);
    const seen = await runInvocations(sandbox, receiver, options);
    const shown = { functionName: fn.name, interpreter, overrides: overridesFor(fn), notes, ...seen };
    return withoutSecrets(shown, environmentSecrets(fn.environment));
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await sandbox.stop();
    if (!options.receiver) await receiver.close();
  }
}

/** Has a receiver listen wherever the function's environment may send traces. */
async function listen(receiver: Receiver, fn: LambdaFunction): Promise<void> {
  for (const port of portsOf(withOverrides(fn))) await receiver.listen(port);
  await receiver.listenStatsd(STATSD_PORT);
}

async function setupFor(fn: LambdaFunction, interpreter: Interpreter, options: PreviewOptions) {
  const cache = new Cache(options.cacheFolder, options);
  const tree = await optFolder(fn.layers, { cache, interpreter, layerFolders: options.layerFolders });
  const javaRuntime = interpreter.family === 'java' ? await builtTree('java-runtime', interpreter, cache) : undefined;
  const readable = [fn.codeDir, tree, interpreter.executable, asset('runtime'), ...(javaRuntime ? [javaRuntime] : [])];
  const { hidden, needed } = credentialsOn(options.whereabouts ?? OF_THIS_PROCESS, readable);
  const isolation = isolate({ tree, hidden, path: options.path });
  const startMs = options.limitMs ?? LIMIT_MS;
  const timeoutMs = fn.timeoutSeconds === undefined ? startMs : fn.timeoutSeconds * 1000;
  return {
    setup: { interpreter, javaRuntime, isolation, startMs, timeoutMs },
    notes: [...memoryNotes(fn), ...isolation.notes, ...needed.map(readableNote)],
  };
}

const OF_THIS_PROCESS: Whereabouts = { home: homedir(), variables: process.env };

const memoryNotes = ({ memoryMb }: LambdaFunction): string[] =>
  memoryMb === undefined
    ? []
    : [`The memory limit of ${memoryMb} MB is approximated: it is compared with what the processes hold now and then.`];

const readableNote = (path: string): string =>
  `The function can read ${path}, which may hold credentials, because it is started from there.`;

type Observed = Pick<Preview, 'invocations' | 'metrics' | 'refused'>;

async function runInvocations(sandbox: Sandbox, receiver: Receiver, options: PreviewOptions): Promise<Observed> {
  const before = new Set(receiver.spans);
  const raw: Invocation[] = [];
  for (const event of options.events) {
    raw.push(await sandbox.invoke(event()));
    options.signal?.throwIfAborted();
  }
  const inTime = [...receiver.spans, ...raw.flatMap(({ printed }) => printed)];
  const rest = await sandbox.thaw(options.thawMs ?? 0);
  options.signal?.throwIfAborted();
  const late = [...receiver.spans, ...rest.printed].filter((span) => !inTime.includes(span));
  const mine = (spans: readonly Span[], index: number) =>
    spans.filter((span) => !before.has(span) && invocationOf(span, raw) === index);
  return {
    invocations: raw.map((invocation, index) => ({
      ...invocation,
      spans: mine(inTime, index),
      late: mine(late, index),
    })),
    metrics: [...receiver.metrics, ...raw.flatMap(({ metrics }) => metrics), ...rest.metrics],
    refused: receiver.refused,
  };
}

/** The last invocation that had begun when the span ended: a span inferred from the event begins before its invocation. */
function invocationOf(span: Span, invocations: readonly Invocation[]): number {
  const end = (span.start + span.duration) / NS_PER_MS;
  const begun = invocations.filter(({ startedAt }) => startedAt <= end);
  return Math.max(0, begun.length - 1);
}
