/** The types of the Serverless plugin for people who write their configuration in TypeScript, from the tables of options. */
import { mayBeDeferred } from '../src/options/read';
import type { OptionSpec, OptionTable } from '../src/options/spec';
import { OPTIONS, PROVIDERS, type ProviderName } from '../src/providers';
import { defaultOf } from './options';

const NAMES = Object.keys(OPTIONS) as ProviderName[];

/** The text of `index.d.ts`. */
export const pluginTypes = (): string =>
  [
    ...PLUGIN,
    'declare namespace TracelayerPlugin {',
    ...[...SHARED, ...blocks(), ...NAMES.flatMap((name) => optionsOf(name))].map((line) => `  ${line}`.trimEnd()),
    '}',
    'export = TracelayerPlugin;',
    '',
  ].join('\n');

const PLUGIN = [
  '/** The plugin itself, which the framework loads by the name of the package. */',
  'declare class TracelayerPlugin {',
  '  constructor(serverless: object, options: object, utilities: object);',
  "  readonly provider: 'aws';",
  '  readonly hooks: Readonly<Record<string, () => void>>;',
  '}',
];

const SHARED = [
  '/** A variable of the Serverless Framework, such as `${param:site}`. */',
  'type Variable = `${string}\\${${string}}${string}`;',
  '',
  '/** An intrinsic function of CloudFormation. */',
  'type Intrinsic = { readonly Ref: string } | { readonly [name: `Fn::${string}`]: unknown };',
  '',
  '/** The value of an option, or a variable that the framework resolves to it; `null` is as if the option were not set. */',
  'type Value<T> = T | Variable | null;',
  '',
  '/** A service, such as `AWS` of `@serverless/typescript`, with the options of this plugin. */',
  "type Traced<Service extends { custom?: unknown; functions?: unknown }> = Omit<Service, 'custom' | 'functions'> & {",
  "  custom?: Service['custom'] & Tracing;",
  "  functions?: { [key: string]: FunctionOf<NonNullable<Service['functions']>> & Tracing };",
  '};',
  'type FunctionOf<Functions> = Functions extends { [key: string]: infer Function } ? Function : object;',
  '',
];

const blocks = (): string[] => [
  '/** The options of a service under `custom`, and those of one function; `false` leaves it out. */',
  'interface Tracing {',
  ...NAMES.map((name) => `  ${name}?: ${titleOf(name)}Options | boolean | Variable;`),
  '}',
];

const titleOf = (name: ProviderName): string => PROVIDERS[name].title;

const optionsOf = (name: ProviderName): string[] => [
  '',
  `interface ${titleOf(name)}Options {`,
  ...written(OPTIONS[name].table).flatMap(([option, spec]) => [
    `  /** ${spec.summary} Default: ${defaultOf(spec).replace(/^- /, '')}. */`,
    `  ${option}?: ${typeOf(spec)};`,
    ...(spec.aliases ?? [])
      .filter((alias) => !isOfVariables(alias))
      .map((alias) => `  ${alias}?: ${titleOf(name)}Options['${option}'];`),
  ]),
  '}',
];

/** The options that a configuration file can have. */
const written = (table: OptionTable): [string, OptionSpec][] =>
  Object.entries(table).filter(
    ([, { construct, surfaces }]) => construct === undefined && (surfaces?.includes('serverless') ?? true),
  );

/** Users can also write names of variables, but editors do not need to suggest them. */
const isOfVariables = (alias: string): boolean => /^[A-Z_0-9]+$/.test(alias);

const typeOf = (spec: OptionSpec): string => {
  const words = Object.keys(spec.words ?? {}).map((word) => `'${word}'`);
  return `Value<${[...TYPES[spec.type](spec), ...words, ...(mayBeDeferred(spec) ? ['Intrinsic'] : [])].join(' | ')}>`;
};

const TYPES: Record<OptionSpec['type'], (spec: OptionSpec) => readonly string[]> = {
  string: () => ['string'],
  boolean: () => ['boolean'],
  number: () => ['number'],
  enum: ({ values = [] }) => values.map((value) => `'${value}'`),
  list: () => ['readonly string[]', 'string'],
  pairs: () => ['{ readonly [key: string]: string | number | boolean | Intrinsic }', 'readonly string[]', 'string'],
};
