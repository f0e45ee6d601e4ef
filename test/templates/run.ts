/** The transform judged over the whole corpus, and by programs that are not ours: AWS's SAM translator and cfn-lint. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasCorpus } from '../surfaces/template/corpus';
import { judgeMacros, judgeTemplates } from './lint';
import { CACHE, judges } from './python';
import { judgeSam } from './sam';
import { Tally } from './tally';

const WORK = join(CACHE, 'templates');
const NO_CORPUS = 'the corpus (../shared/corpora) is not here';

/** cfn-lint takes a second for each template: check all of them after a change to the transform. */
const SOME = 10;

async function run(): Promise<void> {
  const tally = new Tally();
  rmSync(WORK, { recursive: true, force: true });
  if (hasCorpus) ownTests(tally);
  else tally.skip('the tests over all of the corpus', NO_CORPUS);
  const found = judges();
  if (typeof found === 'string') tally.skip('SAM and cfn-lint', found);
  else {
    await judgeMacros(found, tally);
    if (hasCorpus) await judgeSam(found, join(WORK, 'sam'), tally);
    if (hasCorpus) await judgeTemplates(found, join(WORK, 'lint'), process.argv.includes('--all') ? 1 : SOME, tally);
    else tally.skip('SAM and cfn-lint over the corpus', NO_CORPUS);
  }
  tally.finish();
}

/** The tests that `npm test` runs for some templates, and this for all of them. */
const TESTS = [
  'test/surfaces/template/corpus.test.ts',
  'test/surfaces/template/validate.slow.test.ts',
  'test/cli/transform/corpus.test.ts',
  'test/templates/hard.test.ts',
];

function ownTests(tally: Tally): void {
  const report = join(CACHE, 'corpus.json');
  rmSync(report, { force: true });
  const args = ['node_modules/jest/bin/jest.js', ...TESTS, '--silent', '--json', `--outputFile=${report}`];
  const { stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, CORPUS_STEP: '1' },
    maxBuffer: 1 << 28,
  });
  const { testResults } = readReport(report, stderr);
  for (const { name, message, assertionResults } of testResults)
    tally.check(`${TESTS.find((test) => name.endsWith(test))}: ${assertionResults.length} tests over all files`, [
      ...(message ? [message] : []),
    ]);
}

function readReport(file: string, output: string): any {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { testResults: [{ name: TESTS[0], message: output, assertionResults: [] }] };
  }
}

void run();
