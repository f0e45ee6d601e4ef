/** The glossary in ARCHITECTURE.md matches the tree: every place that it names exists. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROVIDER_NAMES } from '../../src/providers';

const ROOT = join(__dirname, '../..');
const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
const rows = [...page.matchAll(/^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm)]
  .map(([, term = '', where = '']) => [term, [...where.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)] as const)
  .filter(([, paths]) => paths.length > 0);

test('the glossary has terms', () => {
  expect(rows.length).toBeGreaterThan(20);
});

test.each(rows)('the glossary names an existing place for "%s"', (_, [first = '', ...others]) => {
  const folder = first.endsWith('/') ? first : dirname(first);
  const bases = [dirname(folder), folder, '.'];
  const paths = [first, ...others].flatMap((path) => PROVIDER_NAMES.map((name) => path.replace('<provider>', name)));
  const missing = paths.filter(
    (path) => !bases.some((base) => existsSync(join(ROOT, base.replace('<provider>', PROVIDER_NAMES[0] ?? ''), path))),
  );
  expect(missing).toEqual([]);
});
