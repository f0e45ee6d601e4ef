/** One function of a template, for one outcome of its conditions, as a state. */
import type { FunctionReceipt } from '../../../core/function';
import { layerKey } from '../../../core/layer';
import { setIn } from '../../../core/own';
import { shapesOf } from '../../../core/shapes';
import type { FunctionPart, FunctionState, Parts, Target } from '../../../core/state';
import { type Value, valueText } from '../../../core/value';
import { toValue } from '../../intrinsics';
import type { Resolver } from '../conditions';
import { dialectOf } from '../document/dialect';
import { isPlainMap, type Json, shapeOf } from '../document/document';
import { type ReadPart, readTags, type TextMap, textMap } from '../document/tags';

/** Where a template's functions will be. */
export type Location = Pick<Target, 'region' | 'partition' | 'account'>;

export interface Subject {
  readonly id: string;
  readonly type: string;
  /** What it says and what it takes from globals, choices made. */
  readonly properties: Json;
  readonly receipt?: FunctionReceipt;
  readonly bundle?: Target['bundle'];
}

export function readResource(subject: Subject, place: Location, known: Resolver): FunctionState {
  const { id, type, properties, receipt, bundle } = subject;
  const packageType = isImage(type, properties, known) ? 'Image' : 'Zip';
  const environment = environmentOf(properties.Environment);
  const layers = readLayers(properties.Layers);
  const tags = readTags(properties.Tags, dialectOf(type).tags);
  const unresolved = {
    ...unresolvedIf('environment', environment),
    ...unresolvedIf('layers', layers),
    ...unresolvedIf('tags', tags),
  };
  return {
    id,
    target: {
      packageType,
      runtime: runtimeOf(properties.Runtime, known),
      architecture: architectureOf(properties.Architectures, known),
      ...place,
      ...(bundle === undefined ? {} : { bundle }),
      ...shapesOf((name) => properties[name]),
    },
    parts: {
      containers: presenceOfParts(type, properties),
      handler: readHandler(properties, packageType),
      environment: partOf(environment),
      layers: partOf(layers),
      tags: partOf(tags),
      tracing: tracingOf(type, properties),
    },
    ...(Object.keys(unresolved).length === 0 ? {} : { unresolvedParts: unresolved }),
    ...(receipt === undefined ? {} : { receipt }),
  };
}

/** Whether a list or map of a function is there; `bare` and `null` are how an empty one was written. */
function presenceOfParts(type: string, properties: Json): Parts['containers'] {
  const { property } = dialectOf(type).tracing;
  const { Environment, Layers, Tags, [property]: tracing } = properties;
  const isBare = isPlainMap(Environment) && !Object.hasOwn(Environment, 'Variables');
  const containers: Record<string, Value> = {};
  for (const [kind, raw] of [
    ['environment', Environment],
    ['layers', Layers],
    ['tags', Tags],
    ['tracing', tracing],
  ])
    if (raw !== undefined) containers[kind] = raw === null ? 'null' : 'present';
  return isBare ? { ...containers, environment: 'bare' } : containers;
}

const unresolvedIf = (kind: FunctionPart, read: ReadPart): FunctionState['unresolvedParts'] =>
  typeof read === 'string' ? { [kind]: read } : {};
const partOf = (read: ReadPart): TextMap => (typeof read === 'string' ? {} : read);
function environmentOf(raw: Json): ReadPart {
  if (raw === undefined || raw === null) return {};
  if (!isPlainMap(raw)) return shapeOf(raw);
  const { Variables } = raw;
  if (Variables === undefined || Variables === null) return {};
  return isPlainMap(Variables) ? textMap(Variables) : shapeOf(Variables);
}

/** Of two layers with one name, the later one is kept by its whole text. */
function readLayers(raw: Json): ReadPart {
  if (raw === undefined || raw === null) return {};
  if (!Array.isArray(raw)) return shapeOf(raw);
  const layers: Record<string, Value> = {};
  for (const item of raw) {
    const value = toValue(item);
    const key = layerKey(value);
    setIn(layers, Object.hasOwn(layers, key) ? `${valueText(value)}#${Object.keys(layers).length}` : key, value);
  }
  return layers;
}

function tracingOf(type: string, properties: Json): TextMap {
  const { property, read } = dialectOf(type).tracing;
  const mode = read(properties[property]);
  return mode === undefined || mode === null ? {} : { Mode: toValue(mode) };
}

function readHandler({ Handler, ImageConfig }: Json, packageType: Target['packageType']): TextMap {
  const command = ImageConfig?.Command;
  const given =
    packageType === 'Zip' ? Handler : Array.isArray(command) && command.length === 1 ? command[0] : undefined;
  return given === undefined || given === null ? {} : { handler: toValue(given) };
}

function isImage(type: string, properties: Json, known: Resolver): boolean {
  const stated = known.value(properties.PackageType);
  return stated === undefined ? dialectOf(type).image(properties) !== undefined : stated === 'Image';
}

function runtimeOf(raw: Json, known: Resolver): Value | undefined {
  if (raw === undefined || raw === null) return undefined;
  const runtime = known.value(raw);
  // A dynamic reference is a text in place of another one.
  return typeof runtime === 'string' ? runtime : unknownValue(raw);
}

/** A value that a decision depends on, and that messages name without what is in it. */
const unknownValue = (raw: Json): Value => ({ kind: 'native', origin: raw, text: shapeOf(raw) });

function architectureOf(raw: Json, known: Resolver): Value {
  if (raw === undefined || raw === null) return 'x86_64';
  const list = known.value(raw);
  if (typeof list === 'string') return list;
  if (list === undefined) return unknownValue(Array.isArray(raw) && raw.length === 1 ? raw[0] : raw);
  return list.length === 0 ? 'x86_64' : (list[0] as string) === list.at(-1) ? (list[0] as string) : unknownValue(raw);
}
