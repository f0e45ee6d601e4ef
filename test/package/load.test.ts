/** Every entry point except the constructs loads without aws-cdk-lib. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const load = (entry: string) =>
  spawnSync(
    process.execPath,
    ['-r', './scripts/register.cjs', '-r', './test/helpers/without-cdk.cjs', entry, '--help'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );

test.each(['src/macro/handler.ts', 'src/serverless/index.ts', 'src/cli/main.ts', 'src/preview/preview.ts'])(
  '%s loads without the CDK',
  (entry) => {
    const { status, stderr } = load(entry);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  },
);

test('the constructs do not: the check would notice', () => {
  const { status, stderr } = load('src/index.ts');
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/not installed here: (aws-cdk-lib|constructs)/);
});
