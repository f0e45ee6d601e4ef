/** The default options of a macro, from the configuration file that all tools share. */
import { type Finding, note } from '../../core/finding';
import { optionNames } from '../../options/parse';
import { ownOption } from '../../options/read';
import type { OptionTable } from '../../options/spec';
import { configure, errorsOf, OPTIONS, type ProviderName } from '../../providers';
import { UsageError } from '../command';
import { CHANGE } from '../functions/flags';
import { readConfig } from '../options/config';

/** The options in a file, checked as the macro checks them, as the text of its parameter. */
export function defaultsIn(path: string, provider: ProviderName, folder: string): string {
  const { options, sections } = readConfig(path, folder, { own: {}, shared: CHANGE });
  const { findings } = configure(provider, options);
  const wrong = errorsOf(findings).filter(({ code }) => code !== 'option-missing');
  const secret = secretNames(provider, options.values).map((option) => secretMistake(path, option));
  const ignored = sections.length > 0 ? [sectionMistake(path)] : [];
  if (wrong.length + secret.length + ignored.length > 0) throw new UsageError([...wrong, ...secret, ...ignored]);
  return JSON.stringify(options.values);
}

const secretNames = (provider: ProviderName, values: Readonly<Record<string, unknown>>): string[] => {
  const table: OptionTable = OPTIONS[provider].table;
  const names = optionNames(table);
  return Object.keys(values).filter((name) => ownOption(table, ownOption(names, name) ?? '')?.secret);
};

const secretMistake = (subject: string, option: string): Finding => ({
  ...note('option-invalid', { option, given: 'a secret (not shown)', allowed: 'left out of a template' }),
  subject,
});

const sectionMistake = (subject: string): Finding => ({
  ...note('option-invalid', {
    option: 'functions',
    given: 'sections for functions',
    allowed: 'left out, because the options of a macro are for all functions',
  }),
  subject,
});

/** The template with other default options: JSON in single quotes, in which YAML doubles a single quote. */
export const withDefaults = (template: string, options: string): string =>
  template.replace(
    /^( {2}DefaultOptions:\n(?: {4}.*\n)*? {4}Default: )'\{\}'$/m,
    (_, start: string) => `${start}'${options.replaceAll("'", "''")}'`,
  );
