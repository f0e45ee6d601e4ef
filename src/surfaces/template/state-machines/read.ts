/** One state machine of a template as a state. */
import { definitionOf } from '../../../core/definition/entries';
import { partNames, withPresence } from '../../../core/part';
import type { Receipt } from '../../../core/receipt';
import { type MachinePart, type MachineState, type MachineTarget, STATE_MACHINE } from '../../../core/state-machine';
import { isUnread, type ReadDefinition, readDefinition } from '../../definition';
import { toValue } from '../../intrinsics';
import { isGiven, partOf, presenceOf, readSettings } from '../../machine-settings';
import { readReceipt } from '../../receipt';
import type { Json, Resource } from '../document/document';
import { metadataOf } from '../document/metadata';
import { readTags } from '../document/tags';
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
  const settings = readSettings(dialect, properties);
  const tags = readTags(properties.Tags, dialect.tags);
  const unresolved = { ...settings.unresolvedParts, ...(typeof tags === 'string' ? { tags } : {}) };
  const written = receipt?.entries.flatMap(({ kind, name }) => (kind === 'definition' ? [name] : [])) ?? [];
  const state: MachineState = {
    id,
    target: 'unread' in found ? { ...place, unread: found.unread } : place,
    parts: withPresence(STATE_MACHINE, {
      ...settings.parts,
      presence: { ...settings.parts.presence, ...presenceOf({ tags: 'Tags' }, properties) },
      definition: 'unread' in found ? {} : found.read.entries(new Set(written)),
      tags: partOf(tags),
    }),
    ...(Object.keys(unresolved).length === 0 ? {} : { unresolvedParts: unresolved }),
    ...(receipt === undefined ? {} : { receipt }),
  };
  return 'unread' in found || definitionOf(state.parts.definition) === undefined
    ? { state }
    : { state, definition: found };
}

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
