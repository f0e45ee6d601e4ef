/** The dependencies of the project and their versions. */
import { DependencyType, JsonFile, type javascript } from 'projen';

/** The oldest versions of the AWS CDK and constructs that the package supports: aspects have priorities since 2.172.0. */
const MINIMUM = { 'aws-cdk-lib': '2.172.0', constructs: '10.0.5' };

/** The versions that everything is built and tested with: both satisfy the peer dependencies of the packages below. */
export const NEWEST = { 'aws-cdk-lib': '2.276.0', constructs: '10.5.1' };

/** The clients of the AWS SDK are published together, so they share one version. */
const AWS_SDK = '3.1142.0';

export const devDependencies = [
  `aws-cdk-lib@${NEWEST['aws-cdk-lib']}`,

  // The oldest versions are installed too: tests synthesize with both, and `min-cdk` checks the types of src with them.
  `aws-cdk-lib-min@npm:aws-cdk-lib@${MINIMUM['aws-cdk-lib']}`,
  `constructs-min@npm:constructs@${MINIMUM.constructs}`,

  // Checks and builds. Newer majors of dependency-cruiser and Stryker need Node 22.
  '@stryker-mutator/api@9.6.1',
  '@stryker-mutator/core@9.6.1',
  'dependency-cruiser@17.4.3',
  'esbuild@^0.28',
  'fast-check@^4',
  'knip@6.44.2',
  'terser@5.51.4',

  // Other tools whose output the tests compare with ours.
  'datadog-cdk-constructs-v2@5.1.0',
  'serverless-plugin-datadog@5.134.1',

  // Programs that load what this project publishes. aws-cdk 3 cannot read what aws-cdk-lib 2 writes.
  'aws-cdk@^2.1148.1',
  'osls@4.3.1',
  'serverless@3.40.0',
  'serverless-esbuild@1.57.2',

  // Interpreters and a validator of state machines, to try what we write.
  'asl-validator@4.0.0',
  'aws-local-stepfunctions@3.0.0',
  'jsonata@2.2.2',

  // Documents, wire formats, and clients.
  `@aws-sdk/client-cloudwatch-logs@${AWS_SDK}`,
  `@aws-sdk/client-lambda@${AWS_SDK}`,
  `@aws-sdk/client-resource-groups-tagging-api@${AWS_SDK}`,
  `@aws-sdk/client-sfn@${AWS_SDK}`,
  '@aws/cloudformation-validate@1.9.0-beta',
  '@msgpack/msgpack@^3.1.3',
  '@opentelemetry/api@^1.9.0',
  '@opentelemetry/otlp-transformer@0.208.0',
  '@types/aws-lambda@^8.10.164',
  'ajv@^8.18.0',
  'dockerfile-ast@0.7.1',
  'jsonpath-plus@10.4.0',
  'playwright-core@^1.65.1',
  'yaml@2.9.1',
];

/** Makes the peers optional, with the oldest supported versions, and pins transitive versions that `npm ci` can install. */
export function pinDependencies(project: javascript.NodeProject): void {
  for (const [name, minimum] of Object.entries(MINIMUM)) {
    project.deps.removeDependency(name, DependencyType.PEER);
    project.deps.addDependency(`${name}@^${minimum}`, DependencyType.PEER);
  }
  // Without a version, projen writes the one that is installed, so package.json would differ between machines.
  project.addDevDeps(
    '@types/jest@^30.0.0',
    'jest@^30.5.2',
    '@jest/expect@^30.5.2',
    'jest-circus@^30.5.2',
    'jest-mock@^30.5.2',
    'jest-snapshot@^30.5.2',
    'jsii-diff@^1.134.0',
    'jsii-pacmak@^1.140.0',
  );
  // esbuild compiles TypeScript.
  project.deps.removeDependency('ts-jest', DependencyType.BUILD);
  project.deps.removeDependency('ts-node', DependencyType.BUILD);
  // projen replaces the development dependency with the peer.
  project.addDevDeps(`constructs@${NEWEST.constructs}`);
  const optional = Object.fromEntries(Object.keys(MINIMUM).map((name) => [name, { optional: true }]));
  project.package.addField('peerDependenciesMeta', optional);

  // Later versions list optional platform packages that the registry does not have, so `npm ci` would fail.
  project.package.addPackageResolutions('unrs-resolver@1.12.2');

  // The lock file does not name a registry host.
  project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
}

/** Adds a compiler configuration that resolves the peers to the oldest supported versions. */
export function addMinCdk(project: javascript.NodeProject): void {
  new JsonFile(project, 'tsconfig.min-cdk.json', {
    obj: {
      extends: './tsconfig.json',
      compilerOptions: {
        noEmit: true,
        rootDir: '.',
        paths: {
          'aws-cdk-lib': ['./node_modules/aws-cdk-lib-min'],
          'aws-cdk-lib/*': ['./node_modules/aws-cdk-lib-min/*'],
          constructs: ['./node_modules/constructs-min'],
        },
      },
      include: ['src/**/*.ts'],
    },
  });
}
