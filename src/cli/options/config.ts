/** The file of `--config`: options, flags that choose functions, and sections for single functions. */
import { parseDocument } from 'yaml';
import { type Finding, note } from '../../core/finding';
import { matches } from '../../core/select';
import { optionNames } from '../../options/parse';
import { ownOption } from '../../options/read';
import { OPTIONS, type OptionSource } from '../../providers';
import { type FlagTable, UsageError } from '../command';
import { textAt } from './files';
import { kebab } from './flags';

export interface Config {
  /** The options of all functions. */
  readonly options: OptionSource;
  /** The command's own flags in the file, as they were written. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** Options of the functions that meet a name or a pattern, in their order. */
  readonly sections: readonly { readonly pattern: string; readonly options: OptionSource }[];
}

export const NO_CONFIG: Config = { options: { source: 'the file', values: {} }, flags: {}, sections: [] };

/** Under this key Datadog's CLI keeps what belongs to Lambda. */
const DATADOG_CI_SECTION = 'lambda';

/** The flags of a command, and those that a file may have for other commands. */
export interface FileFlags {
  readonly own: FlagTable;
  readonly shared: FlagTable;
}

/** Reads a file of YAML, of which JSON is a part. One file serves all commands: what only others need is ignored. */
export function readConfig(path: string, folder: string, flags: FileFlags): Config {
  const given = loadConfig(path, folder);
  const { functions, ...values } =
    ownOption(given, DATADOG_CI_SECTION) === undefined ? given : record(given[DATADOG_CI_SECTION], path);
  const flagNames = writtenNames(flags.own);
  const others = writtenNames(flags.shared);
  const entries = Object.entries(values);
  const isFlag = ([name]: [string, unknown]) => flagNames.has(name);
  const isOption = ([name]: [string, unknown]) => !flagNames.has(name) && (!others.has(name) || OPTION_NAMES.has(name));
  const chosen = Array.isArray(functions) ? functions : Object.keys(sectionsIn(functions, path));
  return {
    options: { source: path, values: Object.fromEntries(entries.filter(isOption)) },
    flags: {
      ...Object.fromEntries(entries.filter(isFlag).map(([name, value]) => [flagNames.get(name), value])),
      ...(chosen.length > 0 && flagNames.has('function') ? { function: chosen } : {}),
    },
    sections: Object.entries(sectionsIn(functions, path)).map(([pattern, options]) => ({
      pattern,
      options: {
        source: `${path}, functions.${pattern}`,
        values: options === null ? {} : record(options, `${path}, functions.${pattern}`),
      },
    })),
  };
}

/** A list only names functions. */
const sectionsIn = (functions: unknown, path: string): Readonly<Record<string, unknown>> =>
  functions === undefined || functions === null || Array.isArray(functions)
    ? {}
    : record(functions, `${path}, functions`);

/** Every way to write a flag, and its name. */
const writtenNames = (flags: FlagTable): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(flags).flatMap(([name, { aliases = [] }]) =>
      [name, ...aliases].flatMap((written) => [[written, name] as const, [kebab(written), name] as const]),
    ),
  );

const OPTION_NAMES: ReadonlySet<string> = new Set(
  Object.values(OPTIONS).flatMap(({ table }) => Object.keys(optionNames(table))),
);

/** What holds for one function: its own section before patterns that it meets. */
export const sectionsOf = ({ sections }: Config, names: readonly string[]): OptionSource[] =>
  [...sections]
    .filter(({ pattern }) => names.some((name) => matches(pattern, name)))
    .sort((a, b) => Number(names.includes(b.pattern)) - Number(names.includes(a.pattern)))
    .map(({ options }) => options);

function loadConfig(path: string, folder: string): Readonly<Record<string, unknown>> {
  const text = textAt({ option: '--config', path, folder });
  const document = parseDocument(text, { logLevel: 'silent' });
  const [problem] = document.errors;
  if (problem !== undefined)
    throw new UsageError([configFinding(path, 'YAML or JSON', problem.message.split('\n')[0] ?? '')]);
  try {
    return record(document.toJS() ?? {}, path);
  } catch (problem) {
    if (problem instanceof UsageError) throw problem;
    // Aliases that multiply, or that lead to themselves.
    throw new UsageError([configFinding(path, 'YAML or JSON', (problem as Error).message.split('\n')[0] ?? '')]);
  }
}

function record(given: unknown, source: string): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
  throw new UsageError([configFinding(source, 'a map of names and values', kindOfContent(given))]);
}

/** What something is, without its content, which may be a secret. */
const kindOfContent = (given: unknown): string =>
  given === null ? 'empty' : Array.isArray(given) ? 'a list' : `a ${typeof given}`;

const configFinding = (subject: string, allowed: string, given: string): Finding => ({
  ...note('option-invalid', { option: 'config', allowed, given }),
  subject,
});
