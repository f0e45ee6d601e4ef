/** The script that measures functions finds those above the limits. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'scripts', 'functions.mjs');
const lines = (count: number) => '  f();\n'.repeat(count);
const short = (count: number) => 'const short = () => 1;\n'.repeat(count);

describe('the limits of functions', () => {
  test.each([
    ['short functions', short(3), []],
    ['one function of 60 lines', `${short(30)}function f(a, b, c, d) {\n${lines(58)}}\n`, []],
    ['one function of 61 lines', `${short(30)}function long() {\n${lines(59)}}\n`, ['a.ts:31 long has 61 lines']],
    ['a method of 61 lines', `${short(30)}class A {\nlong() {\n${lines(59)}}\n}\n`, ['a.ts:32 long has 61 lines']],
    ['five parameters', `const many = (a, b, c, d, e) => 1;\n`, ['a.ts:1 many has 5 parameters']],
    ['a type of five parameters', `type Many = (a: 1, b: 1, c: 1, d: 1, e: 1) => 1;\n`, []],
    ['many functions of 21 lines', `function f() {\n${lines(19)}}\n`.repeat(9), ['a tenth of all functions']],
  ])('are held, or reported, for %s', (_, text, said) => {
    const folder = mkdtempSync(join(tmpdir(), 'functions-'));
    writeFileSync(join(folder, 'a.ts'), text);
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, folder], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(status).toBe(said.length > 0 ? 1 : 0);
    expect(stderr.split('\n').filter(Boolean)).toEqual(said.map((part) => expect.stringContaining(part)));
  });
});
