/** What knip looks for: files, exports, and dependencies that nothing uses, and code in src that only tests use. */
import { JsonFile, type Project } from 'projen';

/** What users, Node.js, or other tools load. */
const ENTRIES = [
  'src/cli/main.ts',
  'src/cli/aws/sdk.ts',
  // The CLI loads a command by its name.
  'src/cli/commands/*.ts',
  'src/macro/handler.ts',
  // Takes the place of another module in the macros for functions.
  'src/surfaces/template/state-machines/elsewhere.ts',
  'src/serverless/index.ts',
  '.projenrc.ts',
  'projenrc/*.ts',
  'scripts/**/*.{mjs,cjs}',
];

/** What jest or a task loads, and what tests load by its path. */
const TEST_ENTRIES = [
  'bench/**/*.ts',
  'examples/**/*.ts',
  'scripts/layers/index.ts',
  'test/**/*.test.ts',
  'test/**/*.e2e.ts',
  'test/*/run.ts',
  'test/cdk/validation/apps.ts',
  'test/compat/make.ts',
  'test/e2e/setup.ts',
  'test/min-cdk/app.ts',
  'test/providers/*/samples.ts',
];

/** Packages that tasks run as programs, or that tests load by a path or by another name. */
const LOADED_OTHERWISE = [
  '@biomejs/biome',
  '@stryker-mutator/core',
  'aws-cdk',
  'aws-cdk-lib-min',
  'constructs-min',
  'dependency-cruiser',
  'jsii',
  'jsii-diff',
  'jsii-docgen',
  'jsii-pacmak',
  'jsii-rosetta',
  'osls',
  'serverless',
  'serverless-esbuild',
  'serverless-plugin-datadog',
];

/** Two files: the second looks at `src` alone, as if there were no tests. */
export function addKnip(project: Project): void {
  write(project, 'knip.json', {
    entry: [...ENTRIES, ...TEST_ENTRIES],
    project: [
      'src/**/*.ts',
      'test/**/*.ts',
      // A test copies this to another place before it is compiled.
      '!test/fixtures/providers/**',
      'bench/**/*.ts',
      'scripts/**/*.{mjs,cjs}',
      'projenrc/**/*.ts',
    ],
    ignoreDependencies: LOADED_OTHERWISE,
    // It takes the name of our test runner for that of a package.
    stryker: false,
  });
  write(project, 'knip.production.json', {
    entry: ['src/index.ts', ...ENTRIES].map((path) => `${path}!`),
    project: ['src/**/*.ts!'],
    // Tests may use an export that its own file needs too.
    ignoreExportsUsedInFile: true,
  });
}

const write = (project: Project, path: string, obj: object): JsonFile =>
  new JsonFile(project, path, { obj, marker: false, allowComments: false });
