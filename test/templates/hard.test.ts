/** Hard templates: each is written, written again without a change, and restored byte for byte. */
import { withoutLayouts } from '../../src/cli/text-edits/layout';
import { readSource } from '../../src/cli/text-edits/source';
import { type File, transformFile } from '../../src/cli/transform/file';
import { errorsOf } from '../../src/providers';
import { transform, untransform } from '../../src/surfaces/template';
import { isFunction } from '../../src/surfaces/template/document/dialect';
import { OPTION_SETS, requestFor } from '../surfaces/template/corpus';
import { HARD_CASES } from './hard';

/** `npm test` takes one set of options for each small template in turn; `npm run test:templates` takes all for all. */
const isWhole = process.env.CORPUS_STEP === '1';
const CASES = HARD_CASES.filter(({ isLarge }) => isWhole || !isLarge).flatMap((hard, index) =>
  OPTION_SETS.filter((_, place) => isWhole || index % OPTION_SETS.length === place).map((set) => ({ ...hard, set })),
);
const ALLOWED: ReadonlySet<string> = new Set(['resources-too-many', 'template-too-large']);

const documentOf = ({ after }: File): unknown => withoutLayouts(readSource(after).value).value;
const remove = (text: string): File => transformFile('template.yaml', text, untransform);

test.each(CASES)(
  'a template with $title, is restored byte for byte after tracing by $set.provider with $set.title',
  ({ text, set }) => {
    const request = requestFor(set.values, 'us-east-1', set.provider);
    const write = (given: string): File => transformFile('template.yaml', given, (one) => transform(one, request));
    const template = readSource(text).value;
    const traced: any = transform(template, request).template;
    expect(transform(traced, request).template).toEqual(traced);
    for (const [id, resource] of Object.entries<any>(template.Resources))
      if (resource.Type === 'AWS::SNS::Topic') expect(traced.Resources[id]).toBe(resource);
    expect(Object.values(template.Resources).some(isFunction) || text.includes('ForEach')).toBe(true);

    const once = write(text);
    expect(errorsOf(once.findings).filter(({ code }) => !ALLOWED.has(code))).toEqual([]);
    if (errorsOf(once.findings).length > 0) expect(once.after).toBe(text);
    expect(write(once.after).after).toBe(once.after);
    expect(remove(once.after).after).toBe(text);
  },
);

/** The options of another set, in turn. */
const otherThan = (set: (typeof OPTION_SETS)[number]) =>
  OPTION_SETS[(OPTION_SETS.indexOf(set) + 1) % OPTION_SETS.length] as typeof set;

test.each(CASES)(
  'a template with $title, is written again with other options after $set.provider with $set.title, and restored',
  ({ text, set }) => {
    const other = otherThan(set);
    const write = (given: string, { values, provider }: typeof set): File =>
      transformFile('template.yaml', given, (one) => transform(one, requestFor(values, 'us-east-1', provider)));
    const twice = write(write(text, set).after, other);
    const alone = write(text, other);
    const isWritten = [twice, alone].every(
      ({ findings, reports }) => errorsOf(findings).length === 0 && !reports.some(({ stays }) => stays),
    );
    if (isWritten) expect(documentOf(twice)).toEqual(documentOf(alone));
    expect(write(twice.after, other).after).toBe(twice.after);
    expect(remove(twice.after).after).toBe(text);
  },
);

/** What a careless editor does to the layout of a file. */
const FAULTS: readonly [fault: string, inject: (text: string) => string][] = [
  ['other line ends', (text) => text.replaceAll('\r\n', '\n')],
  ['no byte order mark', (text) => text.replace(/^\ufeff/, '')],
  ['another end of the file', (text) => `${text.trimEnd()}\n`],
  ['no comments behind values', (text) => text.replace(/(?<=\S) +#.*$/gm, '')],
  ['no comments on lines of their own', (text) => text.replace(/^ *#.*\n/gm, '')],
  ['other quotes', (text) => text.replace(/'([^'\n"]*)'/g, '"$1"')],
  ['plain scalars in place of folded ones', (text) => text.replace(/>-(?: #.*)?\r?\n +/g, '')],
  ['no null where nothing is written', (text) => text.replace(/^( +Environment):\r?$/m, '$1: null')],
  ['another indentation of lists', (text) => text.replace(/^( *)- /gm, '$1  - ')],
  ['flow maps with blanks', (text) => text.replace(/\{(?=\S[^\n]*\})/g, '{ ')],
  ['long functions in place of short ones', (text) => text.replace(/!GetAtt (\S+)\.Arn/g, 'Fn::GetAtt: [$1, Arn]')],
  ['values in place of aliases', (text) => text.replace(/^( +)<<: \*p$/m, '$1Runtime: python3.13')],
  ['other anchors', (text) => text.replaceAll('&p', '&q').replaceAll('*p', '*q')],
];

describe('an editor', () => {
  let written: readonly { text: string; after: string }[];
  beforeAll(() => {
    written = CASES.map(({ text, set }) => {
      const request = requestFor(set.values, 'us-east-1', set.provider);
      return { text, after: transformFile('template.yaml', text, (one) => transform(one, request)).after };
    });
  });

  const restored = (text: string): string => {
    try {
      return remove(text).after;
    } catch {
      return '';
    }
  };

  test.each(FAULTS)('with the fault "%s" would not restore every template', (_fault, inject) => {
    const isCaught = ({ text, after }: (typeof written)[number]): boolean =>
      after !== text && inject(after) !== after && restored(inject(after)) !== text;
    expect(written.some(isCaught)).toBe(true);
  });
});
