/** The macros as they are installed answer each hard template as their source does. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSource } from '../../src/cli/text-edits/source';
import { macroOf } from '../../src/macro/handler';
import { PROVIDER_NAMES } from '../../src/providers';
import { OPTION_SETS } from '../surfaces/template/corpus';
import { HARD_CASES } from './hard';

jest.setTimeout(600_000);
const FOLDER = mkdtempSync(join(tmpdir(), 'tracelayer-packed-'));

beforeAll(() => execFileSync(process.execPath, ['scripts/bundle.mjs', FOLDER, 'src/macro/handler.ts']));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const EVENTS = join(FOLDER, 'events.json');
const ANSWERS = join(FOLDER, 'answers.json');

/** What the bundle of a provider answers to events, in one process. */
function answersOf(provider: string, events: readonly object[]): unknown[] {
  writeFileSync(EVENTS, JSON.stringify(events));
  const script = `
    const { handler } = require(${JSON.stringify(join(FOLDER, 'macro', provider, 'index.js'))});
    const { readFileSync, writeFileSync } = require('node:fs');
    console.log = () => {};
    (async () => {
      const answers = [];
      for (const event of JSON.parse(readFileSync(${JSON.stringify(EVENTS)}, 'utf8'))) answers.push(await handler(event));
      writeFileSync(${JSON.stringify(ANSWERS)}, JSON.stringify(answers));
    })();`;
  execFileSync(process.execPath, ['-e', script]);
  return JSON.parse(readFileSync(ANSWERS, 'utf8'));
}

test.each(PROVIDER_NAMES)('the packed macro of %s answers each hard template as its source does', async (provider) => {
  const sets = OPTION_SETS.filter((set) => set.provider === provider);
  const events = HARD_CASES.flatMap(({ text }, index) => {
    const params = sets[index % sets.length]?.values ?? {};
    const fragment = readSource(text).value;
    return [{ requestId: String(index), region: 'us-east-1', accountId: '123456789012', fragment, params }];
  });
  const handler = macroOf(provider);
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const answers = answersOf(provider, events);
  for (const [index, event] of events.entries()) {
    const expected = JSON.parse(JSON.stringify(await handler(structuredClone(event) as never)));
    expect([HARD_CASES[index]?.title, answers[index]]).toEqual([HARD_CASES[index]?.title, expected]);
  }
  expect(answers.filter((answer: any) => answer.status === 'success').length).toBeGreaterThan(events.length / 2);
  log.mockRestore();
});
