/** A JSON schema of an option table, for editors and for tools that check configuration by one. */
import { optionNames } from './parse';
import { BOOLEANS, mayBeDeferred } from './read';
import type { DeprecatedOption, OptionSpec, OptionTable } from './spec';

export type Schema = Readonly<Record<string, unknown>>;

export interface SchemaSettings {
  /** The schema of a value that is known only after deployment. If absent, such values are not allowed. */
  readonly deferred?: Schema;
  /** Names without an option that `parseOptions` knows, and reports as deprecated. */
  readonly deprecated?: Readonly<Record<string, DeprecatedOption>>;
}

/**
 * The schema accepts what `parseOptions` accepts, and refuses unknown names and values of another type. Options whose value
 * must be a construct are left out.
 *
 * The native form of each type comes first, because validators that convert values take the first form that fits.
 */
export function schemaOf(table: OptionTable, { deferred, deprecated = {} }: SchemaSettings = {}): Schema {
  const written = Object.entries(table).filter(([, { construct }]) => construct === undefined);
  const properties = new Map(written.map(([name, spec]) => [name, property(spec, deferred)]));
  const options = Object.entries(optionNames(table)).flatMap(([alias, name]) => {
    const schema = properties.get(name);
    return schema === undefined ? [] : [[alias, schema] as const];
  });
  const others = Object.entries(deprecated).map(([name, { instead }]) => [name, { description: instead }] as const);
  return {
    type: 'object',
    properties: Object.fromEntries([...others, ...options]),
    additionalProperties: false,
  };
}

function property(spec: OptionSpec, deferred: Schema | undefined): Schema {
  const { summary, default: fallback, words = {}, example } = spec;
  const isValue = fallback !== undefined && !(typeof fallback === 'string' && fallback.startsWith('- '));
  return {
    description: summary,
    ...(isValue ? { default: fallback } : {}),
    ...(example === undefined ? {} : { examples: [example] }),
    anyOf: [
      ...SCHEMAS[spec.type](spec, deferred),
      ...Object.keys(words).map((word) => textSchema(anyCase(word))),
      UNSET,
      ...(deferred && mayBeDeferred(spec) ? [deferred] : []),
    ],
  };
}

/** Empty text and `null` mean that the option isn't set. */
const UNSET: Schema = { enum: ['', null] };

const textSchema = (pattern?: string): Schema => ({ type: 'string', ...(pattern === undefined ? {} : { pattern }) });

/** One of some words in any case, between optional blanks. */
const anyCase = (...words: readonly string[]): string => {
  const letter = (character: string) =>
    /[a-z]/i.test(character)
      ? `[${character.toLowerCase()}${character.toUpperCase()}]`
      : character.replace(/[^\w-]/, '\\$&');
  return `^\\s*(${words.map((word) => [...word].map(letter).join('')).join('|')})\\s*$`;
};

const SCALARS: readonly Schema[] = [textSchema(), { type: 'number' }, { type: 'boolean' }];

const BOOLEAN_TEXT = textSchema(anyCase(...Object.keys(BOOLEANS)));

const NUMERAL = '^\\s*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?\\s*$';

const SCHEMAS: Record<OptionSpec['type'], (spec: OptionSpec, deferred?: Schema) => readonly Schema[]> = {
  // YAML makes a number of an account's id.
  string: ({ pattern }) => (pattern ? [textSchema(pattern[0]), { type: 'number' }] : SCALARS),
  boolean: () => [{ type: 'boolean' }, BOOLEAN_TEXT],
  number: ({ integer, minimum, maximum, numbers }) => [
    numbers
      ? { enum: numbers }
      : {
          type: integer ? 'integer' : 'number',
          ...(minimum === undefined ? {} : { minimum }),
          ...(maximum === undefined ? {} : { maximum }),
        },
    textSchema(NUMERAL),
  ],
  // YAML 1.1 makes a boolean of these words.
  enum: ({ values = [] }) => [
    { enum: values },
    textSchema(anyCase(...values)),
    ...(values.includes('on') ? [{ type: 'boolean' }] : []),
  ],
  list: () => [{ type: 'array', items: textSchema() }, textSchema()],
  pairs: (_spec, deferred) => [
    { type: 'object', additionalProperties: { anyOf: [...SCALARS, ...(deferred ? [deferred] : [])] } },
    { type: 'array', items: textSchema() },
    textSchema(),
  ],
};
