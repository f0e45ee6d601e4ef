/** Laws of edited files: for random templates, printed in random styles, and edited by a random hand between two runs. */
import * as fc from 'fast-check';
import { editSource } from '../../../src/cli/text-edits/edit';
import { withoutLayouts } from '../../../src/cli/text-edits/layout';
import { readSource } from '../../../src/cli/text-edits/source';
import { type File, transformFile } from '../../../src/cli/transform/file';
import { severity } from '../../../src/core/finding';
import { transform, untransform } from '../../../src/surfaces/template';
import { runs } from '../../helpers/runs';
import { templates } from '../../helpers/templates';
import { OPTION_SETS, requestFor } from '../../surfaces/template/corpus';
import { printed, randomFrom } from './styles';

/** A file takes longer than a function: `npm test` runs each law 20 times. */
const RUNS = runs(400, 20);

/** A template in a random style of YAML or JSON. */
const files = fc.tuple(templates, fc.nat()).map(([template, seed]) => {
  const text = printed(template, seed);
  return { template, text, seed };
});
const isFaithful = ({ template, text }: { template: any; text: string }): boolean => {
  expect(readSource(text).value).toEqual(template);
  return true;
};

const options = fc.constantFrom(...OPTION_SETS).map((set) => requestFor(set.values, 'us-east-1', set.provider));
const write = (text: string, request: any): File =>
  transformFile('template.yaml', text, (template) => transform(template, request));
const remove = (text: string): File => transformFile('template.yaml', text, untransform);
const isRefused = (file: File): boolean => file.findings.some((found) => severity(found) === 'error');

const stays = ({ reports }: File): boolean => reports.some((report) => report.stays);
const documentOf = ({ after }: File): unknown => withoutLayouts(readSource(after).value).value;

const tally: Record<string, number> = {};
const count = (what: string) => {
  tally[what] = (tally[what] ?? 0) + 1;
};

describe('a file in any style', () => {
  afterAll(() => {
    if (process.env.LAW_RUNS) process.stderr.write(`${JSON.stringify(tally)}\n`);
  });

  test('is the same, byte for byte, once tracing is written and removed, also with other options in between', () => {
    fc.assert(
      fc.property(files, options, options, (file, first, second) => {
        isFaithful(file);
        const once = write(file.text, first);
        count(
          isRefused(once)
            ? `refused ${once.findings.find((f) => severity(f) === 'error')?.code}`
            : once.after === file.text
              ? 'unchanged'
              : 'written',
        );
        if (isRefused(once)) expect(once.after).toBe(file.text);
        expect(remove(once.after).after).toBe(file.text);
        expect(write(once.after, first).after).toBe(once.after);
        const twice = write(once.after, second);
        if (isRefused(twice)) expect(twice.after).toBe(once.after);
        expect(remove(twice.after).after).toBe(file.text);
        const alone = write(file.text, second);
        if (![twice, alone].some((one) => isRefused(one) || stays(one)))
          expect(documentOf(twice)).toEqual(documentOf(alone));
        expect(remove(write(twice.after, second).after).after).toBe(file.text);
      }),
      RUNS,
    );
  });

  test('keeps what a user changed between two runs', () => {
    fc.assert(
      fc.property(files, options, options, fc.nat(), (file, first, second, hand) => {
        const once = write(file.text, first);
        if (once.after === file.text) return;
        const { text, kept } = byHand(once.after, hand);
        for (const after of [write(text, second).after, remove(text).after, remove(write(text, second).after).after])
          expect(kept(after)).toBe(true);
      }),
      RUNS,
    );
  });
});

/** An edit as people make them, and whether a text still has it. */
function byHand(text: string, seed: number): { text: string; kept: (after: string) => boolean } {
  const random = randomFrom(seed);
  const hands = [commented, described, withResource, withVariable];
  return (hands[Math.floor(random() * hands.length)] as typeof commented)(text);
}

function commented(text: string) {
  if (readSource(text).json) return described(text);
  const added = text.startsWith('\ufeff') ? `\ufeff# by hand\n${text.slice(1)}` : `# by hand\n${text}`;
  return { text: added, kept: (after: string) => after.includes('# by hand\n') };
}

const changed = (text: string, change: (doc: any) => any): string => {
  const source = readSource(text);
  return editSource(source, change(source.value))?.text ?? text;
};

function described(text: string) {
  const now = changed(text, (doc) => ({ ...doc, Description: 'by hand' }));
  return { text: now, kept: (after: string) => now === text || readSource(after).value.Description === 'by hand' };
}

function withResource(text: string) {
  const Hand = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'hand' } };
  const now = changed(text, (doc) => ({ ...doc, Resources: { ...doc.Resources, Hand } }));
  const isThere = (after: string) => JSON.stringify(readSource(after).value.Resources.Hand) === JSON.stringify(Hand);
  return { text: now, kept: (after: string) => now === text || isThere(after) };
}

function withVariable(text: string) {
  const { Properties } = readSource(text).value.Resources.F;
  const own = Properties?.Environment?.Variables;
  if (own === undefined || own === null || 'Fn::If' in own) return withResource(text);
  const now = changed(text, (doc) => {
    const Variables = { ...own, BY_HAND: '1' };
    const F = {
      ...doc.Resources.F,
      Properties: { ...Properties, Environment: { ...Properties.Environment, Variables } },
    };
    return { ...doc, Resources: { ...doc.Resources, F } };
  });
  const variablesIn = (after: string) => readSource(after).value.Resources.F.Properties.Environment.Variables;
  return { text: now, kept: (after: string) => now === text || variablesIn(after).BY_HAND === '1' };
}
