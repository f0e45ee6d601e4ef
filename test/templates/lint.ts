/** cfn-lint finds no error in what is traced that the original did not have, and none in the macros' own templates. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROVIDERS } from '../../src/providers';
import { transform } from '../../src/surfaces/template';
import { modern, requestFor, samples, turnOf } from '../surfaces/template/corpus';
import { CACHE, type Judges, type Linted } from './python';
import type { Tally } from './tally';

/** Every so many templates, each with one set of options of every provider. */
export async function judgeTemplates({ lint }: Judges, work: string, step: number, tally: Tally): Promise<void> {
  mkdirSync(work, { recursive: true });
  const put = (name: string, template: object): string => {
    const file = join(work, `${name}.json`);
    writeFileSync(file, JSON.stringify(template));
    return file;
  };
  const groups = (['input', 'output'] as const).flatMap((kind) =>
    samples(kind, modern)
      .filter(({ name }, index) => index % step === 0 && !name.startsWith('error_'))
      .map(({ name, template }, index) => ({
        before: put(`${kind} ${name}`, template),
        after: turnOf(index).map(({ provider, title, values }) => {
          const region = index % 2 === 0 ? 'us-east-1' : undefined;
          const traced = transform(template, requestFor(values, region, provider)).template;
          return put(`${kind} ${name} by ${provider} with ${title}`, traced);
        }),
      })),
  );
  const found = await lint(groups.flatMap(({ before, after }) => [before, ...after]));
  const wrong = groups.flatMap(({ before, after }) =>
    after.flatMap((file) => fresh(found.get(before), found.get(file), file)),
  );
  tally.check(`cfn-lint: ${groups.length} templates before and after, with both providers`, wrong);
}

/** What cfn-lint says of a file that it did not say, or not so often, of the original. */
function fresh(before: Linted | undefined, after: Linted | undefined, file: string): string[] {
  if (before === undefined || after === undefined) return [`${file}: no answer`];
  const times = ({ errors }: Linted, rule: string) => errors.filter((one) => one === rule).length;
  const rules = new Set(after.errors.filter((rule) => times(after, rule) > times(before, rule)));
  return after.messages
    .filter((message) => rules.has(message.split(' ')[0] ?? ''))
    .map((message) => `${file}: ${message}`);
}

export async function judgeMacros({ lint }: Judges, tally: Tally): Promise<void> {
  execFileSync(process.execPath, ['scripts/bundle.mjs', join(CACHE, 'dist')], { stdio: 'ignore' });
  const folder = join(CACHE, 'dist', 'macro');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  // One for functions, and one for state machines.
  tally.check('both macros of each provider are made', files.length === 2 * Object.keys(PROVIDERS).length ? [] : files);
  const found = await lint(files.map((name) => join(folder, name)));
  for (const name of files) tally.check(`cfn-lint: ${name}`, found.get(join(folder, name))?.messages ?? ['no answer']);
}
