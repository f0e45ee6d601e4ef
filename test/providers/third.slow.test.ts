/** A provider is a folder and a line: with a third one everything compiles, and laws, catalogue, and surfaces have it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Copy, copyWithThirdProvider, passed } from '../helpers/third-provider';

jest.setTimeout(900_000);
let copy: Copy;

beforeAll(async () => {
  copy = await copyWithThirdProvider();
});
afterAll(() => copy.remove());

test('everything compiles, tests included', async () => {
  const compiled = { code: 0, output: '' };
  expect(await copy.node('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.dev.json')).toEqual(compiled);
});

test('each fault in it breaks a law', async () => {
  expect(await copy.jest('test/laws/faults', '-t', 'Acme')).toMatchObject(passed());
});

test('the laws of templates, services, and deployed functions are true of it', async () => {
  expect(await copy.jest('test/surfaces', '-t', 'Acme|acme')).toMatchObject(passed());
});

test('every law is true of it', async () => {
  expect(await copy.jest('test/laws/laws', 'test/core/misfits', '-t', 'Acme|acme')).toMatchObject(passed());
});

test('the catalogue shows it', async () => {
  expect(await copy.jest('test/catalogue', '-t', 'acme', '--ci=false')).toMatchObject(passed());
  const snapshot = readFileSync(join(copy.folder, 'test/catalogue/__snapshots__/catalogue.test.ts.snap'), 'utf8');
  expect(snapshot).toContain('acme-x86-64:7');
});

test('every surface has it', async () => {
  expect(await copy.jest('test/acme.test.ts')).toMatchObject(passed());
});
