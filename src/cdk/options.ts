/** The options of a construct and of a call, with tokens as late values. */
import { Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { describe, errorsOf } from '../core/finding';
import type { OptionSpec, OptionTable } from '../options/spec';
import { type Configuration, configure, OPTIONS, PROVIDERS, type ProviderName } from '../providers';
import { valueIn } from '../surfaces/cdk/tokens';
import { readable } from './annotations';

export type Props = Readonly<Record<string, unknown>>;

/** Options that are constructs here, as the texts that they are on all other surfaces. */
export function propsOf(provider: ProviderName, given: object = {}): Props {
  const props = given as Props;
  // Something that is no options at all is left for the checks.
  if (Construct.isConstruct(given)) return props;
  return Object.assign(
    {},
    withoutTyped(provider, props),
    ...(CONSTRUCT_ROWS.get(provider) ?? []).map(([name, spec]) => constructOption(name, spec, props)),
  );
}

/** Properties that take a construct, as the options that take its ARN; a property of a call wins over an option of the construct. */
function withoutTyped(provider: ProviderName, props: Props): Props {
  const typed = PROVIDERS[provider].construct?.typed ?? {};
  const given = Object.entries(typed).filter(([name]) => Construct.isConstruct(props[name]));
  if (given.length === 0) return props;
  const options = given.flatMap(([name, { option, attribute }]) => {
    if (props[option] !== undefined) throw new Error(`\`${name}\` and \`${option}\` are both set. Set one of them.`);
    return [
      [name, undefined],
      [option, (props[name] as Record<string, unknown>)[attribute]],
    ];
  });
  return Object.assign({}, props, Object.fromEntries(options));
}

const CONSTRUCT_ROWS = new Map(
  Object.entries(OPTIONS).map(([name, { table }]) => [
    name,
    Object.entries(table).filter(([, { construct }]) => construct !== undefined),
  ]),
);

/** A construct's ARN, and that of the key that encrypts it where the user names no other. */
function constructOption(name: string, { construct = '', keyOption }: OptionSpec, props: Props): Props {
  const made = props[name] === undefined || props[name] === null ? undefined : CONSTRUCTS[construct]?.(props[name]);
  if (made === undefined) return {};
  const isKeyed = keyOption !== undefined && made.key !== undefined && props[keyOption] === undefined;
  return { [name]: made.arn, ...(isKeyed ? { [keyOption]: made.key } : {}) };
}

/** By the type that option tables name. */
const CONSTRUCTS: Readonly<Record<string, (given: any) => { readonly arn: string; readonly key?: string }>> = {
  'secretsmanager.ISecret': ({ secretArn, encryptionKey }) => ({ arn: secretArn, key: encryptionKey?.keyArn }),
};

/** The props of a construct, with those of one call, and with what a file says in addition. */
interface GivenProps {
  readonly props: Props;
  readonly overrides?: Props;
  readonly files?: readonly { readonly source: string; readonly values: Props }[];
}

/** The options of one call, which win over the construct's; every mistake in them is thrown at once. */
export function constructOptions(
  host: IConstruct,
  provider: ProviderName,
  { props, overrides = {}, files = [] }: GivenProps,
): Configuration {
  const { path } = host.node;
  const isOverridden = Object.keys(overrides).length > 0;
  const given = [
    { source: isOverridden ? `the overrides given to ${path}` : path, values: overrides },
    { source: path, values: props },
    ...files,
  ];
  const configuration = configure(
    provider,
    ...given.map(({ source, values }) => ({ source, values: withDeferredValues(host, provider, values) })),
  );
  const errors = errorsOf(configuration.findings);
  if (errors.length > 0) throw new Error(errors.map((found) => readable(describe(found), host)).join('\n'));
  return { ...configuration, settings: withDeferredTexts(host, provider, configuration.settings) };
}

/** One text for options that are the same; nothing where one of them is an object, which may be a token. */
export function printedProps(props: Props): string | undefined {
  if (typeof props !== 'object' || Construct.isConstruct(props)) return undefined;
  const isPlain = Object.values(props).every((given) => !isObject(given) && typeof given !== 'function');
  return isPlain
    ? JSON.stringify(Object.entries(props).map(([name, given]) => [name, typeof given, String(given)]))
    : undefined;
}

/** Texts and numbers that are tokens become late values before they are read; the rest stays unchanged. */
function withDeferredValues(host: IConstruct, provider: ProviderName, props: Props): Props {
  const value = valueIn(host);
  const late = (raw: unknown) => (Token.isUnresolved(raw) ? value(raw) : printable(raw));
  return Object.fromEntries(
    Object.entries(props).map(([name, raw]) => {
      if (!arePairs(provider, name)) return [name, late(raw)];
      return [name, isPlainObject(raw) ? mapProps(raw, (one) => (isObject(one) ? late(one) : one)) : printable(raw)];
    }),
  );
}

/** Pairs are read from one text first; the texts in them are values as others when they are tokens. */
function withDeferredTexts(host: IConstruct, provider: ProviderName, settings: Props): Props {
  const value = valueIn(host);
  const late = (pairs: object) => mapProps(pairs, (raw) => (typeof raw === 'string' ? value(raw) : raw));
  return Object.fromEntries(
    Object.entries(settings).map(([name, given]) => [name, arePairs(provider, name) ? late(given as object) : given]),
  );
}

/** Whether an option's text is split into pairs. */
function arePairs(provider: ProviderName, name: string): boolean {
  const table: OptionTable = OPTIONS[provider].table;
  return Object.hasOwn(table, name) && table[name]?.type === 'pairs';
}

/** Something that a message can name: a construct has circular references. */
const printable = (raw: unknown): unknown =>
  Construct.isConstruct(raw) ? { toJSON: () => `the construct ${raw.node.path}` } : raw;

const isObject = (raw: unknown): raw is object => typeof raw === 'object' && raw !== null;
const isPlainObject = (raw: unknown): raw is object =>
  isObject(raw) && !Array.isArray(raw) && !Token.isUnresolved(raw) && !Construct.isConstruct(raw);

const mapProps = (map: object, change: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
