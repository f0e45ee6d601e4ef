/** How far the work is: a bar on a terminal, a line for each function in a log. */
import { visibleLine } from '../../core/visible';
import type { SafeOutput } from '../host';

export interface Progress {
  readonly step: (line: string) => void;
  readonly end: () => void;
}

const WIDTH = 24;

/** `quiet` shows nothing at all. */
export function progressOn(output: SafeOutput, title: string, total: number, quiet = false): Progress {
  if (quiet || total === 0) return { step: () => undefined, end: () => undefined };
  let done = 0;
  if (!output.isTerminal)
    return { step: (line) => output.write(`${title} ${++done}/${total} ${visibleLine(line)}\n`), end: () => undefined };
  const draw = (line: string) => {
    const filled = Math.round((done / total) * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const text = `${title} ${bar} ${done}/${total} ${visibleLine(line)}`;
    output.exact(`\r${text.slice(0, output.columns - 1)}\u001b[K`);
  };
  draw('');
  return {
    step: (line) => {
      done += 1;
      draw(line);
    },
    end: () => output.exact('\r\u001b[K'),
  };
}
