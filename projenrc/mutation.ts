/** Mutation testing: does a test notice when a line is changed? One configuration for each task. */
import { JsonFile, type Project } from 'projen';

export function addMutation(project: Project): void {
  write(project, 'stryker.config.json', {
    ...config('mutation', ['src/core/**/*.ts'], {
      folders: ['test/core', 'test/laws'],
      // It runs the laws with faulty providers, which takes longer than all others together.
      without: ['test/laws/faults.test.ts'],
    }),
    // A run that was interrupted goes on, and later runs test only what has changed.
    incremental: true,
    incrementalFile: 'reports/mutation-incremental.json',
    thresholds: { high: 95, low: 95, break: 90 },
  });
  write(project, 'stryker.sample.json', {
    ...config('mutation-sample', ['src/surfaces/template/**/*.ts', 'src/providers/**/*.ts'], {
      folders: ['test/providers', 'test/catalogue', 'test/surfaces/template', 'test/options', 'test/laws'],
      // The corpus is not in the repository.
      without: ['test/laws/faults.test.ts', 'test/surfaces/template/corpus.test.ts'],
    }),
    checkers: ['sample'],
    sample: { percent: 5 },
  });
}

const config = (report: string, mutate: readonly string[], oneProcess: object) => ({
  mutate,
  plugins: ['./scripts/mutation-runner.mjs'],
  testRunner: 'one-process',
  oneProcess,
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // A loop that never ends is stopped by the number of its rounds. A busy machine must not look like one.
  timeoutMS: 120_000,
  ignorePatterns: ['/lib', '/dist', '/docs', '/examples', '/reports', '/coverage', 'cdk.out'],
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: `reports/${report}.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
});

/** Without a marker: Stryker warns about options that it does not know. */
const write = (project: Project, path: string, obj: object): JsonFile =>
  new JsonFile(project, path, { obj, marker: false });
