/** A text with intrinsic functions in it as one text, in which a token represents each of them, and the way back. */

import { type Value, valueText } from '../../core/value';
import { toValue } from '../intrinsics';
import { type Splice, spliced } from './json-text';

export interface TokenText {
  readonly text: string;
  /** A piece of the text with what people see in place of tokens, such as `${Function.Arn}`, and the other way round. */
  readonly shown: (piece: string) => string;
  readonly hidden: (piece: string) => string;
  /** What the document has for the text once it is edited. */
  readonly write: (splices: readonly Splice[]) => unknown;
}

const same = (piece: string): string => piece;

export const plainText = (text: string): TokenText => ({
  text,
  shown: same,
  hidden: same,
  write: (splices) => spliced(text, splices),
});

/** Characters that are in no text, and need no escape in JSON. */
const [OPEN, CLOSE] = ['\uE000', '\uE001'] as const;
const TOKEN = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');

/**
 * The text that `Fn::Join` makes of literals and other intrinsic functions; nothing where its parts are not a list, or where a
 * literal has the characters of tokens.
 */
export function joined(given: unknown): TokenText | undefined {
  if (!Array.isArray(given) || typeof given[0] !== 'string' || !Array.isArray(given[1])) return undefined;
  const [separator, parts]: [string, unknown[]] = [given[0], given[1]];
  if (parts.some((part) => typeof part === 'string' && part.includes(OPEN))) return undefined;
  const origins = parts.filter((part) => typeof part !== 'string');
  const names = origins.map(nameOf);
  let count = 0;
  const pieces = parts.map((part) => (typeof part === 'string' ? part : `${OPEN}${count++}${CLOSE}`));
  const text = pieces.join(separator);
  return {
    text,
    shown: (piece) => piece.replace(TOKEN, (_, index) => names[Number(index)] ?? ''),
    hidden: (piece) => names.reduce((result, name, index) => result.replaceAll(name, `${OPEN}${index}${CLOSE}`), piece),
    write: (splices) => ({
      'Fn::Join':
        separator === ''
          ? ['', splicedParts(pieces, splices).map((piece) => partOf(piece, origins))]
          : rejoined(spliced(text, splices), separator, origins),
    }),
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

/** What a piece that is a token stands for; a literal is itself. */
function partOf(piece: string, origins: readonly unknown[]): unknown {
  const [token, index] = new RegExp(TOKEN).exec(piece) ?? [];
  return token === piece && index !== undefined ? origins[Number(index)] : piece;
}

/** The parts of a text that a separator joins: lines where that can be, and otherwise pieces between tokens. */
function rejoined(text: string, separator: string, origins: readonly unknown[]): [string, unknown[]] {
  const lines = text.split(separator).map((line) => partOf(line, origins));
  const isWhole = lines.every((line) => typeof line !== 'string' || !line.includes(OPEN));
  if (isWhole) return [separator, lines];
  return ['', piecesOf(text).map((piece) => partOf(piece, origins))];
}

/** Literals and tokens, in turn. */
const piecesOf = (text: string): string[] =>
  text.split(new RegExp(`(${OPEN}\\d+${CLOSE})`)).filter((piece) => piece !== '');

/** The parts with edits made in the part where each begins, so that all others stay, and so do the borders between literals. */
const splicedParts = (pieces: readonly string[], splices: readonly Splice[]): readonly string[] =>
  splices.reduce(splicedIn, pieces);

function splicedIn(pieces: readonly string[], { start, end, inserted }: Splice): readonly string[] {
  const isInsertion = start === end;
  const first = pieceAt(pieces, isInsertion ? start - 1 : start);
  const last = isInsertion ? first : pieceAt(pieces, end - 1);
  const [before, behind] = [pieces[first.index] ?? '', pieces[last.index] ?? ''];
  const now = before.slice(0, start - first.from) + inserted + behind.slice(end - last.from);
  const parts = now === '' ? [] : piecesOf(now);
  return [...pieces.slice(0, first.index), ...parts, ...pieces.slice(last.index + 1)];
}

/** The piece that has the character at a place of the text. */
function pieceAt(pieces: readonly string[], place: number): { readonly index: number; readonly from: number } {
  let from = 0;
  for (const [index, { length }] of pieces.entries()) {
    if (place < from + length) return { index, from };
    from += length;
  }
  return { index: pieces.length, from };
}

/**
 * The text as JSON of the same length: what only the deployment knows is no JSON where it has no quotes of its own, so its
 * first and last characters become quotes.
 */
export const quoted = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|\$\{[^}"]*\}|\uE000\d+\uE001/g, (piece) =>
    piece.startsWith('"') ? piece : `"${piece.slice(1, -1)}"`,
  );
