/** The Datadog construct: what it does to functions, and what it leaves alone. */
import { App, Aspects, CfnParameter, CfnResource, Duration, Fn, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { Datadog, DatadogLayerVersions } from '../../src';
import { code, KEY, look, node, python, SECRET, synth, zip } from './app';

const EU = { region: 'eu-west-1', account: '123456789012' };
const REDIRECT = {
  python: 'datadog_lambda.handler.handler',
  nodejs: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
};
const layer = (name: string, version: number, region = 'eu-west-1') =>
  `arn:aws:lambda:${region}:464622532012:layer:${name}:${version}`;
const codes = (messages: readonly { code?: string }[]) =>
  messages.map(({ code: id }) => id).filter((id) => id !== undefined);

describe('a function', () => {
  test('of Python is redirected, with library and extension, the key and its permission', () => {
    const { fn, ofType, messages } = synth(
      (stack, datadog) => {
        datadog({ ...KEY, site: 'datadoghq.eu', service: 'shop', env: 'prod', version: '1' }).addLambdaFunctions([
          python(stack, 'F'),
        ]);
      },
      { env: EU },
    );
    expect(fn('F')).toMatchObject({
      Handler: REDIRECT.python,
      Layers: [
        layer('Datadog-Python313', DatadogLayerVersions.PYTHON),
        layer('Datadog-Extension', DatadogLayerVersions.EXTENSION),
      ],
      Tags: [{ Key: 'tracelayer', Value: 'datadog' }],
    });
    expect(fn('F').Environment.Variables).toEqual({
      DD_TRACE_ENABLED: 'true',
      DD_SITE: 'datadoghq.eu',
      DD_LOGS_INJECTION: 'false',
      DD_API_KEY_SECRET_ARN: SECRET,
      DD_SERVICE: 'shop',
      DD_ENV: 'prod',
      DD_VERSION: '1',
      DD_LAMBDA_HANDLER: 'app.handler',
    });
    const [policy] = ofType('AWS::IAM::Policy');
    expect(policy.Properties.PolicyDocument.Statement[0]).toMatchObject({
      Action: 'secretsmanager:GetSecretValue',
      Resource: `${SECRET}-??????`,
    });
    expect(messages).toEqual([]);
  });

  test.each([
    ['nodejs22.x', 'x86_64', 'Datadog-Node22-x', 'Datadog-Extension', { Handler: REDIRECT.nodejs }],
    ['nodejs22.x', 'arm64', 'Datadog-Node22-x', 'Datadog-Extension-ARM', { Handler: REDIRECT.nodejs }],
    ['python3.13', 'arm64', 'Datadog-Python313-ARM', 'Datadog-Extension-ARM', { Handler: REDIRECT.python }],
    ['java21', 'arm64', 'dd-trace-java', 'Datadog-Extension-ARM', { Handler: 'a.b' }],
    ['dotnet8', 'arm64', 'dd-trace-dotnet-ARM', 'Datadog-Extension-ARM', { Handler: 'a.b' }],
    ['ruby3.4', 'x86_64', 'Datadog-Ruby3-4', 'Datadog-Extension', { Handler: 'a.b' }],
    ['ruby3.2', 'arm64', 'Datadog-Ruby3-2-ARM', 'Datadog-Extension-ARM', { Handler: 'a.b' }],
  ])('of %s on %s gets %s and %s', (runtime, architecture, library, extension, properties) => {
    const { fn } = synth(
      (stack, datadog) => {
        const given = new lambda.Function(stack, 'F', {
          runtime: new lambda.Runtime(runtime),
          architecture: architecture === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
          handler: 'a.b',
          code: zip(stack),
        });
        datadog().addLambdaFunctions([given]);
      },
      { env: EU },
    );
    expect(fn('F')).toMatchObject(properties);
    expect(fn('F').Layers.map((arn: string) => arn.split(':').at(-2))).toEqual([library, extension]);
  });

  test('of an OS-only runtime gets the extension, and a warning that it needs code', () => {
    const { fn, messages } = synth(
      (stack, datadog) => {
        datadog().addLambdaFunctions([
          python(stack, 'F', {
            runtime: lambda.Runtime.PROVIDED_AL2023,
            code: zip(stack),
          }),
        ]);
      },
      { env: EU },
    );
    expect(fn('F').Layers).toEqual([layer('Datadog-Extension', DatadogLayerVersions.EXTENSION)]);
    expect(fn('F').Environment.Variables.DD_LAMBDA_HANDLER).toBeUndefined();
    expect(messages).toMatchObject([
      { level: 'warning', path: '/S/F', code: 'code-needed', text: expect.stringContaining('ddlambda.WrapFunction') },
    ]);
  });

  test.each([
    [
      'is imported',
      (stack: Stack) => lambda.Function.fromFunctionArn(stack, 'F', 'arn:aws:lambda:eu-west-1:123456789012:function:f'),
      'function-imported',
    ],
    [
      'has an unsupported runtime',
      (stack: Stack) => python(stack, 'F', { runtime: new lambda.Runtime('cobol1'), code: zip(stack) }),
      'runtime-unsupported',
    ],
    [
      'has an open runtime',
      (stack: Stack) =>
        new lambda.CfnFunction(stack, 'F', {
          role: 'r',
          runtime: new CfnParameter(stack, 'R').valueAsString,
          handler: 'a.b',
          code: { zipFile: 'x' },
        }),
      'runtime-unresolved',
    ],
    ['is in a region without layers', (stack: Stack) => python(stack, 'F'), 'layer-missing', 'cn-north-1'],
    [
      'has no layer for its architecture',
      (stack: Stack) =>
        python(stack, 'F', { runtime: lambda.Runtime.PYTHON_3_7, architecture: lambda.Architecture.ARM_64 }),
      'layer-missing',
    ],
    [
      'has layers that are one parameter',
      (stack: Stack) =>
        new lambda.CfnFunction(stack, 'F', {
          role: 'r',
          runtime: 'python3.13',
          handler: 'a.b',
          code: { zipFile: 'x' },
          layers: new CfnParameter(stack, 'L', { type: 'CommaDelimitedList' }).valueAsList,
        }),
      'part-unresolved',
    ],
  ] as const)('that %s is left as it was with a warning on it', (_title, make, id, region: string = 'eu-west-1') => {
    const env = { region, account: '123456789012' };
    const bare = synth((stack) => void make(stack), { env });
    const { template, messages } = synth((stack, datadog) => datadog().addLambdaFunctions([make(stack)]), { env });
    expect(template.Resources).toEqual(bare.template.Resources);
    expect(messages[0]).toMatchObject({ level: 'warning', path: '/S/F', code: id });
    expect(new Set(codes(messages))).toEqual(new Set([id]));
    expect(messages[0]?.text).not.toMatch(/TOKEN/);
  });

  test.each([
    [
      'another exec wrapper',
      { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap' },
      lambda.Runtime.JAVA_21,
      'AWS_LAMBDA_EXEC_WRAPPER',
    ],
    [
      'another DD_LAMBDA_HANDLER',
      { DD_LAMBDA_HANDLER: 'old.handler' },
      lambda.Runtime.PYTHON_3_13,
      'DD_LAMBDA_HANDLER',
    ],
    ['no room in its environment', { LONG: 'x'.repeat(4000) }, lambda.Runtime.PYTHON_3_13, '4096'],
  ])('with %s is not changed, and a warning says what to do', (_title, environment, runtime, words) => {
    const make = (stack: Stack) =>
      python(stack, 'F', {
        runtime,
        environment,
        code: zip(stack),
      });
    const bare = synth((stack) => void make(stack));
    const { template, messages } = synth((stack, datadog) => datadog().addLambdaFunctions([make(stack)]));
    expect(template.Resources).toEqual(bare.template.Resources);
    expect(messages).toMatchObject([{ level: 'warning', path: '/S/F', text: expect.stringContaining(words) }]);
  });

  test('with five layers is left as it was', () => {
    const { fn, messages } = synth((stack, datadog) => {
      const layers = [1, 2, 3, 4, 5].map((n) =>
        lambda.LayerVersion.fromLayerVersionArn(
          stack,
          `L${n}`,
          layer(`own${n}`, 1).replace('464622532012', '123456789012'),
        ),
      );
      datadog().addLambdaFunctions([python(stack, 'F', { layers })]);
    });
    expect(fn('F').Layers).toHaveLength(5);
    expect(messages).toMatchObject([{ level: 'warning', code: 'layers-too-many' }]);
  });

  test('keeps its own layers first, in their order', () => {
    const own = ['b', 'a'].map((name) => `arn:aws:lambda:eu-west-1:123456789012:layer:${name}:1`);
    const { fn } = synth(
      (stack, datadog) => {
        datadog().addLambdaFunctions([
          python(stack, 'F', {
            layers: own.map((arn, n) => lambda.LayerVersion.fromLayerVersionArn(stack, `L${n}`, arn)),
          }),
        ]);
      },
      { env: EU },
    );
    expect(fn('F').Layers.slice(0, 2)).toEqual(own);
  });

  test('with an older layer of Datadog has it replaced in its place', () => {
    const { fn } = synth(
      (stack, datadog) => {
        datadog().addLambdaFunctions([
          python(stack, 'F', {
            layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'L', layer('Datadog-Extension', 50))],
          }),
        ]);
      },
      { env: EU },
    );
    expect(fn('F').Layers).toEqual([
      layer('Datadog-Extension', DatadogLayerVersions.EXTENSION),
      layer('Datadog-Python313', DatadogLayerVersions.PYTHON),
    ]);
  });
});

