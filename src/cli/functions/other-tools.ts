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
import type { OtherInstallers, Provider, WrittenByInstaller } from '../../providers/provider';

interface Installer {
  readonly title: string;
  /** A tag that only it sets. */
  readonly tag?: string;
  /** What it leaves on a function. */
  readonly signature: Signature;
  /** What it is known to have written, for taking it back. */
  readonly writes?: WrittenByInstaller;
}

const installersOf = ({ installers, title, signatures }: Provider): OtherInstallers =>
  installers ?? { tagged: [], untagged: { title, ...signatures } };

const INSTALLERS = Object.values(PROVIDERS).map(installersOf);

/** The tools that set a tag. */
const TAGGED: readonly Installer[] = INSTALLERS.flatMap(({ tagged, untagged: signature, writes }) =>
  tagged.map(({ title, tag }) => ({ title, tag, signature, writes })),
);

/** The tools that only their signatures identify. */
const UNTAGGED: readonly Installer[] = [
  ...INSTALLERS.map(({ untagged, writes }) => ({ title: untagged.title, signature: untagged, writes })),
  ...OTHER_TOOLS.map((signature) => ({ title: signature.title, signature })),
];

/** Who else has instrumented a function, if anybody has. */
export const installerOf = (parts: Parts): Installer | undefined =>
  TAGGED.find(({ tag = '' }) => Object.hasOwn(parts.tags, tag)) ??
  UNTAGGED.find(({ signature }) => markedBy(signature, parts).length > 0);

/** The damage of a function whose handler is a tracer's, while the function's own handler is not known. */
export function lostHandler({ handler: { handler }, environment }: Parts): Note[] {
  const tracer = UNTAGGED.find((installer) => installer.writes && isTracers(installer, handler));
  if (tracer?.writes === undefined) return [];
  const own = environment[tracer.writes.original];
  if (own !== undefined && !isTracers(tracer, own)) return [];
  return [note('handler-lost', { handler: valueText(handler ?? ''), name: tracer.writes.original })];
}

const isTracers = ({ signature: { handlers } }: Installer, handler: Value | undefined): boolean =>
  isKnown(handler) && handlers.includes(handler);

/** A function without what a tool is known to have put there, and what could not be known; or why it cannot be done. */
export function withoutInstaller(
  parts: Parts,
  installer: Installer,
): { parts: Parts; notes: Note[] } | { refused: Note[] } {
  const { writes, signature, tag } = installer;
  if (writes === undefined) return { refused: [note('function-foreign', { by: installer.title })] };
  const lost = lostHandler(parts);
  if (lost.length > 0) return { refused: lost };
  const own = parts.environment[writes.original];
  const isGone = ([name, value]: [string, Value]) =>
    writes.variables.includes(name) || (name === EXEC_WRAPPER && signature.wrappers?.includes(valueText(value)));
  const environment = Object.fromEntries(Object.entries(parts.environment).filter((entry) => !isGone(entry)));
  const rest = Object.keys(environment).filter((name) => name.startsWith(writes.prefix));
  return {
    parts: withPresence(FUNCTION, {
      ...parts,
      containers: {},
      handler: isTracers(installer, parts.handler.handler) && own !== undefined ? { handler: own } : parts.handler,
      environment,
      layers: Object.fromEntries(
        Object.entries(parts.layers).filter(([, arn]) => layerOfTool(signature, arn).length === 0),
      ),
      tags: Object.fromEntries(Object.entries(parts.tags).filter(([name]) => name !== tag)),
    }),
    notes: rest.length > 0 ? [note('traces-remain', { by: installer.title, names: rest.join(', ') })] : [],
  };
}
