/** The file of `--config`: options, flags that choose functions, and sections for single functions. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { type Finding, note } from '../core/finding';
import { matches } from '../core/select';
import type { Given } from '../providers';
import { type FlagTable, UsageError } from './command';

export interface Config {
  /** The options of all functions. */
  readonly options: Given;
  /** The command's own flags that stand in the file, as they were written. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** Options of the functions that meet a name or a pattern, in their order. */
  readonly sections: readonly { readonly pattern: string; readonly options: Given }[];
}

export const NO_CONFIG: Config = { options: { source: 'the file', values: {} }, flags: {}, sections: [] };

/** Under this key Datadog's CLI keeps what belongs to Lambda. */
const PEER = 'lambda';

/** Reads a file of YAML, of which JSON is a part. `flags` are the command's own, which may stand in it. */
export function readConfig(path: string, folder: string, flags: FlagTable): Config {
  const given = load(resolve(folder, path), path);
  const { functions, ...values } = given[PEER] === undefined ? given : record(given[PEER], path);
  const own = Object.fromEntries(
    Object.entries(flags).flatMap(([name, { aliases = [] }]) => [name, ...aliases].map((written) => [written, name])),
  );
  const isOwn = ([name]: [string, unknown]) => name in own;
  const sections = Array.isArray(functions) || functions === undefined ? {} : record(functions, `${path}, functions`);
  const chosen = Array.isArray(functions) ? functions : Object.keys(sections);
  return {
    options: { source: path, values: Object.fromEntries(Object.entries(values).filter((entry) => !isOwn(entry))) },
    flags: {
      ...Object.fromEntries(
        Object.entries(values)
          .filter(isOwn)
          .map(([name, value]) => [own[name], value]),
      ),
      ...(chosen.length > 0 ? { function: chosen } : {}),
    },
    sections: Object.entries(sections).map(([pattern, values]) => ({
      pattern,
      options: {
        source: `${path}, functions.${pattern}`,
        values: values === null ? {} : record(values, `${path}, functions.${pattern}`),
      },
    })),
  };
}

/** What holds for one function: its own section before patterns that it meets. */
export const sectionsOf = ({ sections }: Config, names: readonly string[]): Given[] =>
  [...sections]
    .filter(({ pattern }) => names.some((name) => matches(pattern, name)))
    .sort((a, b) => Number(names.includes(b.pattern)) - Number(names.includes(a.pattern)))
    .map(({ options }) => options);

function load(file: string, path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) throw new UsageError([fault(path, 'a file that is there', 'missing')]);
  try {
    return record(parseYaml(readFileSync(file, 'utf8')) ?? {}, path);
  } catch (problem) {
    if (problem instanceof UsageError) throw problem;
    throw new UsageError([fault(path, 'YAML or JSON', (problem as Error).message.split('\n')[0] ?? '')]);
  }
}

function record(given: unknown, source: string): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
  throw new UsageError([fault(source, 'a map of names and values', JSON.stringify(given))]);
}

const fault = (subject: string, allowed: string, given: string): Finding => ({
  ...note('option-invalid', { option: 'config', allowed, given }),
  subject,
});
