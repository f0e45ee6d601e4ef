import { awscdk, javascript } from 'projen';
import { addAdot } from './projenrc/adot';
import { addConstructs } from './projenrc/constructs';
import { addMinCdk, devDependencies, NEWEST, pinDependencies } from './projenrc/dependencies';
import { addDocs } from './projenrc/docs';
import { addImportBoundaries } from './projenrc/import-boundaries';
import { addKnip } from './projenrc/knip';
import { addMutation } from './projenrc/mutation';
import { addProps } from './projenrc/props';
import { addPackage } from './projenrc/publish';
import { addTasks } from './projenrc/tasks';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'tracelayer',
  description:
    'Distributed tracing on AWS Lambda functions: CDK constructs, a CloudFormation macro, a Serverless plugin, a CLI',
  author: 'tracelayer',
  authorAddress: 'maintainers@tracelayer.dev',
  license: 'Apache-2.0',
  keywords: ['aws', 'lambda', 'tracing', 'datadog', 'opentelemetry', 'cloudformation', 'serverless'],
  repositoryUrl: 'https://github.com/tracelayer/tracelayer.git',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  sampleCode: false,

  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3',
  cdkVersion: NEWEST['aws-cdk-lib'],
  constructsVersion: NEWEST.constructs,
  minNodeVersion: '20.0.0',

  github: false,
  release: false,
  depsUpgrade: false,
  pullRequestTemplate: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    // Examples and tests import the package by its name, as users do.
    compilerOptions: { paths: { tracelayer: ['./src/index.ts'] } },
    include: ['.projenrc.ts'],
    // The tests of its surfaces import its construct, which only the copy has.
    exclude: [
      'node_modules',
      'lib',
      'dist',
      'examples/**/node_modules',
      '**/cdk.out',
      'test/fixtures/providers/surfaces.ts',
    ],
  },
  eslint: false,
  biome: true,
  biomeOptions: {
    version: '2.5.15',
    biomeConfig: {
      files: { includes: ['scripts/**', 'bench/**', 'examples/**', '!**/cdk.out'] },
      formatter: { indentStyle: javascript.biome_config.IndentStyle.SPACE, lineWidth: 120 },
      javascript: { formatter: { quoteStyle: javascript.biome_config.QuoteStyle.SINGLE } },
      linter: {
        rules: {
          // CloudFormation writes its variables as ${Name} in plain strings.
          suspicious: { noAssignInExpressions: 'off', noExplicitAny: 'off', noTemplateCurlyInString: 'off' },
          complexity: { useLiteralKeys: 'off' },
        },
      },
    },
  },
  jestOptions: {
    configFilePath: 'jest.config.json',
    jestConfig: {
      collectCoverage: false,
      globalSetup: '<rootDir>/test/helpers/temporary.cjs',
      setupFiles: ['<rootDir>/test/helpers/setup.cjs'],
      moduleNameMapper: { '^tracelayer$': '<rootDir>/src/index.ts' },
      modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/', '<rootDir>/dist/', '<rootDir>/lib/'],
    },
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
  },

  bin: { tracelayer: 'bin/tracelayer.js' },
  autoDetectBin: false,
  devDeps: devDependencies,
  peerDependencyOptions: { pinnedDevDependency: false },
  npmignoreEnabled: false,
  gitignore: [
    '.DS_Store',
    '.jsii.tabl.json',
    '/dist/',
    '/reports/',
    '/.stryker-tmp/',
    'cdk.out/',
    '.serverless/',
    '.esbuild/',
    '*.tgz',
  ],

  publishToPypi: { distName: 'tracelayer', module: 'tracelayer' },
  publishToMaven: {
    javaPackage: 'io.github.tracelayer',
    mavenGroupId: 'io.github.tracelayer',
    mavenArtifactId: 'tracelayer',
  },
  publishToGo: { moduleName: 'github.com/tracelayer/tracelayer-go' },
  publishToNuget: { dotNetNamespace: 'Tracelayer', packageId: 'Tracelayer' },
});

// Source maps that include the sources would be two thirds of the output, and the compiled code reads like its source.
for (const option of ['inlineSourceMap', 'inlineSources']) {
  project.tsconfig?.file.addOverride(`compilerOptions.${option}`, false);
}

// projen also looks for tests in src, and would treat any file named spec.ts as a test.
project.tryFindObjectFile('jest.config.json')?.addOverride('testMatch', ['<rootDir>/test/**/*.test.ts']);

// A provider among the fixtures imports what it does in `src/providers`, where a test copies it to.
project.tsconfigDev.file.addOverride('compilerOptions.rootDirs', ['./src', './test/fixtures']);

// Tests compare fixtures byte for byte, line endings included.
project.gitattributes.addAttributes('/test/compat/fixtures/**', '-text');
project.tryFindObjectFile('biome.jsonc')?.addToArray('files.includes', '!test/compat/fixtures');

// esbuild compiles the tests without checking types; `typecheck` checks them once for all files.
if (project.jest) project.jest.config.transform = { '\\.ts$': '<rootDir>/scripts/jest-transform.cjs' };

pinDependencies(project);
addMinCdk(project);
addImportBoundaries(project);
addKnip(project);
addMutation(project);
addTasks(project);
addAdot(project);
addProps(project);
addConstructs(project);
addDocs(project);
addPackage(project);

project.synth();
