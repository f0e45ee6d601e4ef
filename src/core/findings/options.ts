/** Findings about options: mistakes in one, conflicts between several, and options without an effect. */
import {
  asEnd,
  asSentence,
  asStart,
  type FindingRows,
  inBackticks,
  isSeveral,
  NOTHING_TO_DO,
  nounIn,
  type Words,
  type WordsOf,
} from './row';

export const OPTION_FINDINGS = {
  'value-impossible': {
    severity: 'error',
    message: (d: Words<'given' | 'option' | 'why'>) => `\`${d.option}\` is ${d.given}. ${asSentence(d.why)}`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'correct the value'),
  },
  'option-without-effect': {
    severity: 'info',
    message: (d: Words<'option' | 'why'>) =>
      `${inBackticks(d.option)} ${isSeveral(d.option) ? 'have' : 'has'} no effect: ${asEnd(d.why)}`,
    remediation: (d: Words<never, 'instead'>) =>
      asSentence(d.instead ?? 'You can leave the option out for this function'),
  },
  'option-off': {
    severity: 'info',
    message: (d: WordsOf<'option'>) => `\`${d.option}\` is false for the ${nounIn(d)}, so it is left as it was.`,
    remediation: NOTHING_TO_DO,
  },
  'option-unknown': {
    severity: 'error',
    message: (d: Words<'option'>) => `There is no option \`${d.option}\`.`,
    remediation: (d: Words<never, 'nearest'>) =>
      d.nearest ? `Did you mean \`${d.nearest}\`?` : 'Remove it; docs/options.md lists all options.',
  },
  'option-retired': {
    severity: 'warning',
    message: (d: Words<'option'>) => `\`${d.option}\` has no effect any more, so it is ignored.`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'remove it'),
  },
  'option-ignored': {
    severity: 'info',
    message: (d: Words<'option'>) => `\`${d.option}\` does nothing here.`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'remove it'),
  },
  'option-invalid': {
    severity: 'error',
    message: (d: Words<'allowed' | 'given' | 'option'>) => `\`${d.option}\` must be ${d.allowed}, but is ${d.given}.`,
    remediation: (d: Words<never, 'hint'>) => asSentence(d.hint ?? 'correct it or remove it'),
  },
  'option-missing': {
    severity: 'error',
    message: (d: Words<'option' | 'why'>) => `${asStart(d.option)} must be set: ${asEnd(d.why)}`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'set it'),
  },
  'options-conflict': {
    severity: 'error',
    message: (d: Words<'options' | 'why'>) => `${d.options} exclude each other: ${asEnd(d.why)}`,
    remediation: () => 'Remove all but one.',
  },
} as const satisfies FindingRows;
