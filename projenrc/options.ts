/** What the tables of options say, in words for documentation. */
import { allowed } from '../src/options/read';
import type { OptionSpec } from '../src/options/spec';

const FAMILY_TITLES: Readonly<Record<string, string>> = {
  nodejs: 'Node.js',
  python: 'Python',
  java: 'Java',
  dotnet: '.NET',
  ruby: 'Ruby',
  custom: 'custom runtimes',
};

/** The families in which an option has effect; `undefined` for all of them. */
export function familiesOf({ families }: OptionSpec): string | undefined {
  if (families === undefined || families.length === Object.keys(FAMILY_TITLES).length) return undefined;
  return families.length === 0 ? 'none' : families.map((family) => FAMILY_TITLES[family]).join(', ');
}

/** What a value must be beyond its type; `undefined` where every value of the type is right. */
export const limitsOf = (spec: OptionSpec): string | undefined =>
  spec.type === 'enum' || spec.pattern !== undefined || spec.minimum !== undefined || spec.numbers
    ? allowed(spec)
    : undefined;

/** The default: a value as code, or words after a dash, as in the CDK's documentation. */
export function defaultOf({ default: given, variable, type }: OptionSpec): string {
  if (given === undefined) return variable !== undefined && SCALARS.includes(type) ? '- of the library' : '- none';
  return typeof given === 'string' && !given.startsWith('- ') ? `'${given}'` : String(given);
}

/** Types of options that a library has a value of its own for. */
const SCALARS: readonly string[] = ['boolean', 'number', 'enum'];
