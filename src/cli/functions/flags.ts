/** The flags of commands that change functions, and what they come to together with the file and the environment. */
import { describe, type Finding, note } from '../../core/finding';
import { parseOptions } from '../../options/parse';
import type { OptionTable, OptionValue } from '../../options/spec';
import {
  DEFAULT_PROVIDER,
  findingOf,
  isProviderName,
  PROVIDER_NAMES,
  PROVIDER_VARIABLE,
  type ProviderName,
} from '../../providers';
import { secretsIn } from '../../providers/mask';
import type { Identity } from '../aws/connection';
import { type Call, type FlagTable, UsageError } from '../command';
import { catalogGiven } from '../options/catalog';
import { type Config, NO_CONFIG, readConfig } from '../options/config';
import { commandOptions, invalidVariables, type OptionsFor } from '../options/settings';
import { MACHINE_FLAGS } from '../state-machines/select';
import { paletteFor } from '../terminal/palette';
import type { Mode } from './run';
import { SELECTION_FLAGS } from './select';

export const PROVIDER_FLAG: FlagTable = {
  provider: {
    type: 'enum',
    values: PROVIDER_NAMES,
    default: DEFAULT_PROVIDER,
    processVariables: [PROVIDER_VARIABLE],
    summary: 'The provider of tracing.',
  },
  config: {
    type: 'string',
    value: 'FILE',
    summary: 'A YAML or JSON file with options, flags, and sections for functions.',
  },
};

/** For commands that choose layers. */
export const CATALOG_FLAG: FlagTable = {
  catalog: {
    type: 'string',
    value: 'FILE',
    summary: 'A table of layers in place of the one of this release, as `tracelayer layers --json` writes it.',
  },
};

export const CHANGE: FlagTable = {
  ...SELECTION_FLAGS,
  ...MACHINE_FLAGS,
  ...PROVIDER_FLAG,
  ...CATALOG_FLAG,
  dryRun: {
    type: 'boolean',
    short: 'd',
    aliases: ['dry'],
    summary: 'Only show the plan. Read permissions are enough.',
  },
  yes: { type: 'boolean', short: 'y', summary: 'Apply the plan without asking.' },
  json: { type: 'boolean', summary: 'Print the plan and the result as JSON.' },
  others: {
    type: 'enum',
    values: ['leave', 'take-over'],
    default: 'leave',
    summary: 'What to do with functions that another tool instrumented.',
  },
  skipManaged: { type: 'boolean', summary: 'Skip functions that belong to a CloudFormation stack.' },
  fipsIgnoreError: { type: 'boolean', summary: 'Has no effect. Accepted for compatibility with other tools.' },
};

export interface FunctionFlags {
  readonly flags: Readonly<Record<string, OptionValue>>;
  readonly config: Config;
  readonly provider: ProviderName;
}

/** Flags of the command line before those of the file; who selects on the command line does not mean the file's. */
export function withConfigFlags({ operands, flags, host }: Call, table: FlagTable): FunctionFlags {
  const config =
    flags.config === undefined
      ? NO_CONFIG
      : readConfig(String(flags.config), host.folder, { own: table, shared: CHANGE });
  host.hide(secretsIn([config.options.values, ...config.sections.map(({ options }) => options.values)]));
  const { values, mistakes } = parseOptions(rowsOf(table), config.flags, config.options.source);
  const wrong = mistakes.filter(({ details }) => !isForOthers(details.option ?? '', config));
  if (wrong.length > 0) throw new UsageError(wrong.map(findingOf));
  const isSelecting = operands.length > 0 || SELECTORS.some((name) => name in flags);
  const filed = isSelecting
    ? Object.fromEntries(Object.entries(values).filter(([name]) => !SELECTORS.includes(name)))
    : values;
  const all = { ...filed, ...flags };
  return { flags: all, config, provider: providerFor(all.provider, host.variables) };
}

const rowsOf = (table: FlagTable): OptionTable =>
  Object.fromEntries(Object.entries(table).map(([name, flag]) => [name, { section: '', ...flag }]));

/** Whether other commands can read a flag of the file that this one cannot: several regions, say. */
const isForOthers = (name: string, { flags, options }: Config): boolean =>
  Object.hasOwn(CHANGE, name) &&
  parseOptions(rowsOf(CHANGE), { [name]: flags[name] }, options.source).mistakes.length === 0;

const SELECTORS: readonly string[] = ['function', 'functionsRegex', 'tag', 'all', 'stateMachine'];

/** The provider of a flag, else of the variable, else the default one. */
export function providerFor(flag: unknown, variables: Readonly<Record<string, string | undefined>>): ProviderName {
  const name = String(flag ?? (variables[PROVIDER_VARIABLE] || DEFAULT_PROVIDER));
  if (!isProviderName(name)) throw new UsageError([unknownProvider(name)]);
  return name;
}

const unknownProvider = (given: string): Finding => ({
  ...note('option-invalid', {
    option: PROVIDER_VARIABLE,
    given,
    allowed: `one of ${PROVIDER_NAMES.join(', ')}`,
  }),
  subject: 'the environment',
});

/** `lenient` is for commands that only read: they go on without what is missing or not understood in the environment. */
export function readOptions({ provider, config, flags }: FunctionFlags, call: Call, lenient = false): OptionsFor {
  const { options, host } = call;
  const added = catalogGiven(provider, flags, host.folder);
  const read = commandOptions({ provider, config, flags: options, host, added }, lenient);
  const { note: warn } = paletteFor(host.err, host.variables);
  for (const found of invalidVariables(read.common.findings)) host.err.write(`${warn('warning')} ${describe(found)}\n`);
  return read;
}

/** The regions that are named: on the command line, in the file, or by the variables of AWS's tools. */
export function regionsGiven({ flags }: FunctionFlags, { host }: Call): readonly string[] {
  const { AWS_REGION, AWS_DEFAULT_REGION } = host.variables;
  const variable = AWS_REGION || AWS_DEFAULT_REGION;
  return (flags.region as string[] | undefined) ?? (variable ? [variable] : []);
}

export const identityOf = ({ flags }: FunctionFlags, { host }: Call): Identity => ({
  ...(flags.profile === undefined ? {} : { profile: String(flags.profile) }),
  ...(flags.fips === true ? { fips: true } : {}),
  ...(flags.rate === undefined ? {} : { rate: Number(flags.rate) }),
  ...(host.variables.TRACELAYER_TIMEOUT === undefined ? {} : { timeout: Number(host.variables.TRACELAYER_TIMEOUT) }),
});

export const modeOf = ({ dryRun, yes, json, color, policyFile }: FunctionFlags['flags']): Mode => ({
  dryRun: dryRun === true,
  yes: yes === true,
  json: json === true,
  ...(policyFile === undefined ? {} : { policyFile: String(policyFile) }),
  ...(typeof color === 'boolean' ? { color } : {}),
});
