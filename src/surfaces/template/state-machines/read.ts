/** One state machine of a template as a state. */
import { definitionOf } from '../../../core/definition/entries';
import { partNames, withPresence } from '../../../core/part';
import type { Receipt } from '../../../core/receipt';
import { type MachinePart, type MachineState, type MachineTarget, STATE_MACHINE } from '../../../core/state-machine';
import { isUnread, type ReadDefinition, readDefinition, type Unread } from '../../definition';
import { toValue } from '../../intrinsics';
import { isGiven, partOf, presenceOf, readSettings } from '../../machine-settings';
import { readReceipt } from '../../receipt';
import type { Json, Resource } from '../document/document';
import { metadataOf } from '../document/metadata';
import { readTags } from '../document/tags';
import { type MachineDialect, machineDialect } from './dialect';
import type { DefinitionFile } from './files';

export const MACHINE_PARTS = partNames(STATE_MACHINE);

export interface ReadMachine {
  readonly state: MachineState;
  /** The property that holds the definition, if it can be read. */
  readonly definition?: FoundDefinition;
}

interface FoundDefinition {
  readonly property: string;
  readonly read: ReadDefinition;
  /** The file that has it in place of the property. */
  readonly file?: DefinitionFile;
}

export type MachinePlace = Omit<MachineTarget, 'definition' | 'unread'>;

export const receiptIn = (resource: Resource): Receipt<MachinePart> | undefined =>
  readReceipt<MachinePart>(metadataOf(resource), toValue, MACHINE_PARTS);

/** Reads a machine, whose properties are a map. */
export function readMachine(
  id: string,
  resource: Resource,
  { file, ...place }: MachinePlace & { readonly file?: DefinitionFile | Unread },
): ReadMachine {
  const dialect = machineDialect(resource);
  const properties: Json = resource.Properties ?? {};
  const receipt = receiptIn(resource);
  const found = definitionIn(properties, dialect, file);
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
  file: DefinitionFile | Unread | undefined,
): FoundDefinition | Unread {
  const [property, ...others] = definitions.filter((name) => isGiven(properties[name]));
  if (property === undefined) {
    if (!isGiven(properties[location])) return { unread: 'it has none' };
    return file === undefined ? { unread: locationText(location, properties[location]) } : inFile(location, file);
  }
  if (others.length > 0) return { unread: `both ${property} and ${others.join(', ')} are set` };
  const read = readDefinition(properties[property]);
  return isUnread(read) ? read : { property, read };
}

function inFile(property: string, file: DefinitionFile | Unread): FoundDefinition | Unread {
  if (isUnread(file)) return file;
  const read = readDefinition(file.raw);
  return isUnread(read) ? read : { property, read, file };
}

const locationText = (location: string, raw: Json): string =>
  typeof raw === 'string' ? `it is in the file ${raw}` : `it is where \`${location}\` says`;
