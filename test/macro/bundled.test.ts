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

const MACHINE = {
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { RoleArn: 'r', Definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } } },
};
const RECEIPT = { Tracelayer: expect.anything() };

test.each(PROVIDER_NAMES)('the macros of %s trace the functions and the state machines of a template', (provider) => {
  const params = { ...waysOf(provider)[0]?.[1], traceStateMachines: true };
  const [functions, machines] = [join(provider), join(provider, 'state-machines')].map((path) => ({
    path,
    run: (fragment: object) => transformed(path, { requestId: '1', region: 'us-east-1', fragment, params }),
  }));
  const untraced = { Resources: { F: FN, M: MACHINE } };
  const first = functions?.run(untraced).fragment;
  expect([first.Resources.F.Metadata, first.Resources.M]).toEqual([RECEIPT, MACHINE]);
  const both = machines?.run(first).fragment;
  expect([both.Resources.F, both.Resources.M.Metadata]).toEqual([first.Resources.F, RECEIPT]);
  const otherWay = functions?.run(machines?.run(untraced).fragment).fragment;
  expect(otherWay).toEqual(both);
});

function transformed(path: string, event: object) {
  const load = `const { handler } = require(${JSON.stringify(join(FOLDER, 'macro', path, 'index.js'))});`;
  const answer = 'console.log = () => {}; handler(EVENT).then((made) => process.stdout.write(JSON.stringify(made)))';
  const script = load + answer.replace('EVENT', () => JSON.stringify(event));
  const made = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  expect(made).toMatchObject({ status: 'success' });
  return made;
}
