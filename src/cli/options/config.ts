/** The file of `--config`: options, flags that choose functions, and sections for single functions. */
import { parseDocument } from 'yaml';
import { optionNames } from '../../options/parse';
import { OPTIONS } from '../../providers';
import { type ConfigFile, ConfigMistake, configNote, divideConfig } from '../../surfaces/config-file';
import { type FlagTable, UsageError } from '../command';
import { textAt } from './files';
import { kebab } from './flags';

export type Config = Omit<ConfigFile, 'functions'>;

export const NO_CONFIG: Config = { options: { source: 'the file', values: {} }, flags: {}, sections: [] };

/** The flags of a command, and those that a file may have for other commands. */
export interface FileFlags {
  readonly own: FlagTable;
  readonly shared: FlagTable;
}

/** Reads a file of YAML, of which JSON is a part. One file serves all commands: what only others need is ignored. */
export function readConfig(path: string, folder: string, flags: FileFlags): Config {
  const flagNames = writtenNames(flags.own);
  const others = writtenNames(flags.shared);
  const isFlag = (name: string) => flagNames.has(name) || (others.has(name) && !OPTION_NAMES.has(name));
  const { functions, ...config } = usable(() => divideConfig(loadConfig(path, folder), path, isFlag));
  const own = Object.entries(config.flags).filter(([name]) => flagNames.has(name));
  return {
    ...config,
    flags: {
      ...Object.fromEntries(own.map(([name, value]) => [flagNames.get(name), value])),
      ...(functions.length > 0 && flagNames.has('function') ? { function: functions } : {}),
    },
  };
}

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

function loadConfig(path: string, folder: string): unknown {
  const document = parseDocument(textAt({ option: '--config', path, folder }), { logLevel: 'silent' });
  const [problem] = document.errors;
  if (problem !== undefined) throw unreadable(path, problem);
  try {
    return document.toJS();
  } catch (problem) {
    // Aliases that multiply, or that lead to themselves.
    throw unreadable(path, problem as Error);
  }
}

const unreadable = (path: string, { message }: Error): ConfigMistake =>
  new ConfigMistake(path, configNote('YAML or JSON', message.split('\n')[0] ?? ''));

function usable<T>(read: () => T): T {
  try {
    return read();
  } catch (problem) {
    if (problem instanceof ConfigMistake) throw new UsageError([{ ...problem.note, subject: problem.subject }]);
    throw problem;
  }
}
