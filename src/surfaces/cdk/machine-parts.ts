/** The parts of a state machine in the properties of its resource, and the properties with changes made. */
import type { Change } from '../../core/change';
import { partNames, withPresence } from '../../core/part';
import { type MachinePart, type MachineParts, type MachineState, STATE_MACHINE } from '../../core/state-machine';
import type { Value } from '../../core/value';
import { isUnread, type ReadDefinition, readDefinition } from '../definition';
import { render, toValue } from '../intrinsics';
import { isMap, isPlainMap, type Json, shapeOf } from '../template/document/document';
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
  const logging = loggingOf(properties[shape.logging.name]);
  const tracing = tracingOf(properties[shape.tracing.name]);
  const [isOpaque, isOpaqueTracing] = [typeof logging === 'string', typeof tracing === 'string'];
  const presence: Record<string, Value> = {};
  if (properties[shape.logging.name] !== undefined) presence.logging = 'present';
  if (properties[shape.tracing.name] !== undefined) presence.tracing = 'present';
  const parts: MachineParts = {
    presence,
    definition: 'entries' in definition ? definition.entries(written) : {},
    logging: isOpaque ? {} : (logging as Entries),
    tracing: isOpaqueTracing ? {} : (tracing as Entries),
    tags: {},
  };
  return {
    parts: withPresence(STATE_MACHINE, parts),
    unresolvedParts: {
      ...(isOpaque ? { logging: logging as string } : {}),
      ...(isOpaqueTracing ? { tracing: tracing as string } : {}),
    },
    ...('unread' in definition ? { unread: definition.unread } : {}),
  };
}

type Entries = Readonly<Record<string, Value>>;

function definitionIn(
  shape: MachineShape,
  properties: MachineProperties,
): ReadDefinition | { readonly unread: string } {
  const name = definitionName(shape, properties);
  if (name !== undefined) return readDefinition(properties[name]);
  const isElsewhere = properties[shape.elsewhere.name] !== undefined;
  return { unread: isElsewhere ? `\`${shape.elsewhere.name}\` names a place outside of this app` : 'there is none' };
}

/** The configuration of the log, or how it prints where it can't be opened. */
function loggingOf(raw: Json): Entries | string {
  if (raw === undefined) return {};
  if (!isPlainMap(raw)) return shapeOf(raw);
  const { Level, IncludeExecutionData, Destinations = [] } = raw;
  if (!Array.isArray(Destinations)) return shapeOf(Destinations);
  const [destination] = Destinations as Json[];
  const group = isPlainMap(destination) ? destination.CloudWatchLogsLogGroup : undefined;
  if (destination !== undefined && !isPlainMap(group)) return shapeOf(destination);
  return entriesOf({ level: Level, includeExecutionData: IncludeExecutionData, destination: group?.LogGroupArn });
}

function tracingOf(raw: Json): Entries | string {
  if (raw === undefined) return {};
  return isPlainMap(raw) ? entriesOf({ enabled: raw.Enabled }) : shapeOf(raw);
}

const entriesOf = (given: Readonly<Record<string, Json>>): Entries =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, raw]) => (raw === undefined ? [] : [[name, toValue(raw)] as const])),
  );

/** The properties that changes write, by their names; one that goes is `undefined`. */
export function writtenProperties(
  shape: MachineShape,
  properties: MachineProperties,
  changes: readonly Change<MachinePart>[],
): MachineProperties {
  const of = (part: MachinePart) => changes.filter(({ kind }) => kind === part);
  const gone = new Set(of('presence').flatMap(({ name, after }) => (after === undefined ? [name] : [])));
  const written: Record<string, Json> = {};
  for (const part of ['logging', 'tracing'] as const) {
    const { name } = shape[part];
    if (of(part).length > 0 || gone.has(part))
      written[name] = gone.has(part) ? undefined : EDITS[part](properties[name] ?? {}, of(part));
  }
  const edits = of('definition');
  const name = edits.length > 0 ? definitionName(shape, properties) : undefined;
  const read = name === undefined ? undefined : readDefinition(properties[name]);
  if (name !== undefined && read && !isUnread(read)) written[name] = read.write(edits) as Json;
  return written;
}

type Edit = (raw: Json, changes: readonly Change<MachinePart>[]) => Json;

const EDITS: Readonly<Record<'logging' | 'tracing', Edit>> = {
  logging: (raw, changes) => edited(raw, changes, LOGGING),
  tracing: (raw, changes) => edited(raw, changes, { enabled: ['Enabled', switchOf] }),
};

/** The key of each entry, and its value as the template has it. */
type Keys = Readonly<Record<string, readonly [key: string, value: (value: Value) => Json]>>;

const switchOf = (value: Value): Json => (value === 'true' || value === 'false' ? value === 'true' : render(value));

const LOGGING: Keys = {
  level: ['Level', render],
  includeExecutionData: ['IncludeExecutionData', switchOf],
  destination: ['Destinations', (value) => [{ CloudWatchLogsLogGroup: { LogGroupArn: render(value) } }]],
};

function edited(raw: Json, changes: readonly Change<MachinePart>[], keys: Keys): Json {
  const result: Record<string, Json> = isMap(raw) ? { ...raw } : {};
  for (const { name, after } of changes) {
    const [key, value] = keys[name] ?? [];
    if (key === undefined || value === undefined) continue;
    if (after === undefined) delete result[key];
    else result[key] = value(after);
  }
  return result;
}
