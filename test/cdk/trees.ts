/** Random construct trees: functions of every class that the CDK has, in stacks, nested stacks, and stages, with escape hatches. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, type CfnResource, NestedStack, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as sam from 'aws-cdk-lib/aws-sam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import type { Construct, IConstruct } from 'constructs';
import * as fc from 'fast-check';

const KINDS = [
  'Function',
  'NodejsFunction',
  'DockerImageFunction',
  'SingletonFunction',
  'CfnFunction',
  'sam',
  'include',
] as const;
const ROLES = ['own', 'imported', 'immutable', 'shared'] as const;
const PLACES = ['stack', 'open', 'nested', 'stage'] as const;
const VERSIONS = ['none', 'version', 'retained', 'alias', 'current'] as const;

/** A property override, or the deletion of a property. */
type Hatch = readonly [path: string, value?: unknown];

export interface Leaf {
  readonly kind: (typeof KINDS)[number];
  readonly runtime: 'nodejs22.x' | 'python3.13' | 'java21' | 'provided.al2023';
  readonly role: (typeof ROLES)[number];
  readonly place: (typeof PLACES)[number];
  readonly version: (typeof VERSIONS)[number];
  readonly layers: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly hatches: readonly Hatch[];
  /** Whether the escape hatches are used by an aspect that runs after ours. */
  readonly isLate: boolean;
}

const ownLayer = (name: string): string => `arn:aws:lambda:eu-west-1:123456789012:layer:${name}:1`;

const hatch: fc.Arbitrary<Hatch> = fc.constantFrom<Hatch>(
  ['Layers', [ownLayer('x')]],
  ['Layers.0', ownLayer('y')],
  ['Layers'],
  ['Runtime', 'nodejs20.x'],
  ['Handler', 'over.ridden'],
  ['Environment.Variables.DD_SERVICE', 'over'],
  ['Environment.Variables.OWN'],
  ['Environment'],
  ['Tags'],
  ['MemorySize', 256],
);

export const leaf: fc.Arbitrary<Leaf> = fc.record({
  kind: fc.constantFrom(...KINDS),
  runtime: fc.constantFrom('nodejs22.x', 'python3.13', 'java21', 'provided.al2023'),
  role: fc.constantFrom(...ROLES),
  place: fc.constantFrom(...PLACES),
  version: fc.constantFrom(...VERSIONS),
  layers: fc.subarray([ownLayer('a'), ownLayer('b')]),
  variables: fc.dictionary(fc.constantFrom('OWN', 'DD_SITE', 'DD_TAGS', 'DD_SERVICE'), fc.constantFrom('x', 'a:b'), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
  tags: fc.constantFrom<Leaf['tags']>({}, { team: 'a' }),
  hatches: fc.array(hatch, { maxLength: 2 }),
  isLate: fc.boolean(),
});

export interface Tree {
  readonly app: App;
  /** The functions in the order of the leaves, each as what a user would give to `addLambdaFunctions`. */
  readonly functions: readonly IConstruct[];
  /** Their resources. */
  readonly resources: readonly CfnResource[];
}

const HERE = { region: 'eu-west-1', account: '123456789012' };
const folder = mkdtempSync(join(tmpdir(), 'tracelayer-trees-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export function plant(leaves: readonly Leaf[]): Tree {
  const outdir = mkdtempSync(join(folder, 'out-'));
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong', '@aws-cdk/aws-iam:minimizePolicies': true },
  });
  const stack = new Stack(app, 'S', { env: HERE });
  const places: Record<Leaf['place'], () => Stack> = {
    stack: () => stack,
    open: once(() => new Stack(app, 'Open')),
    nested: once(() => new NestedStack(stack, 'Nested')),
    stage: once(() => new Stack(new Stage(app, 'Stage', { env: HERE }), 'S')),
  };
  const grown = leaves.map((one, place) => grow(places[one.place](), `F${place}`, one));
  return { app, functions: grown.map(({ made }) => made), resources: grown.map(({ cfn }) => cfn) };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function grow(stack: Stack, id: string, one: Leaf): Made {
  const { made, cfn } = MAKERS[one.kind](stack, id, one);
  for (const [name, value] of Object.entries(one.tags)) Tags.of(cfn).add(name, value);
  const open = () => one.hatches.forEach((given) => void override(cfn, given));
  if (one.isLate) Aspects.of(cfn).add({ visit: (node) => void (node === cfn && open()) }, { priority: 900 });
  else open();
  if (made instanceof lambda.Function) publish(made, one.version);
  return { made, cfn };
}

const override = (cfn: CfnResource, [path, ...value]: Hatch): void =>
  value.length === 0 ? cfn.addPropertyDeletionOverride(path) : cfn.addPropertyOverride(path, value[0]);

function publish(fn: lambda.Function, version: Leaf['version']): void {
  if (version === 'current') void fn.currentVersion;
  if (version === 'none' || version === 'current') return;
  const removalPolicy = version === 'retained' ? { removalPolicy: RemovalPolicy.RETAIN } : {};
  const made = new lambda.Version(fn, 'V', { lambda: fn, ...removalPolicy });
  if (version === 'alias') new lambda.Alias(fn, 'A', { aliasName: 'live', version: made });
}

interface Made {
  readonly made: IConstruct;
  readonly cfn: CfnResource;
}

const handlerOf = ({ runtime }: Leaf): string => (runtime === 'java21' ? 'example.Handler::handle' : 'app.handler');
const l2 = (made: Construct): Made => ({ made, cfn: made.node.defaultChild as CfnResource });

/** What every L2 takes. */
const propsOf = (scope: Stack, one: Leaf) => ({
  handler: handlerOf(one),
  runtime: new lambda.Runtime(one.runtime),
  code: inline(),
  role: roleOf(scope, one),
  environment: { ...one.variables },
  layers: one.layers.map((arn) => layerOf(scope, arn)),
});

/** Code that every runtime takes: that of a template is for two runtimes only. */
const inline = (): lambda.Code => {
  const source = lambda.Code.fromInline('x');
  source.bind = () => ({ s3Location: { bucketName: 'code', objectKey: 'key' } });
  return source;
};

function layerOf(scope: Stack, arn: string): lambda.ILayerVersion {
  const id = `Layer${arn.split(':').at(-2)}`;
  return (
    (scope.node.tryFindChild(id) as lambda.ILayerVersion | undefined) ??
    lambda.LayerVersion.fromLayerVersionArn(scope, id, arn)
  );
}

const ROLE_MAKERS: Record<Leaf['role'], (scope: Stack) => iam.IRole | undefined> = {
  own: () => undefined,
  imported: (scope) => iam.Role.fromRoleArn(scope, 'Imported', 'arn:aws:iam::123456789012:role/imported'),
  immutable: (scope) =>
    iam.Role.fromRoleArn(scope, 'Immutable', 'arn:aws:iam::123456789012:role/immutable', { mutable: false }),
  shared: (scope) => {
    const role = new iam.Role(scope, 'Shared', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-AbCdEf'],
      }),
    );
    return role;
  },
};

