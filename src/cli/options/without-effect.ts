/** Findings about options that the user gave and that a command cannot use, so that none is dropped in silence. */
import { type Finding, note } from '../../core/finding';
import { ownOption } from '../../options/read';
import { POLICY_OPTIONS } from '../../options/selection';
import type { OptionTable } from '../../options/spec';
import { OPTIONS, type ProviderName } from '../../providers';
import { FLAGS } from './arguments';
import { dashed } from './flags';
import { type ChosenOptions, ENVIRONMENT } from './settings';

export interface UnusedBecause {
  readonly why: string;
  readonly instead: string;
}

/**
 * One finding for each source. Variables of the process are left out, because other programs read them too, and so is an
 * option that only switches off what is off.
 */
export function withoutEffect(
  provider: ProviderName,
  { settings, sources }: ChosenOptions,
  isUsed: (option: string) => boolean,
  reason: UnusedBecause,
): Finding[] {
  const table: OptionTable = OPTIONS[provider].table;
  const isIdle = (name: string): boolean =>
    !POLICY_OPTIONS.includes(name) &&
    !(settings[name] === false && (ownOption(table, name)?.default ?? false) === false) &&
    !isUsed(name);
  const idle = Object.entries(sources).filter(([name, source]) => source !== ENVIRONMENT && isIdle(name));
  return [...new Set(idle.map(([, source]) => source))].map((source) => {
    const names = idle.filter((one) => one[1] === source).map(([name]) => (source === FLAGS ? dashed(name) : name));
    return { ...note('option-without-effect', { option: names.join(', '), ...reason }), subject: source };
  });
}
