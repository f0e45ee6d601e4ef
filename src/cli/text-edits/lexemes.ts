/** A part of a text as a list of words, blanks, and signs, with its entries as one token each. */
import { childParts, type SourcePart } from './parts';

export interface Token {
  readonly text: string;
  /** Where it is in the file. */
  readonly offset: number;
  /** The number of the entry that it represents. */
  readonly child?: number;
}

/** Entries with a number are one token each. Others are taken apart, or with `whole` are one token that nothing equals. */
export function tokensOf(part: SourcePart, numbers: ReadonlyMap<number, number>, whole = false): Token[] {
  const tokens: Token[] = [];
  let at = part.from;
  childParts(part).forEach(({ from, to }, index) => {
    const child = numbers.get(index) ?? (whole ? -1 - index : undefined);
    if (child === undefined) return;
    tokens.push(...wordTokens(part, at, from), { text: '\ufffc', offset: from, child });
    at = to;
  });
  return [...tokens, ...wordTokens(part, at, part.to)];
}

const wordTokens = ({ source }: SourcePart, from: number, to: number): Token[] =>
  [...source.text.slice(from, to).matchAll(/\w+|[ \t]+|\r?\n|[\s\S]/g)].map(({ 0: text, index }) => ({
    text,
    offset: from + index,
  }));

export const isSame = (a: Token | undefined, b: Token | undefined): boolean =>
  a !== undefined && b !== undefined && a.text === b.text && a.child === b.child;
