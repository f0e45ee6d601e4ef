/** The colours of a terminal, as functions on text. */

type Paint = (text: string) => string;

/** What a drawing colours. */
export interface DrawingPalette {
  readonly title: Paint;
  readonly quiet: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  /** One for each service, in turn. */
  readonly services: readonly Paint[];
}

const code =
  (open: number, close: number): Paint =>
  (text) =>
    `\u001b[${open}m${text}\u001b[${close}m`;
const unpainted: Paint = (text) => text;

/** No colours. */
export const NO_COLORS: DrawingPalette = {
  title: unpainted,
  quiet: unpainted,
  good: unpainted,
  bad: unpainted,
  warn: unpainted,
  services: [unpainted],
};

/** The sixteen colours every terminal has. */
export const ANSI: DrawingPalette = {
  title: code(1, 22),
  quiet: code(2, 22),
  good: code(32, 39),
  bad: code(31, 39),
  warn: code(33, 39),
  services: [code(36, 39), code(35, 39), code(34, 39), code(33, 39), code(32, 39)],
};
