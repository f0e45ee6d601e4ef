/** Reads a value of each type from what a user wrote, and describes the allowed values. */
import type { Deferred, OptionSpec, OptionValue } from './spec';

/** The value, or `undefined` if it has another type. */
export const READERS: Record<OptionSpec['type'], (raw: unknown, spec: OptionSpec) => OptionValue | undefined> = {
  string: (raw) =>
    typeof raw === 'string' ? raw : typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : undefined,
  boolean: (raw) =>
    typeof raw === 'boolean'
      ? raw
      : typeof raw === 'string'
        ? ownOption(BOOLEANS, raw.trim().toLowerCase())
        : undefined,
  number: (raw) => {
    const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  },
  enum: (raw, { values = [] }) => {
    const word = typeof raw === 'boolean' ? (raw ? 'on' : 'off') : raw;
    return typeof word === 'string'
      ? values.find((value) => value.toLowerCase() === word.trim().toLowerCase())
      : undefined;
  },
  list: (raw) => {
    const list: unknown = typeof raw === 'string' ? [raw] : raw;
    if (!Array.isArray(list) || list.some((item) => typeof item !== 'string')) return undefined;
    return list.flatMap((item: string) => item.split(',').map((part) => part.trim())).filter((item) => item !== '');
  },
  pairs: (raw, { assign }) =>
    typeof raw === 'string'
      ? parsePairs(raw, assign)
      : isOptionRecord(raw)
        ? textsOf(raw)
        : Array.isArray(raw)
          ? parsePairs(raw.join(','), assign)
          : undefined,
};

/** The own property of a record. A user may write any name, such as `constructor`. */
export const ownOption = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** The words for booleans in YAML 1.1, which CloudFormation reads, and in variables of a process. */
export const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  on: true,
  off: false,
  '1': true,
  '0': false,
};

/**
 * Reads `a:b,c:d`, where a key ends at the first colon. Like the tracers, it splits at spaces if there is no comma. If `assign`
 * is `=`, it also reads `a=b,c=d` from the specification, where values may contain spaces.
 */
function parsePairs(raw: string, assign?: '='): Record<string, string> | undefined {
  const isOwn = assign !== undefined && /^[^:,]*=/.test(raw);
  const items = raw
    .split(raw.includes(',') || isOwn ? ',' : /\s+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const pairs = items.map((item) => (isOwn ? /^([^=]+)=(.*)$/s : /^([^:]+):(.*)$/s).exec(item));
  if (pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1]?.trim() ?? '', pair?.[2]?.trim() ?? '']));
}

function textsOf(raw: Readonly<Record<string, unknown>>): Record<string, string | Deferred> | undefined {
  const entries = Object.entries(raw)
    .filter(([, value]) => !isNoValueOption(value))
    .map(([key, value]) => [key, isDeferred(value) ? value : READERS.string(value, TEXT)] as const);
  // A comma would begin the next pair.
  return entries.some(([, value]) => value === undefined || (typeof value === 'string' && value.includes(',')))
    ? undefined
    : (Object.fromEntries(entries) as Record<string, string>);
}
const TEXT: OptionSpec = { type: 'string', summary: '', section: '' };

const isOptionRecord = (raw: unknown): raw is Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

export const isDeferred = (raw: unknown): raw is Deferred =>
  typeof raw === 'object' && raw !== null && 'kind' in raw && DEFERRED_KINDS.has(String(raw.kind));
const DEFERRED_KINDS: ReadonlySet<string> = new Set(['native', 'join', 'lookup']);

/** Whether a value is `AWS::NoValue`, which means that the option is not set. */
export const isNoValueOption = (raw: unknown): boolean =>
  isOptionRecord(raw) &&
  (isDeferred(raw) ? (raw as { text?: unknown }).text === '${AWS::NoValue}' : raw.Ref === 'AWS::NoValue');

/** Whether the value may be deferred: one that is only passed on may, one that decides something may not. */
export const mayBeDeferred = ({ type, variable }: OptionSpec): boolean =>
  type === 'string' || type === 'number' || (type === 'enum' && variable !== undefined);

/** The allowed values, in words. */
export function allowed(spec: OptionSpec): string {
  if (spec.pattern) return spec.pattern[1];
  if (spec.assign) return 'a map of strings without commas, or a string such as `a=b,c=d`';
  if (spec.type === 'enum') return `one of ${(spec.values ?? []).join(', ')}`;
  return spec.type === 'number' ? numberWords(spec) : TYPE_WORDS[spec.type];
}

const TYPE_WORDS: Record<OptionSpec['type'], string> = {
  string: 'a string',
  boolean: 'true or false',
  number: 'a number',
  enum: 'one of its values',
  list: 'a list of strings, or a string with commas',
  pairs: 'a map of strings without commas, or a string such as `a:b,c:d`',
};

function numberWords({ integer, minimum, maximum, numbers }: OptionSpec): string {
  if (numbers) return `one of ${numbers.join(', ')}`;
  const kind = integer ? 'a whole number' : 'a number';
  if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}`;
  return minimum === undefined ? kind : `${kind}, at least ${minimum}`;
}
