/** The parts of a state machine in the properties of its resource, and the properties with changes made. */
import type { Change } from '../../core/change';
import { byPart, partNames, withPresence } from '../../core/part';
import { type MachinePart, type MachineState, STATE_MACHINE } from '../../core/state-machine';
import { isUnread, type ReadDefinition, readDefinition } from '../definition';
import {
  readSettings,
  type SettingNames,
  settingProperties,
  writtenProperties as writtenSettings,
} from '../machine-settings';
import type { Json } from '../template/document/document';
import type { MachineShape } from './machine-properties';

/** The properties by their names in the template. */
export type MachineProperties = Readonly<Record<string, Json>>;

export interface ReadParts extends Pick<MachineState, 'parts' | 'unresolvedParts'> {
  /** Why the definition can't be read. */
  readonly unread?: string;
}

export const MACHINE_PARTS = partNames(STATE_MACHINE);

/** The name of the property that has the definition; nothing where the resource has none. */
const definitionName = ({ definitions }: MachineShape, properties: MachineProperties): string | undefined =>
  definitions.find(({ name }) => properties[name] !== undefined)?.name;

export function readParts(
  shape: MachineShape,
  properties: MachineProperties,
  written: ReadonlySet<string>,
): Omit<ReadParts, 'tags'> {
  const definition = definitionIn(shape, properties);
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

function definitionIn(
  shape: MachineShape,
  properties: MachineProperties,
): ReadDefinition | { readonly unread: string } {
  const name = definitionName(shape, properties);
  if (name !== undefined) return readDefinition(properties[name]);
  const isElsewhere = properties[shape.elsewhere.name] !== undefined;
  return { unread: isElsewhere ? `\`${shape.elsewhere.name}\` names a place outside of this app` : 'there is none' };
}

/** The properties that changes write, by their names; one that goes is `undefined`. */
export function writtenProperties(
  shape: MachineShape,
  properties: MachineProperties,
  changes: readonly Change<MachinePart>[],
): MachineProperties {
  const written: Record<string, Json> = {
    ...writtenSettings(settingProperties(namesOf(shape)), properties, changes),
  };
  const edits = byPart(changes).definition;
  const name = edits ? definitionName(shape, properties) : undefined;
  const read = name === undefined ? undefined : readDefinition(properties[name]);
  if (edits && name !== undefined && read && !isUnread(read)) written[name] = read.write(edits) as Json;
  return written;
}
