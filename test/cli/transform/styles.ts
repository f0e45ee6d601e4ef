/** Documents printed as people write them: every style of YAML and JSON, at random, with comments everywhere. */

export type Random = () => number;

/** A sequence that one number decides (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const isMap = (raw: any): boolean => typeof raw === 'object' && raw !== null && !Array.isArray(raw);
const isCollection = (raw: any): boolean => typeof raw === 'object' && raw !== null && Object.keys(raw).length > 0;

/** A document as a text, of which nothing but the document is known. */
export function printed(doc: object, seed: number): string {
  const random = randomFrom(seed);
  const text = random() < 0.25 ? asJson(doc, random) : new Yaml(random).print(doc);
  const ended = random() < 0.15 ? text.replace(/\n+$/, '') : text;
  const lines = random() < 0.15 ? ended.replaceAll('\n', '\r\n') : ended;
  return random() < 0.07 ? `\ufeff${lines}` : lines;
}

function asJson(doc: object, random: Random): string {
  const text = JSON.stringify(doc, undefined, pick(random, [0, 2, 4, '\t']));
  const spaced = random() < 0.3 ? text.replaceAll(/(?<=^\s*"[^"\\]*"):/gm, ' :') : text;
  // Any letter of a text may be written as an escape.
  const level = pick(random, [0, 0, 0.02, 0.1]);
  const escaped = spaced.replaceAll(/"(?:[^"\\]|\\.)*"/g, (quoted) =>
    quoted.replaceAll(/\\.|[A-Za-z]/g, (letter) =>
      letter.length === 1 && random() < level / 3 ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter,
    ),
  );
  return `${escaped}${pick(random, ['', '\n', '\n\n'])}`;
}

const PLAIN = /^[A-Za-z_/][\w./+=-]*( [\w./+=-]+)*$/;
const WORDS = /^(true|false|null|yes|no|on|off|y|n)$/i;
const COMMENTS = ['# why', "# it's [odd]: {x}", '#', '# "q', '# é &a *b !c'];

class Yaml {
  private readonly anchors = new Map<string, string>();
  private readonly short: boolean;
  private readonly wide: boolean;
  private readonly comments: number;
  private readonly aliases: boolean;
  private count = 0;

  public constructor(private readonly random: Random) {
    this.short = random() < 0.8;
    this.wide = random() < 0.5;
    this.comments = pick(random, [0, 0.05, 0.2]);
    this.aliases = random() < 0.3;
  }

