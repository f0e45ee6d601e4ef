/** The properties of a state machine that a plan looks at, as the template has them, and the way back to the L1's own shape. */
import { Token } from 'aws-cdk-lib/core';
import { isIntrinsic, isPlainMap, type Json } from '../template/document/document';
import { mergedWith } from './overrides';
import { type CfnMachine, MACHINE, SAM_MACHINE } from './resource';

type MachineAttribute =
  | 'definition'
  | 'definitionString'
  | 'definitionS3Location'
  | 'definitionUri'
  | 'logging'
  | 'loggingConfiguration'
  | 'tracing'
  | 'tracingConfiguration';

export interface MachineProperty {
  /** In the template. */
  readonly name: string;
  readonly attribute: MachineAttribute;
  /** Whether the L1 has the names below it in another case than the template. */
  readonly isShaped?: true;
}

/** Where one type of state machine keeps what. */
export interface MachineShape {
  /** The definition itself, in the order in which they win. */
  readonly definitions: readonly [MachineProperty, ...MachineProperty[]];
  /** What the first of these properties has for a text of JSON. */
  readonly fromText: (text: string) => Json;
  /** Where the definition is, if it is not in the template. */
  readonly elsewhere: MachineProperty;
  readonly logging: MachineProperty;
  readonly tracing: MachineProperty;
}

const SHAPES: Readonly<Record<string, MachineShape>> = {
  [MACHINE]: {
    definitions: [
      { name: 'DefinitionString', attribute: 'definitionString' },
      { name: 'Definition', attribute: 'definition' },
    ],
    elsewhere: { name: 'DefinitionS3Location', attribute: 'definitionS3Location', isShaped: true },
    fromText: (text) => text,
    logging: { name: 'LoggingConfiguration', attribute: 'loggingConfiguration', isShaped: true },
    tracing: { name: 'TracingConfiguration', attribute: 'tracingConfiguration', isShaped: true },
  },
  [SAM_MACHINE]: {
    definitions: [{ name: 'Definition', attribute: 'definition' }],
    elsewhere: { name: 'DefinitionUri', attribute: 'definitionUri', isShaped: true },
    fromText: parsed,
    logging: { name: 'Logging', attribute: 'logging', isShaped: true },
    tracing: { name: 'Tracing', attribute: 'tracing', isShaped: true },
  },
};

export const machineShape = ({ cfnResourceType }: CfnMachine): MachineShape =>
  SHAPES[cfnResourceType] ?? (SHAPES[MACHINE] as MachineShape);

export const propertiesOf = ({ definitions, elsewhere, logging, tracing }: MachineShape): MachineProperty[] => [
  ...definitions,
  elsewhere,
  logging,
  tracing,
];

/** The object that a text is; an empty text, which is no definition, where it is not JSON. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return '';
  }
}

/** How tokens become what the template has, at one moment of the synthesis. */
export type Resolve = (raw: unknown) => unknown;

/** The value of a property in the template, with its overrides. */
export function templateValue(property: MachineProperty, raw: unknown, override: Override, resolve: Resolve): Json {
  const own = resolve(raw);
  const shaped = property.isShaped ? withCase(own, 'toUpperCase') : own;
  return override ? mergedWith(shaped as Json, resolvedOverride(override.value, resolve)) : (shaped as Json);
}

export type Override = { readonly value: unknown } | undefined;

/** A property of the template as the L1 has it. */
export const attributeValue = (property: MachineProperty, value: Json): unknown =>
  property.isShaped ? withCase(value, 'toLowerCase') : value;

/** What deletes is kept, which resolving would drop. */
function resolvedOverride(raw: unknown, resolve: Resolve): Json {
  if (!isPlainMap(raw) || Token.isUnresolved(raw)) return raw === undefined ? undefined : (resolve(raw) as Json);
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, resolvedOverride(value, resolve)]));
}

/** All names of a property with their first letter in one case; intrinsic functions stay. */
function withCase(raw: unknown, how: 'toUpperCase' | 'toLowerCase'): unknown {
  if (Array.isArray(raw)) return raw.map((item) => withCase(item, how));
  if (typeof raw !== 'object' || raw === null || isIntrinsic(raw) || Token.isUnresolved(raw)) return raw;
  const entries = Object.entries(raw).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name.charAt(0)[how]() + name.slice(1), withCase(value, how)]),
  );
}
