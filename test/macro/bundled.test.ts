/** The macros as they are installed: bundled, with modules of their own in place of some. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROVIDER_NAMES } from '../../src/providers';
import { waysOf } from '../helpers/samples';

const FOLDER = mkdtempSync(join(tmpdir(), 'tracelayer-macro-'));
const FN = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'a.b', Role: 'r' } };

beforeAll(() => execFileSync(process.execPath, ['scripts/bundle.mjs', FOLDER, 'src/macro/handler.ts']), 120_000);
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test.each(PROVIDER_NAMES)('the macro of %s traces a template', (provider) => {
  const event = {
    requestId: '1',
    region: 'us-east-1',
    fragment: { Resources: { F: FN } },
    params: waysOf(provider)[0]?.[1],
  };
  const load = `const { handler } = require(${JSON.stringify(join(FOLDER, 'macro', provider, 'index.js'))});`;
  const answer = 'console.log = () => {}; handler(EVENT).then((made) => process.stdout.write(JSON.stringify(made)))';
  const printed = execFileSync(process.execPath, ['-e', load + answer.replace('EVENT', JSON.stringify(event))], {
    encoding: 'utf8',
  });
  const { status, fragment } = JSON.parse(printed);
  expect([status, fragment.Resources.F.Metadata]).toEqual(['success', { Tracelayer: expect.anything() }]);
});
