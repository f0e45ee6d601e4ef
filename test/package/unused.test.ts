/** What the program's bundles leave out of the packages that they are made of is not missed. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { readProtobuf } from '../../src/preview/receiver/otlp';
import { RUNS } from '../helpers/runs';
import { otlpProtobuf, plain } from '../preview/payloads';

const BUILD = `
  import { build } from 'esbuild';
  import { spansOnly } from './scripts/unused.mjs';
  const make = (plugins) => build({
    entryPoints: ['src/preview/receiver/otlp.ts'], bundle: true, write: false, platform: 'node', format: 'cjs', plugins,
  });
  const made = await Promise.all([make([]), make([spansOnly])]);
  process.stdout.write(JSON.stringify(made.map(({ outputFiles: [{ text }] }) => text)));
`;

const [whole = '', trimmed = ''] = JSON.parse(
  execFileSync(process.execPath, ['--input-type=module', '-e', BUILD], {
    cwd: join(__dirname, '..', '..'),
    encoding: 'utf8',
    maxBuffer: 1e8,
  }),
);

/** What a bundle exports. */
function load(code: string): { readonly readProtobuf: typeof readProtobuf } {
  const loaded = { exports: {} as { readProtobuf: typeof readProtobuf } };
  new Function('module', 'exports', 'require', code)(loaded, loaded.exports, require);
  return loaded.exports;
}

test('the decoder that is left is less than half of the whole', () => {
  expect(trimmed.length).toBeLessThan(whole.length / 2);
});

test('the decoder that is left reads every span as the whole one does', () => {
  const left = load(trimmed);
  fc.assert(
    fc.property(plain, (span) => {
      const body = otlpProtobuf(span);
      expect(left.readProtobuf(body)).toEqual(readProtobuf(body));
    }),
    RUNS,
  );
});
