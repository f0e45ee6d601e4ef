/** The parts of a state machine written into its properties. */
import { apply, type Change } from '../../../core/change';
import { copyOf } from '../../../core/copy';
import { byPart } from '../../../core/part';
import type { MachinePart } from '../../../core/state-machine';
import { isKnown, type Value } from '../../../core/value';
import { render } from '../../intrinsics';
import type { Resource } from '../document/document';
import { isPlainMap, type Json, withKey } from '../document/document';
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
  const { definition, state } = read;
  const groups = byPart(changes);
  const { presence } = apply(groups.presence ?? [], state.parts);
  const dialect = machineDialect(resource);
  const result = copyOf<Json>(resource.Properties ?? {});
  if (definition && groups.definition) result[definition.property] = definition.read.write(groups.definition);
  for (const [part, { property, write }] of propertiesOf(dialect)) {
    const isMoved = groups.presence?.some(({ name }) => name === part);
    if (!groups[part] && !isMoved) continue;
    const content = contain(presence[part], write(result[property], groups[part] ?? [], destinations));
    if (content === undefined) delete result[property];
    else result[property] = content;
  }
  return result;
}

/** The content, in the shape that the part's presence says. */
const contain = (presence: Value | undefined, content: Json): Json =>
  presence === undefined ? undefined : presence === 'null' ? null : content;

type WrittenPart = 'logging' | 'tracing' | 'tags';

interface PartProperty {
  readonly property: string;
  readonly write: (raw: Json, changes: readonly MachineChange[], destinations: Json) => Json;
}

const propertiesOf = ({ logging, tracing, tags }: MachineDialect): [WrittenPart, PartProperty][] => [
  ['logging', { property: logging, write: writeLogging }],
  ['tracing', { property: tracing, write: writeTracing }],
  ['tags', { property: 'Tags', write: (raw, changes) => editTags(raw ?? (tags === 'list' ? [] : {}), changes) }],
];

function writeLogging(raw: Json, changes: readonly MachineChange[], destinations: Json): Json {
  const write: Readonly<Record<string, (value: Value | undefined) => readonly [string, Json]>> = {
    level: (value) => ['Level', value && render(value)],
    includeExecutionData: (value) => ['IncludeExecutionData', flagOf(value)],
    destination: (value) => ['Destinations', value ? [logGroupTarget(value)] : destinations],
  };
  return edited(raw, changes, write);
}

const writeTracing = (raw: Json, changes: readonly MachineChange[]): Json =>
  edited(raw, changes, { enabled: (value) => ['Enabled', flagOf(value)] });

const edited = (
  raw: Json,
  changes: readonly MachineChange[],
  write: Readonly<Record<string, (value: Value | undefined) => readonly [string, Json]>>,
): Json =>
  changes.reduce<Json>(
    (result, { name, after }) => {
      const [key, value] = write[name]?.(after) ?? [name, undefined];
      return withKey(result, key, value);
    },
    isPlainMap(raw) ? raw : {},
  );

const logGroupTarget = (arn: Value): Json => ({ CloudWatchLogsLogGroup: { LogGroupArn: render(arn) } });

/** What `flagValue` has read. */
function flagOf(value: Value | undefined): Json {
  if (!isKnown(value)) return value && render(value);
  return value === 'true' || value === 'false' || value.startsWith('"') ? JSON.parse(value) : value;
}
