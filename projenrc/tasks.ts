/** What `npm run` offers. */
import type { awscdk, Task, TaskOptions } from 'projen';

/** Runs TypeScript without checking types. */
const RUN = 'node -r ./scripts/register.cjs';

export function addTasks(project: awscdk.AwsCdkConstructLibrary): void {
  project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
  project.defaultTask?.reset(`${RUN} .projenrc.ts`);

  const add = (name: string, description: string, exec: string, options: TaskOptions = {}): Task =>
    project.addTask(name, { description, exec, receiveArgs: true, ...options });

  // That we test with newer peers than the lowest we support is meant: `floor` checks the lowest.
  project.compileTask.reset('jsii --silence-warnings=reserved-word --silence-warnings=metadata/missing-dev-dependency');
  project.compileTask.exec('node scripts/assets.mjs');

  // The steps of the gate, each of them usable alone.
  add('lint', 'Check style and formatting', 'biome check --error-on-warnings .');
  add('format', 'Repair style and formatting where it can be done', 'biome check --write .');
  add('docs', 'Generate API.md', 'jsii-docgen -o API.md');
  add('uptodate', 'Fail if a generated file is not what its generator writes', 'node scripts/uptodate.mjs');
  add('zones', 'Check who imports whom', 'depcruise --config .dependency-cruiser.json src');
  add('typecheck', 'Check the types of everything, tests too', 'tsc --noEmit -p tsconfig.dev.json');
  add('examples', 'Compile the examples of the documentation, and translate them', 'node scripts/examples.mjs');
  add('floor', 'Check the types of src against the oldest AWS CDK we support', 'tsc -p tsconfig.floor.json');
  add('unit', 'Run the tests', 'jest --maxWorkers=2');
  add('bundle', 'Bundle the entry points that are not constructs', 'node scripts/bundle.mjs');

  project.testTask.reset('node scripts/gate.mjs', { receiveArgs: true });
  project.testTask.description = 'Run every check';
  project.postCompileTask.reset();
  project.packageTask.reset();
  project.packageTask.exec('projen bundle && projen package:js');

  // Slower or rarer.
  add('coverage', 'Run the tests and measure coverage', 'jest --coverage --coverageProvider=babel');
  add('mutate', 'Mutate src/core and see whether the tests notice', 'stryker run', {
    env: { LAW_RUNS: '100' },
  });
  add('test:templates', "Have the transform judged by AWS's SAM translator and cfn-lint", 'node scripts/templates.cjs');
  add('bench', 'Measure synthesis time', `${RUN} bench/index.ts`, { env: { CDK_VALIDATION: 'false' } });
  add('test:laws', 'Run each law many times', `jest --maxWorkers=2 ${LAWS.map((path) => `'${path}'`).join(' ')}`, {
    env: { LAW_RUNS: '2000' },
  });
  add('moto', 'Run the program against moto, where Python is there', `${RUN} test/moto/run.ts`);
  add('demo', 'Show what the construct changes, function by function', `${RUN} examples/cdk-typescript/demo.ts`);
  add(
    'test:e2e',
    'Run instrumented functions for real and look at the traces that arrive',
    'jest --config test/e2e/jest.config.json --verbose',
  );
  add('api', 'Fail if the public API has lost something', 'node scripts/api.mjs');
  add(
    'test:languages',
    'Use the packages of other languages in the examples',
    'projen compile && projen bundle && projen examples && node scripts/languages/index.mjs',
  );
  add(
    'package:all',
    'Make the packages of every language',
    `projen compile && projen bundle && projen examples && ${packageAll()}`,
  );
}

/** Where the laws are: whatever draws its input at random. */
const LAWS = [
  'test/laws',
  'test/core',
  'test/options',
  'test/surfaces/[a-z]+.test',
  'lambda.test',
  'conditions.test',
  'laws.test',
];

/** Go's module is its source, and .NET's package is left as source where its SDK is missing. */
function packageAll(): string {
  const dotnet = `sh -c 'command -v dotnet > /dev/null || only=--code-only; jsii-pacmak $only --target dotnet'`;
  const plugin = 'npm pack ./dist/serverless-plugin-tracelayer --pack-destination dist/js';
  return `jsii-pacmak --target js --target python --target java && node scripts/go-module.mjs && ${dotnet} && ${plugin}`;
}
