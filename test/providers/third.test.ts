/** A provider is a folder and a line: a copy of the repository gets a third one, and the laws and every surface have it. */
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

jest.setTimeout(600_000);
const ROOT = join(__dirname, '..', '..');
const FIXTURE = join(ROOT, 'test/fixtures/provider');
/** What a copy must have besides the source, by the name of a file or folder. */
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'lib', 'reports', 'coverage', '.stryker-tmp', 'cdk.out']);

interface Result {
  readonly code: number;
  readonly output: string;
}

let copy = '';

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'tracelayer-third-'));
  cpSync(ROOT, copy, {
    recursive: true,
    filter: (path) =>
      !path
        .slice(ROOT.length)
        .split(sep)
        .some((name) => LEFT_OUT.has(name)),
  });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  cpSync(join(FIXTURE, 'acme'), join(copy, 'src/providers/acme'), { recursive: true });
  cpSync(join(FIXTURE, 'surfaces.ts'), join(copy, 'test/acme.test.ts'));
  appendFileSync(join(copy, 'src/providers/all.ts'), "export { acme } from './acme';\n");
  expect(await inCopy('-r', './scripts/register.cjs', '.projenrc.ts')).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const inCopy = (...args: readonly string[]): Promise<Result> =>
  new Promise((resolve) => {
    const env = { ...process.env, PROJEN_DISABLE_POST: '1', LAW_RUNS: '20' };
    execFile(process.execPath, args, { cwd: copy, env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
    );
  });

const jestInCopy = (...args: readonly string[]): Promise<Result> =>
  inCopy('node_modules/jest/bin/jest.js', '-w', '1', ...args);

const PASSED = { code: 0, output: expect.stringMatching(/Tests: .*[1-9]\d* passed/) };

test('nothing else has to be written for it to compile, tests included', async () => {
  expect(await inCopy('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.dev.json')).toEqual({
    code: 0,
    output: '',
  });
});

test('every law is true of it, and each fault in it breaks one', async () => {
  expect(await jestInCopy('test/laws', '-t', 'Acme|acme')).toMatchObject(PASSED);
});

test('the laws of templates, services, and deployed functions are true of it', async () => {
  expect(await jestInCopy('test/surfaces', 'test/core/misfits', '-t', 'Acme|acme')).toMatchObject(PASSED);
});

test('the catalogue shows it', async () => {
  expect(await jestInCopy('test/catalogue', '-t', 'acme', '--ci=false')).toMatchObject(PASSED);
  const snapshot = readFileSync(join(copy, 'test/catalogue/__snapshots__/catalogue.test.ts.snap'), 'utf8');
  expect(snapshot).toContain('`acme puts these layers on a function 1`');
});

test('every surface has it', async () => {
  expect(await jestInCopy('test/acme.test.ts')).toMatchObject(PASSED);
});
