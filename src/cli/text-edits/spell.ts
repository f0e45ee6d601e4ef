/** Writes a new text in the style of the old one: its quotes, its block, and what surrounds it. */
import { parse } from 'yaml';
import type { Json } from '../../surfaces/template';
import { inDoubleQuotes, inline, inSingleQuotes, scalar } from './emit';
import type { SourceNode, TextSource } from './source';

interface ScalarSurroundings {
  readonly source: TextSource;
  readonly flow: boolean;
  readonly column: number;
}

/** The key of an entry under another name. */
export const keyText = ({ style }: SourceNode, name: string): string => quotedAs(style, name) ?? scalar(name, true);

/** A text in the quotes of the one before it. */
function quotedAs(style: SourceNode['style'], text: string): string | undefined {
  if (style === 'QUOTE_DOUBLE') return inDoubleQuotes(text);
  return style === 'QUOTE_SINGLE' ? inSingleQuotes(text) : undefined;
}

/** The new text in the style of a scalar; `undefined` if it is no text. */
export function respelled(place: SourceNode, after: Json, around: ScalarSurroundings): string | undefined {
  if (typeof after !== 'string' || place.style === undefined) return undefined;
  const own = around.source.text.slice(place.start, place.to);
  return patched(own, scalarText(place), after) ?? SPELL[place.style]?.(own, after, around);
}

const scalarText = ({ value, tag }: SourceNode): Json => (tag === undefined ? value : Object.values(value)[0]);

/** A change of a few letters in a text that has escapes or several lines is made where these letters are. */
function patched(own: string, before: Json, after: string): string | undefined {
  if (typeof before !== 'string' || !/[\n\\]/.test(own)) return undefined;
  const head = sharedPrefix(before, after);
  const tail = sharedPrefix(reversed(before.slice(head)), reversed(after.slice(head)));
  const put = after.slice(head, after.length - tail);
  if (!/^[\w.-]*$/.test(put)) return undefined;
  for (const context of CONTEXTS) {
    const [from, to] = [Math.max(0, head - context), Math.min(before.length, before.length - tail + context)];
    const old = before.slice(from, to);
    const place = own.indexOf(old);
    if (old === '' || place < 0 || own.indexOf(old, place + 1) >= 0) continue;
    const [left, right] = [before.slice(from, head), before.slice(before.length - tail, to)];
    const text = own.slice(0, place) + left + put + right + own.slice(place + old.length);
    if (sameWhenRead(text, after)) return text;
  }
  return undefined;
}
/** This many letters around a change identify one of several places. */
const CONTEXTS = [12, 6, 3, 2, 1];

function sameWhenRead(text: string, after: string): boolean {
  try {
    return parse(`k: ${text}\n`, { logLevel: 'silent' })?.k === after;
  } catch {
    return false;
  }
}

function sharedPrefix(a: string, b: string): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count++;
  return count;
}

const reversed = (text: string): string => [...text].reverse().join('');

const SPELL: Partial<Record<string, (own: string, after: string, around: ScalarSurroundings) => string>> = {
  PLAIN: (_own, after, { source, flow }) => inline(after, source, flow),
  QUOTE_DOUBLE: (_own, after) => inDoubleQuotes(after),
  QUOTE_SINGLE: (_own, after) => inSingleQuotes(after) ?? inDoubleQuotes(after),
  BLOCK_LITERAL: asBlock,
  BLOCK_FOLDED: asBlock,
};

/** The header of a block keeps its comment; only a text of one line reads the same under every header. */
function asBlock(own: string, after: string, { source, flow, column }: ScalarSurroundings): string {
  const [head = '', ...rest] = own.split(/\r?\n/);
  const [, indicator = '', digit = '', , behind = ''] = /^([|>])([1-9]?)([+-]?)([1-9]?.*)$/.exec(head) ?? [];
  const content = rest.find((line) => line.trim() !== '');
  const isLine = /^[\w/][^\n]*$/.test(after) && !/[^\x20-\x7e]/.test(after);
  if (!isLine) return inline(after, source, flow) + behind.replace(/^[1-9]/, '');
  const indent = /^ */.exec(content ?? '')?.[0] || ' '.repeat(column + 2);
  return `${indicator}${digit}-${behind}\n${indent}${after}`;
}
