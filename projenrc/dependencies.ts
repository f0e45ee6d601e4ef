/** What the project depends on, at which versions. */
import { DependencyType, JsonFile, type javascript } from 'projen';

/** The oldest AWS CDK and constructs that the package supports: 2.172.0 is the first whose aspects have priorities. */
const FLOOR = { 'aws-cdk-lib': '2.172.0', constructs: '10.0.5' };

/** What everything is built and tested against: both satisfy the peers of the packages below. */
export const NEWEST = { 'aws-cdk-lib': '2.276.0', constructs: '10.5.1' };

/** The clients of the AWS SDK are published together: one version for all. */
const AWS_SDK = '3.1142.0';

export const devDependencies = [
  `aws-cdk-lib@${NEWEST['aws-cdk-lib']}`,

  // The floor, installed beside the newest: tests synthesise on both, and src is type-checked against it.
  `aws-cdk-lib-floor@npm:aws-cdk-lib@${FLOOR['aws-cdk-lib']}`,
  `constructs-floor@npm:constructs@${FLOOR.constructs}`,

  // Checks and builds. Newer majors of dependency-cruiser and Stryker need Node 22.
  '@stryker-mutator/core@9.6.1',
  '@stryker-mutator/jest-runner@9.6.1',
  'dependency-cruiser@17.4.3',
  'esbuild@^0.28',
  'fast-check@^4',

  // Peers whose output is compared with ours.
  'datadog-cdk-constructs-v2@5.1.0',
  'serverless-plugin-datadog@5.134.1',

  // Programs that load what we publish. aws-cdk 3 cannot read what aws-cdk-lib 2 writes.
  'aws-cdk@^2.1148.1',
  'osls@4.3.1',
  'serverless@3.40.0',
  'serverless-esbuild@1.57.2',

  // Documents, wire formats and clients.
  `@aws-sdk/client-cloudwatch-logs@${AWS_SDK}`,
  `@aws-sdk/client-lambda@${AWS_SDK}`,
  `@aws-sdk/client-resource-groups-tagging-api@${AWS_SDK}`,
  `@aws-sdk/credential-providers@${AWS_SDK}`,
  '@aws/cloudformation-validate@1.9.0-beta',
  '@msgpack/msgpack@^3.1.3',
  '@opentelemetry/api@^1.9.0',
  '@opentelemetry/otlp-transformer@0.208.0',
  '@types/aws-lambda@^8.10.164',
  'playwright-core@^1.65.1',
  'protobufjs@^8.8.1',
  'yaml@2.9.1',
];

/** Peers are optional with our floor as the lowest version, and transitive versions are ones that `npm ci` can install. */
export function pinDependencies(project: javascript.NodeProject): void {
  for (const [name, floor] of Object.entries(FLOOR)) {
    project.deps.removeDependency(name, DependencyType.PEER);
    project.deps.addDependency(`${name}@^${floor}`, DependencyType.PEER);
  }
  // Without a version projen writes what happens to be installed, and package.json depends on who ran it.
  project.addDevDeps(
    '@types/jest@^30.0.0',
    'jest@^30.5.2',
    'jsii-diff@^1.134.0',
    'jsii-pacmak@^1.140.0',
    'ts-jest@^29.4.15',
    'ts-node@^10.9.2',
  );
  // projen takes the development dependency away in favour of the peer.
  project.addDevDeps(`constructs@${NEWEST.constructs}`);
  const optional = Object.fromEntries(Object.keys(FLOOR).map((name) => [name, { optional: true }]));
  project.package.addField('peerDependenciesMeta', optional);

  // Later versions list optional platform packages that the registry does not have: `npm ci` then fails.
  project.package.addPackageResolutions('unrs-resolver@1.12.2');

  // The lock file names no registry host.
  project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
}

/** Makes a compiler configuration in which the peers are the oldest that we support. */
export function addFloor(project: javascript.NodeProject): void {
  new JsonFile(project, 'tsconfig.floor.json', {
    obj: {
      extends: './tsconfig.json',
      compilerOptions: {
        noEmit: true,
        rootDir: '.',
        paths: {
          'aws-cdk-lib': ['./node_modules/aws-cdk-lib-floor'],
          'aws-cdk-lib/*': ['./node_modules/aws-cdk-lib-floor/*'],
          constructs: ['./node_modules/constructs-floor'],
        },
      },
      include: ['src/**/*.ts'],
    },
  });
}
