/** What is secret, by the names of options and variables and by the form of a value, and how it is masked everywhere. */
import { optionNames } from '../options/parse';
import { ownOption } from '../options/read';
import type { OptionTable } from '../options/spec';
import { OPTIONS } from './index';

export const MASK = '********';

/** Names under which people keep secrets. */
const SECRET_PATTERN =
  /KEY|SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|(^|_)PWD$|CREDENTIAL|(^|_)AUTH(_|$)|AUTHORIZATION|HEADERS|DATAWAY/i;
/** Names that end like this say where a secret is, or something else about it. */
const HARMLESS =
  /(_ARN|_NAME|_ID|_PATH|_FILE|_DIR|_TYPE|_ENABLED|_SOCK|Arn|Name|Id|Ids|Path|File|Type|Enabled|Schema|Spec|Rotation)$/;
/** In documents `Key` is the name of many a thing; these are names of secrets there. */
const SECRET_WORDS =
  /(api|access|private|secret|encryption|signing|license|app|application|account|auth|ingest|write|shared)[-_ ]?keys?$|secret|token|password|passwd|passphrase|credentials?|dataway|headers$/i;
/** Shorter values are words: to mask them would deface the text. */
const SHORTEST = 4;
/** References and switches are no secrets. */
const NOT_SECRET = /^(arn:|\{\{resolve:|\$\{[^}]*\}$|true$|false$|null$|none$|\d{1,5}$)/i;

const TABLES: readonly OptionTable[] = Object.values(OPTIONS).map(({ table }) => table);

/** Every name of an option that is a secret: its aliases and variables too. */
const SECRET_NAMES: ReadonlySet<string> = new Set(
  TABLES.flatMap((table) =>
    Object.entries(optionNames(table)).flatMap(([written, name]) => (ownOption(table, name)?.secret ? [written] : [])),
  ),
);

/** Variables that options set: the table says which of them are secrets. */
const OPTION_VARIABLES: ReadonlySet<string> = new Set(
  TABLES.flatMap((table) => Object.values(table)).flatMap(({ variable }) => (variable === undefined ? [] : [variable])),
);

/** The variables of options that are secrets. */
export const SECRET_VARIABLES: ReadonlySet<string> = new Set(
  TABLES.flatMap((table) => Object.values(table)).flatMap(({ secret, variable }) =>
    secret && variable !== undefined ? [variable] : [],
  ),
);

/** Whether an option or a variable of this name holds a secret. */
export const isSecret = (name: string): boolean =>
  SECRET_NAMES.has(name) || (!OPTION_VARIABLES.has(name) && SECRET_PATTERN.test(name) && !HARMLESS.test(name));

/** Whether a key in a document, where names are of many kinds, holds a secret. */
const isSecretKey = (name: string): boolean =>
  SECRET_NAMES.has(name) || (SECRET_WORDS.test(name) && !HARMLESS.test(name));

/** A variable's value as it may be shown: a secret is masked whole, and what looks like one inside another value. */
export const showable = (name: string, value: string): string => (isSecret(name) ? MASK : maskSecrets(value));

/** A text in which known secrets are masked, and credentials in addresses, parameters, and headers. */
export const maskSecrets = (text: string, secrets: Iterable<string> = []): string => masker(secrets)(text);

/** The same for many texts. */
export function masker(secrets: Iterable<string>): (text: string) => string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return (text) => {
    const known = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
    return SECRET_FORMS.reduce((rest, form) => rest.replace(form, `$1${MASK}`), known);
  };
}

/** The text before a secret, by which it is recognized. */
const SECRET_FORMS: readonly RegExp[] = [
  // A scheme, and a user with a password or a token alone. A port is no password.
  /(\/\/)(?!\*)[^\s/:@"'<>]*:(?!\d{1,5}[/?#"'\s])[^\s"'<>]+(?=@[\w[.])/g,
  /(\/\/)(?!\*)[^\s/@"'<>]+(?=@[\w[.])/g,
  // The same without a scheme: a host is a name or an address, so versions and digests of images and packages are none.
  /(?<![\w/.+-])([\w.+-]+:)(?!\/\/|\*)[^\s:@/"'<>]+(?=@(?!sha\d+:)([A-Za-z][\w-]*(\.|:\d)|localhost|[A-Za-z][\w-]*($|[/\s"'])|\d+\.\d+\.\d+\.\d+))/g,
  /([?&](?:[\w.-]*(?:token|key|secret|password|passwd|signature|credential)|sig|auth|code)=)(?!\*)[^&\s"'<>]+/gi,
  /(\b(?:Bearer|Basic)\s+)(?!\*)[\w.~+/=-]{8,}/g,
  // Pairs, as in connection strings and headers.
  /((?<![\w/.-])[\w.-]*(?:api|access|private|secret|account|auth|shared|app)[-_.]?key=)(?!\*)[^\s,;&"']+/gi,
  /((?<![\w/.-])[\w.-]*(?:secret|token|password|passwd|pwd|authorization)=)(?!\*)[^\s,;&"']+/gi,
];

/** The secrets among options as they were written, by any name that an option has. */
export const secretOptions = (given: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(given).flatMap(([name, value]) => (SECRET_NAMES.has(name) ? secretPieces(value) : []));

/** The secrets among the variables of a function. */
export const secretVariables = (given: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(given).flatMap(([name, value]) => (isSecret(name) ? secretPieces(value) : []));

/** The secrets in a document: under names of secrets, in variables, and in pairs of a name and a value. */
export function secretsIn(document: unknown, isKnown: (name: string) => boolean = isSecretKey): string[] {
  if (Array.isArray(document)) return document.flatMap((item) => secretsIn(item, isKnown));
  if (typeof document !== 'object' || document === null) return [];
  const { Name, name = Name, Value, value = Value, NoEcho, Default } = document as Readonly<Record<string, unknown>>;
  return [
    ...(typeof name === 'string' && isSecret(name) ? secretPieces(value) : []),
    ...(String(NoEcho) === 'true' ? secretPieces(Default) : []),
    ...Object.entries(document).flatMap(([key, item]) => [
      ...(isKnown(key) ? secretPieces(defaultOf(item)) : []),
      ...secretsIn(item, VARIABLES.test(key) ? isSecret : isSecretKey),
    ]),
  ];
}

/** A parameter's default value; anything else unchanged. */
const defaultOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'Default' in item ? item.Default : item;

const VARIABLES = /^(variables|environment|environment_variables)$/i;

/** A text, its lines, the values of headers in it, as JSON and YAML may write them; nothing that is short or no secret. */
function secretPieces(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretPieces);
  if (typeof value !== 'string') return [];
  const headers = value.split(',').flatMap((pair) => /^\s*[\w-]+=(.+)$/s.exec(pair)?.[1] ?? []);
  const parts = [value, ...value.split('\n'), ...headers].map((part) => part.trim());
  const secret = parts.filter((part) => part.length >= SHORTEST && !NOT_SECRET.test(part));
  return [...new Set(secret.flatMap((part) => [part, JSON.stringify(part).slice(1, -1), part.replaceAll("'", "''")]))];
}
