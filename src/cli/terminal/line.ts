/** A question that is answered with a line of text. */
import type { Host } from '../host';
import { onKeys } from './keys';
import { paletteFor } from './palette';

export interface LineQuestion {
  readonly question: string;
  readonly initial?: string;
  /** Whether what is typed is not to be seen. */
  readonly secret?: boolean;
  /** What is wrong with an answer, in words. */
  readonly check?: (answer: string) => string | undefined;
}

export async function askLine(asked: LineQuestion, host: Host): Promise<string> {
  const { question, initial = '', secret = false, check } = asked;
  const { strong, faint, bad } = paletteFor(host.err, host.variables);
  const hint = initial === '' ? '' : faint(` (${initial})`);
  for (;;) {
    const typed = await promptLine(`${strong('?')} ${question}${hint} `, host, secret);
    const answer = typed === '' ? initial : typed;
    const wrong = check?.(answer);
    if (wrong === undefined) return answer;
    host.err.write(`  ${bad(wrong)}\n`);
  }
}

function promptLine(prompt: string, host: Host, secret: boolean): Promise<string> {
  let typed = '';
  const ask = () => host.err.write(prompt);
  return onKeys(host, ask, (text, { name, ctrl, meta }) => {
    if (name === 'return' || name === 'enter') {
      host.err.write('\n');
      return { result: typed.trim() };
    }
    if (name === 'backspace' && typed !== '') {
      typed = typed.slice(0, -1);
      host.err.exact('\b \b');
    } else if (text !== undefined && !ctrl && !meta && name !== 'backspace' && name !== 'tab' && text >= ' ') {
      typed += text;
      host.err.write(secret ? '*' : text);
    }
    return undefined;
  });
}
