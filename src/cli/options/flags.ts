/** The flags of a command, its own and those that are the providers' options, by every name they may be written with. */

import { variablesOfOption } from '../../options/parse';
import type { OptionSpec, OptionTable } from '../../options/spec';
import { OPTIONS } from '../../providers';
import type { Command, Flag, FlagTable } from '../command';

export interface FlagOwner {
  /** A command's flag by its canonical name; a provider's as written, in camel case, as providers share names. */
  readonly name: string;
  readonly flag: Flag;
  readonly of: 'command' | 'provider';
}

/** What every command has. */
export const COMMON: FlagTable = {
  help: { type: 'boolean', short: 'h', summary: 'Show this help.' },
  color: {
    type: 'boolean',
    summary: 'Whether the output has colors. By default, on terminals only. `NO_COLOR` turns colors off.',
  },
};

/** Letters that Datadog's CLI has for options. */
const OPTION_LETTERS: Readonly<Record<string, string>> = {
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
  const rows = Object.values(OPTIONS).flatMap(({ table }) => usable(table));
  const first = new Map([...rows].reverse());
  return Object.fromEntries(
    [...new Set(rows.map(([name]) => name))].map((name) => {
      const spec = first.get(name) as OptionSpec;
      return [name, { ...spec, ...(OPTION_LETTERS[name] === undefined ? {} : { short: OPTION_LETTERS[name] }) }];
    }),
  );
};

/** The options of a table that a command line can give. */
const usable = (table: OptionTable): (readonly [string, OptionSpec])[] =>
  Object.entries(table).filter(
    ([, { construct, surfaces }]) => construct === undefined && (surfaces?.includes('cli') ?? true),
  );

/** Names of other tools' options, which are only reported: without a value, or with one after `=`. */
const retiredFlags = (): FlagTable =>
  Object.fromEntries(
    Object.values(OPTIONS).flatMap(({ deprecated }) =>
      Object.keys(deprecated).map((name) => [
        name,
        {
          type: 'boolean' as const,
          summary: '',
          ...(OPTION_LETTERS[name] === undefined ? {} : { short: OPTION_LETTERS[name] }),
        },
      ]),
    ),
  );

/** Every flag of a command by every name and letter; a command's own flag takes precedence over an option of the same name. */
export function knownFlags(command: Command): Readonly<Record<string, FlagOwner>> {
  const own = flagsByName({ ...command.flags, ...COMMON }, 'command');
  if (!command.options) return own;
  const options = { ...retiredFlags(), ...optionFlags() };
  return { ...flagsByName(aliased(), 'provider'), ...flagsByName(options, 'provider', []), ...own };
}

/** Each alias of each provider as a flag of its own: which option it is, the provider that is asked for knows. */
const aliased = (): FlagTable =>
  Object.fromEntries(
    Object.values(OPTIONS)
      .reverse()
      .flatMap(({ table }) => usable(table))
      .flatMap(([, spec]) => {
        const { aliases = [], ...flag } = spec;
        return [...aliases, ...variablesOfOption(spec)].map((alias) => [alias, flag] as const);
      }),
  );

const flagsByName = (flags: FlagTable, of: FlagOwner['of'], aliases?: readonly string[]): Record<string, FlagOwner> =>
  Object.fromEntries(
    Object.entries(flags).flatMap(([name, flag]) =>
      [name, ...(aliases ?? flag.aliases ?? []), ...(flag.short ? [flag.short] : [])]
        .flatMap((written) => [written, kebab(written), kebab(written).replaceAll('_', '-')])
        .map((written) => [written, { name, flag, of }]),
    ),
  );
