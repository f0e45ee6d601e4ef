/** A preview as text: each trace a tree, with a time bar for every span. */
import { visibleLine } from '../../core/visible';
import type { MachinePreview } from '../machine/preview';
import type { Preview } from '../preview';
import { byTrace, type Span } from '../span';
import { extentOf, foldedBelow, type Node, shownChildren, spanTrees } from './arrange';
import type { DrawingPalette } from './palette';
import { serviceNumbers } from './services';
import { allSpans, counted, type Shown, type ShownRun, shownPreview } from './shown';
import { spanError, tagsShown, timeOf } from './tags';

/** How to draw. */
export interface TerminalStyle {
  readonly palette: DrawingPalette;
  /** The width of the terminal, in characters. */
  readonly columns: number;
}

interface TreeLine {
  readonly label: string;
  readonly span: Span;
  readonly parent?: Span;
  /** What goes in front of further lines about the same span. */
  readonly indent: string;
}

interface Frame {
  readonly start: number;
  readonly end: number;
  readonly labels: number;
  readonly bars: number;
  readonly service: (name: string) => (text: string) => string;
}

const MARGIN = 2;
const TIME_WIDTH = 9;
const NARROWEST_BAR = 10;
const MARKS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/** The whole preview, line by line. */
export function drawPreview(preview: Preview | MachinePreview, style: TerminalStyle): string {
  const shown = shownPreview(preview);
  const numbers = numbersOf(shown.runs.flatMap(allSpans), style);
  const parts = shown.runs.flatMap((run, index) => drawRun(run, `${shown.noun} ${index + 1}`, { style, numbers }));
  const { quiet, title, warn } = style.palette;
  const head = `${title(visibleLine(shown.name))} ${quiet(visibleLine(shown.by))}`;
  const notes = notesOf(shown).flatMap((text) => wrapLine(text, style).map(quiet));
  const refused = shown.refused.map((text) => warn(`  a payload could not be read: ${visibleLine(text)}`));
  return [head, ...notes, ...refused, ...parts, ''].join('\n');
}

const notesOf = ({ replaced, notes }: Shown): string[] => [
  ...replaced.map(({ name, why }) => `${visibleLine(name)} replaced: ${why}`),
  ...notes.map(visibleLine),
];

/** The lines of a text in the width of the terminal, broken between words. */
const wrapLine = (text: string, { columns }: TerminalStyle): string[] =>
  (text.match(new RegExp(`\\S.{0,${columns - MARGIN - 1}}(?=\\s|$)|\\S+`, 'g')) ?? []).map(
    (line) => `${' '.repeat(MARGIN)}${line}`,
  );

interface Coloring {
  readonly style: TerminalStyle;
  readonly numbers: ReadonlyMap<string, number>;
}

function drawRun(run: ShownRun, name: string, { style, numbers }: Coloring): string[] {
  const { good, bad, quiet, warn } = style.palette;
  const failed = run.error && bad(visibleLine(`failed with ${run.error.type}: ${run.error.message}`));
  const late = run.late.length
    ? [warn(`  ${counted(run.late.length, 'span')} came only after the freeze: in Lambda, the last ones would be lost`)]
    : [];
  const traces = byTrace(allSpans(run));
  return [
    '',
    `${name} ${quiet(run.facts.join(', '))} ${failed ?? good('ok')}`,
    ...late,
    ...(traces.length ? traces.flatMap((trace) => drawTrace(trace, style, numbers)) : [quiet('  no trace')]),
    ...run.log.map((line) => quiet(`  log  ${visibleLine(line)}`.slice(0, style.columns))),
  ];
}

/** One trace. */
export function drawTrace(
  spans: readonly Span[],
  style: TerminalStyle,
  numbers: ReadonlyMap<string, number> = numbersOf(spans, style),
): string[] {
  const lines = spanTrees(spans).flatMap((root) => treeLines(root, '', ''));
  const widest = Math.max(...lines.map(({ label }) => label.length));
  const labels = Math.min(widest, style.columns - NARROWEST_BAR - TIME_WIDTH - 4);
  const bars = Math.max(NARROWEST_BAR, style.columns - labels - TIME_WIDTH - 4);
  const service = (name: string) => style.palette.services[numbers.get(name) ?? 0];
  const frame = { ...extentOf(spans), labels, bars, service };
  return lines.flatMap((line) => [drawLine(line, frame, style), ...spanNotes(line, style)]);
}

const numbersOf = (spans: readonly Span[], { palette }: TerminalStyle): ReadonlyMap<string, number> =>
  serviceNumbers(
    spans.map(({ service }) => service),
    palette.services.length,
  );

function treeLines(node: Node, stem: string, under: string, parent?: Span): TreeLine[] {
  const { span } = node;
  const shown = shownChildren(node, parent);
  const last = shown.length - 1;
  return [
    {
      label: stem + labelOf(span, foldedBelow(node, parent)),
      span,
      parent,
      indent: under + (shown.length ? '│ ' : '  '),
    },
    ...shown.flatMap((child, index) =>
      treeLines(child, `${under}${index === last ? '└─ ' : '├─ '}`, `${under}${index === last ? '   ' : '│  '}`, span),
    ),
  ];
}

function labelOf({ name, resource }: Span, folded: number): string {
  const what = visibleLine(resource && resource !== name ? `${name} ${resource}` : name);
  return folded ? `${what} (+${folded} below)` : what;
}

function drawLine({ label, span }: TreeLine, frame: Frame, { palette }: TerminalStyle): string {
  const cut = label.length > frame.labels ? `${label.slice(0, frame.labels - 1)}…` : label.padEnd(frame.labels);
  const paint = span.error ? palette.bad : frame.service(span.service);
  return `  ${paint(cut)} ${paint(barOf(span, frame))} ${palette.quiet(timeOf(span.duration).padStart(TIME_WIDTH))}`;
}

function barOf({ start, duration }: Span, frame: Frame): string {
  const scale = frame.bars / Math.max(1, frame.end - frame.start);
  const from = Math.min(frame.bars - 1, Math.floor((start - frame.start) * scale));
  const eighths = Math.max(1, Math.round(duration * scale * MARKS.length));
  const full = Math.floor(eighths / MARKS.length);
  const rest = eighths % MARKS.length;
  return `${' '.repeat(from)}${'█'.repeat(full)}${rest ? MARKS[rest - 1] : ''}`.slice(0, frame.bars).padEnd(frame.bars);
}

function spanNotes({ span, parent, indent }: TreeLine, { palette, columns }: TerminalStyle): string[] {
  const tags = tagsShown(span, parent).map(([name, value]) => `${name}:${value}`);
  const service = span.service && span.service !== parent?.service ? [`service:${span.service}`] : [];
  const error = spanError(span);
  const room = columns - indent.length - MARGIN;
  const details = visibleLine([...service, ...tags].join(' ')).slice(0, room);
  return [
    ...(error ? [palette.bad(`  ${indent}${visibleLine(`✗ ${error}`).slice(0, room)}`)] : []),
    ...(details ? [palette.quiet(`  ${indent}${details}`)] : []),
  ];
}
