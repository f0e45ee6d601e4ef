/** Reads options as users write them: typed and checked by their table, with every mistake. */
import { nearest } from './nearest';
import { allowed, isDeferred, isNoValueOption, mayBeDeferred, ownOption, READERS } from './read';
import type { DeprecatedOption, Mistake, OptionSpec, OptionTable, OptionValue } from './spec';

/** Canonical names, by every name that an option has. */
type CanonicalNames = Readonly<Record<string, string>>;

export interface Parsed {
  readonly values: Readonly<Record<string, OptionValue>>;
  readonly mistakes: readonly Mistake[];
}

/**
 * Text is read by the option's type. A deferred value is passed on where a text is allowed. `null`, `undefined`, and empty
 * text mean that the option isn't set.
 */
export function parseOptions(
  table: OptionTable,
  given: Readonly<Record<string, unknown>>,
  source: string,
  deprecated: Readonly<Record<string, DeprecatedOption>> = {},
): Parsed {
  const values: Record<string, OptionValue> = {};
  const mistakes: Mistake[] = [];
  let names: CanonicalNames | undefined;
  // Most users write the names of the table, and listing the others takes long.
  const others = () => (names ??= optionNames(table));
  for (const [written, raw] of Object.entries(given)) {
    if (isUnset(raw)) continue;
    const name = ownOption(table, written) ? written : ownOption(others(), written);
    if (name === undefined)
      mistakes.push(...unknownOption({ option: written, raw, source }, others(), ownOption(deprecated, written)));
    else if (name in values && written !== name) continue;
    else take(name, table[name] as OptionSpec, raw, written);
  }
  return { values, mistakes };

  function take(name: string, spec: OptionSpec, raw: unknown, written: string): void {
    const words = typeof raw === 'string' ? ownOption(spec.words ?? {}, raw.toLowerCase()) : undefined;
    if (words) return void Object.assign(values, words);
    const value = isDeferred(raw) ? (mayBeDeferred(spec) ? raw : undefined) : READERS[spec.type](raw, spec);
    const wrong = value === undefined ? allowed(spec) : outOfBounds(value, spec);
    if (wrong === undefined && value !== undefined) values[name] = value;
    else mistakes.push(invalidValue({ option: written, raw, source }, spec, wrong ?? ''));
  }
}

/** Whether an option isn't set: CloudFormation reads `AWS::NoValue` that way, too. */
const isUnset = (raw: unknown): boolean => raw === undefined || raw === null || raw === '' || isNoValueOption(raw);

/** The options in the variables of a process. Other variables are ignored. */
export function parseVariables(
  table: OptionTable,
  variables: Readonly<Record<string, string | undefined>>,
  source: string,
): Parsed {
  const given: Record<string, unknown> = {};
  for (const spec of Object.values(table)) {
    const variable = variablesOfOption(spec).find(
      (candidate) => variables[candidate] !== undefined && variables[candidate] !== '',
    );
    if (variable !== undefined) given[variable] = variables[variable];
  }
  return parseOptions(table, given, source);
}

/** The variables of a process that set an option, in order of precedence; none if its value must be a construct. */
export const variablesOfOption = ({
  variable,
  processVariables = [],
  aliases = [],
  construct,
}: OptionSpec): readonly string[] =>
  construct !== undefined
    ? []
    : [...new Set([...processVariables, ...(variable === undefined ? [] : [variable]), ...aliases.filter(isVariable)])];

/** An alias that looks like a variable is an older name of one. */
const isVariable = (name: string): boolean => /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name);

/** The canonical name of an option by every name that users may write, including its variables. */
export const optionNames = (table: OptionTable): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    Object.entries(table).flatMap(([name, spec]) =>
      [...variablesOfOption(spec), ...(spec.aliases ?? [])].map((alias) => [alias, name]),
    ),
  ),
  ...Object.fromEntries(Object.keys(table).map((name) => [name, name])),
});

function outOfBounds(value: OptionValue, spec: OptionSpec): string | undefined {
  if (typeof value === 'string' && spec.pattern && !new RegExp(spec.pattern[0]).test(value)) return allowed(spec);
  if (typeof value !== 'number') return undefined;
  if (spec.numbers) return spec.numbers.includes(value) ? undefined : allowed(spec);
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, integer } = spec;
  return value < minimum || value > maximum || (integer && !Number.isInteger(value)) ? allowed(spec) : undefined;
}

/** What a user wrote, and where. */
interface WrittenOption {
  readonly option: string;
  readonly raw: unknown;
  readonly source: string;
}

function invalidValue({ option, raw, source }: WrittenOption, spec: OptionSpec, words: string): Mistake {
  const given = spec.secret
    ? 'something else (not shown)'
    : isDeferred(raw)
      ? 'known only at deployment'
      : JSON.stringify(raw);
  const near = typeof raw === 'string' && spec.values ? nearest(raw, spec.values) : undefined;
  return {
    code: 'option-invalid',
    source,
    details: { option, given, allowed: words, ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }) },
  };
}

function unknownOption(
  { option, raw, source }: WrittenOption,
  names: CanonicalNames,
  deprecated?: DeprecatedOption,
): Mistake[] {
  if (deprecated === undefined) {
    const near = ownOption(names, nearest(option, Object.keys(names)) ?? '');
    return [{ code: 'option-unknown', source, details: { option, ...(near === undefined ? {} : { nearest: near }) } }];
  }
  const off = READERS.boolean(raw, { type: 'boolean', section: '', summary: '' }) === false;
  if (deprecated.handling === 'ignored' && off) return [];
  const code = deprecated.handling === 'ignored' || off ? 'option-ignored' : 'option-retired';
  return [{ code, source, details: { option, instead: deprecated.instead } }];
}
