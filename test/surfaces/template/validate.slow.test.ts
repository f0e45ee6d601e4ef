/** CloudFormation's own validator finds nothing in a traced template that it did not find in the original. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegoEngine, type StandardDiagnostic, TemplateFile } from '@aws/cloudformation-validate';
import { type Template, transform } from '../../../src/surfaces/template';
import { hasCorpus, modern, OPTION_SETS, type OptionSet, requestFor, STEP, samples } from './corpus';

const folder = mkdtempSync(join(tmpdir(), 'tracelayer-validate-'));
const engine = new RegoEngine();
afterAll(() => engine.free());

function diagnose(template: Template): StandardDiagnostic[] {
  const file = join(folder, 'template.json');
  writeFileSync(file, JSON.stringify(template));
  return engine.validateStandard(new TemplateFile(file), { severityLevel: 'ERROR' }).diagnostics;
}

/** Names that would be right are others once there are more resources. */
const LIST = / is not one of \[.*\]/s;

/** What is wrong, by what it is about. */
const wrong = (template: Template): string[] =>
  diagnose(template).map(({ ruleId, message }) => `${ruleId} ${message.replace(LIST, '')}`);

const chosen = (['input', 'output'] as const).flatMap((kind) =>
  samples(kind, modern)
    .filter((_, index) => index % STEP === 0)
    .map((sample, index) => ({ ...sample, kind, set: OPTION_SETS[index % OPTION_SETS.length] as OptionSet })),
);

(hasCorpus ? describe : describe.skip)('a traced template (skipped where ../shared/corpora is not)', () => {
  test.each(chosen.map((one) => [one.kind, one.name, one.set.provider, one.set.title, one] as const))(
    'is as valid as the original: %s %s, by %s with %s',
    (_kind, _name, _provider, _title, { template, set }) => {
      const before = wrong(template);
      const region = before.length % 2 === 0 ? undefined : 'us-east-1';
      const after = wrong(transform(template, requestFor(set.values, region, set.provider)).template);
      expect(after.filter((message) => !before.includes(message))).toEqual([]);
    },
  );
});

describe('the macro’s template', () => {
  test('is valid', () => {
    const file = join(folder, 'macro.yaml');
    writeFileSync(file, readFileSync('src/macro/macro.yaml', 'utf8').replace(/\{\{\w+\}\}/g, 'Word'));
    const parameterOverrides = { PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/boundary' };
    const { diagnostics } = engine.validateStandard(new TemplateFile(file), {
      severityLevel: 'WARN',
      parameterOverrides,
    });
    expect(diagnostics).toEqual([]);
  });
});
