/** A list to choose from: typing narrows it, arrows move, space marks, return takes. */
import { visibleLine } from '../../core/visible';
import type { Host } from '../host';
import { onKeys } from './keys';
import { paletteFor, type TerminalPalette } from './palette';

interface Choice {
  readonly value: string;
  /** Said behind the value. */
  readonly hint?: string;
}

export interface ListQuestion {
  readonly question: string;
  readonly choices: readonly Choice[];
  /** Whether several may be marked. */
  readonly several?: boolean;
  readonly initial?: string;
}

interface View {
  readonly filter: string;
  readonly at: number;
  readonly marked: readonly string[];
}

const HEIGHT = 10;

export async function chooseFromList(asked: ListQuestion, host: Host): Promise<string[]> {
  const palette = paletteFor(host.err, host.variables);
  let view: View = { filter: '', at: startOf(asked), marked: [] };
  let height = 0;
  const show = () => {
    height = draw(asked, view, palette, host);
  };
  const result = await onKeys<string[]>(host, show, (text, { name = '', ctrl, meta }) => {
    const listed = matchingChoices(asked, view);
    const current = listed[view.at]?.value;
    if (name === 'return' || name === 'enter') {
      const taken = view.marked.length > 0 ? view.marked : current === undefined ? [] : [current];
      return taken.length > 0 ? { result: [...taken] } : undefined;
    }
    view = next(asked, view, { name, text: ctrl || meta ? undefined : text });
    host.err.exact(up(height));
    show();
    return undefined;
  });
  host.err.exact(up(height));
  host.err.write(`${palette.strong('?')} ${asked.question} ${palette.name(answerText(result))}\n`);
  return result;
}

/** Back to the first of so many lines, with nothing below. */
const up = (lines: number): string => `\u001b[${lines}A\u001b[J`;

const answerText = (values: readonly string[]): string =>
  values.length > 3 ? `${values.length} chosen` : values.join(', ');

const startOf = ({ choices, initial }: ListQuestion): number =>
  Math.max(
    0,
    choices.findIndex(({ value }) => value === initial),
  );

const matchingChoices = ({ choices }: ListQuestion, { filter }: View): readonly Choice[] =>
  choices.filter(({ value }) => value.toLowerCase().includes(filter.toLowerCase()));

function next(asked: ListQuestion, view: View, { name, text }: { name: string; text?: string }): View {
  const listed = matchingChoices(asked, view);
  const current = listed[view.at]?.value;
  if (name === 'up') return { ...view, at: Math.max(0, view.at - 1) };
  if (name === 'down') return { ...view, at: Math.min(listed.length - 1, view.at + 1) };
  if (name === 'backspace') return { ...view, filter: view.filter.slice(0, -1), at: 0 };
  if (asked.several && name === 'space' && current !== undefined)
    return {
      ...view,
      marked: view.marked.includes(current)
        ? view.marked.filter((value) => value !== current)
        : [...view.marked, current],
    };
  return text !== undefined && /^[\x20-\x7e]$/.test(text) ? { ...view, filter: view.filter + text, at: 0 } : view;
}

/** Gives the number of lines drawn. */
function draw(asked: ListQuestion, view: View, { strong, faint, name }: TerminalPalette, host: Host): number {
  const listed = matchingChoices(asked, view);
  const start = Math.max(0, Math.min(view.at - HEIGHT + 1, listed.length - HEIGHT));
  const rows = listed.slice(Math.max(0, start), Math.max(0, start) + HEIGHT).map((choice) => {
    const isCurrent = choice === listed[view.at];
    const mark = asked.several ? (view.marked.includes(choice.value) ? '[x] ' : '[ ] ') : '';
    const line = `${isCurrent ? '>' : ' '} ${mark}${visibleLine(choice.value)}`;
    return `${isCurrent ? name(line) : line}${choice.hint ? faint(`  ${visibleLine(choice.hint)}`) : ''}`;
  });
  const keys = asked.several ? 'type to search, space marks, return takes' : 'type to search, return takes';
  const lines = [
    `${strong('?')} ${asked.question} ${view.filter === '' ? faint(`(${keys})`) : view.filter}`,
    ...(rows.length > 0 ? rows : [faint('  nothing matches')]),
    ...(listed.length > HEIGHT ? [faint(`  ${listed.length} in all`)] : []),
  ];
  host.err.write(`${lines.join('\n')}\n`);
  return lines.length;
}
