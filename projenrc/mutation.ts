/** Mutation testing of the core: does a test notice when a line is changed? */
import { JsonFile, type Project } from 'projen';

export function addMutation(project: Project): void {
  new JsonFile(project, 'stryker.config.json', {
    marker: false, // it warns about options that it does not know
    obj: {
      mutate: ['src/core/**/*.ts'],
      testRunner: 'jest',
      jest: { projectType: 'custom', configFile: 'jest.config.json', config: { testMatch: TESTS } },
      coverageAnalysis: 'perTest',
      concurrency: 2,
      ignorePatterns: ['/lib', '/dist', '/docs', '/reports', '/coverage', 'cdk.out'],
      reporters: ['clear-text', 'progress', 'json'],
      jsonReporter: { fileName: 'reports/mutation.json' },
      clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
      thresholds: { high: 95, low: 90, break: 90 },
    },
  });
}

/** The laws and the rows of the core; others reach it too, and would only take time. */
const TESTS = ['<rootDir>/test/laws/*.test.ts', '<rootDir>/test/core/**/*.test.ts'];
