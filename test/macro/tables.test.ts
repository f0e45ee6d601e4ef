/** The option tables in the bundles of macro and plugin, which are written shorter there, say what the source says. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { OPTIONS, PROVIDER_NAMES } from '../../src/providers';

const ROOT = join(__dirname, '../..');
const WORDS = [
  'summary',
  'example',
  'section',
  'lambdaOnly',
  'serviceFact',
  'interactive',
  'keyOption',
  'constants',
  'default',
  'surfaces',
];

/** The tables as a bundle has them, with the columns for documentation that it keeps. */
function bundled(...kept: readonly string[]): Record<string, Record<string, unknown>> {
  const program = `
    import { writeFileSync, mkdtempSync } from 'node:fs';
    import { tmpdir } from 'node:os';
    import { join, resolve } from 'node:path';
    import { plainTables } from './scripts/macro.mjs';
    let load;
    plainTables(...${JSON.stringify(kept)}).setup({ onLoad: (_filter, given) => (load = given) });
    const folder = mkdtempSync(join(tmpdir(), 'tracelayer-tables-'));
    const tables = {};
    for (const name of ${JSON.stringify(PROVIDER_NAMES)}) {
      const file = join(folder, name + '.mjs');
      writeFileSync(file, load({ path: resolve('src/providers/' + name + '/table.ts') }).contents);
      Object.assign(tables, await import(file));
    }
    console.log(JSON.stringify(tables));`;
  const args = ['--input-type=module', '-e', program];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }));
}

/** Aliases have no order. */
function sorted(table: Readonly<Record<string, any>>) {
  return Object.fromEntries(
    Object.entries(table).map(([name, row]) => [
      name,
      row.aliases ? { ...row, aliases: [...row.aliases].sort() } : row,
    ]),
  );
}

test.each([[[]], [['serviceFact', 'default', 'surfaces']]])('in a bundle that keeps the columns %j', (kept) => {
  const tables = bundled(...kept);
  for (const [name, { table, deprecated }] of Object.entries(OPTIONS)) {
    const plain = JSON.parse(
      JSON.stringify(table, (key, value) =>
        (WORDS.includes(key) && !kept.includes(key as never)) || (key === 'default' && /^- /.test(String(value)))
          ? undefined
          : value,
      ),
    );
    expect(sorted(tables[`${name.toUpperCase()}_OPTIONS`] ?? {})).toEqual(sorted(plain));
    expect(tables[`${name.toUpperCase()}_DEPRECATED`]).toEqual(deprecated);
  }
});
