/** The schema of the options in a service's configuration. The plugin checks them itself, with better messages. */
import type { Finding } from '../core/finding';
import { parseOptions } from '../options/parse';
import { type Schema, schemaOf } from '../options/schema';
import type { OptionTable } from '../options/spec';
import { findingOf, OPTIONS, PROVIDER_NAMES, type ProviderName } from '../providers';
import { type Framework, serviceFunctions } from './framework';
import { providerOptions, shapeMistakes } from './options';

/** Options for all functions under `custom`, and for one of them with it. */
export function registerSchemas({ configSchemaHandler }: Framework): void {
  const schemas = PROVIDER_NAMES.map((name) => [name, schemaFor(name)] as const);
  const blocks = (compact: (schema: Schema) => Schema) => ({
    // `false` switches tracing off.
    properties: Object.fromEntries(
      schemas.map(([name, schema]) => [name, { anyOf: [compact(schema), { type: 'boolean' }] }]),
    ),
  });
  configSchemaHandler.defineCustomProperties(blocks(byRule));
  configSchemaHandler.defineFunctionProperties('aws', blocks(byName));
}

const schemaFor = (name: ProviderName): Schema =>
  schemaOf(writableOptions(OPTIONS[name].table), { deferred: INTRINSIC, deprecated: OPTIONS[name].deprecated });

/**
 * The same rules with a row for each kind of value instead of one for each name: the framework makes code of a schema,
 * which it loads for every command, and shows nothing of what is written for people.
 */
function byRule({ properties, ...rest }: Schema): Schema {
  const names = new Map<string, string[]>();
  for (const [name, { anyOf }] of Object.entries(properties as Readonly<Record<string, Schema>>)) {
    const rule = JSON.stringify(anyOf === undefined ? {} : { anyOf });
    names.set(rule, [...(names.get(rule) ?? []), name]);
  }
  const rows = [...names].map(([rule, of]) => [patternOf(of), JSON.parse(rule)] as const);
  return { ...rest, patternProperties: Object.fromEntries(rows) };
}

/** The names alone: values are checked below, and the same code twice is twice to load. */
const byName = ({ properties, ...rest }: Schema): Schema => ({
  ...rest,
  patternProperties: { [patternOf(Object.keys(properties as object))]: {} },
});

const patternOf = (names: readonly string[]): string => `^(${names.join('|')})$`;

/** An intrinsic function of CloudFormation. */
const INTRINSIC: Schema = {
  type: 'object',
  patternProperties: { '^(Ref|Fn::[A-Za-z]+)$': {} },
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
};

/**
 * The mistakes in names and values, all of them, for every command for which the framework checks the configuration: it
 * would find them next, without knowing what was meant. What is still to be resolved is checked later.
 */
export function mistakesIn(framework: Framework): Finding[] {
  if (!isChecked(framework)) return [];
  const { service } = framework;
  const holders = Object.entries(serviceFunctions(service)).map(([key, fn]) => [`functions.${key}`, fn] as const);
  return [['custom', service.custom ?? {}] as const, ...holders].flatMap(([place, holder]) =>
    PROVIDER_NAMES.flatMap((name) => blockMistakes(name, `${place}.${name}`, holder?.[name])),
  );
}

/** Whether the command is about the service, and not about help or plugins. */
export const isChecked = ({ processedInput }: Framework): boolean =>
  !processedInput?.isHelpRequest && processedInput?.commands?.[0] !== 'plugin';

function blockMistakes(name: ProviderName, source: string, raw: unknown): Finding[] {
  if (raw === undefined || (typeof raw === 'string' && isUnresolved(raw))) return [];
  const misshapen = shapeMistakes(raw, source);
  if (misshapen.length > 0) return misshapen;
  const values = providerOptions(raw);
  const { mistakes } = parseOptions(writableOptions(OPTIONS[name].table), values, source, OPTIONS[name].deprecated);
  return mistakes
    .filter(({ code, details }) => code !== 'option-invalid' || !isUnresolved(values[details.option]))
    .map(findingOf);
}

/** The options that can be written into the file of a service: a construct cannot. */
const writableOptions = (table: OptionTable): OptionTable =>
  Object.fromEntries(
    Object.entries(table).filter(
      ([, { construct, surfaces }]) => construct === undefined && (surfaces?.includes('serverless') ?? true),
    ),
  );

/** Whether a variable of the framework's is still in it. */
const isUnresolved = (raw: unknown): boolean => JSON.stringify(raw ?? null).includes('${');
