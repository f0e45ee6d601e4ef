/** Other tools that instrument functions: how one is recognized, and what it is known to have changed. */
import { type Note, note } from '../../core/finding';
import { FUNCTION } from '../../core/function';
import { withPresence } from '../../core/part';
import { layerOfTool, markedBy } from '../../core/recognize';
import { EXEC_WRAPPER, type Signature } from '../../core/signature';
import type { Parts } from '../../core/state';
import { isKnown, type Value, valueText } from '../../core/value';
import { PROVIDERS } from '../../providers';
import { OTHER_TOOLS } from '../../providers/other-tools';
import type { OtherInstallers, Provider, Wrote } from '../../providers/provider';

interface Peer {
  readonly title: string;
  /** A tag that only it sets. */
  readonly tag?: string;
  /** What it leaves on a function. */
  readonly signature: Signature;
  /** What it is known to have written, for taking it back. */
  readonly wrote?: Wrote;
}

const installersOf = ({ installers, title, signatures }: Provider): OtherInstallers =>
  installers ?? { tagged: [], untagged: { title, ...signatures } };

const INSTALLERS = Object.values(PROVIDERS).map(installersOf);

/** The tools that set a tag. */
const TAGGED: readonly Peer[] = INSTALLERS.flatMap(({ tagged, untagged: signature, wrote }) =>
  tagged.map(({ title, tag }) => ({ title, tag, signature, wrote })),
);

/** The tools that only their signatures identify. */
const UNTAGGED: readonly Peer[] = [
  ...INSTALLERS.map(({ untagged, wrote }) => ({ title: untagged.title, signature: untagged, wrote })),
  ...OTHER_TOOLS.map((signature) => ({ title: signature.title, signature })),
];

/** Who else has instrumented a function, if anybody has. */
export const peerOf = (parts: Parts): Peer | undefined =>
  TAGGED.find(({ tag = '' }) => Object.hasOwn(parts.tags, tag)) ??
  UNTAGGED.find(({ signature }) => markedBy(signature, parts).length > 0);

/** The damage of a function whose handler is a tracer's, while the function's own handler is not known. */
export function lostHandler({ handler: { handler }, environment }: Parts): Note[] {
  const tracer = UNTAGGED.find((peer) => peer.wrote && isTracers(peer, handler));
  if (tracer?.wrote === undefined) return [];
  const own = environment[tracer.wrote.original];
  if (own !== undefined && !isTracers(tracer, own)) return [];
  return [note('handler-lost', { handler: valueText(handler ?? ''), name: tracer.wrote.original })];
}

const isTracers = ({ signature: { handlers } }: Peer, handler: Value | undefined): boolean =>
  isKnown(handler) && handlers.includes(handler);

/** A function without what a tool is known to have put there, and what could not be known; or why it cannot be done. */
export function withoutPeer(parts: Parts, peer: Peer): { parts: Parts; notes: Note[] } | { refused: Note[] } {
  const { wrote, signature, tag } = peer;
  if (wrote === undefined) return { refused: [note('function-foreign', { by: peer.title })] };
  const lost = lostHandler(parts);
  if (lost.length > 0) return { refused: lost };
  const own = parts.environment[wrote.original];
  const isGone = ([name, value]: [string, Value]) =>
    wrote.variables.includes(name) || (name === EXEC_WRAPPER && signature.wrappers?.includes(valueText(value)));
  const environment = Object.fromEntries(Object.entries(parts.environment).filter((entry) => !isGone(entry)));
  const rest = Object.keys(environment).filter((name) => name.startsWith(wrote.prefix));
  return {
    parts: withPresence(FUNCTION, {
      ...parts,
      containers: {},
      handler: isTracers(peer, parts.handler.handler) && own !== undefined ? { handler: own } : parts.handler,
      environment,
      layers: Object.fromEntries(
        Object.entries(parts.layers).filter(([, arn]) => layerOfTool(signature, arn).length === 0),
      ),
      tags: Object.fromEntries(Object.entries(parts.tags).filter(([name]) => name !== tag)),
    }),
    notes: rest.length > 0 ? [note('traces-remain', { by: peer.title, names: rest.join(', ') })] : [],
  };
}
