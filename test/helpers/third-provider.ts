/** A copy of the repository with a third provider, which is a folder and a line. */
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const FIXTURE = join(ROOT, 'test/fixtures/providers');

/** What a copy does without, by the name of a file or folder. */
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'lib', 'reports', 'coverage', '.stryker-tmp', 'cdk.out']);

interface Result {
  readonly code: number;
  readonly output: string;
}

export interface Copy {
  readonly folder: string;
  /** Runs Node.js in the copy. */
  readonly node: (...args: readonly string[]) => Promise<Result>;
  readonly jest: (...args: readonly string[]) => Promise<Result>;
  readonly remove: () => void;
}

export async function copyWithThirdProvider(): Promise<Copy> {
  const folder = mkdtempSync(join(tmpdir(), 'tracelayer-third-'));
  const filter = (path: string) =>
    !path
      .slice(ROOT.length)
      .split(sep)
      .some((name) => LEFT_OUT.has(name));
  cpSync(ROOT, folder, { recursive: true, filter });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(FIXTURE, 'acme'), join(folder, 'src/providers/acme'), { recursive: true });
  cpSync(join(FIXTURE, 'surfaces.ts'), join(folder, 'test/acme.test.ts'));
  appendFileSync(join(folder, 'src/providers/all.ts'), "export { acme } from './acme';\n");
  const node = nodeIn(folder);
  const generated = await node('-r', './scripts/register.cjs', '.projenrc.ts');
  if (generated.code !== 0) throw new Error(generated.output);
  return {
    folder,
    node,
    jest: (...args) => node('node_modules/jest/bin/jest.js', '-w', '1', ...args),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const nodeIn =
  (cwd: string): Copy['node'] =>
  (...args) =>
    new Promise((resolve) => {
      const env = { ...process.env, PROJEN_DISABLE_POST: '1', LAW_RUNS: '20', SLOW: '1' };
      execFile(process.execPath, args, { cwd, env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
      );
    });

/** What `jest` of a copy gives where something ran and nothing failed. */
export const passed = () => ({ code: 0, output: expect.stringMatching(/Tests: .*[1-9]\d* passed/) });