  public print(doc: any): string {
    const head = pick(this.random, ['', '', '---\n', '--- # start\n', '# a shop\n\n']);
    const tail = pick(this.random, ['\n', '\n', '\n# end\n', '\n...\n', '\n\n']);
    return head + this.entries(doc, 0).join('\n') + tail;
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private comment(): string {
    return this.chance(this.comments) ? ` ${pick(this.random, COMMENTS)}` : '';
  }

  /** The lines of a map or list, without the indentation of the first level. */
  private entries(value: any, indent: number): string[] {
    const pad = ' '.repeat(indent);
    return Object.entries<any>(value)
      .flatMap(([key, item], index) => {
        const own = Array.isArray(value) ? this.item(item, indent) : this.pair(key, item, indent);
        const before = this.chance(this.comments) && index > 0 ? [`${pick(this.random, COMMENTS)}`] : [];
        const blank = this.chance(0.04) && index > 0 ? [''] : [];
        return [...blank, ...before, ...own].map((line, at) =>
          (at === 0 && index === 0) || line === '' ? line : pad + line,
        );
      })
      .map((line, at) => (at === 0 ? line : line));
  }

  private pair(key: string, item: any, indent: number): string[] {
    const name = this.key(key);
    if (this.aliases && isMap(item) && !this.isIntrinsic(item)) {
      const merged = this.merged(item, indent);
      if (merged) return [`${name}:${this.comment()}`, ...merged];
    }
    return this.behind(`${name}:`, item, { indent, isList: false });
  }

  /** The same with what an anchored map has taken from there. */
  private merged(item: any, indent: number): string[] | undefined {
    for (const [text, anchor] of this.anchors) {
      const base = JSON.parse(text);
      const fits =
        isMap(base) &&
        Object.keys(base).length > 0 &&
        !this.isIntrinsic(base) &&
        Object.entries(base).every(([key, value]) => JSON.stringify(item[key]) === JSON.stringify(value));
      if (!fits || Object.keys(item).length === Object.keys(base).length || !this.chance(0.6)) continue;
      const rest = Object.fromEntries(Object.entries(item).filter(([key]) => !(key in base)));
      const lines = this.entries(rest, indent + 2);
      return [`  <<: *${anchor}`, ...lines.map((line, at) => (at === 0 ? `  ${line}` : line.slice(indent)))];
    }
    return undefined;
  }

  private item(item: any, indent: number): string[] {
    return this.behind('-', item, { indent, isList: true });
  }

  /** `key:` or `-` with its value, further lines indented relative to it. */
  private behind(start: string, given: any, { indent, isList }: { indent: number; isList: boolean }): string[] {
    const text = JSON.stringify(given);
    const known = this.aliases ? this.anchors.get(text) : undefined;
    if (known !== undefined && this.chance(0.6)) return [`${start} *${known}${this.comment()}`];
    const anchor =
      this.aliases && text !== 'null' && text !== undefined && this.chance(0.25) ? `a${this.count++}` : undefined;
    const lines = this.value(start, given, { indent, isList, anchor });
    if (anchor) this.anchors.set(text, anchor);
    return lines;
  }

  private value(
    start: string,
    given: any,
    { indent, isList, anchor }: { indent: number; isList: boolean; anchor: string | undefined },
  ): string[] {
    const name = anchor === undefined ? '' : ` &${anchor}`;
    const tagged = this.tagged(given);
    const value = tagged ? tagged.argument : given;
    const tag = tagged ? ` !${tagged.tag}` : '';
    const props = this.chance(0.5) ? name + tag : tag + name;
    if (!isCollection(value) || this.chance(0.3))
      return this.inline(start + props, value, { indent, isFresh: props === '' });
    const deeper =
      Array.isArray(value) && !isList && !tag && this.chance(0.5) ? indent : indent + 2 + (this.wide ? 2 : 0);
    if (isList && props === '' && this.chance(0.8)) {
      const lines = this.entries(value, indent + 2);
      return lines.map((line, at) => (at === 0 ? `${start} ${line}` : line.slice(indent)));
    }
    const lines = this.entries(value, deeper);
    const pad = ' '.repeat(deeper - indent);
    return [
      `${start}${props}${this.comment()}`,
      ...lines.map((line, at) => (at === 0 ? pad + line : line.slice(indent))),
    ];
  }

  private inline(start: string, value: any, { indent, isFresh }: { indent: number; isFresh: boolean }): string[] {
    if (value === null && isFresh) return [`${start}${pick(this.random, ['', ' ~', ' null'])}${this.comment()}`];
    if (typeof value === 'string' && /^[\w/][ -~]*$/.test(value) && !/[ ]$/.test(value) && this.chance(0.08))
      return [`${start} ${pick(this.random, ['>-', '|-', '|2-'])}${this.comment()}`, `  ${value}`];
    if (isCollection(value) && this.chance(0.4)) return this.flowLines(start, value, indent);
    const text = this.flow(value, isFresh && !isCollection(value));
    if (!isCollection(value) && value !== null && this.chance(0.05))
      return [`${start}${this.comment()}`, `    ${text}${this.comment()}`];
    return [`${start} ${text}${this.comment()}`];
  }

  /** In brackets, an entry a line; the last one may be less indented than the specification asks for. */
  private flowLines(start: string, value: any, _indent: number): string[] {
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    const entries = Object.entries<any>(value);
    const lines = entries.map(([key, item], index) => {
      const comma = index < entries.length - 1 ? ',' : pick(this.random, ['', '', ',']);
      return `    ${Array.isArray(value) ? '' : `${this.key(key)}: `}${this.flow(item, false)}${comma}${this.comment()}`;
    });
    return [
      `${start} ${open}${this.comment()}`,
      ...lines,
      `${pick(this.random, ['  ', '  ', ''])}${close}${this.comment()}`,
    ];
  }

  private flow(given: any, isBlock: boolean): string {
    const tagged = this.tagged(given);
    if (tagged) return `!${tagged.tag} ${this.flow(tagged.argument, false)}`;
    if (Array.isArray(given))
      return `[${this.gap()}${given.map((item) => this.flow(item, false)).join(', ')}${this.gap()}]`;
    if (isMap(given)) {
      const entries = Object.entries(given).map(([key, item]) => `${this.key(key)}: ${this.flow(item, false)}`);
      return `{${this.gap()}${entries.join(', ')}${this.gap()}}`;
    }
    return this.scalar(given, isBlock);
  }

  private gap = (): string => pick(this.random, ['', '', ' ']);

  private key = (key: string): string =>
    PLAIN.test(key) && this.chance(0.95)
      ? key
      : key.includes("'") || this.chance(0.5)
        ? JSON.stringify(key)
        : `'${key}'`;

  private scalar(value: any, isBlock: boolean): string {
    if (typeof value !== 'string') return JSON.stringify(value);
    const isPlain = PLAIN.test(value) && !WORDS.test(value);
    const isOpen = isBlock && /^[A-Za-z/][\w ./:+-]*\w$/.test(value) && !/: |:$/.test(value) && !WORDS.test(value);
    if ((isPlain || isOpen) && this.chance(0.7)) return value;
    if (/^[ -~é]*$/.test(value) && this.chance(0.5)) return `'${value.replaceAll("'", "''")}'`;
    const share = pick(this.random, [0, 0, 0.1]);
    return JSON.stringify(value).replaceAll(/\\.|[A-Za-z]/g, (letter) =>
      letter.length === 1 && this.chance(share) ? `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}` : letter,
    );
  }

  private isIntrinsic = (raw: any): boolean =>
    isMap(raw) && Object.keys(raw).length === 1 && /^(Ref|Condition|Fn::\w+)$/.test(Object.keys(raw)[0] as string);

  private tagged(raw: any): { tag: string; argument: any } | undefined {
    if (!this.short || !this.isIntrinsic(raw) || this.chance(0.15)) return undefined;
    const [key, argument] = Object.entries<any>(raw)[0] as [string, any];
    const tag = key.replace('Fn::', '');
    if (tag === 'GetAtt') return { tag, argument: argument.join('.') };
    if (argument === null || (isMap(argument) && Object.keys(argument).length === 0)) return undefined;
    return { tag, argument };
  }
}
