/** The options of each function, from the command line, its section, the file, the environment and git, in this order. */
import { type Finding, severity } from '../../core/finding';
import type { Settings } from '../../core/provider';
import { commitOptions } from '../../host/git';
import { optionNames } from '../../options/parse';
import { ownOption } from '../../options/read';
import type { OptionTable } from '../../options/spec';
import { configure, errorsOf, OPTIONS, type OptionSource, type ProviderName } from '../../providers';
import { sectionsOf } from '../../surfaces/config-file';
import { UsageError } from '../command';
import type { Host } from '../host';
import { FLAGS } from './arguments';
import type { Config } from './config';
import { dashed } from './flags';

export interface ChosenOptions {
  readonly settings: Settings;
  readonly sources: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
}

export interface OptionsFor {
  readonly provider: ProviderName;
  /** What holds for functions that have no section of their own. */
  readonly common: ChosenOptions;
  readonly of: (names: readonly string[]) => ChosenOptions;
}

export interface CommandOptionSources {
  readonly provider: ProviderName;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly config: Config;
  readonly host: Host;
  /** What is not an option, such as the content of a file. */
  readonly added?: Settings;
}

/**
 * Reads all options at once: everything wrong with any of them is thrown together, before AWS is asked for anything.
 * `lenient` lets options be missing, for commands that only look.
 */
export function commandOptions(sources: CommandOptionSources, lenient = false): OptionsFor {
  const { provider, config } = sources;
  const cache = new Map<string, ChosenOptions>();
  const choose = (sections: readonly OptionSource[]): ChosenOptions => {
    const key = sections.map(({ source }) => source).join('\n');
    const known = cache.get(key) ?? chooseOptions(sources, sections);
    cache.set(key, known);
    return known;
  };
  const all = config.sections.length === 0 ? [choose([])] : config.sections.map(({ options }) => choose([options]));
  const wrong = all.flatMap(({ findings }) => errorsOf(findings)).filter((found) => !lenient || !isTolerable(found));
  if (wrong.length > 0) throw new UsageError(unique(wrong));
  return { provider, common: choose([]), of: (names) => choose(sectionsOf(config, names)) };
}

/** What is missing is needed only by commands that write functions, and a variable may be meant for another program. */
const isTolerable = ({ code, subject }: Finding): boolean => code === 'option-missing' || subject === ENVIRONMENT;

/** How messages name the variables of the process. */
export const ENVIRONMENT = 'the environment';

/** Variables that were not understood, where a command goes on without them. */
export const invalidVariables = (findings: readonly Finding[]): Finding[] =>
  unique(errorsOf(findings).filter(({ code, subject }) => code === 'option-invalid' && subject === ENVIRONMENT));

function chooseOptions(
  { provider, flags, config, host, added }: CommandOptionSources,
  sections: readonly OptionSource[],
): ChosenOptions {
  const given: OptionSource[] = [
    { source: FLAGS, values: withImplied(flags) },
    ...sections,
    config.options,
    { source: ENVIRONMENT, values: host.variables, variables: true },
  ];
  const chosen = configure(provider, ...given);
  const commit = commitOptions(chosen.settings, host.folder, host.variables);
  const settings = { ...chosen.settings, ...commit, ...added };
  return {
    ...chosen,
    settings,
    findings: chosen.findings.filter(isRelevantFor(provider, chosen.sources)).map(withFlagNames),
  };
}

/** A variable of the process is ignored if a source with higher precedence sets the same option, or another of its group. */
const isRelevantFor =
  (provider: ProviderName, sources: ChosenOptions['sources']) =>
  ({ code, subject, details: { option = '' } }: Finding): boolean =>
    subject !== ENVIRONMENT ||
    code !== 'option-invalid' ||
    sameGroup(provider, canonical(provider, option)).every((name) => ownOption(sources, name) === undefined);

/** The option itself, and the others of its group. */
function sameGroup(provider: ProviderName, name: string): readonly string[] {
  const table: OptionTable = OPTIONS[provider].table;
  const group = ownOption(table, name)?.group;
  return group === undefined ? [name] : Object.keys(table).filter((other) => table[other]?.group === group);
}

const canonical = (provider: ProviderName, written: string): string =>
  ownOption(optionNames(OPTIONS[provider].table), written) ?? written;

/** Flags of Datadog's CLI that say two things at once. */
const IMPLIED_OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  llmobs: { llmObsEnabled: true },
};

const withImplied = (flags: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.assign({}, ...Object.keys(flags).map((name) => ownOption(IMPLIED_OPTIONS, name)), flags);

/** On the command line an option is a flag. */
const withFlagNames = (found: Finding): Finding =>
  found.subject === FLAGS && found.details.option !== undefined && /^\w+$/.test(found.details.option)
    ? { ...found, details: dashedIn(found.details) }
    : found;

const dashedIn = ({ option = '', nearest, ...details }: Finding['details']): Finding['details'] => ({
  ...details,
  option: dashed(option),
  ...(nearest === undefined ? {} : { nearest: dashed(nearest) }),
});

/** Each finding once, whatever number of functions has it. */
export const unique = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((found) => [JSON.stringify(found), found])).values(),
];

/** What to report about the options in addition to errors. */
export const findingsToPrint = (findings: readonly Finding[]): Finding[] =>
  unique(findings.filter((found) => severity(found) !== 'error'));
