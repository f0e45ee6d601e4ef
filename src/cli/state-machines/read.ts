/** A deployed state machine as the core sees it, from what Step Functions says of it. */
import type { Change } from '../../core/change';
import { isJsonMap, type JsonMap } from '../../core/definition/states';
import { type Note, note } from '../../core/finding';
import { withPresence } from '../../core/part';
import type { Receipt } from '../../core/receipt';
import {
  type MachinePart,
  type MachineParts,
  type MachineState,
  type MachineTarget,
  STATE_MACHINE,
} from '../../core/state-machine';
import type { Value } from '../../core/value';
import { readDefinition } from '../../surfaces/definition';
import type { Tags } from '../../surfaces/lambda/configuration';
import { isEvidence } from '../../surfaces/lambda/evidence';
import type { MachineDescription } from '../aws/machine-calls';
import { type MachineAddress, newLogGroupName, parseMachineArn } from './name';
import { type KeptMachine, readComment, readMachineEvidence } from './receipt';

export interface DeployedMachine {
  readonly described: MachineDescription;
  readonly tags: Tags;
  readonly arn: string;
  readonly place: MachineAddress;
  readonly state: MachineState;
  /** The text of the definition with changes; absent where it can't be read. */
  readonly write?: (changes: readonly Change<MachinePart>[]) => string;
  /** Its `Comment` as it is, and without the receipt. */
  readonly written?: string;
  readonly comment?: string;
  readonly kept?: KeptMachine;
}

/** A machine as the core sees it, or why that is not possible. */
export function readMachine(described: MachineDescription, tags: Tags): DeployedMachine | { refused: Note[] } {
  const { stateMachineArn: arn = '', definition: text } = described;
  const place = parseMachineArn(arn);
  if (place === undefined) throw new Error(`${arn} is not the ARN of a state machine`);
  const evidence = readMachineEvidence(tags);
  if (typeof evidence === 'string') return { refused: [unreadable('tags "tracelayer-receipt"')] };
  const written = commentIn(text);
  const commented = readComment(written);
  if (typeof commented === 'string') return { refused: [unreadable('"Comment" in its definition')] };
  const kept = together(evidence, commented.receipt);
  const { entries, unread, ...read } = definitionIn(text, kept?.receipt);
  const state: MachineState = {
    id: place.name,
    target: targetOf(place, unread),
    parts: partsOf(described, tags, withOwnComment(entries, commented.comment)),
    ...(kept === undefined ? {} : { receipt: kept.receipt }),
  };
  const { comment } = commented;
  return {
    ...{ described, tags, arn, place, state, ...read },
    ...(written === undefined ? {} : { written }),
    ...(comment === undefined ? {} : { comment }),
    ...(kept === undefined ? {} : { kept }),
  };
}

const unreadable = (place: string): Note => note('machine-receipt-unreadable', { place });

/** Either copy is enough to know that the machine is traced; each has what the other has not. */
function together(evidence: KeptMachine | undefined, edits: Receipt<MachinePart> | undefined): KeptMachine | undefined {
  if (evidence === undefined) return edits && { receipt: edits };
  const { receipt } = evidence;
  return { ...evidence, receipt: { ...receipt, entries: [...(edits?.entries ?? []), ...receipt.entries] } };
}

interface DefinitionRead extends Pick<DeployedMachine, 'write'> {
  readonly entries: Readonly<Record<string, Value>>;
  readonly unread?: string;
}

function definitionIn(text: string | undefined, receipt: Receipt<MachinePart> | undefined): DefinitionRead {
  if (text === undefined) return { entries: {}, unread: 'it is encrypted with a key that you may not use' };
  const written = receipt?.entries.filter(({ kind }) => kind === 'definition').map(({ name }) => name);
  const read = readDefinition(text);
  if ('unread' in read) return { entries: {}, unread: read.unread };
  return { entries: read.entries(new Set(written)), write: (changes) => read.write(changes) as string };
}

/** The entries of the definition, with the user's own comment in place of the one with the receipt. */
function withOwnComment(
  entries: Readonly<Record<string, Value>>,
  comment: string | undefined,
): MachineParts['definition'] {
  if (!Object.hasOwn(entries, COMMENT)) return entries;
  return Object.fromEntries(
    Object.entries(entries).flatMap(([pointer, value]) => {
      if (pointer !== COMMENT) return [[pointer, value]];
      return comment === undefined ? [] : [[pointer, JSON.stringify(comment)]];
    }),
  );
}

/** Where a definition has its own comment. */
export const COMMENT = '/Comment';

const targetOf = ({ name, ...place }: MachineAddress, unread: string | undefined): MachineTarget => ({
  ...place,
  newLogGroup: `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${newLogGroupName(name)}:*`,
  ...(unread === undefined ? {} : { unread }),
});

/** The parts of a machine. What every machine has by default, such as the level `OFF`, is not there. */
function partsOf(described: MachineDescription, tags: Tags, definition: MachineParts['definition']): MachineParts {
  const { loggingConfiguration: logging = {}, tracingConfiguration } = described;
  const destination = logging.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  const own = Object.entries(tags).filter(([name]) => !isEvidence(name));
  return withPresence(STATE_MACHINE, {
    presence: {},
    definition,
    logging: {
      ...(logging.level === undefined || logging.level === LEVEL_OFF ? {} : { level: logging.level }),
      ...(logging.includeExecutionData ? { includeExecutionData: 'true' } : {}),
      ...(destination === undefined ? {} : { destination }),
    },
    tracing: tracingConfiguration?.enabled ? { enabled: 'true' } : {},
    tags: Object.fromEntries(own),
  });
}

export const LEVEL_OFF = 'OFF';

/** The top-level comment of a definition. */
function commentIn(text: string | undefined): string | undefined {
  const comment = jsonIn(text)?.Comment;
  return typeof comment === 'string' ? comment : undefined;
}

function jsonIn(text = ''): JsonMap | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isJsonMap(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
