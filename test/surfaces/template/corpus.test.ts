/** What holds for every template of the corpus, before and after SAM, with every set of options. */
import { type Finding, severity } from '../../../src/core/finding';
import { type Template, transform, untransform } from '../../../src/surfaces/template';
import { equal } from '../../../src/surfaces/template/document';
import { everyResource } from '../../../src/surfaces/template/loops';
import { hasCorpus, OPTION_SETS, requestFor, samples } from './corpus';

const TYPES = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];
const functionsOf = (template: Template) =>
  everyResource(template.Resources)
    .filter(([, resource]) => TYPES.includes(resource?.Type))
    .map(([id]) => id);

const CASES = (['input', 'output'] as const).flatMap((kind) =>
  Object.entries(OPTION_SETS).map(([title, values], index) => ({
    kind,
    title,
    values,
    region: index % 2 === 0 ? 'eu-west-1' : undefined,
  })),
);

/** The corpus is no part of the project. */
const suite = hasCorpus ? describe : describe.skip;

suite('every template of the corpus (skipped where ../shared/corpora is not)', () => {
  const all = { input: samples('input'), output: samples('output') };

  test('is there', () => expect([all.input.length, all.output.length]).toEqual([463, 463]));

  describe.each(CASES)('SAM $kind, with $title, in $region', ({ kind, values, region }) => {
    const request = requestFor(values, region);
    const done = all[kind].map(({ name, template }) => ({
      name,
      template,
      before: structuredClone(template),
      ...run(template),
    }));
    function run(template: Template) {
      const { template: after, findings, reports } = transform(template, request);
      return { after, findings, reports };
    }

    const failing = (holds: (one: (typeof done)[number]) => boolean) =>
      done.filter((one) => !holds(one)).map(({ name }) => name);

    test('is not changed itself', () => {
      expect(failing(({ template, before }) => equal(template, before))).toEqual([]);
    });

    test('is the same when transformed again', () => {
      expect(
        failing(({ after }) => JSON.stringify(transform(after, request).template) === JSON.stringify(after)),
      ).toEqual([]);
    });

    test('is as it was when that is taken back', () => {
      expect(failing(({ template, after }) => equal(untransform(after).template, template))).toEqual([]);
    });

    test('has each function traced, or left with a finding', () => {
      expect(
        failing(({ template, reports, findings }) => {
          const isTold = (id: string) => findings.some(({ subject }) => subject.startsWith(id));
          return (
            equal(reports.map(({ id }) => id).sort(), functionsOf(template).sort()) &&
            reports.every(({ id, outcome }) => outcome === 'traced' || isTold(id))
          );
        }),
      ).toEqual([]);
    });

    test('has no mistake but too many layers', () => {
      const errors = (findings: readonly Finding[]) => findings.filter((found) => severity(found) === 'error');
      expect(failing(({ findings }) => errors(findings).every(({ code }) => code === 'layers-too-many'))).toEqual([]);
    });
  });
});
