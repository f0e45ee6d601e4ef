/** The transform judged by programs that are not ours: AWS's SAM translator and cfn-lint. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Template, transform } from '../../src/surfaces/template';
import { equal } from '../../src/surfaces/template/document';
import { hasCorpus, OPTION_SETS, requestFor, samples } from '../surfaces/template/corpus';

const CACHE = 'node_modules/.cache/tracelayer';
const REQUIREMENTS = 'test/templates/requirements.txt';
const WORK = join(CACHE, 'templates');
const SETS = ['extension', 'forwarder', 'everything else'];

const failures: string[] = [];
const say = (line: string) => console.log(line);

function run(): void {
  const python = environment();
  lintMacro(python);
  if (hasCorpus) judgeCorpus(python);
  finish(
    hasCorpus
      ? 'every judge agrees'
      : 'skipped: the corpus (../shared/corpora) is not here, only macro.yaml was looked at',
  );
}

function judgeCorpus(python: string): void {
  rmSync(WORK, { recursive: true, force: true });
  for (const title of SETS) judgeSam(python, title);
  judgeLint(python, process.argv.includes('--all') ? 1 : 10);
}

function finish(words: string): void {
  for (const failure of failures) say(`FAILED ${failure}`);
  say(failures.length === 0 ? words : `${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** A virtual environment of the project's own, made anew when the requirements change. */
