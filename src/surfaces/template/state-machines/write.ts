/** The parts of a state machine written into its properties. */
import type { Change } from '../../../core/change';
import { copyOf } from '../../../core/copy';
import { byPart } from '../../../core/part';
import type { MachinePart } from '../../../core/state-machine';
import { type PartProperty, settingProperties, writtenProperties } from '../../machine-settings';
import type { Json, Resource } from '../document/document';
import { editTags } from '../document/tags';
import { type MachineDialect, machineDialect } from './dialect';
import type { ReadMachine } from './read';

export type MachineChange = Change<MachinePart>;

interface Writing {
  readonly read: ReadMachine;
  readonly changes: readonly MachineChange[];
  /** What an empty list of destinations was before. */
  readonly destinations?: Json;
}

/** The properties with the changes made; a property that nothing changes is the same object. */
export function writeMachine(resource: Resource, { read, changes, destinations }: Writing): Json {
  const { definition } = read;
  const dialect = machineDialect(resource);
  const properties: Json = resource.Properties ?? {};
  const result = copyOf<Json>(properties);
  const edits = byPart(changes).definition;
  if (definition && edits && !definition.file) result[definition.property] = definition.read.write(edits);
  const parts = { ...settingProperties(dialect, destinations), tags: tagsProperty(dialect) };
  for (const [property, content] of Object.entries(writtenProperties(parts, properties, changes)))
    if (content === undefined) delete result[property];
    else result[property] = content;
  return result;
}

const tagsProperty = ({ tags }: MachineDialect): PartProperty => ({
  property: 'Tags',
  write: (raw, changes) => editTags(raw ?? (tags === 'list' ? [] : {}), changes),
});
