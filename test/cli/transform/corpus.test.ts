/** The files of the corpus edited: only what tracing is about changes, and taken back each is the very file it was. */
import { parseDocument, visit } from 'yaml';
import { transformFile } from '../../../src/cli/transform/file';
import { transform, untransform } from '../../../src/surfaces/template';
import { hasCorpus, modern, type OptionSet, requestFor, STEP, texts, turnOf } from '../../surfaces/template/corpus';

/** A file, and what is done to it. */
interface Case {
  readonly name: string;
  readonly text: string;
  readonly set: OptionSet;
}

const CASES: readonly Case[] = (['input', 'output'] as const).flatMap((kind) =>
  texts(kind)
    .filter((_, index) => index % STEP === 0)
    .flatMap(({ name, text }, index) =>
      turnOf(index).map((set) => ({ name: `${kind} ${name}`, text: modern(text), set })),
    ),
);

(hasCorpus ? describe : describe.skip)('a file of the corpus (skipped where ../shared/corpora is not)', () => {
  const done = CASES.map((one) => ({ ...one, ...edited(one) }));
  const failing = (holds: (one: (typeof done)[number]) => boolean) =>
    done.filter((one) => !holds(one)).map(({ name, set }) => `${name}, ${set.provider}, ${set.title}`);

  test('can be edited', () => {
    expect(failing(({ codes }) => !codes.includes('file-not-editable') && !codes.includes('file-unreadable'))).toEqual(
      [],
    );
    expect(done.filter(({ text, after }) => text !== after).length).toBeGreaterThan(done.length / 2);
  });

  test('has the same content as the transformed template', () => {
    expect(failing(({ after, text, again }) => after === text || again === after)).toEqual([]);
  });

  test('is the original file byte for byte after a removal', () => {
    expect(failing(({ back, text }) => back === text)).toEqual([]);
  });

  test('is also restored with the line ends of Windows, and without one at its end', () => {
    const others = [(text: string) => text.replaceAll('\n', '\r\n'), (text: string) => text.trimEnd()];
    const some = done.filter((_, index) => index % 5 === 0);
    const wrong = some.filter(({ set, text }) =>
      others.some((other) => edited({ set, text: other(text) }).back !== other(text)),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('loses no line but those with a handler, and the names of versions', () => {
    const lost = done.flatMap(({ text, after, name }) => goneLines(text, after).map((line) => `${name}: ${line}`));
    expect(lost.filter((line) => !EXPECTED.test(line))).toEqual([]);
  });

  test('keeps comments, tags, anchors and quotes in their order', () => {
    expect(failing(({ text, after }) => text.startsWith('{') || isWithin(marksOf(text), marksOf(after)))).toEqual([]);
  });
});

function edited({ text, set }: Pick<Case, 'text' | 'set'>) {
  const request = requestFor(set.values, undefined, set.provider);
  const there = transformFile('template', text, (template) => transform(template, request));
  const back = transformFile('template', there.after, untransform).after;
  const again = transformFile('template', there.after, (template) => transform(template, request)).after;
  return { after: there.after, back, again, codes: there.findings.map(({ code }) => code) };
}

/** What may give way: a handler, the name of a version where it is used, and a policy that becomes one of a list. */
const EXPECTED = /: "?Handler"?:|Version[0-9a-f]{10}\b|: Policies: \w/;

/** The lines of a text that are not in the other, in the same order, indentation and the comma behind apart. */
function goneLines(before: string, after: string): string[] {
  const [all, now] = [before, after].map((text) => text.split('\n').map((line) => line.replace(/^[- ]+|,$/g, '')));
  const head = shared(all, now);
  const tail = shared(all.slice(head).reverse(), now.slice(head).reverse());
  const [a, b] = [all, now].map((lines) => lines.slice(head, lines.length - tail));
  const lengths = commonLengths(a, b);
  const gone: string[] = [];
  let [here, there] = [0, 0];
  while (here < a.length) {
    const isKept = there < b.length && a[here] === b[there];
    const isGone = there >= b.length || lengths(here + 1, there) >= lengths(here, there + 1);
    if (!isKept && isGone) gone.push(a[here]);
    if (isKept || isGone) here++;
    if (isKept || !isGone) there++;
  }
  return gone;
}

/** How many lines two texts have in common from their beginnings on. */
function shared(a: readonly string[], b: readonly string[]): number {
  const differing = a.findIndex((line, index) => line !== b[index]);
  return differing < 0 ? a.length : differing;
}

/** How many lines the rests of two texts have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): (here: number, there: number) => number {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let here = a.length - 1; here >= 0; here--)
    for (let there = b.length - 1; there >= 0; there--)
      table[here * width + there] =
        a[here] === b[there]
          ? (table[(here + 1) * width + there + 1] as number) + 1
          : Math.max(table[(here + 1) * width + there] as number, table[here * width + there + 1] as number);
  return (here, there) => table[here * width + there] as number;
}

/** Everything in a text that means nothing to CloudFormation, but something to its author. */
function marksOf(text: string): string[] {
  const marks: string[] = [];
  visit(parseDocument(text, { logLevel: 'silent', merge: true }), (_, node: any) => {
    for (const comment of [node?.commentBefore, node?.comment]) if (comment) marks.push(`#${comment}`);
    if (node?.anchor) marks.push(`&${node.anchor}`);
    if (node?.source !== undefined && node.constructor.name === 'Alias') marks.push(`*${node.source}`);
    if (typeof node?.tag === 'string' && node.tag.startsWith('!')) marks.push(node.tag);
    if (/QUOTE|BLOCK/.test(node?.type) && !/handler/i.test(node.source)) marks.push(`${node.type} ${node.source}`);
  });
  return marks;
}

/** Whether all of a list are in another, in their order. */
function isWithin(list: readonly string[], other: readonly string[]): boolean {
  let place = 0;
  for (const one of other) if (one === list[place]) place++;
  return place === list.length;
}