function environment(): string {
  const key = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(CACHE, `python-${key}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) return python;
  say('installing the judges (once)');
  execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS], {
    stdio: 'inherit',
  });
  writeFileSync(join(folder, 'ready'), '');
  return python;
}

const requestOf = (template: Template, title: string) => {
  const request = requestFor(OPTION_SETS[title] ?? {}, 'us-east-1');
  const parameters = Object.entries<any>(template.Parameters ?? {}).filter(
    ([, parameter]) => parameter?.Default !== undefined,
  );
  return {
    ...request,
    deployment: {
      region: 'us-east-1',
      parameters: Object.fromEntries(parameters.map(([name, { Default }]) => [name, Default])),
    },
  };
};

/** Ours and then SAM comes to the same as SAM and then ours. */
function judgeSam(python: string, title: string): void {
  const [plain, ours, plainDone, oursDone] = ['plain', 'ours', 'plain-sam', 'ours-sam'].map((name) =>
    join(WORK, title, name),
  ) as [string, string, string, string];
  for (const folder of [plain, ours]) mkdirSync(folder, { recursive: true });
  const inputs = samples('input').filter(({ name }) => !name.startsWith('error_'));
  for (const { name, template } of inputs) {
    write(join(plain, `${name}.json`), template);
    write(join(ours, `${name}.json`), transform(template, requestOf(template, title)).template);
  }
  execFileSync(python, ['test/templates/judge.py', 'sam', plain, plainDone], { stdio: 'inherit' });
  execFileSync(python, ['test/templates/judge.py', 'sam', ours, oursDone], { stdio: 'inherit' });
  let compared = 0;
  for (const { name, template } of inputs) {
    const [after, before] = [read(join(oursDone, `${name}.json`)), read(join(plainDone, `${name}.json`))];
    if (before.error !== undefined) continue;
    compared++;
    if (after.error !== undefined)
      failures.push(`${name}, ${title}: SAM takes the original and not ours: ${after.error}`);
    else if (DIFFERENT[name] === undefined)
      compare(`${name}, ${title}`, after, transform(before, requestOf(template, title)).template);
  }
  say(`${title}: ${compared} of ${inputs.length} templates through SAM before and after`);
}

/** Templates for which the order makes a difference, and why that is right. */
const DIFFERENT: Readonly<Record<string, string>> = {
  function_with_disabled_traffic_hook: 'a variable names a version, which gets a name of its own either way',
  function_with_propagate_tags_and_no_tags:
    'SAM leaves its own tag out where a function has others, and shall propagate them',
  function_with_tracing: '`Tracing: Disabled` is the wish of the user, and gone after SAM',
  implicit_api_with_serverless_rest_api_resource: 'SAM puts its API in the place of a function',
};

function compare(what: string, first: Template, second: Template): void {
  const [a, b] = [functionsOf(first), functionsOf(second)];
  for (const id of new Set([...Object.keys(a), ...Object.keys(b)]))
    if (!equal(a[id], b[id]))
      failures.push(`${what}: ${id} is not the same before SAM and after it: ${firstDifference(a[id], b[id])}`);
  const [filters, others] = [first, second].map((template) => count(template, 'AWS::Logs::SubscriptionFilter'));
  if (filters !== others) failures.push(`${what}: ${filters} subscription filters before SAM, ${others} after it`);
}

/** The properties of functions, tags in order. */
const functionsOf = ({ Resources }: Template): Record<string, any> =>
  Object.fromEntries(
    Object.entries<any>(Resources)
      .filter(([, resource]) => resource?.Type === 'AWS::Lambda::Function')
      .map(([id, { Properties }]) => [
        id,
        {
          ...Properties,
          ...(Array.isArray(Properties?.Tags)
            ? { Tags: [...Properties.Tags].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) }
            : {}),
        },
      ]),
  );

const firstDifference = (a: any = {}, b: any = {}): string => {
  const key = [...new Set([...Object.keys(a), ...Object.keys(b)])].find((name) => !equal(a[name], b[name])) ?? '';
  return `${key}: ${JSON.stringify(a[key])} and ${JSON.stringify(b[key])}`;
};

const count = ({ Resources }: Template, type: string): number =>
  Object.values<any>(Resources).filter((resource) => resource?.Type === type).length;

/** cfn-lint finds no error that the original did not have. */
function judgeLint(python: string, step: number): void {
  const folder = join(WORK, 'lint');
  mkdirSync(folder, { recursive: true });
  const chosen = (['input', 'output'] as const).flatMap((kind) =>
    samples(kind)
      .filter(({ name }, index) => index % step === 0 && !name.startsWith('error_'))
      .map((sample) => ({ ...sample, kind })),
  );
  const pairs = chosen.map(({ name, kind, template }, index) => {
    const title = SETS[index % SETS.length] ?? '';
    const files = [join(folder, `${kind}-${name}-before.json`), join(folder, `${kind}-${name}-after.json`)] as const;
    write(files[0], template);
    write(
      files[1],
      transform(template, requestFor(OPTION_SETS[title] ?? {}, index % 2 === 0 ? 'us-east-1' : undefined)).template,
    );
    return { what: `${kind} ${name}, ${title}`, files };
  });
  const found = lint(
    python,
    pairs.flatMap(({ files }) => files),
  );
  for (const { what, files } of pairs) {
    const [before, after] = files.map((file) => found.get(file)?.errors ?? []) as [string[], string[]];
    const fresh = [...new Set(after)].filter(
      (rule) => after.filter((one) => one === rule).length > before.filter((one) => one === rule).length,
    );
    if (fresh.length > 0)
      failures.push(
        `${what}: ${found
          .get(files[1])
          ?.messages.filter((message) => fresh.some((rule) => message.startsWith(rule)))
          .join('; ')}`,
      );
  }
  say(`cfn-lint: ${pairs.length} templates before and after`);
}

function lintMacro(python: string): void {
  execFileSync(process.execPath, ['scripts/bundle.mjs', join(CACHE, 'dist')], { stdio: 'ignore' });
  const file = join(CACHE, 'dist', 'macro', 'macro.yaml');
  const messages = lint(python, [file]).get(file)?.messages ?? ['no answer'];
  for (const message of messages) failures.push(`macro.yaml: ${message}`);
  say('cfn-lint: macro.yaml');
}

interface Linted {
  readonly file: string;
  readonly errors: string[];
  readonly messages: string[];
}

function lint(python: string, files: readonly string[]): Map<string, Linted> {
  const out = execFileSync(python, ['test/templates/judge.py', 'lint', ...files], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Linted => JSON.parse(line));
  return new Map(lines.map((line) => [line.file, line]));
}

const write = (file: string, template: object) => writeFileSync(file, JSON.stringify(template));
const read = (file: string): any => JSON.parse(readFileSync(file, 'utf8'));

if (spawnSync('python3', ['--version']).status === 0) run();
else say('skipped: there is no python3 here');
