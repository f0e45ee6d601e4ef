/** What AWS allows of layers, variables, tags, and subscription filters, and the findings for a function beyond it. */
import { type Note, note } from './finding';
import type { Parts } from './state';
import { isKnown, type Value } from './value';

/** Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LIMITS = { layers: 5, environment: 4096, tags: 50 } as const;

/** How many subscription filters a log group may have. Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const MAX_FILTERS = 2;

/** A finding for every limit that the parts pass. */
export function limitNotes({ layers, environment, tags }: Parts): Note[] {
  const size = environmentSize(environment);
  const counts = { layers: Object.keys(layers).length, tags: Object.keys(tags).length };
  const limit = (allowed: number) => ({ limit: String(allowed) });
  return [
    ...(counts.layers > LIMITS.layers
      ? [note('layers-too-many', { count: String(counts.layers), ...limit(LIMITS.layers) })]
      : []),
    ...(size > LIMITS.environment
      ? [note('environment-too-large', { size: String(size), ...limit(LIMITS.environment) })]
      : []),
    ...(counts.tags > LIMITS.tags
      ? [note('tags-too-many', { count: String(counts.tags), ...limit(LIMITS.tags) })]
      : []),
  ];
}

/** Bytes of the variables as Lambda measures them, in JSON; of a value that is not known yet only the name counts. */
export function environmentSize(environment: Readonly<Record<string, Value>>): number {
  let size = 1;
  for (const name in environment) size += entrySize(name, environment[name] as Value);
  return Math.max(size, 2);
}

/** Bytes of one variable in JSON, with its quotes, colon and comma. */
export const entrySize = (name: string, value: Value): number =>
  6 + utf8Length(name) + utf8Length(isKnown(value) ? value : '');

/** Bytes of a text in JSON and UTF-8, counted here as the core uses nothing of its host. */
function utf8Length(given: string): number {
  if (isPlain(given)) return given.length;
  return [...JSON.stringify(given).slice(1, -1)].reduce(
    (length, character) => length + utf8Bytes(character.codePointAt(0) ?? 0),
    0,
  );
}

/** Whether every character is one byte, and none is escaped by JSON, as a quote and a backslash are. */
const isPlain = (given: string): boolean => PLAIN.test(given);
const PLAIN = /^[ !#-[\]-~]*$/;

const utf8Bytes = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