describe("the user's own settings", () => {
  const own = {
    DD_SERVICE: 'mine',
    DD_SITE: 'us5.datadoghq.com',
    DD_TRACE_ENABLED: 'false',
    DD_TAGS: 'team:own,url:https://x.y/z',
  };
  const expected = { ...own, DD_TAGS: 'team:own,url:https://x.y/z,cost:42' };
  const options = { ...KEY, service: 'shop', tags: 'team:other,cost:42' };

  test.each([
    ['at the start', (fn: lambda.Function) => fn, own],
    ['before the construct', (fn: lambda.Function) => Object.entries(own).map(([k, v]) => fn.addEnvironment(k, v)), {}],
  ])('win when they are set %s', (_title, set, environment) => {
    const { fn } = synth((stack, datadog) => {
      const given = python(stack, 'F', { environment });
      set(given);
      datadog(options).addLambdaFunctions([given]);
    });
    expect(fn('F').Environment.Variables).toMatchObject(expected);
  });

  test('win when they are set after the construct, by the function or by an aspect', () => {
    const { fn } = synth((stack, datadog) => {
      const [first, second] = [python(stack, 'First'), python(stack, 'Second')];
      datadog(options).addLambdaFunctions([first, second]);
      for (const [name, value] of Object.entries(own)) first.addEnvironment(name, value);
      Aspects.of(stack).add({
        visit: (visited) =>
          void (visited === second && Object.entries(own).map(([k, v]) => second.addEnvironment(k, v))),
      });
    });
    expect(fn('First').Environment.Variables).toMatchObject(expected);
    expect(fn('Second').Environment.Variables).toMatchObject(expected);
  });

  test('win as tags, whether of the function or of a scope', () => {
    const { fn } = synth((stack, datadog) => {
      datadog({
        forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:forwarder',
        env: 'prod',
        service: 'shop',
      }).addLambdaFunctions([python(stack, 'F')]);
      Tags.of(stack).add('env', 'mine');
    });
    expect(fn('F').Tags).toEqual(
      expect.arrayContaining([
        { Key: 'env', Value: 'mine' },
        { Key: 'service', Value: 'shop' },
      ]),
    );
  });

  test('survive as tokens, references to other stacks included', () => {
    const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' } });
    const bucket = new s3.Bucket(new Stack(app, 'Other'), 'B');
    const stack = new Stack(app, 'S');
    const handler = new CfnParameter(stack, 'Handler').valueAsString;
    const given = new lambda.CfnFunction(stack, 'L1', {
      role: 'r',
      runtime: 'python3.13',
      handler,
      code: { zipFile: 'x' },
      environment: { variables: { DD_TAGS: `bucket:${bucket.bucketName}` } },
    });
    new Datadog(stack, 'Datadog', { ...KEY, tags: 'team:a,bucket:ours' }).addLambdaFunctions([given]);
    const { fn } = look(app, stack);
    expect(fn('L1').Environment.Variables.DD_TAGS).toEqual({
      'Fn::Join': ['', ['bucket:', { 'Fn::ImportValue': expect.any(String) }, ',team:a']],
    });
    expect(fn('L1').Environment.Variables.DD_LAMBDA_HANDLER).toEqual({ Ref: 'Handler' });
  });

  test('may be the mode of X-Ray', () => {
    const { fn } = synth((stack, datadog) => {
      const construct = datadog({ ...KEY, enableXrayTracing: true });
      construct.addLambdaFunctions([
        python(stack, 'Own', { tracing: lambda.Tracing.PASS_THROUGH }),
        python(stack, 'None'),
      ]);
    });
    expect(fn('Own').TracingConfig).toEqual({ Mode: 'PassThrough' });
    expect(fn('None')).toMatchObject({
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { DD_MERGE_XRAY_TRACES: 'true' } },
    });
  });
});

