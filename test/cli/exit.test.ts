/** The table of exit codes is the same in the documentation. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CODES } from '../../src/cli/exit';

test('docs/cli.md has every exit code with its meaning', () => {
  const docs = readFileSync(join(__dirname, '..', '..', 'docs', 'cli.md'), 'utf8');
  const rows = [...docs.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(Object.fromEntries(rows)).toEqual(EXIT_CODES);
});
