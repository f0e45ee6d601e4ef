/** The CDK's own validation of templates, which is switched off in the other tests, has nothing against what we make. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tracelayer-validation-'));
const example = join(folder, 'example');
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program as people do, with the validation that the CDK has by default. */
async function run(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<void> {
  const { CDK_VALIDATION: _off, ...env } = process.env;
  await promisify(execFile)(process.execPath, ['-r', './scripts/register.cjs', ...args], {
    cwd: ROOT,
    env: { ...env, ...more },
  });
}

/** What the CDK wrote next to the templates: a rule and what it found, a line each. */
function findings(outdir: string): string[] {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations }: any) =>
    violations.map(({ ruleName, description }: any) => `${ruleName}: ${description}`),
  );
}

describe('the CDK finds nothing in', () => {
  beforeAll(
    () =>
      Promise.all([
        run(['examples/cdk-typescript/app.ts'], { CDK_OUTDIR: example }),
        run(['test/cdk/validation/apps.ts', folder]),
      ]),
    120_000,
  );

  test('the example', () => expect(findings(example)).toEqual([]));

  test.each(['community', 'collector', 'application-signals', 'adot'])(
    'the functions of the example, traced by OpenTelemetry: %s',
    (name) => expect(findings(join(folder, name))).toEqual([]),
  );

  test('no example with a mistake: it does look', () => {
    expect(findings(join(folder, 'broken'))).toEqual([expect.stringMatching(/MemorySize|integer/)]);
  });
});