describe('what is added twice is added once', () => {
  const once = synth((stack, datadog) => datadog().addLambdaFunctions([python(stack, 'F')])).template;

  test.each([
    ['by hand', (construct: Datadog, fn: lambda.Function) => construct.addLambdaFunctions([fn, fn])],
    ['by hand and by scope', (construct: Datadog, fn: lambda.Function) => construct.addScope(fn.stack)],
    [
      'by its version and its alias',
      (construct: Datadog, fn: lambda.Function) => construct.addLambdaFunctions([fn.currentVersion]),
    ],
  ])('%s', (_title, again) => {
    const { template } = synth((stack, datadog) => {
      const [construct, fn] = [datadog(), python(stack, 'F')];
      construct.addLambdaFunctions([fn]);
      again(construct, fn);
    });
    expect(Object.values(template.Resources).find((r: any) => r.Type === 'AWS::Lambda::Function')).toEqual(
      Object.values(once.Resources).find((r: any) => r.Type === 'AWS::Lambda::Function'),
    );
    expect(template.Resources.FServiceRoleDefaultPolicy17A19BFA).toEqual(
      once.Resources.FServiceRoleDefaultPolicy17A19BFA,
    );
  });

  test('by two constructs', () => {
    const { template } = synth((stack, datadog) => {
      const fn = python(stack, 'F');
      datadog().addLambdaFunctions([fn]);
      new Datadog(stack, 'Second', KEY).addLambdaFunctions([fn]);
    });
    expect(template).toEqual(once);
  });

  test('and the options of the call that is closer to the function apply', () => {
    const { fn } = synth((stack, datadog) => {
      const [construct, given] = [datadog({ ...KEY, service: 'all', captureLambdaPayload: true }), python(stack, 'F')];
      construct.addScope(stack);
      construct.addLambdaFunctions([given], { service: 'own', captureLambdaPayload: false });
    });
    expect(fn('F').Environment.Variables).toMatchObject({ DD_SERVICE: 'own', DD_CAPTURE_LAMBDA_PAYLOAD: 'false' });
  });
});

