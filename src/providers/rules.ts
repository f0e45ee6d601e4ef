/** How a provider checks its options as a whole: a rule for each mistake, and the objections that rules make. */
import { note } from '../core/finding';
import type { Objection, Settings } from '../core/provider';

export type Rule<Options> = (options: Options) => Objection | undefined;

/** Every mistake at once; nothing for options that are switched off. */
export const checkWith =
  <Options extends { readonly enabled?: boolean }>(rules: readonly Rule<Options>[]) =>
  (options: Options): Objection[] =>
    options.enabled === false ? [] : rules.map((rule) => rule(options)).filter((objection) => objection !== undefined);

/** Options of which only one may be set. */
export const conflict = (names: readonly string[], why: string): Objection => ({
  ...note('options-conflict', { options: quotedNames(names), why }),
  option: names[0] ?? '',
});

/** An option, in words, that must be set. */
export const absent = (option: string, why: string, instead?: string): Objection => ({
  ...note('option-missing', { option, why, ...(instead === undefined ? {} : { instead }) }),
  option,
});

export const quotedNames = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** For each layer: an ARN contains a version, so an option for the version contradicts it. */
export const layerRules = (layers: readonly string[]): Rule<Settings>[] =>
  layers.map((layer) => (options) => {
    const names = [`${layer}LayerVersion`, `${layer}LayerArn`];
    return names.every((name) => options[name] !== undefined) ? conflict(names, 'the ARN has its version') : undefined;
  });
