/** Ours and then SAM comes to the same as SAM and then ours. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Template, transform } from '../../src/surfaces/template';
import { equal } from '../../src/surfaces/template/document/document';
import { modern, type OptionSet, requestFor, type Sample, samples, setsOf } from '../surfaces/template/corpus';
import type { Judges } from './python';
import type { Tally } from './tally';

/** OpenTelemetry with runtimes of today, since half of the corpus has such as its layers do not serve. */
const ROWS = [
  { what: 'as it is', change: String, sets: setsOf('datadog', 'extension', 'forwarder', 'everything else') },
  { what: 'of today', change: modern, sets: setsOf('opentelemetry', 'collector', 'application signals', 'ADOT') },
];

export async function judgeSam({ translate }: Judges, work: string, tally: Tally): Promise<void> {
  const jobs = ROWS.map(({ what, change, sets }) => {
    const inputs = samples('input', change).filter(({ name }) => !name.startsWith('error_'));
    const plain = folderOf(join(work, what), inputs, ({ template }) => template);
    const traced = sets.map((set) => ({
      set,
      folder: folderOf(join(work, `${set.provider} ${set.title}`), inputs, (one) => tracedBy(set, one.template)),
    }));
    return { inputs, plain, traced };
  });
  const folders = jobs.flatMap(({ plain, traced }) => [plain, ...traced.map(({ folder }) => folder)]);
  await translate(folders.map((folder) => [folder, translated(folder)]));
  for (const { inputs, plain, traced } of jobs)
    for (const { set, folder } of traced) {
      const done = inputs.flatMap(({ name }) => {
        const [before, after] = [plain, folder].map((from) => read(join(translated(from), `${name}.json`)));
        return before.error === undefined ? [compared(name, before, after, set)] : [];
      });
      const title = `${set.provider} with ${set.title}: ${done.length} templates through SAM before and after`;
      tally.check(title, done.flat());
    }
}

const translated = (folder: string): string => `${folder} by SAM`;

function folderOf(folder: string, inputs: readonly Sample[], make: (one: Sample) => Template): string {
  mkdirSync(folder, { recursive: true });
  for (const one of inputs) writeFileSync(join(folder, `${one.name}.json`), JSON.stringify(make(one)));
  return folder;
}

/** Traced with the parameters at their defaults, which SAM puts in. */
function tracedBy({ provider, values }: OptionSet, template: Template): Template {
  const given = Object.entries<any>(template.Parameters ?? {}).filter(([, one]) => one?.Default !== undefined);
  const parameters = Object.fromEntries(given.map(([name, { Default }]) => [name, Default]));
  const request = requestFor(values, undefined, provider);
  return transform(template, { ...request, deployment: { region: 'us-east-1', parameters } }).template;
}

/** Templates for which the order makes a difference, and why that is right. */
const DIFFERENT: Readonly<Record<string, string>> = {
  function_with_disabled_traffic_hook: 'a variable names a version, which gets a name of its own either way',
  function_with_propagate_tags_and_no_tags:
    'SAM leaves its own tag out where a function has others, and shall propagate them',
  function_with_tracing: '`Tracing: Disabled` is the wish of the user, and gone after SAM',
  implicit_api_with_serverless_rest_api_resource: 'SAM puts its API in the place of a function',
};

function compared(name: string, before: any, after: any, set: OptionSet): string[] {
  if (after.error !== undefined) return [`${name}: SAM takes the original and not ours: ${after.error}`];
  if (DIFFERENT[name] !== undefined) return [];
  const late = tracedBy(set, before);
  const [a, b] = [functionsOf(after), functionsOf(late)];
  const wrong = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((id) => !equal(a[id], b[id]));
  const [filters, others] = [after, late].map((template) => count(template, 'AWS::Logs::SubscriptionFilter'));
  return [
    ...wrong.map((id) => `${name}: ${id} is not the same before SAM and after it: ${firstDifference(a[id], b[id])}`),
    ...(filters === others ? [] : [`${name}: ${filters} subscription filters before SAM, ${others} after it`]),
  ];
}

/** The properties of functions, tags in order. */
const functionsOf = ({ Resources }: Template): Record<string, any> =>
  Object.fromEntries(
    Object.entries<any>(Resources)
      .filter(([, resource]) => resource?.Type === 'AWS::Lambda::Function')
      .map(([id, { Properties }]) => [id, { ...Properties, ...sorted(Properties?.Tags) }]),
  );

const sorted = (Tags: unknown): object =>
  Array.isArray(Tags) ? { Tags: [...Tags].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) } : {};

const firstDifference = (a: any = {}, b: any = {}): string => {
  const key = [...new Set([...Object.keys(a), ...Object.keys(b)])].find((name) => !equal(a[name], b[name])) ?? '';
  return `${key}: ${JSON.stringify(a[key])} and ${JSON.stringify(b[key])}`;
};

const count = ({ Resources }: Template, type: string): number =>
  Object.values<any>(Resources).filter((resource) => resource?.Type === type).length;

const read = (file: string): any => JSON.parse(readFileSync(file, 'utf8'));
