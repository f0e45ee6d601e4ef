/** A comparison as tables that fit into 80 columns. */
import { visibleLine } from '../../core/visible';
import type { TerminalStyle } from '../draw/terminal';
import { type ComparedConfiguration, type Comparison, TIMINGS, type Timing, type TimingName } from './comparison';
import { monthlyCost, type Usage } from './cost';
import { SIZE_LIMIT } from './size';
import { isDifferent } from './statistics';
import { digits, inBytes, inMegabytes, inMs, signed } from './units';
import { explanations } from './words';

const NAME_WIDTH = 20;
const CELL_WIDTH = 12;
const MARGIN = '  ';

/** Every figure of one function, with what must be known to read them. */
export function drawComparison(comparison: Comparison, style: TerminalStyle, usage?: Usage): string {
  const { title, quiet } = style.palette;
  const { functionName, interpreter, configurations } = comparison;
  const head = `${title(visibleLine(functionName))} ${quiet(`run by ${interpreter.family} ${interpreter.version}`)}`;
  const timings = (Object.keys(TIMINGS) as TimingName[]).flatMap((name) => timingTable(name, configurations, style));
  const notes = explanations(comparison, usage).flatMap((text) => wrapped(text, style.columns).map(quiet));
  return [
    head,
    ...timings,
    ...sizeTable(configurations, style),
    ...(usage ? costTable(configurations, usage, style) : []),
    '',
    ...notes,
    '',
  ].join('\n');
}

type Table = (configurations: readonly ComparedConfiguration[], style: TerminalStyle) => string[];

function timingTable(
  name: TimingName,
  configurations: readonly ComparedConfiguration[],
  style: TerminalStyle,
): string[] {
  const rows = configurations.map((configuration) => {
    const { median, p95, difference }: Timing = configuration.timings[name];
    return row(configuration.name, [inMs(median), inMs(p95), ...differenceCells(difference, configuration)], style);
  });
  return ['', headOf(TIMINGS[name], ['median', 'p95', 'difference', 'from', 'to'], style), ...rows];
}

function differenceCells(difference: Timing['difference'], { isLowerBound }: ComparedConfiguration): string[] {
  if (difference === undefined) return [];
  if (!isDifferent(difference)) return ['none', signed(difference.from, digits), signed(difference.to, digits)];
  const { estimate, from, to } = difference;
  return [`${isLowerBound ? '≥ ' : ''}${signed(estimate, inMs)}`, signed(from, digits), signed(to, digits)];
}

const sizeTable: Table = (configurations, style) => [
  '',
  headOf('Resources', ['peak memory', 'size', `of ${inMegabytes(SIZE_LIMIT / 1024 ** 2)}`, 'spans', 'sent'], style),
  ...configurations.map(({ name, memoryMb, totalBytes, sizeShare, isLowerBound, spans, bytes }) => {
    const bound = isLowerBound ? '≥ ' : '';
    const cells = [
      `${bound}${inMegabytes(memoryMb)}`,
      `${bound}${inBytes(totalBytes)}`,
      `${digits(sizeShare * 100)} %`,
      digits(spans),
      inBytes(bytes),
    ];
    return row(name, cells, style);
  }),
];

const costTable = (configurations: readonly ComparedConfiguration[], usage: Usage, style: TerminalStyle): string[] => [
  '',
  headOf('Cost in a month', ['added', 'from', 'to'], style),
  ...configurations.slice(1).map((configuration) => {
    const { estimate, from, to } = monthlyCost(configuration, usage);
    const bound = configuration.isLowerBound ? '≥ ' : '';
    return row(
      configuration.name,
      [`${bound}${signed(estimate, digits)}`, signed(from, digits), signed(to, digits)],
      style,
    );
  }),
];

const headOf = (name: string, cells: readonly string[], { palette, columns }: TerminalStyle): string =>
  `${palette.title(name.padEnd(NAME_WIDTH))}${palette.quiet(cellsText(cells, columns))}`;

function row(name: string, cells: readonly string[], { columns }: TerminalStyle): string {
  const shown = visibleLine(name);
  const room = NAME_WIDTH - MARGIN.length - 1;
  const cut = shown.length > room ? `${shown.slice(0, room - 1)}…` : shown;
  return `${MARGIN}${cut.padEnd(room + 1)}${cellsText(cells, columns)}`.trimEnd();
}

/** Narrower where the terminal has fewer columns than the table. */
function cellsText(cells: readonly string[], columns: number): string {
  const width = Math.min(CELL_WIDTH, Math.floor((columns - NAME_WIDTH) / 5));
  return cells.map((cell) => cell.padStart(width)).join('');
}

const wrapped = (text: string, columns: number): string[] =>
  (text.match(new RegExp(`\\S.{0,${columns - MARGIN.length - 1}}(?=\\s|$)|\\S+`, 'g')) ?? []).map(
    (line) => `${MARGIN}${visibleLine(line)}`,
  );
