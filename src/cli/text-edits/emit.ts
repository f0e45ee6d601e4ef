/** Values as YAML or JSON text, in the manner of the file that they go into. */
import type { Json } from '../../surfaces/template';

export interface Style {
  readonly json: boolean;
  /** Whether intrinsic functions may be written in short form. */
  readonly short: boolean;
}

/** A value in one line: flow collections, short tags. */
export function inline(value: Json, style: Style, isFlow = false): string {
  if (style.json) return asJson(value);
  const short = style.short ? shortForm(value, style) : undefined;
  if (short !== undefined) return short;
  if (Array.isArray(value)) return `[${value.map((item) => inline(item, style, true)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value, isFlow);
  const entries = Object.entries(value).map(([key, item]) => `${scalar(key, true)}: ${inline(item, style, true)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** An intrinsic function by its tag, if its argument can follow as plain YAML. */
function shortForm(value: Json, style: Style): string | undefined {
  const [key, argument] = typeof value === 'object' && value !== null ? (Object.entries(value)[0] ?? []) : [];
  if (key === undefined || Object.keys(value).length !== 1 || !(key === 'Ref' || /^Fn::[A-Z]\w*$/.test(key)))
    return undefined;
  const tag = `!${key.replace('Fn::', '')}`;
  if (key === 'Fn::GetAtt' && Array.isArray(argument) && argument.every((part) => typeof part === 'string'))
    return `${tag} ${scalar(argument.join('.'), true)}`;
  if (typeof argument === 'string') return `${tag} ${scalar(argument, true)}`;
  return Array.isArray(argument) ? `${tag} ${inline(argument, style, true)}` : undefined;
}

/** In a file that has one entry a line, a new one has too. */
export function pretty(value: Json, style: Style & { readonly unit: string }, pad: string): string {
  if (!pad.startsWith('\n') || !style.json) return inline(value, style, true);
  return asJson(value, style.unit).replaceAll('\n', pad);
}

/** The text after `key:` or `-`, over as many lines as it needs, with what separates it from the key. */
function block(value: Json, style: Style, indent: number): string {
  if (fitsOneLine(value, style)) return ` ${inline(value, style)}`;
  const pad = `\n${' '.repeat(indent + 2)}`;
  return pad + lines(value, style, indent + 2).join(pad);
}

/** The lines of a block collection, its own indentation left out of the first level. */
export function lines(value: Json, style: Style, indent: number): string[] {
  if (Array.isArray(value)) return value.map((item) => item_(item, style, indent));
  return Object.entries(value).map(([key, item]) => `${scalar(key, false)}:${block(item, style, indent)}`);
}

/** A map in a list begins in the line of the dash. */
function item_(item: Json, style: Style, indent: number): string {
  if (fitsOneLine(item, style)) return `- ${inline(item, style)}`;
  const pad = `\n${' '.repeat(indent + 2)}`;
  return `- ${lines(item, style, indent + 2).join(pad)}`;
}

/** What is written in one line: texts, empty collections, intrinsic functions in short form. */
function fitsOneLine(value: Json, style: Style): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return true;
  return style.short && shortForm(value, style) !== undefined && inline(value, style).length <= 100;
}

/** A text as a scalar: plain if neither version of YAML can read it as anything else. */
export function scalar(value: Json, isFlow: boolean): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const plain = isFlow ? /^[A-Za-z_/][\w./+=-]*$/ : /^[A-Za-z_/][\w./+=:-]*[\w./+=-]$|^[A-Za-z_/]$/;
  if (plain.test(value) && !RESERVED_WORDS.test(value)) return value;
  return inSingleQuotes(value) ?? inDoubleQuotes(value);
}

/** Words that YAML reads as other values. */
const RESERVED_WORDS = /^(true|false|null|yes|no|on|off|y|n)$/i;

export const inDoubleQuotes = (text: string): string => asJson(text);

/** Single quotes have no escapes, so they hold printable letters of one line only. */
export const inSingleQuotes = (text: string): string | undefined =>
  /^[\x20-\x7e]*$/.test(text) ? `'${text.replaceAll("'", "''")}'` : undefined;

/** JSON that YAML readers take too: PyYAML refuses the control characters that JSON allows. */
const asJson = (value: Json, unit?: string): string =>
  JSON.stringify(value, undefined, unit).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
