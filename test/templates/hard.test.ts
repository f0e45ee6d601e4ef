/** Hard templates: each is written, written again without a change, and restored byte for byte. */
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
