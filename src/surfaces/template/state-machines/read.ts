/** One state machine of a template as a state. */
import { definitionOf } from '../../../core/definition/entries';
import { partNames, withPresence } from '../../../core/part';
import type { Receipt } from '../../../core/receipt';
import { type MachinePart, type MachineState, type MachineTarget, STATE_MACHINE } from '../../../core/state-machine';
import type { Value } from '../../../core/value';
import { isUnread, type ReadDefinition, readDefinition } from '../../definition';
import { toValue } from '../../intrinsics';
import { readReceipt } from '../../receipt';
import { isNoValue, isPlainMap, type Json, type Resource, shapeOf } from '../document/document';
import { metadataOf } from '../document/metadata';
import { type ReadPart, readTags, type TextMap } from '../document/tags';
import { type MachineDialect, machineDialect } from './dialect';

export const MACHINE_PARTS = partNames(STATE_MACHINE);

export interface ReadMachine {
  readonly state: MachineState;
  /** The property that holds the definition, if it can be read. */
  readonly definition?: { readonly property: string; readonly read: ReadDefinition };
}

export type MachinePlace = Omit<MachineTarget, 'definition' | 'unread'>;

export const receiptIn = (resource: Resource): Receipt<MachinePart> | undefined =>
  readReceipt<MachinePart>(metadataOf(resource), toValue, MACHINE_PARTS);

/** Reads a machine, whose properties are a map. */
export function readMachine(id: string, resource: Resource, place: MachinePlace): ReadMachine {
  const dialect = machineDialect(resource);
  const properties: Json = resource.Properties ?? {};
  const receipt = receiptIn(resource);
  const found = definitionIn(properties, dialect);
  const parts = {
    logging: readLogging(properties[dialect.logging]),
    tracing: readTracing(properties[dialect.tracing]),
    tags: readTags(properties.Tags, dialect.tags),
  };
  const unresolved = Object.entries(parts).filter(([, part]) => typeof part === 'string');
  const written = receipt?.entries.flatMap(({ kind, name }) => (kind === 'definition' ? [name] : [])) ?? [];
  const state: MachineState = {
    id,
    target: 'unread' in found ? { ...place, unread: found.unread } : place,
    parts: withPresence(STATE_MACHINE, {
      presence: presenceOf(properties, dialect),
      definition: 'unread' in found ? {} : found.read.entries(new Set(written)),
      logging: partOf(parts.logging),
      tracing: partOf(parts.tracing),
      tags: partOf(parts.tags),
    }),
    ...(unresolved.length === 0 ? {} : { unresolvedParts: Object.fromEntries(unresolved) }),
    ...(receipt === undefined ? {} : { receipt }),
  };
  return 'unread' in found || definitionOf(state.parts.definition) === undefined
    ? { state }
    : { state, definition: found };
}

const partOf = (read: ReadPart): TextMap => (typeof read === 'string' ? {} : read);

const isGiven = (raw: Json): boolean => raw !== undefined && raw !== null && !isNoValue(raw);

/** The definition of the one property that has it, or why it can't be read. */
function definitionIn(
  properties: Json,
  { definitions, location }: MachineDialect,
): { readonly property: string; readonly read: ReadDefinition } | { readonly unread: string } {
  const [property, ...others] = definitions.filter((name) => isGiven(properties[name]));
  if (property === undefined)
    return { unread: isGiven(properties[location]) ? locationText(location, properties[location]) : 'it has none' };
  if (others.length > 0) return { unread: `both ${property} and ${others.join(', ')} are set` };
  const read = readDefinition(properties[property]);
  return isUnread(read) ? read : { property, read };
}

const locationText = (location: string, raw: Json): string =>
  typeof raw === 'string' ? `it is in the file ${raw}` : `it is where \`${location}\` says`;

const presenceOf = (properties: Json, { logging, tracing }: MachineDialect): Record<string, Value> =>
  Object.fromEntries(
    Object.entries({ logging, tracing, tags: 'Tags' }).flatMap(([part, property]) => {
      const raw = properties[property];
      return raw === undefined ? [] : [[part, raw === null ? 'null' : 'present']];
    }),
  );

function readLogging(raw: Json): ReadPart {
  if (raw === undefined || raw === null) return {};
  if (!isPlainMap(raw)) return shapeOf(raw);
  const { Level, IncludeExecutionData, Destinations } = raw;
  const destination = destinationIn(Destinations);
  return {
    ...(isGiven(Level) ? { level: toValue(Level) } : {}),
    ...(isGiven(IncludeExecutionData) ? { includeExecutionData: flagValue(IncludeExecutionData) } : {}),
    ...(destination === undefined ? {} : { destination }),
  };
}

/** The ARN of the log group; anything in its place that says less is a destination too. */
function destinationIn(raw: Json): Value | undefined {
  if (!isGiven(raw) || (Array.isArray(raw) && raw.length === 0)) return undefined;
  const first = Array.isArray(raw) ? raw[0] : raw;
  return toValue(first?.CloudWatchLogsLogGroup?.LogGroupArn ?? first);
}

function readTracing(raw: Json): ReadPart {
  if (raw === undefined || raw === null) return {};
  if (!isPlainMap(raw)) return shapeOf(raw);
  return isGiven(raw.Enabled) ? { enabled: flagValue(raw.Enabled) } : {};
}

/** A boolean, or a text of one that a change gives back as a text. */
const flagValue = (raw: Json): Value =>
  typeof raw === 'string' && raw !== 'true' ? JSON.stringify(raw) : toValue(raw);