describe('a construct that represents a function', () => {
  test.each([
    [
      'a singleton',
      (stack: Stack) =>
        new lambda.SingletonFunction(stack, 'X', {
          uuid: 'u',
          runtime: lambda.Runtime.PYTHON_3_13,
          handler: 'app.handler',
          code,
        }),
    ],
    [
      'an alias',
      (stack: Stack) => new lambda.Alias(stack, 'X', { aliasName: 'live', version: python(stack, 'F').currentVersion }),
    ],
    ['a version', (stack: Stack) => python(stack, 'F').currentVersion],
    [
      'an L1',
      (stack: Stack) =>
        new lambda.CfnFunction(stack, 'F', {
          role: 'r',
          runtime: 'python3.13',
          handler: 'app.handler',
          code: { zipFile: 'x' },
        }),
    ],
    [
      'an L1 of SAM',
      (stack: Stack) =>
        new sam.CfnFunction(stack, 'F', { runtime: 'python3.13', handler: 'app.handler', inlineCode: 'x' }),
    ],
  ])('may be %s', (_title, make) => {
    const { template } = synth((stack, datadog) => datadog().addLambdaFunctions([make(stack)]));
    const fn: any = Object.values(template.Resources).find((r: any) =>
      /^AWS::(Lambda|Serverless)::Function$/.test(r.Type),
    );
    expect(fn.Properties).toMatchObject({
      Handler: REDIRECT.python,
      Environment: { Variables: { DD_LAMBDA_HANDLER: 'app.handler' } },
    });
  });

  test('may not be a bucket, and a warning says so', () => {
    const { messages } = synth((stack, datadog) => datadog().addLambdaFunctions([new s3.Bucket(stack, 'B')]));
    expect(codes(messages)).toEqual(['not-a-function']);
  });

  test('publishes one version, which is traced, if the version was created first', () => {
    const { ofType } = synth((stack, datadog) => {
      const fn = python(stack, 'F');
      const { currentVersion } = fn;
      datadog().addLambdaFunctions([fn, currentVersion]);
    });
    expect(ofType('AWS::Lambda::Version')).toHaveLength(1);
  });
});

