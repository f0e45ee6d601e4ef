/** Runs a function on this machine with one event at a time, and collects its traces. */
import type { LambdaFunction } from './function';
import { Receiver } from './receiver/receiver';
import { environmentSecrets, withoutSecrets } from './redact';
import type { Invocation, Sandbox } from './sandbox/sandbox';
import type { MetricPoint, Span } from './span';
import { listen, type Setting, type StartOptions, startFunction } from './start';

/** How to preview. */
export interface PreviewOptions extends StartOptions {
  /** What makes the events to send, in order, each at the moment it is sent; the first one starts the sandbox. */
  readonly events: readonly (() => unknown)[];
  /** Folders for layers that are the user's own, by layer name. */
  readonly layerFolders?: Readonly<Record<string, string>>;
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
export interface Preview extends Setting {
  readonly invocations: readonly PreviewedInvocation[];
  readonly metrics: readonly MetricPoint[];
  /** Payloads that could not be read. */
  readonly refused: readonly string[];
}

const NS_PER_MS = 1e6;

/** Runs the function as it is given, instrumented or not. */
export async function preview(fn: LambdaFunction, options: PreviewOptions): Promise<Preview> {
  const { sandbox, ...setting } = await startFunction({ fn, layerFolders: options.layerFolders }, options);
  const receiver = options.receiver ?? new Receiver();
  try {
    if (!options.receiver) await listen(receiver, [fn]);
    const seen = await runInvocations(sandbox, receiver, options);
    return withoutSecrets({ ...setting, ...seen }, environmentSecrets(fn.environment));
  } finally {
    await sandbox.stop();
    if (!options.receiver) await receiver.close();
  }
}

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
export function invocationOf(span: Span, invocations: readonly Pick<Invocation, 'startedAt'>[]): number {
  const end = (span.start + span.duration) / NS_PER_MS;
  const begun = invocations.filter(({ startedAt }) => startedAt <= end);
  return Math.max(0, begun.length - 1);
}
