/** Options of the command line and the configuration file, as templates are transformed with them. */
import type { Finding } from '../../core/finding';
import { configure, errorsOf, type OptionSource, type ProviderName } from '../../providers';
import { sectionsOf } from '../../surfaces/config-file';
import type { Request } from '../../surfaces/template';
import { UsageError } from '../command';
import { FLAGS } from '../options/arguments';
import type { Config } from '../options/config';
import { unique } from '../options/settings';

export interface Sources {
  readonly provider: ProviderName;
  readonly config: Config;
  readonly options: OptionSource['values'];
  /** Options that apply where no other source has them. */
  readonly defaults?: readonly OptionSource[];
}

/**
 * The sources of options, with the sections for single functions. Throws every mistake at once, also those in sections that
 * match no function; `isMistake` says which findings stop the command.
 */
export function requestOptions(
  { provider, config, options, defaults: rest = [] }: Sources,
  isMistake: (found: Finding) => boolean,
): Pick<Request, 'overrides' | 'defaults' | 'optionsOf'> {
  const given: OptionSource = { source: FLAGS, values: options };
  const defaults = [config.options, ...rest];
  const all = [[], ...config.sections.map((section) => [section.options])];
  const found = all.flatMap((sections) => configure(provider, given, ...sections, ...defaults).findings);
  const mistakes = errorsOf(found).filter(isMistake);
  if (mistakes.length > 0) throw new UsageError(unique(mistakes));
  return { overrides: [given], defaults, optionsOf: (names) => sectionsOf(config, names) };
}
