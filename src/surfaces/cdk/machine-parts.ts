/** The parts of a state machine in the properties of its resource, and the properties with changes made. */
import type { Change } from '../../core/change';
import { byPart, partNames, withPresence } from '../../core/part';
import { type MachinePart, type MachineState, STATE_MACHINE } from '../../core/state-machine';
import { isUnread, type ReadDefinition, readDefinition, type Unread } from '../definition';
import {
  readSettings,
  type SettingNames,
  settingProperties,
  writtenProperties as writtenSettings,
} from '../machine-settings';
import { isPlainMap, type Json } from '../template/document/document';
import type { MachineShape } from './machine-properties';

/** The properties by their names in the template. */
export type MachineProperties = Readonly<Record<string, Json>>;

export interface ReadParts extends Pick<MachineState, 'parts' | 'unresolvedParts'> {
  /** Why the definition can't be read. */
  readonly unread?: string;
}

export const MACHINE_PARTS = partNames(STATE_MACHINE);

/** Where Amazon S3 has a definition, as the template says it. */
export interface LocatedDefinition {
  readonly Bucket?: Json;
  readonly Key?: Json;
}

/** The text of a definition that the template only names the place of, or why it can't be read, as a clause. */
export type DefinitionFile = { readonly text: string } | Unread;

/** How to read the file at a place; nothing where it is none of this app. */
export type ReadDefinitionFile = (location: LocatedDefinition) => DefinitionFile | undefined;

/** The properties of a resource, and how to read the file that they may name. */
export interface Described {
  readonly shape: MachineShape;
  readonly properties: MachineProperties;
  readonly fileAt: ReadDefinitionFile;
}

export function readParts(described: Described, written: ReadonlySet<string>): Omit<ReadParts, 'tags'> {
  const { shape, properties } = described;
  const definition = definitionIn(described);
  const { parts, unresolvedParts } = readSettings(namesOf(shape), properties);
  return {
    parts: withPresence(STATE_MACHINE, {
      ...parts,
      definition: 'entries' in definition ? definition.entries(written) : {},
      tags: {},
    }),
    unresolvedParts,
    ...('unread' in definition ? { unread: definition.unread } : {}),
  };
}

const namesOf = ({ logging, tracing }: MachineShape): SettingNames => ({
  logging: logging.name,
  tracing: tracing.name,
});

/** A definition, and the property that has it or gets it. */
type PlacedDefinition = ReadDefinition & { readonly property: string };

function definitionIn({ shape, properties, fileAt }: Described): PlacedDefinition | Unread {
  const own = shape.definitions.find(({ name }) => properties[name] !== undefined);
  if (own) return placed(own.name, properties[own.name]);
  const location = properties[shape.elsewhere.name];
  if (location === undefined) return { unread: 'there is none' };
  const file = isPlainMap(location) ? fileAt(location) : undefined;
  if (file === undefined) return { unread: `\`${shape.elsewhere.name}\` names a place outside of this app` };
  return isUnread(file) ? file : placed(shape.definitions[0].name, shape.fromText(file.text));
}

function placed(property: string, raw: Json): PlacedDefinition | Unread {
  const read = readDefinition(raw);
  return isUnread(read) ? read : { ...read, property };
}

/** The properties that changes write, by their names; one that goes is `undefined`. */
export function writtenProperties(described: Described, changes: readonly Change<MachinePart>[]): MachineProperties {
  const { shape, properties } = described;
  const written: Record<string, Json> = {
    ...writtenSettings(settingProperties(namesOf(shape)), properties, changes),
  };
  const edits = byPart(changes).definition;
  const read = edits && definitionIn(described);
  if (!read || isUnread(read)) return written;
  // A definition that is edited moves from its file into the template.
  if (properties[read.property] === undefined) written[shape.elsewhere.name] = undefined;
  written[read.property] = read.write(edits) as Json;
  return written;
}