describe('a scope', () => {
  test('traces every function, including those in nested stacks and stages and those that are added later', () => {
    const app = new App();
    const stage = new Stage(app, 'Stage');
    const inStage = new Stack(stage, 'InStage');
    const stack = new Stack(app, 'S');
    const nested = new NestedStack(stack, 'Nested');
    new Datadog(stack, 'Datadog', KEY).addScope(app);
    for (const place of [inStage, stack, nested]) python(place, 'Later');
    const assembly = app.synth();
    const handlers = (template: any) =>
      Object.values(template.Resources)
        .filter((r: any) => r.Type === 'AWS::Lambda::Function')
        .map((r: any) => r.Properties.Handler);
    expect(handlers(assembly.getStackByName('S').template)).toEqual([REDIRECT.python]);
    expect(handlers(assembly.getNestedAssembly('assembly-Stage').getStackByName('Stage-InStage').template)).toEqual([
      REDIRECT.python,
    ]);
  });

  test("doesn't trace the CDK's own functions and Lambda@Edge functions, and reports them", () => {
    const { ofType, messages } = synth(
      (stack, datadog) => {
        const bucket = new s3.Bucket(stack, 'B', { autoDeleteObjects: true, removalPolicy: 'destroy' as any });
        const user = python(stack, 'F', { logGroup: new logs.LogGroup(stack, 'G') });
        new cr.AwsCustomResource(stack, 'C', {
          onUpdate: { service: 'S3', action: 'listBuckets', physicalResourceId: cr.PhysicalResourceId.of('x') },
          policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
        });
        new cr.Provider(stack, 'P', { onEventHandler: user });
        const atEdge = node(stack, 'Edge');
        new cloudfront.Distribution(stack, 'D', {
          defaultBehavior: {
            origin: origins.S3BucketOrigin.withOriginAccessControl(bucket),
            edgeLambdas: [
              { functionVersion: atEdge.currentVersion, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST },
            ],
          },
        });
        datadog().addScope(stack);
      },
      { env: { region: 'us-east-1', account: '123456789012' } },
    );
    const traced = ofType('AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.Environment?.Variables?.DD_SITE,
    );
    expect(traced.map(({ Properties }) => Properties.Handler)).toEqual([REDIRECT.python]);
    const infos = messages.filter(({ level }) => level === 'info');
    expect(infos.map(({ path }) => path)).toEqual(['/S/Edge', '/S/Datadog']);
    expect(infos[1]?.text).toMatch(
      /\(3 functions\): .*S\/AWS679f53fac002430cb0da5b7982bd2287, S\/P\/framework-onEvent/,
    );
  });

  test('excludes functions by pattern, by construct, and by subtree, and selects only what is included', () => {
    const { fn } = synth((stack, datadog) => {
      const construct = datadog({ ...KEY, exclude: ['*Migration*'] });
      const group = new Construct(stack, 'Group');
      for (const id of ['Api', 'DbMigration', 'Out', 'Other']) python(stack, id);
      python(group as Stack, 'Inner');
      construct.addScope(stack, { include: ['S/*Api', 'S/Out', 'S/Group/*', 'S/DbMigration'] });
      construct.exclude(stack.node.findChild('Out'));
      construct.exclude(group);
    });
    const isTraced = (path: string) => fn(path).Handler === REDIRECT.python;
    // An override replaces the list that it overrides, and the other list stays.
    expect(['Api', 'DbMigration', 'Out', 'Other', 'Group/Inner'].map(isTraced)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('reports a stage that came after it', () => {
    const app = new App();
    const stack = new Stack(app, 'S');
    new Datadog(stack, 'Datadog', KEY).addScope(app);
    python(new Stack(new Stage(app, 'Late'), 'L'), 'F');
    expect(look(app, stack).messages).toMatchObject([{ path: '/S/Datadog', code: 'stage-unseen' }]);
  });

  test('reports a pattern that matches no function', () => {
    const { messages } = synth((stack, datadog) => {
      python(stack, 'Api');
      datadog({ ...KEY, exclude: ['S/Ap', 'S/Api'] }).addScope(stack);
    });
    expect(messages).toMatchObject([
      { level: 'warning', path: '/S/Datadog', code: 'selector-unmatched', text: expect.stringContaining('"S/Ap"') },
    ]);
  });

  test('traces no function that is switched off', () => {
    const { fn } = synth((stack, datadog) => {
      const [construct, off] = [datadog(), python(stack, 'Off')];
      python(stack, 'On');
      construct.addScope(stack);
      construct.addLambdaFunctions([off], { enabled: false });
    });
    expect(fn('On').Handler).toBe(REDIRECT.python);
    expect(fn('Off')).not.toHaveProperty('Environment.Variables.DD_SITE');
    expect(fn('Off')).toMatchObject({ Handler: 'app.handler' });
  });
});

describe('layers', () => {
  test('are looked up by partition if the region is unknown', () => {
    const { fn, template } = synth((stack, datadog) => datadog().addLambdaFunctions([python(stack, 'F')]));
    expect(template.Mappings.TracelayerPartitions).toMatchObject({
      aws: { datadogAccount: '464622532012', datadogExtensionX8664: 'Datadog-Extension' },
      'aws-us-gov': { datadogAccount: '002406178527', datadogExtensionX8664: 'Datadog-Extension-FIPS' },
    });
    expect(fn('F').Layers[0]['Fn::Join'][1]).toEqual(
      expect.arrayContaining([
        { Ref: 'AWS::Partition' },
        { 'Fn::FindInMap': ['TracelayerPartitions', { Ref: 'AWS::Partition' }, 'datadogAccount'] },
      ]),
    );
  });

  test("are of each function's own region", () => {
    const app = new App();
    const stacks = ['us-east-1', 'us-gov-west-1'].map(
      (region) => new Stack(app, `In-${region}`, { env: { region, account: '123456789012' } }),
    );
    const datadog = new Datadog(stacks[0] as Stack, 'Datadog', KEY);
    datadog.addLambdaFunctions(stacks.map((stack) => python(stack, 'F')));
    const layers = stacks.map((stack) => look(app, stack).fn('F').Layers);
    expect(layers[0][0]).toMatch(/^arn:aws:lambda:us-east-1:464622532012:/);
    expect(layers[1]).toEqual([
      expect.stringMatching(/^arn:aws-us-gov:lambda:us-gov-west-1:002406178527:/),
      expect.stringContaining(':Datadog-Extension-FIPS:'),
    ]);
  });

  test('may be of your own: an ARN, a version, an account', () => {
    const { fn } = synth(
      (stack, datadog) => {
        const construct = datadog({
          ...KEY,
          pythonLayerVersion: 100,
          useLayersFromAccount: '210987654321',
          extensionLayerArn: 'arn:aws:lambda:eu-west-1:123456789012:layer:mine:3',
        });
        construct.addLambdaFunctions([python(stack, 'F')]);
      },
      { env: EU },
    );
    expect(fn('F').Layers).toEqual([
      'arn:aws:lambda:eu-west-1:210987654321:layer:Datadog-Python313:100',
      'arn:aws:lambda:eu-west-1:123456789012:layer:mine:3',
    ]);
  });
});

describe('the API key', () => {
  test('of a secret construct is read and decrypted with its own key', () => {
    const { ofType, template } = synth((stack, datadog) => {
      const secret = new secretsmanager.Secret(stack, 'Key', { encryptionKey: new kms.Key(stack, 'Kms') });
      datadog({ apiKeySecret: secret }).addLambdaFunctions([python(stack, 'A'), python(stack, 'B')]);
    });
    expect(ofType('AWS::IAM::Policy')).toHaveLength(2);
    const statements = ofType('AWS::IAM::Policy')[0].Properties.PolicyDocument.Statement;
    expect(statements).toMatchObject([
      { Action: 'secretsmanager:GetSecretValue' },
      { Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Kms/), 'Arn'] } },
    ]);
    expect(JSON.stringify(template)).not.toContain('"Resource":"*"},{"Action":"kms');
  });

  test('is granted once to a role that many functions share', () => {
    const { ofType } = synth((stack, datadog) => {
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      datadog().addLambdaFunctions([1, 2, 3].map((n) => python(stack, `F${n}`, { role })));
    });
    expect(ofType('AWS::IAM::Policy').map(({ Properties }) => Properties.PolicyDocument.Statement.length)).toEqual([2]);
  });

  test('is granted to an L1 role, and to the role that SAM makes', () => {
    const { ofType } = synth((stack, datadog) => {
      const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
      datadog().addLambdaFunctions([
        new lambda.CfnFunction(stack, 'L1', {
          role: role.attrArn,
          runtime: 'python3.13',
          handler: 'a.b',
          code: { zipFile: 'x' },
        }),
        new sam.CfnFunction(stack, 'Sam', {
          runtime: 'python3.13',
          handler: 'a.b',
          inlineCode: 'x',
          policies: ['AWSLambda_ReadOnlyAccess'],
        }),
      ]);
    });
    expect(ofType('AWS::IAM::Policy')).toMatchObject([{ Properties: { Roles: [{ Ref: 'Role' }] } }]);
    expect(ofType('AWS::Serverless::Function')[0].Properties.Policies).toMatchObject([
      'AWSLambda_ReadOnlyAccess',
      { Statement: [{ Action: 'secretsmanager:GetSecretValue' }] },
      { Statement: [{ Action: 'kms:Decrypt' }] },
    ]);
  });

  test('that a foreign role must be allowed to read is reported with the statement', () => {
    const { messages } = synth((stack, datadog) => {
      const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/r', { mutable: false });
      datadog().addLambdaFunctions([python(stack, 'F', { role })]);
    });
    expect(messages).toMatchObject([
      { level: 'info', text: expect.stringContaining('"secretsmanager:GetSecretValue"') },
    ]);
  });

  test('in plain text is a warning that does not print it', () => {
    const { messages } = synth((stack, datadog) =>
      datadog({ apiKey: '0123456789abcdef0123456789abcdef' }).addLambdaFunctions([python(stack, 'F')]),
    );
    expect(messages).toMatchObject([{ level: 'warning', path: '/S/Datadog', code: 'key-in-plain-text' }]);
    expect(messages[0]?.text).not.toContain('abcdef');
  });

  test('may be a token', () => {
    const { fn } = synth((stack, datadog) => {
      datadog({
        apiKeySecretArn: Fn.importValue('DatadogKey'),
        service: `shop-${new CfnParameter(stack, 'Stage').valueAsString}`,
      }).addLambdaFunctions([python(stack, 'F')]);
    });
    expect(fn('F').Environment.Variables).toMatchObject({
      DD_API_KEY_SECRET_ARN: { 'Fn::ImportValue': 'DatadogKey' },
      DD_SERVICE: { 'Fn::Join': ['', ['shop-', { Ref: 'Stage' }]] },
    });
  });
});

