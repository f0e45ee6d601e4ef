/** What holds for every template of the corpus, before and after SAM, with every set of options. */
import { severity } from '../../../src/core/finding';
import type { ProviderName } from '../../../src/providers';
import { type Template, transform, untransform } from '../../../src/surfaces/template';
import { equal } from '../../../src/surfaces/template/document/document';
import { everyResource } from '../../../src/surfaces/template/document/loops';
import { hasCorpus, modern, OPTION_SETS, requestFor, type Sample, STEP, samples, setsOf } from './corpus';

const TYPES = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];
const functionsOf = (template: Template) =>
  everyResource(template.Resources)
    .filter(([, resource]) => TYPES.includes(resource?.Type))
    .map(([id]) => id);

/**
 * `npm test` takes a part of the corpus for each set of options, and another part for the next one: every template is
 * transformed with some of them.
 */
const PARTS = Math.ceil(STEP / 2);
const part = (all: readonly Sample[], turn: number): readonly Sample[] =>
  all.filter((_, index) => index % PARTS === turn % PARTS);

/** Half of the corpus has runtimes that only Datadog still serves; the same templates with newer runtimes are for the others. */
const ALL = {
  input: samples('input'),
  output: samples('output'),
  'input of today': samples('input', modern),
  'output of today': samples('output', modern),
};
type Kind = keyof typeof ALL;
const KINDS: Readonly<Partial<Record<ProviderName, readonly Kind[]>>> = {
  datadog: ['input', 'output'],
  opentelemetry: ['input', 'output', 'input of today', 'output of today'],
};

const CASES = OPTION_SETS.flatMap((set, index) =>
  (KINDS[set.provider] ?? []).map((kind) => ({
    kind,
    ...set,
    turn: index,
    region: index % 2 === 0 ? 'eu-west-1' : undefined,
  })),
);

/** From one provider to every other, each with all that it may leave behind: resources, permissions, mappings. */
const FULL = [...setsOf('datadog', 'extension', 'forwarder'), ...setsOf('opentelemetry', 'collector')];
const SWITCHES = FULL.flatMap((here) =>
  FULL.filter(({ provider }) => provider !== here.provider).flatMap((there) =>
    (['output', 'input of today'] as const).map((kind) => ({ kind, here, there })),
  ),
).map((one, turn) => ({ ...one, turn }));

/** The corpus is no part of the project. */
const suite = hasCorpus ? describe : describe.skip;

suite('every template of the corpus (skipped where ../shared/corpora is not)', () => {
  test('is there', () => expect([ALL.input.length, ALL.output.length]).toEqual([463, 463]));

  describe.each(CASES)(
    'SAM $kind, by $provider with $title, in $region',
    ({ kind, provider, values, region, turn }) => {
      const request = requestFor(values, region, provider);
      const done = part(ALL[kind], turn).map(({ name, template }) => ({
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

      test('has functions that are traced, so that all this is about something', () => {
        const traced = done.flatMap(({ reports }) => reports).filter(({ outcome }) => outcome === 'traced');
        expect(traced.length).toBeGreaterThan(
          done.length / (kind.endsWith('today') || provider === 'datadog' ? 1 : 10),
        );
      });

      test('has no errors, which are mistakes in options', () => {
        expect(failing(({ findings }) => findings.every((found) => severity(found) !== 'error'))).toEqual([]);
      });
    },
  );

  describe.each(SWITCHES)(
    'SAM $kind that goes from $here.provider to $there.provider',
    ({ kind, here, there, turn }) => {
      const [first, second] = [here, there].map((set) => requestFor(set.values, undefined, set.provider));

      test('is as if it had never been with the first, where the second can trace all that the first did', () => {
        const failing = part(ALL[kind], turn).filter(({ template }) => {
          const traced = transform(template, first).template;
          const through = transform(traced, second);
          const staying = through.reports.filter(({ stays }) => stays).map(({ id }) => id);
          if (staying.length === 0) return !equal(through.template, transform(template, second).template);
          return staying.some((id) => !equal(through.template.Resources[id], traced.Resources[id]));
        });
        expect(failing.map(({ name }) => name)).toEqual([]);
      });
    },
  );
});
