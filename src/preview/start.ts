/** A function started in a sandbox of its own, with the files of its layers. */
import { homedir } from 'node:os';
import { asset } from './assets';
import type { LambdaFunction } from './function';
import type { Receiver } from './receiver/receiver';
import { credentialsOn, type Whereabouts } from './sandbox/credentials';
import { portsOf, STATSD_PORT } from './sandbox/endpoints';
import { isolate } from './sandbox/isolation';
import { type Override, overridesFor, withOverrides } from './sandbox/overrides';
import { findInterpreter, type Interpreter } from './sandbox/runtimes';
import { Sandbox } from './sandbox/sandbox';
import { builtTree } from './trees/build';
import { Cache } from './trees/cache';
import { layerFolders as foldersOfLayers, type MountedTree, optFolder } from './trees/opt';

/** How to start functions. */
export interface StartOptions {
  /** The folder in which layer trees are kept. */
  readonly cacheFolder: string;
  /** Where programs are looked for, in the form of PATH. */
  readonly path: string;
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
}

/** A function with the folders of layers that are the user's own, by layer name. */
export interface RunnableFunction {
  readonly fn: LambdaFunction;
  readonly layerFolders?: Readonly<Record<string, string>>;
}

/** How a function was run. */
export interface Setting {
  readonly functionName: string;
  readonly interpreter: Interpreter;
  readonly overrides: readonly Override[];
  /** What is only approximated here, and what this machine does not allow, a sentence each. */
  readonly notes: readonly string[];
}

export interface StartedFunction extends Setting {
  readonly sandbox: Sandbox;
}

/** A function of which sandboxes can be started, one after another. */
export interface PreparedFunction extends Setting {
  /** An interruption stops the latest one. */
  readonly newSandbox: () => Sandbox;
  /** The files of its layers, in their order. */
  readonly layers: readonly MountedTree[];
}

const LIMIT_MS = 30_000;

/** Makes everything ready; the first event starts the process, and an interruption stops it. */
export async function startFunction(runnable: RunnableFunction, options: StartOptions): Promise<StartedFunction> {
  const { newSandbox, layers: _layers, ...setting } = await prepareFunction(runnable, options);
  return { ...setting, sandbox: newSandbox() };
}

/** Does what all sandboxes of a function have in common. */
export async function prepareFunction(runnable: RunnableFunction, options: StartOptions): Promise<PreparedFunction> {
  const { fn } = runnable;
  options.signal?.throwIfAborted();
  const interpreter = findInterpreter(fn.runtime, options.path);
  const { setup, layers, notes } = await setupFor(runnable, interpreter, options);
  let latest: Sandbox | undefined;
  options.signal?.addEventListener('abort', () => void latest?.stop(), { once: true });
  const newSandbox = () => {
    latest = new Sandbox(fn, setup);
    return latest;
  };
  return { functionName: fn.name, interpreter, overrides: overridesFor(fn), notes, layers, newSandbox };
}

/** Has a receiver listen wherever functions may send traces. */
export async function listen(receiver: Receiver, fns: readonly LambdaFunction[]): Promise<void> {
  for (const port of new Set(fns.flatMap((fn) => portsOf(withOverrides(fn))))) await receiver.listen(port);
  await receiver.listenStatsd(STATSD_PORT);
}

async function setupFor({ fn, layerFolders }: RunnableFunction, interpreter: Interpreter, options: StartOptions) {
  const cache = new Cache(options.cacheFolder, options);
  const layers = await foldersOfLayers(fn.layers, { cache, interpreter, layerFolders });
  const tree = await optFolder(layers, cache);
  const javaRuntime = interpreter.family === 'java' ? await builtTree('java-runtime', interpreter, cache) : undefined;
  const readable = [fn.codeDir, tree, interpreter.executable, asset('runtime'), ...(javaRuntime ? [javaRuntime] : [])];
  const { hidden, needed } = credentialsOn(options.whereabouts ?? OF_THIS_PROCESS, readable);
  const isolation = isolate({ tree, hidden, path: options.path });
  const startMs = options.limitMs ?? LIMIT_MS;
  const timeoutMs = fn.timeoutSeconds === undefined ? startMs : fn.timeoutSeconds * 1000;
  return {
    setup: { interpreter, javaRuntime, isolation, startMs, timeoutMs },
    layers,
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