describe('the Forwarder', () => {
  const forwarderArn = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';

  test('gets log subscriptions as plain resources, and one permission if the option is set', () => {
    const { ofType, fn } = synth((stack, datadog) => {
      const group = new logs.LogGroup(stack, 'Group');
      const construct = datadog({ forwarderArn, createForwarderPermissions: true, env: 'prod' });
      construct.addLambdaFunctions([python(stack, 'Plain'), python(stack, 'Named', { logGroup: group })]);
      construct.addForwarderToNonLambdaLogGroups([
        new logs.LogGroup(stack, 'Access'),
        logs.LogGroup.fromLogGroupName(stack, 'Imported', 'imported'),
      ]);
    });
    expect(ofType('AWS::Logs::SubscriptionFilter').map(({ Properties }) => Properties.DestinationArn)).toEqual(
      Array(4).fill(forwarderArn),
    );
    expect(ofType('AWS::Lambda::Permission')).toHaveLength(1);
    expect(Object.keys(ofType('Custom::LogRetention'))).toEqual([]);
    expect(ofType('AWS::Logs::LogGroup').filter(({ Properties }) => Properties.LogGroupName)).toMatchObject([
      { DeletionPolicy: 'Retain' },
    ]);
    expect(fn('Plain').Layers).toHaveLength(1);
    expect(fn('Plain').Environment.Variables).toMatchObject({ DD_FLUSH_TO_LOG: 'true' });
    expect(fn('Plain').Tags).toEqual(expect.arrayContaining([{ Key: 'env', Value: 'prod' }]));
  });

  test('must be named for other log groups', () => {
    expect(() =>
      synth((stack, datadog) => datadog().addForwarderToNonLambdaLogGroups([new logs.LogGroup(stack, 'G')])),
    ).toThrow(/S\/Datadog: `forwarderArn` must be set/);
  });

  test('does not serve Java, whose wrapper is in the layer of the extension', () => {
    const { fn, messages } = synth((stack, datadog) => {
      const given = python(stack, 'F', {
        runtime: lambda.Runtime.JAVA_21,
        code: zip(stack),
      });
      datadog({ forwarderArn }).addLambdaFunctions([given]);
    });
    expect(fn('F').Layers).toBeUndefined();
    expect(codes(messages)).toEqual(['extension-needed']);
  });
});

