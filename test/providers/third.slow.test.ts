/** A third provider needs nothing else: everything compiles with it, and each law of each surface is true of it. */
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