/** One of each sort in a stack. */
function roleOf(scope: Stack, { role }: Leaf): iam.IRole | undefined {
  const id = { own: '', imported: 'Imported', immutable: 'Immutable', shared: 'Shared' }[role];
  return (scope.node.tryFindChild(id || '-') as iam.IRole | undefined) ?? ROLE_MAKERS[role](scope);
}

const MAKERS: Record<Leaf['kind'], (scope: Stack, id: string, one: Leaf) => Made> = {
  Function: (scope, id, one) => l2(new lambda.Function(scope, id, propsOf(scope, one))),
  NodejsFunction: (scope, id, one) =>
    l2(
      new NodejsFunction(scope, id, {
        ...propsOf(scope, one),
        runtime: lambda.Runtime.NODEJS_22_X,
        awsSdkConnectionReuse: false,
      }),
    ),
  DockerImageFunction: (scope, id, one) => {
    const { role, environment } = propsOf(scope, one);
    const repository = Repository.fromRepositoryName(scope, `${id}Repository`, 'images');
    const image = lambda.DockerImageCode.fromEcr(repository, { tagOrDigest: '1', cmd: [handlerOf(one)] });
    return l2(new lambda.DockerImageFunction(scope, id, { code: image, role, environment }));
  },
  SingletonFunction: (scope, id, one) => {
    const made = new lambda.SingletonFunction(scope, id, { ...propsOf(scope, one), uuid: `uuid-${id}` });
    return { made, cfn: made.permissionsNode.defaultChild as CfnResource };
  },
  CfnFunction: (scope, id, one) => {
    const made = new lambda.CfnFunction(scope, id, {
      runtime: one.runtime,
      handler: handlerOf(one),
      role: roleOf(scope, one)?.roleArn ?? 'arn:aws:iam::123456789012:role/plain',
      code: { s3Bucket: 'code', s3Key: 'key' },
      ...(one.layers.length > 0 ? { layers: [...one.layers] } : {}),
      ...(Object.keys(one.variables).length > 0 ? { environment: { variables: one.variables } } : {}),
    });
    return { made, cfn: made };
  },
  sam: (scope, id, one) => {
    const made = new sam.CfnFunction(scope, id, {
      runtime: one.runtime,
      handler: handlerOf(one),
      ...(one.role === 'own' ? {} : { role: roleOf(scope, one)?.roleArn }),
      codeUri: 's3://code/key',
      ...(one.version === 'none' ? {} : { autoPublishAlias: 'live' }),
      ...(one.layers.length > 0 ? { layers: [...one.layers] } : {}),
      ...(Object.keys(one.variables).length > 0 ? { environment: { variables: one.variables } } : {}),
    });
    return { made, cfn: made };
  },
  include: (scope, id, one) => {
    const file = join(folder, `${id}.json`);
    writeFileSync(file, JSON.stringify(included(one)));
    const include = new CfnInclude(scope, id, { templateFile: file, preserveLogicalIds: false });
    const cfn = include.getResource('F');
    return { made: cfn, cfn };
  },
};

const included = (one: Leaf) => ({
  Conditions: { Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    F: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: one.runtime,
        Handler: handlerOf(one),
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { S3Bucket: 'code', S3Key: 'key' },
        Layers: one.layers.map((arn) => ({ 'Fn::If': ['Here', arn, { Ref: 'AWS::NoValue' }] })),
        Environment: { Variables: one.variables },
      },
    },
  },
});

/** The templates of an app, of its nested stacks and its stages, as texts by file. */
export function texts({ app }: Tree): Readonly<Record<string, string>> {
  const { directory } = app.synth();
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.template.json'),
  );
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(directory, file), 'utf8')]));
}

export type Resources = Readonly<Record<string, any>>;

/** The resources of an app by file and logical id; a nested stack has the hash of its template in its address. */
export const resourcesOf = (given: Readonly<Record<string, string>>): Resources =>
  Object.fromEntries(
    Object.entries(given).flatMap(([file, text]) =>
      Object.entries<any>(JSON.parse(text).Resources ?? {})
        .filter(([, { Type }]) => Type !== 'AWS::CloudFormation::Stack')
        .map(([id, resource]) => [`${file} ${id}`, resource]),
    ),
  );

export const isFunction = ({ Type }: any): boolean => /^AWS::(Lambda|Serverless)::Function$/.test(Type);
