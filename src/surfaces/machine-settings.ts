/** The logging and tracing of a state machine in the properties of its resource: what they say, and the same with changes made. */
import type { Change } from '../core/change';
import { byPart } from '../core/part';
import { digest } from '../core/receipt';
import type { MachinePart, MachineParts, MachineState } from '../core/state-machine';
import { isKnown, type Value } from '../core/value';
import { render, toValue } from './intrinsics';
import { isNoValue, isPlainMap, type Json, shapeOf, withKey } from './template/document/document';
import type { ReadPart } from './template/document/tags';

type Properties = Readonly<Record<string, Json>>;

/** The properties that the parts are in. */
export type SettingNames = Readonly<Record<SettingPart, string>>;
type SettingPart = 'logging' | 'tracing';

/** The parts of a state, and those that are one value as a whole. */
export type ReadSettings = Pick<MachineState, 'unresolvedParts'> & {
  readonly parts: Pick<MachineParts, SettingPart | 'presence'>;
};

export function readSettings(names: SettingNames, properties: Properties): ReadSettings {
  const [logging, tracing] = [readLogging(properties[names.logging]), readTracing(properties[names.tracing])];
  const unresolved = Object.entries({ logging, tracing }).filter(([, part]) => typeof part === 'string');
  return {
    parts: { presence: presenceOf(names, properties), logging: partOf(logging), tracing: partOf(tracing) },
    unresolvedParts: Object.fromEntries(unresolved) as Readonly<Record<string, string>>,
  };
}

/** A part that is one value as a whole has nothing in it that a plan may look at. */
export const partOf = (read: ReadPart): Readonly<Record<string, Value>> => (typeof read === 'string' ? {} : read);

/** How the properties of some parts are there, by their parts. */
export const presenceOf = (names: Readonly<Record<string, string>>, properties: Properties): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([part, property]) => {
      const raw = properties[property];
      return raw === undefined ? [] : [[part, raw === null ? 'null' : 'present']];
    }),
  );

export const isGiven = (raw: Json): boolean => raw !== undefined && raw !== null && !isNoValue(raw);

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

/** What `flagValue` has read. */
function flagOf(value: Value | undefined): Json {
  if (!isKnown(value)) return value && render(value);
  return value === 'true' || value === 'false' || value.startsWith('"') ? JSON.parse(value) : value;
}

type Write = (raw: Json, changes: readonly Change<MachinePart>[]) => Json;

/** A part that is one property. */
export interface PartProperty {
  readonly property: string;
  readonly write: Write;
}

/** How the parts are written; `destinations` is what an empty list of destinations was before. */
export const settingProperties = (names: SettingNames, destinations?: Json): Record<SettingPart, PartProperty> => ({
  logging: { property: names.logging, write: writeLogging(destinations) },
  tracing: { property: names.tracing, write: writeTracing },
});

/** The properties that changes write, by their names, in the shape that their presence says; one that goes is `undefined`. */
export function writtenProperties(
  parts: Partial<Record<MachinePart, PartProperty>>,
  properties: Properties,
  changes: readonly Change<MachinePart>[],
): Properties {
  const { presence = [], ...groups } = byPart(changes);
  const written: Record<string, Json> = {};
  for (const [part, { property, write }] of Object.entries(parts) as [WrittenPart, PartProperty][]) {
    const isMoved = presence.some(({ name }) => name === part);
    if (!groups[part] && !isMoved) continue;
    const content = write(properties[property], groups[part] ?? []);
    written[property] = contain(presenceAfter(presence, part, properties[property]), content);
  }
  return written;
}

type WrittenPart = Exclude<MachinePart, 'presence'>;

const presenceAfter = (presence: readonly Change<MachinePart>[], part: string, raw: Json): Value | undefined => {
  const change = presence.find(({ name }) => name === part);
  return change ? change.after : presenceOf({ [part]: part }, { [part]: raw })[part];
};

const contain = (presence: Value | undefined, content: Json): Json =>
  presence === undefined ? undefined : presence === 'null' ? null : content;

type Keys = Readonly<Record<string, (value: Value | undefined) => readonly [key: string, value: Json]>>;

const writeLogging = (destinations: Json): Write =>
  writeWith({
    level: (value) => ['Level', value && render(value)],
    includeExecutionData: (value) => ['IncludeExecutionData', flagOf(value)],
    destination: (value) => ['Destinations', value ? [logGroupTarget(value)] : destinations],
  });

const writeTracing: Write = writeWith({ enabled: (value) => ['Enabled', flagOf(value)] });

function writeWith(keys: Keys): Write {
  return (raw, changes) =>
    changes.reduce<Json>(
      (result, { name, after }) => {
        const [key, value] = keys[name]?.(after) ?? [name, undefined];
        return withKey(result, key, value);
      },
      isPlainMap(raw) ? raw : {},
    );
}

const logGroupTarget = (arn: Value): Json => ({ CloudWatchLogsLogGroup: { LogGroupArn: render(arn) } });

/**
 * The name of the log group of a machine that has none, with the prefix of names that CloudWatch Logs allows once the policy that
 * it keeps for all log groups is full. No other stack has the name, and the group goes with the tracing, so that none is in the
 * way when the tracing comes back.
 * Source: docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
 */
export const newGroupName = (stackName: string, id: string): string =>
  `/aws/vendedlogs/states/${stackName}-${shortName(id)}`;

/** The ARN of a log group may have 256 characters, of which the name of a stack takes up to 128. */
const MOST_CHARACTERS = 44;

/** A logical ID that is not too long; that of a loop has variables in it, and stays. */
const shortName = (id: string): string =>
  id.length > MOST_CHARACTERS && /^[a-z0-9]+$/i.test(id) ? `${id.slice(0, MOST_CHARACTERS - 8)}-${digest(id)}` : id;
