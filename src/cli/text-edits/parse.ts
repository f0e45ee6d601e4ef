/** YAML text as syntax nodes that know their offsets, as tolerant as the tools of AWS. */
import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from 'yaml';

/** A text that cannot be read as YAML. */
export class BadYaml extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/** The one document of a text. */
export function parseText(text: string): Document.Parsed {
  const lines = new LineCounter();
  const parser = new Parser(lines.addNewLine);
  Object.assign(parser, { lexer: new TolerantLexer() });
  const tokens = [...parser.parse(text)];
  if (tokens.some(isTooDeep)) throw new BadYaml('The file is nested too deeply.', 1, 1);
  const composer = new Composer({ merge: true, keepSourceTokens: true, uniqueKeys: false, prettyErrors: false });
  Object.assign(composer, { onError: withoutWarnings(composer) });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  const bad = (message: string, offset: number) => {
    const { line, col } = lines.linePos(offset);
    return new BadYaml(message, line || 1, col || 1);
  };
  const error = document?.errors[0];
  if (error) throw bad(toSentence(error.message), error.pos[0]);
  if (second) throw bad('The file holds more than one YAML document.', second.range[0]);
  if (!document?.contents) throw new BadYaml('The file is empty.', 1, 1);
  return document;
}

const toSentence = (message: string): string => `${(message.split('\n')[0] ?? '').replace(/[.:]$/, '')}.`;

type OnError = (place: unknown, code: string, message: string, isWarning?: boolean) => void;

/** A tag of CloudFormation is a warning each, and costs a stack trace. */
function withoutWarnings(composer: object): OnError {
  const { onError } = composer as { onError: OnError };
  return (place, code, message, isWarning) => {
    if (!isWarning) onError(place, code, message);
  };
}

/** The composer calls itself for every level, and a full stack can end the process. */
const LEVELS = 500;

function isTooDeep(token: CST.Token): boolean {
  let level: CST.Token[] = [token];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > LEVELS) return true;
    const next: CST.Token[] = [];
    for (const one of level) addChildren(one, next);
    level = next;
  }
  return false;
}

function addChildren(token: CST.Token, to: CST.Token[]): void {
  if (token.type === 'document' && token.value) to.push(token.value);
  if (!('items' in token)) return;
  for (const { key, value } of token.items) {
    if (key && 'items' in key) to.push(key);
    if (value && 'items' in value) to.push(value);
  }
}

/** PyYAML and SnakeYAML, which AWS uses, do not look at the indentation between brackets; the specification asks for it. */
class TolerantLexer extends (Lexer as unknown as new () => Inner) {
  private outer?: number;

  public override *parseFlowCollection(): Generator<string, unknown, unknown> {
    this.outer ??= this.indentNext;
    this.indentNext = 0;
    const next = yield* super.parseFlowCollection();
    this.indentNext = this.outer;
    if (this.flowLevel === 0) this.outer = undefined;
    return next;
  }
}

/** The parts of the lexer that its types keep private. */
interface Inner {
  indentNext: number;
  readonly flowLevel: number;
  parseFlowCollection(): Generator<string, unknown, unknown>;
}
