/** The options of a construct and of a call, with tokens as late values. */
import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { describe } from '../core/finding';
import type { OptionTable } from '../options/spec';
import { OPTIONS } from '../options/table';
import { type Configuration, configure, errorsOf, type ProviderName } from '../providers';
import { valueIn } from '../surfaces/cdk/tokens';

export type Props = Readonly<Record<string, unknown>>;

/** The options of one call, which win over the construct's; every mistake in them is thrown at once. */
export function optionsOf(
  host: IConstruct,
  provider: ProviderName,
  props: Props,
  overrides: Props = {},
): Configuration {
  const { path } = host.node;
  const isOverridden = Object.keys(overrides).length > 0;
  const given = [
    { source: isOverridden ? `the overrides given to ${path}` : path, values: overrides },
    { source: path, values: props },
  ];
  const configuration = configure(
    provider,
    ...given.map(({ source, values }) => ({ source, values: lateValues(host, provider, values) })),
  );
  const errors = errorsOf(configuration.findings);
  if (errors.length > 0) throw new Error(errors.map(describe).join('\n'));
  return { ...configuration, settings: lateTexts(host, provider, configuration.settings) };
}

/** Texts and numbers that are tokens become late values before they are read; the rest is as it is. */
function lateValues(host: IConstruct, provider: ProviderName, props: Props): Props {
  const value = valueIn(Stack.of(host));
  const isLate = (name: string, raw: unknown) => Token.isUnresolved(raw) && !arePairs(provider, name);
  return Object.fromEntries(Object.entries(props).map(([name, raw]) => [name, isLate(name, raw) ? value(raw) : raw]));
}

/** Pairs are read from one text first; the texts in them are values as others when they are tokens. */
function lateTexts(host: IConstruct, provider: ProviderName, settings: Props): Props {
  const value = valueIn(Stack.of(host));
  const late = (pairs: object) => Object.fromEntries(Object.entries(pairs).map(([key, raw]) => [key, value(raw)]));
  return Object.fromEntries(
    Object.entries(settings).map(([name, given]) => [name, arePairs(provider, name) ? late(given as object) : given]),
  );
}

/** Whether an option's text is split into pairs. */
function arePairs(provider: ProviderName, name: string): boolean {
  const table: OptionTable = OPTIONS[provider].table;
  return table[name]?.type === 'pairs';
}
