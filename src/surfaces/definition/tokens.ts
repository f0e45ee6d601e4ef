/** A text with intrinsic functions in it as one text, in which a token stands for each of them, and the way back. */

import { type Value, valueText } from '../../core/value';
import { toValue } from '../intrinsics';

export interface TokenText {
  readonly text: string;
  /** A piece of the text with what people see in place of tokens, such as `${Function.Arn}`, and the other way round. */
  readonly shown: (piece: string) => string;
  readonly hidden: (piece: string) => string;
  /** What the document has for another text. */
  readonly write: (text: string) => unknown;
}

const same = (piece: string): string => piece;

export const plainText = (text: string): TokenText => ({ text, shown: same, hidden: same, write: same });

/** Characters that are in no text, and need no escape in JSON. */
const [OPEN, CLOSE] = ['\uE000', '\uE001'];
const TOKEN = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');

/** The text that `Fn::Join` makes of literals and other intrinsic functions; nothing where its parts are not a list. */
export function joined(given: unknown): TokenText | undefined {
  if (!Array.isArray(given) || typeof given[0] !== 'string' || !Array.isArray(given[1])) return undefined;
  const [separator, parts]: [string, unknown[]] = [given[0], given[1]];
  const origins = parts.filter((part) => typeof part !== 'string');
  const names = origins.map(nameOf);
  let count = 0;
  const text = parts.map((part) => (typeof part === 'string' ? part : `${OPEN}${count++}${CLOSE}`)).join(separator);
  return {
    text,
    shown: (piece) => piece.replace(TOKEN, (_, index) => names[Number(index)] ?? ''),
    hidden: (piece) => names.reduce((result, name, index) => result.replaceAll(name, `${OPEN}${index}${CLOSE}`), piece),
    write: (now) => ({ 'Fn::Join': rejoined(now, separator, origins) }),
  };
}

/** A value as a definition shows it: without characters that mean something in JSON or in a pointer. */
export const shownText = (value: Value): string => valueText(value).replace(/["\\~/\s]/g, ' ');

/** How people see a part; of two that look the same, one is numbered. */
function nameOf(part: unknown, index: number, all: readonly unknown[]): string {
  const look = (one: unknown) => shownText(toValue(one));
  const first = all.findIndex((one) => look(one) === look(part));
  const isOther = JSON.stringify(all[first]) !== JSON.stringify(part);
  return isOther ? look(part).replace(/\}?$/, ` ${index}$&`) : look(part);
}

/** The parts of another text: lines, where lines were joined, and pieces between tokens. */
function rejoined(text: string, separator: string, origins: readonly unknown[]): [string, unknown[]] {
  const partOf = (piece: string): unknown => {
    const [token, index] = new RegExp(TOKEN).exec(piece) ?? [];
    return token === piece && index !== undefined ? origins[Number(index)] : piece;
  };
  const lines = separator === '' ? [] : text.split(separator).map(partOf);
  const isWhole = separator !== '' && lines.every((line) => typeof line !== 'string' || !line.includes(OPEN as string));
  if (isWhole) return [separator, lines];
  const pieces = text.split(new RegExp(`(${OPEN}\\d+${CLOSE})`)).filter((piece) => piece !== '');
  return ['', pieces.map(partOf)];
}

/**
 * The text as JSON of the same length: what only the deployment knows is no JSON where it has no quotes of its own, so its
 * first and last characters become quotes.
 */
export const quoted = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|\$\{[^}"]*\}|\uE000\d+\uE001/g, (piece) =>
    piece.startsWith('"') ? piece : `"${piece.slice(1, -1)}"`,
  );
