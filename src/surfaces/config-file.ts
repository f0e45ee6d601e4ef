/** What a configuration file says: options, flags of commands, and sections for single functions. */
import { type Note, note } from '../core/finding';
import { ownValue } from '../core/own';
import { matches } from '../core/select';

/** Values, and how messages name the place that they come from. */
interface Source {
  readonly source: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface ConfigFile {
  /** The options of all functions. */
  readonly options: Source;
  /** The flags of commands in the file, as they were written. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** Options of the functions that meet a name or a pattern, in their order. */
  readonly sections: readonly { readonly pattern: string; readonly options: Source }[];
  /** The functions that the file names, with sections or without. */
  readonly functions: readonly string[];
}

/** Something in a configuration file that cannot be read. */
export class ConfigMistake extends Error {
  public constructor(
    public readonly subject: string,
    public readonly note: Note,
  ) {
    super(subject);
  }
}

/** Under this key Datadog's CLI keeps what belongs to Lambda. */
const DATADOG_CI_SECTION = 'lambda';

/** Divides the content of a file; throws where a part of it is no map. */
export function divideConfig(content: unknown, path: string, isFlag: (name: string) => boolean): ConfigFile {
  const given = record(content ?? {}, path);
  const lambda = ownValue(given, DATADOG_CI_SECTION);
  const { functions, ...values } = lambda === undefined ? given : record(lambda, path);
  const entries = Object.entries(values);
  const sections = Object.entries(sectionsIn(functions, path));
  return {
    options: { source: path, values: Object.fromEntries(entries.filter(([name]) => !isFlag(name))) },
    flags: Object.fromEntries(entries.filter(([name]) => isFlag(name))),
    functions: Array.isArray(functions) ? functions : sections.map(([pattern]) => pattern),
    sections: sections.map(([pattern, options]) => {
      const source = `${path}, functions.${pattern}`;
      return { pattern, options: { source, values: options === null ? {} : record(options, source) } };
    }),
  };
}

/** A list only names functions. */
const sectionsIn = (functions: unknown, path: string): Readonly<Record<string, unknown>> =>
  functions === undefined || functions === null || Array.isArray(functions)
    ? {}
    : record(functions, `${path}, functions`);

/** What holds for one function: its own section before patterns that it meets. */
export const sectionsOf = ({ sections }: Pick<ConfigFile, 'sections'>, names: readonly string[]): Source[] =>
  [...sections]
    .filter(({ pattern }) => names.some((name) => matches(pattern, name)))
    .sort((a, b) => Number(names.includes(b.pattern)) - Number(names.includes(a.pattern)))
    .map(({ options }) => options);

function record(given: unknown, source: string): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
  throw new ConfigMistake(source, configNote('a map of names and values', kindOfContent(given)));
}

/** What something is, without its content, which may be a secret. */
const kindOfContent = (given: unknown): string =>
  given === null ? 'empty' : Array.isArray(given) ? 'a list' : `a ${typeof given}`;

export const configNote = (allowed: string, given: string): Note =>
  note('option-invalid', { option: 'config', allowed, given });