describe('an agent of your own', () => {
  test('receives the traces without a key and without the extension', () => {
    const { fn, ofType } = synth(
      (stack, datadog) => {
        datadog({ agentUrl: 'http://127.0.0.1:9529' }).addLambdaFunctions([python(stack, 'P'), node(stack, 'N')]);
      },
      { env: EU },
    );
    expect(fn('P').Environment.Variables).toMatchObject({ DD_TRACE_AGENT_URL: 'http://127.0.0.1:9529' });
    expect(fn('N').Environment.Variables).toMatchObject({ DD_TRACE_EXPERIMENTAL_EXPORTER: 'agent' });
    expect(fn('P').Layers).toHaveLength(1);
    expect(ofType('AWS::IAM::Policy')).toEqual([]);
  });
});

describe('git metadata', () => {
  const tagsOf = (build: Parameters<typeof synth>[0]) => synth(build).fn('F').Environment.Variables.DD_TAGS;

  test('is off by default', () => {
    expect(tagsOf((stack, datadog) => datadog().addLambdaFunctions([python(stack, 'F')]))).toBeUndefined();
  });

  test('comes from the CI if the option is set, without credentials', () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      DD_GIT_COMMIT_SHA: 'a'.repeat(40),
      DD_GIT_REPOSITORY_URL: 'https://user:pw@git.example.com/o/r.git',
    });
    const tags = tagsOf((stack, datadog) =>
      datadog({ ...KEY, sourceCodeIntegration: true }).addLambdaFunctions([python(stack, 'F')]),
    );
    process.env = before;
    expect(tags).toBe(`git.commit.sha:${'a'.repeat(40)},git.repository_url:https://git.example.com/o/r.git`);
  });

  test('can be overridden, before and after, by a commit alone', () => {
    const sha = 'b'.repeat(40);
    expect(
      tagsOf((stack, datadog) => {
        const construct = datadog({ ...KEY, tags: 'team:a' });
        construct.addLambdaFunctions([python(stack, 'F')]);
        construct.overrideGitMetadata(sha);
      }),
    ).toBe(`team:a,git.commit.sha:${sha}`);
  });

  test('must be a commit', () => {
    expect(() => synth((_stack, datadog) => datadog().overrideGitMetadata('main'))).toThrow(
      /`gitCommitSha` must be a commit id/,
    );
  });
});

