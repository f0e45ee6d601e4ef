/** The tasks that `npm run` offers. */
import type { awscdk, Task, TaskOptions } from 'projen';

/** Runs TypeScript without checking its types. */
const RUN = 'node -r ./scripts/register.cjs';

export function addTasks(project: awscdk.AwsCdkConstructLibrary): void {
  project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
  project.defaultTask?.reset(`${RUN} .projenrc.ts`);

  const add = (name: string, description: string, exec: string, options: TaskOptions = {}): Task =>
    project.addTask(name, { description, exec, receiveArgs: true, ...options });

  // The build uses newer peers than the oldest supported ones on purpose: `min-cdk` checks the oldest.
  // A module that was removed from the source must not stay in the package.
  project.compileTask.reset(`node -e 'fs.rmSync("lib", { recursive: true, force: true })'`);
  project.compileTask.exec('jsii --silence-warnings=reserved-word --silence-warnings=metadata/missing-dev-dependency');
  project.compileTask.exec('node scripts/assets.mjs');

  // The steps of `npm test`, which you can also run one by one.
  add('lint', 'Check style, formatting, and the sizes of functions', 'biome check --error-on-warnings .').exec(
    'node scripts/functions.mjs',
  );
  add('format', 'Fix style and formatting where possible', 'biome check --write .');
  add('docs', 'Generate API.md', 'jsii-docgen -o API.md');
  add('uptodate', 'Fail if a generated file is not what its generator writes', 'node scripts/uptodate.mjs');
  add('import-boundaries', 'Check which modules import which', 'depcruise --config .dependency-cruiser.json src');
  add('typecheck', 'Check the types of all code, including tests', 'tsc --noEmit -p tsconfig.dev.json');
  add('examples', 'Compile the code examples in the documentation, and translate them', 'node scripts/examples.mjs');
  add('min-cdk', 'Check the types of src with the oldest supported AWS CDK', 'tsc -p tsconfig.min-cdk.json');
  add('unit', 'Run the tests', `jest --maxWorkers=2 --testPathIgnorePatterns '${SLOW}' '${TIMING}'`);
  add('unused', 'Find unused files, exports, and dependencies', 'knip && knip -c knip.production.json --production');
  add('bundle', 'Bundle the entry points that are not constructs', 'node scripts/bundle.mjs');

  project.testTask.reset('node scripts/gate.mjs', { receiveArgs: true });
  project.testTask.description = 'Run every check except the slow suites';
  project.postCompileTask.reset();
  project.packageTask.reset();
  project.packageTask.exec('projen bundle && projen package:js');

  // Slow or rarely needed.
  add('coverage', 'Run the tests and measure coverage', 'jest --coverage --coverageProvider=babel');
  add('mutate', 'Mutate src/core and check that the tests fail', 'stryker run', { env: { LAW_RUNS: '10' } });
  add(
    'mutate:sample',
    'Mutate a sample of the providers and of the transform, and count the failures',
    'stryker run stryker.sample.json',
    { env: { LAW_RUNS: '10' } },
  );
  add(
    'test:templates',
    "Check the results of the transform with AWS's SAM translator and cfn-lint",
    'node scripts/templates.cjs',
  );
  add('bench', 'Measure synthesis, transform, packaging, and CLI times, and package sizes', `${RUN} bench/index.ts`, {
    env: { CDK_VALIDATION: 'false' },
  });
  add('test:laws', 'Run each law many times', `jest --maxWorkers=2 ${quoted(LAWS)}`, {
    env: { LAW_RUNS: '2000' },
  });
  add('fuzz', 'Run each law many times with new random input', `jest --maxWorkers=2 ${quoted(LAWS)}`, {
    env: { LAW_RUNS: '20000', LAW_SEED: 'random' },
  });
  add(
    'test:slow',
    'Run the slow tests, and the long form of others',
    `jest --maxWorkers=2 ${quoted([SLOW, ...LONG])}`,
    {
      env: { SLOW: '1' },
    },
  );
  add('test:timing', 'Check measured times, on a machine that does nothing else', `jest -w 1 '${TIMING}'`, {
    env: { SLOW: '1' },
  });
  add('moto', 'Run the CLI against moto, if Python is installed', `${RUN} test/moto/run.ts`);
  add(
    'demo',
    'Show what the construct changes in each function of the example app',
    `${RUN} examples/cdk-typescript/demo.ts`,
  );
  add(
    'test:e2e',
    'Run instrumented functions and check the traces that arrive',
    'jest --config test/e2e/jest.config.json --verbose',
  );
  add('layers:refresh', 'Find newer layers, and write those that are published', `${RUN} scripts/layers/index.ts`);
  add('api', 'Fail if the public API has lost a member', 'node scripts/api.mjs');
  add(
    'test:languages',
    'Install the packages of each language and use them in the examples',
    'projen compile && projen bundle && projen examples && node scripts/languages/index.mjs',
  );
  add(
    'package:all',
    'Build the packages of every language',
    `projen compile && projen bundle && projen examples && ${packageAll()}`,
  );
}

const quoted = (patterns: readonly string[]): string => patterns.map((pattern) => `'${pattern}'`).join(' ');

/** The test files that `npm test` leaves out. */
const SLOW = '\\.slow\\.test\\.ts$';

/** The test files that measure real processes: they hold only while nothing else runs. */
const TIMING = '\\.timing\\.test\\.ts$';

/** The test files that have a long form. */
const LONG = ['test/cli/doctor', 'test/serverless/install'];

/** The test files that draw random input. */
const LAWS = [
  'test/laws',
  'test/core',
  'test/options',
  'test/surfaces/[a-z]+.test',
  'lambda.test',
  'conditions.test',
  'laws.test',
];

/** A Go module is its source. The .NET package stays source code if the .NET SDK is not installed. */
function packageAll(): string {
  const dotnet = `sh -c 'command -v dotnet > /dev/null || only=--code-only; jsii-pacmak $only --target dotnet'`;
  const plugin = 'npm pack ./dist/serverless-plugin-tracelayer --pack-destination dist/js';
  return `jsii-pacmak --target js --target python --target java && node scripts/go-module.mjs && ${dotnet} && ${plugin}`;
}
