/** Intrinsic functions of JSONPath, such as `States.Format`. */
import { createHash, randomUUID } from 'node:crypto';
import { isJsonMap } from '../../core/definition/states';
import type { StateData } from './data';
import { StateError } from './error';
import { foundAt, valueAt } from './json-path';

type Intrinsic = (...given: any[]) => unknown;

/** Source: docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Array: (...items) => items,
  ArrayPartition: (list: unknown[], size: number) => chunksOf(list, size),
  ArrayContains: (list: unknown[], one) => list.some((item) => JSON.stringify(item) === JSON.stringify(one)),
  ArrayRange: rangeOf,
  ArrayGetItem: (list: unknown[], index: number) => list[index],
  ArrayLength: (list: unknown[]) => list.length,
  ArrayUnique: (list: unknown[]) => [...new Map(list.map((item) => [JSON.stringify(item), item])).values()],
  Base64Encode: (text: string) => Buffer.from(text).toString('base64'),
  Base64Decode: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
  Hash: (data, name: string) => hashOf(asText(data), name),
  JsonMerge: (one: object, other: object, isDeep: boolean) => {
    if (!isJsonMap(one) || !isJsonMap(other) || isDeep) throw new Error('it merges two objects, and not deeply');
    return { ...one, ...other };
  },
  StringToJson: (text: string) => JSON.parse(text),
  JsonToString: (value) => JSON.stringify(value),
  MathRandom: (from: number, to: number) => Math.floor(from + Math.random() * (to - from)),
  MathAdd: (one: number, other: number) => one + other,
  StringSplit: (text: string, separators: string) =>
    text.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, '\\$&')}]`)).filter((part) => part !== ''),
  UUID: () => randomUUID(),
  Format: (template: string, ...values) =>
    template.replace(/\\([{}'\\])|\{\}/g, (_, escaped) => escaped ?? asText(values.shift())),
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const chunksOf = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

export function rangeOf(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

/** The digest by an algorithm that is named as AWS names it, such as `SHA-256`. */
export const hashOf = (text: string, name: string): string =>
  createHash(name.toLowerCase().replace('-', '')).update(text).digest('hex');

export const isIntrinsicCall = (text: string): boolean => /^\s*States\.\w+\(/.test(text);

/** What a call gives; what is inside it may be calls, paths, and literals. */
export function evaluated(call: string, data: StateData): unknown {
  const [, name = '', inside = ''] = /^\s*States\.(\w+)\(([\s\S]*)\)\s*$/.exec(call) ?? [];
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  try {
    if (intrinsic === undefined) throw new Error('it is not an intrinsic function');
    return intrinsic(...partsOf(inside).map((part) => argument(part, data)));
  } catch (problem) {
    if (problem instanceof StateError) throw problem;
    throw new StateError('States.IntrinsicFailure', `${call} failed: ${(problem as Error).message}`);
  }
}

function argument(part: string, data: StateData): unknown {
  if (isIntrinsicCall(part)) return evaluated(part, data);
  if (part.startsWith('$')) return /^\$\$?$/.test(part) ? foundAt(part, data) : valueAt(part, data);
  // `Format` reads what else is escaped, so that `\{` isn't a place for a value.
  if (part.startsWith("'")) return part.slice(1, -1).replace(/\\'/g, "'");
  return JSON.parse(part);
}

/** What is between commas that are neither in a text nor in parentheses. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const [piece] of text.matchAll(/'(?:[^'\\]|\\.)*'|[\s\S]/g)) {
    if ('(['.includes(piece)) depth += 1;
    if (')]'.includes(piece)) depth -= 1;
    if (piece === ',' && depth === 0) {
      parts.push(current.trim());
      current = '';
    } else current += piece;
  }
  return current.trim() === '' ? parts : [...parts, current.trim()];
}
