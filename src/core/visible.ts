/** Characters that a terminal acts on, or that hide or reorder text, as escapes that people can see. */

/**
 * Controls, bidirectional and zero-width characters, line and paragraph separators, tag characters. Lines and tabs stay.
 * The escape is that of JSON, so a JSON text with such characters means the same afterwards.
 */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u2065\u{e0000}]/gu;

const escapeCharacters = (characters: string): string =>
  [...Array(characters.length).keys()]
    .map((index) => `\\u${characters.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');

/** Text from outside as it may be written to a terminal. */
export const visible = (text: string): string => text.replace(UNSEEN, escapeCharacters);

/** The same in one line, for names and values: what follows a line break cannot pass for a line of ours. */
export const visibleLine = (text: string): string => visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
