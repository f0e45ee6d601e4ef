/** The flags of a command, its own and those that are the providers' options, by every name they may be written with. */
import type { OptionSpec, OptionTable } from '../options/spec';
import { OPTIONS } from '../options/table';
import type { Command, Flag, FlagTable } from './command';

export interface Known {
  /** A command's flag by its canonical name; a provider's as written, in camel case, as providers share names. */
  readonly name: string;
  readonly flag: Flag;
  readonly of: 'command' | 'provider';
}

/** What every command has. */
export const COMMON: FlagTable = {
  help: { type: 'boolean', short: 'h', summary: 'Show this help.' },
  color: { type: 'boolean', summary: 'Whether to colour; on a terminal by default, see also `NO_COLOR`.' },
};

/** Letters that Datadog's CLI has for options. */
const LETTERS: Readonly<Record<string, string>> = {
  layerVersion: 'v',
  extensionLayerVersion: 'e',
  useLayersFromAccount: 'a',
  sourceCodeIntegration: 's',
  uploadGitMetadata: 'u',
};

/** `apiKeySecretArn` as `api-key-secret-arn`. */
export const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();

/** A flag as it is written. */
export const dashed = (name: string): string => `--${kebab(name)}`;

/** The providers' options that can be flags: of two with one name the first provider's row describes it. */
export const optionFlags = (): FlagTable => {
  const tables: readonly OptionTable[] = Object.values(OPTIONS).map(({ table }) => table);
  const rows = new Map(tables.flatMap((table) => Object.entries(table)).reverse());
  const names = [...new Set(tables.flatMap((table) => Object.keys(table)))];
  const usable = names
    .map((name) => [name, rows.get(name) as OptionSpec] as const)
    .filter(([, { construct, surfaces }]) => construct === undefined && (surfaces?.includes('cli') ?? true));
  return Object.fromEntries(
    usable.map(([name, spec]) => [name, { ...spec, ...(LETTERS[name] === undefined ? {} : { short: LETTERS[name] }) }]),
  );
};

/** Names that other tools have and that are only told about: they stand without a value, or with one behind `=`. */
const retiredFlags = (): FlagTable =>
  Object.fromEntries(
    Object.values(OPTIONS).flatMap(({ retired }) =>
      Object.keys(retired).map((name) => [
        name,
        { type: 'boolean' as const, summary: '', ...(LETTERS[name] === undefined ? {} : { short: LETTERS[name] }) },
      ]),
    ),
  );

/** Every flag of a command by every name and letter; a command's own stands before an option of the same name. */
export function knownFlags(command: Command): Readonly<Record<string, Known>> {
  const own = named({ ...command.flags, ...COMMON }, 'command');
  if (!command.options) return own;
  const options = { ...retiredFlags(), ...optionFlags() };
  return { ...named(aliased(options), 'provider'), ...named(options, 'provider', []), ...own };
}

/** Each alias as a flag of its own: which option it is, the provider that is asked for knows. */
const aliased = (flags: FlagTable): FlagTable =>
  Object.fromEntries(
    Object.values(flags).flatMap(({ short: _short, aliases = [], ...flag }) => aliases.map((alias) => [alias, flag])),
  );

const named = (flags: FlagTable, of: Known['of'], aliases?: readonly string[]): Record<string, Known> =>
  Object.fromEntries(
    Object.entries(flags).flatMap(([name, flag]) =>
      [name, ...(aliases ?? flag.aliases ?? []), ...(flag.short ? [flag.short] : [])]
        .flatMap((written) => [written, kebab(written)])
        .map((written) => [written, { name, flag, of }]),
    ),
  );
