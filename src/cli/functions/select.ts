/** Selects functions: by name, ARN, pattern, or tag, in one region or several. */
import { runInNewContext } from 'node:vm';
import { about, type Finding, note } from '../../core/finding';
import { isSelected, matches } from '../../core/select';
import { unmatchedNotes } from '../../surfaces/selectors';
import type { RegionalApi } from '../aws/region';
import { type FlagTable, UsageError } from '../command';
import { FLAGS } from '../options/arguments';
import { type FunctionName, isPattern, parseName, requestName } from './name';

/** The flags that select functions, of every command that calls AWS. */
export const SELECTION_FLAGS: FlagTable = {
  function: {
    type: 'list',
    short: 'f',
    value: 'NAME',
    aliases: ['functions'],
    summary:
      'A function: its name, its ARN, a part of its ARN, or a pattern (`*` matches any text). You can repeat this flag.',
  },
  functionsRegex: {
    type: 'string',
    value: 'REGEX',
    summary: 'All functions whose names match the regular expression.',
  },
  tag: {
    type: 'list',
    value: 'KEY=VALUE',
    summary: 'All functions with this tag. If you repeat the flag, functions must have every tag.',
  },
  all: { type: 'boolean', summary: 'All functions in the Region.' },
  region: {
    type: 'list',
    short: 'r',
    value: 'REGION',
    aliases: ['regions'],
    processVariables: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    summary: 'The AWS Region, or several Regions.',
  },
  profile: {
    type: 'string',
    value: 'NAME',
    processVariables: ['AWS_PROFILE'],
    summary: 'The profile from your AWS configuration.',
  },
  fips: { type: 'boolean', summary: 'Use the FIPS endpoints of AWS.' },
  rate: {
    type: 'number',
    minimum: 0.1,
    default: 15,
    summary: 'The maximum number of requests per second. Lambda allows 15 for each account, for all users together.',
  },
};

export interface FunctionSelection {
  readonly names: readonly FunctionName[];
  readonly patterns: readonly string[];
  readonly expression?: RegExp;
  readonly tags: readonly string[];
  readonly all: boolean;
  readonly exclude: readonly string[];
}

/** Reads the selection from the operands and the flags, and throws all mistakes at once. */
export function selectionOf(
  operands: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  exclude: readonly string[] = [],
): FunctionSelection {
  const given = [...operands, ...((flags.function as string[]) ?? [])];
  const named = given.filter((text) => !isPattern(text)).map((text) => ({ text, parsed: parseName(text) }));
  const expression = expressionOf(flags.functionsRegex as string | undefined);
  const wrong = [
    ...named.filter(({ parsed }) => parsed === undefined).map(({ text }) => invalidName(text)),
    ...(expression instanceof RegExp || expression === undefined ? [] : [expression]),
  ];
  const selection: FunctionSelection = {
    names: named.flatMap(({ parsed }) => (parsed ? [parsed] : [])),
    patterns: given.filter(isPattern),
    tags: (flags.tag as string[]) ?? [],
    all: flags.all === true,
    exclude,
    ...(expression instanceof RegExp ? { expression } : {}),
  };
  if (wrong.length > 0) throw new UsageError(wrong);
  if (selectsNothing(selection)) throw new UsageError(about(FLAGS, [note('option-missing', NOTHING_SELECTED)]));
  return selection;
}

const NOTHING_SELECTED = {
  option: 'a function',
  why: 'no function is selected',
  instead: 'name functions, or set `--functions-regex`, `--tag`, or `--all`',
};

const selectsNothing = (selection: FunctionSelection): boolean => selection.names.length === 0 && !isSearch(selection);

const invalidName = (text: string): Finding => ({
  ...note('option-invalid', {
    option: 'a function',
    given: JSON.stringify(text),
    allowed: 'a name, an ARN or a part of one, or a pattern with `*`',
  }),
  subject: FLAGS,
});

function expressionOf(given: string | undefined): RegExp | Finding | undefined {
  if (given === undefined) return undefined;
  try {
    return new RegExp(given);
  } catch (problem) {
    return wrongExpression(given, 'a regular expression', (problem as Error).message);
  }
}

/** A function to read, with the name that requests to Lambda use. */
export interface ReadTarget {
  readonly region: string;
  readonly requestName: string;
  readonly name: string;
  /** The name that the user wrote, if it wasn't found by a pattern: it must exist then. */
  readonly named?: FunctionName;
  readonly excluded: boolean;
}

/** The selected functions of one region, each once, with a mark on excluded ones. */
export async function targetsIn(
  region: string,
  api: Pick<RegionalApi, 'list' | 'tagged'>,
  selection: FunctionSelection,
): Promise<ReadTarget[]> {
  const named = selection.names.filter((one) => (one.region ?? region) === region);
  const targets = new Map<string, ReadTarget>();
  const add = (request: string, name: string, by?: FunctionName) => {
    const excluded = !isSelected([name, ...(by ? [by.given] : [])], { exclude: selection.exclude });
    if (!targets.has(name))
      targets.set(name, { region, requestName: request, name, excluded, ...(by ? { named: by } : {}) });
  };
  for (const one of named) add(requestName(one), one.name, one);
  if (isSearch(selection)) for (const name of await searchNames(api, selection)) add(name, name);
  return [...targets.values()];
}

const isSearch = ({ patterns, expression, tags, all }: FunctionSelection): boolean =>
  patterns.length + tags.length > 0 || expression !== undefined || all;

/** Finds names by patterns, expressions, and tags. Tags alone need no list of all functions. */
async function searchNames(api: Pick<RegionalApi, 'list' | 'tagged'>, selection: FunctionSelection): Promise<string[]> {
  const { patterns, expression, tags, all } = selection;
  const tagged = tags.length > 0 ? (await api.tagged(tags)).map((arn) => parseName(arn)?.name ?? '') : undefined;
  if (tagged && patterns.length === 0 && !expression) return tagged;
  const names = (await api.list()).map(({ FunctionName = '' }) => FunctionName);
  const found = new Set(expression ? matchingNames(expression, names) : []);
  const fits = (name: string) => all || found.has(name) || patterns.some((pattern) => matches(pattern, name));
  return names.filter((name) => fits(name) && (tagged === undefined || tagged.includes(name)));
}

/** Milliseconds for all names together, because an expression such as `(a+)+$` can take hours. */
const EXPRESSION_TIMEOUT = 1000;

/** The names in which the expression has a match. */
function matchingNames({ source }: RegExp, names: readonly string[]): string[] {
  try {
    const program = 'names.filter((name) => expression.test(name))';
    return [...runInNewContext(program, { names, expression: new RegExp(source) }, { timeout: EXPRESSION_TIMEOUT })];
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw problem;
    const allowed = `an expression that takes less than ${EXPRESSION_TIMEOUT / 1000} s for ${names.length} names`;
    const hint = 'a repetition within a repetition, such as `(a+)+`, takes too long: avoid it, or use patterns';
    throw new UsageError([wrongExpression(source, allowed, hint)]);
  }
}

const wrongExpression = (given: string, allowed: string, hint: string): Finding => ({
  ...note('option-invalid', { option: '--functions-regex', given: JSON.stringify(given), allowed, hint }),
  subject: FLAGS,
});

/** Patterns that match no function, probably because of a typing error. */
export function idlePatterns({ patterns, exclude }: FunctionSelection, found: readonly ReadTarget[]): Finding[] {
  const names = found.map(({ name }) => name);
  return about(FLAGS, unmatchedNotes({ '--function': patterns, '--exclude': exclude }, names));
}
