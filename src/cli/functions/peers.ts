/** Other tools that instrument functions: how one is recognised, and what it is known to have changed. */
import { type Note, note } from '../../core/finding';
import { FUNCTION } from '../../core/function';
import { layerOf, markedBy } from '../../core/marks';
import { withPresence } from '../../core/part';
import type { Signature } from '../../core/signature';
import type { Parts } from '../../core/state';
import { isKnown, text, type Value } from '../../core/value';
import { PROVIDERS } from '../../providers';
import { KNOWN_HANDLERS, ORIGINAL_HANDLER, WRAPPER } from '../../providers/datadog/hooks';
import published from '../../providers/layers/datadog.json';
import { OTHER_TOOLS } from '../../providers/other-tools';

interface Peer extends Partial<Signature> {
  readonly title: string;
  /** Tags that only it sets. */
  readonly tags?: readonly string[];
  /** What it is known to have written, for taking it back. */
  readonly wrote?: Wrote;
}

interface Wrote {
  /** The variable that keeps the function's own handler. */
  readonly original: string;
  readonly variables: readonly string[];
  /** How its other variables begin, which the user may have set as well. */
  readonly prefix: string;
}

const DATADOG = {
  handlers: KNOWN_HANDLERS,
  wrappers: [WRAPPER],
  accounts: Object.values(published.partitions).map(({ account }) => account),
  layers: ['Datadog-*', 'dd-trace-*'],
  wrote: {
    original: ORIGINAL_HANDLER,
    variables: [
      ORIGINAL_HANDLER,
      'DD_API_KEY',
      'DD_API_KEY_SECRET_ARN',
      'DD_API_KEY_SSM_ARN',
      'DD_KMS_API_KEY',
      'DD_SITE',
      'DD_TRACE_ENABLED',
      'DD_MERGE_XRAY_TRACES',
      'DD_SERVERLESS_LOGS_ENABLED',
      'DD_CAPTURE_LAMBDA_PAYLOAD',
      'DD_FLUSH_TO_LOG',
    ],
    prefix: 'DD_',
  },
} as const;

/** The ones that are named by a tag first, then those that are known by what they leave. */
const PEERS: readonly Peer[] = [
  { title: 'datadog-ci', tags: ['dd_sls_ci'], wrote: DATADOG.wrote },
  { title: "Datadog's CDK construct", tags: ['dd_cdk_construct'], wrote: DATADOG.wrote },
  { title: "Datadog's macro", tags: ['dd_sls_macro'], wrote: DATADOG.wrote },
  { title: "Datadog's Serverless plugin", tags: ['dd_sls_plugin'], wrote: DATADOG.wrote },
  { title: "Datadog's Terraform module", tags: ['dd_sls_terraform_module'], wrote: DATADOG.wrote },
  { title: 'tracelayer in its stack, by a Datadog tool, or by hand', ...DATADOG, variables: [ORIGINAL_HANDLER] },
  ...OTHER_TOOLS,
  {
    title: 'OpenTelemetry',
    ...PROVIDERS.opentelemetry.marks,
    layers: ['aws-otel-*', 'opentelemetry-*', 'AWSOpenTelemetryDistro*'],
  },
];

/** Who else has instrumented a function, if anybody has. */
export const peerOf = (parts: Parts): Peer | undefined => PEERS.find((peer) => bears(parts, peer));

const bears = (parts: Parts, { tags = [], title, handlers = [], layers = [], ...marks }: Peer): boolean =>
  tags.some((name) => Object.hasOwn(parts.tags, name)) ||
  markedBy({ title, handlers, layers, ...marks }, parts).length > 0;

/** The damage of a function whose handler is the tracer's, while nothing tells which one is the function's own. */
export function lostHandler({ handler: { handler }, environment }: Parts): Note[] {
  if (!isTracers(handler)) return [];
  const own = environment[ORIGINAL_HANDLER];
  if (own !== undefined && !isTracers(own)) return [];
  return [note('handler-lost', { handler: text(handler ?? ''), name: ORIGINAL_HANDLER })];
}

const isTracers = (handler: Value | undefined): boolean => isKnown(handler) && KNOWN_HANDLERS.includes(handler);

/** A function without what a tool is known to have put there, and what could not be known; or why it cannot be done. */
export function withoutPeer(parts: Parts, peer: Peer): { parts: Parts; notes: Note[] } | { refused: Note[] } {
  const { wrote } = peer;
  if (wrote === undefined) return { refused: [note('function-foreign', { by: peer.title })] };
  const lost = lostHandler(parts);
  if (lost.length > 0) return { refused: lost };
  const isHooked = isTracers(parts.handler.handler);
  const own = parts.environment[wrote.original];
  const isGone = ([name, value]: [string, Value]) =>
    wrote.variables.includes(name) ||
    (name === 'AWS_LAMBDA_EXEC_WRAPPER' && DATADOG.wrappers.includes(text(value) as never));
  const environment = Object.fromEntries(Object.entries(parts.environment).filter((entry) => !isGone(entry)));
  const rest = Object.keys(environment).filter((name) => name.startsWith(wrote.prefix));
  return {
    parts: withPresence(FUNCTION, {
      ...parts,
      containers: {},
      handler: isHooked && own !== undefined ? { handler: own } : parts.handler,
      environment,
      layers: Object.fromEntries(Object.entries(parts.layers).filter(([, arn]) => layerOf(DATADOG, arn).length === 0)),
      tags: Object.fromEntries(Object.entries(parts.tags).filter(([name]) => !peer.tags?.includes(name))),
    }),
    notes: rest.length > 0 ? [note('traces-remain', { by: peer.title, names: rest.join(', ') })] : [],
  };
}