describe('a container image', () => {
  const image = (stack: Stack, command?: string[]) =>
    new lambda.CfnFunction(stack, 'F', {
      role: 'r',
      packageType: 'Image',
      code: { imageUri: 'i' },
      ...(command ? { imageConfig: { command } } : {}),
    });

  test('gets what configuration alone can do, and a finding that names the command for its Dockerfile', () => {
    const { fn, messages } = synth((stack, datadog) =>
      datadog({ ...KEY, imageRuntime: 'python', service: 'shop' }).addLambdaFunctions([image(stack, ['app.handler'])]),
    );
    expect(fn('F')).toMatchObject({
      ImageConfig: { Command: [REDIRECT.python] },
      Environment: { Variables: { DD_LAMBDA_HANDLER: 'app.handler', DD_SERVICE: 'shop' } },
    });
    expect(fn('F').Layers).toBeUndefined();
    expect(codes(messages)).toEqual(expect.arrayContaining(['image-by-hand']));
  });

  test('in an unknown language is left as it was, and the finding asks for the language', () => {
    const { fn, messages } = synth((stack, datadog) => datadog().addLambdaFunctions([image(stack, ['app.handler'])]));
    expect(fn('F')).toMatchObject({ ImageConfig: { Command: ['app.handler'] } });
    expect(fn('F').Environment).toBeUndefined();
    expect(codes(messages)).toEqual(expect.arrayContaining(['image-language-unknown']));
  });
});

describe('wrong options', () => {
  const broken = () =>
    synth(
      (_stack, datadog) =>
        void datadog({
          site: 'datadoghq.eur',
          extensionLayerVersion: -3,
          apiKey: '0123456789abcdef0123456789abcdef',
          apiKeySecretArn: SECRET,
          llmObsEnabled: true,
        }),
    );

  test('are reported all at once, with what was given, what is allowed and where', () => {
    expect(broken).toThrow(/S\/Datadog: `site` must be one of .*Did you mean "datadoghq.eu"/);
    expect(broken).toThrow(/`extensionLayerVersion` must be a whole number, at least 1, but is -3/);
    expect(broken).toThrow(/`apiKey`, `apiKeySecretArn` exclude each other/);
    expect(broken).toThrow(/`llmObsMlApp` must be set/);
  });

  test('leave the tree as it was', () => {
    const stack = new Stack(new App(), 'S');
    const datadog = new Datadog(stack, 'Datadog', KEY);
    const fn = python(stack, 'F');
    const before = stack.node.findAll().length;
    expect(() => datadog.addLambdaFunctions([fn], { agentUrl: 'localhost:9529' })).toThrow(
      /the overrides given to S\/Datadog/,
    );
    expect(stack.node.findAll()).toHaveLength(before);
    expect(look(stack.node.root as App, stack).fn('F').Handler).toBe('app.handler');
  });

  test('include a missing key', () => {
    expect(() => synth((_stack, datadog) => void datadog({}))).toThrow(
      /One of `apiKey`, .* must be set: the extension sends to Datadog with an API key/,
    );
  });

  test('never print a key', () => {
    expect(() =>
      synth((_stack, datadog) => void datadog({ apiKey: '0123456789abcdef0123456789abcdef', apiKmsKey: 'fedcba' })),
    ).toThrow(expect.not.objectContaining({ message: expect.stringContaining('abcdef') }));
  });
});

test('a bare resource gets a warning that it cannot be read', () => {
  const { messages } = synth((stack, datadog) => {
    new CfnResource(stack, 'Raw', {
      type: 'AWS::Lambda::Function',
      properties: { Timeout: Duration.seconds(3).toSeconds() },
    });
    datadog().addScope(stack);
  });
  expect(codes(messages)).toEqual(['function-raw']);
});
