/** Which functions a construct sees, and what it says of arguments and patterns. */
import { App, Aspects, CfnParameter, type IAspect, Stack, Stage } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Datadog, DatadogMacro, OpenTelemetry } from '../../src';
import { code, KEY, look, node, python, synth } from './app';

const US = { env: { region: 'us-east-1', account: '123456789012' } };
const codes = (messages: readonly { code?: string }[]) =>
  messages.map(({ code: id }) => id).filter((id) => id !== undefined);

describe('a construct directly in', () => {
  test.each([
    ['an app', (app: App) => app],
    ['a stage', (app: App) => new Stage(app, 'Stage')],
  ])('%s traces the functions below it and reports on a stack', (_title, scopeIn) => {
    const app = new App();
    const scope = scopeIn(app);
    const stack = new Stack(scope, 'S', US);
    const parameter = new CfnParameter(stack, 'Service').valueAsString;
    new Datadog(scope, 'Datadog', { apiKey: 'abcdef0123456789abcdef0123456789', service: parameter }).addScope(scope);
    python(stack, 'F');
    const assembly = app.synth();
    const [artifact] = assembly.stacksRecursively;
    const fn = Object.values<any>(artifact?.template.Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(fn.Properties.Environment.Variables.DD_SERVICE).toEqual({ Ref: 'Service' });
    expect(artifact?.messages.map(({ entry }) => String(entry.data))).toEqual([
      expect.stringMatching(/^(Stage\/)?Datadog: .*key-in-plain-text\]$/),
    ]);
  });
});

test('a stage that was synthesized before its scope was added is reported', () => {
  const app = new App();
  const stack = new Stack(app, 'S', US);
  const stage = new Stage(app, 'Early');
  python(new Stack(stage, 'T', US), 'F');
  stage.synth();
  new Datadog(stack, 'Datadog', KEY).addScope(app);
  expect(look(app, stack).messages).toMatchObject([{ code: 'stage-unseen', text: expect.stringContaining('Early') }]);
});

test('a function that a later aspect adds is traced', () => {
  const { messages, ofType } = synth((stack, datadog) => {
    datadog().addScope(stack);
    const adding: IAspect = { visit: (visited) => void (visited === stack && python(stack, 'Late')) };
    Aspects.of(stack).add(adding, { priority: 900 });
    python(stack, 'F');
  });
  expect(codes(messages)).toEqual([]);
  const handlers = ofType('AWS::Lambda::Function').map(({ Properties }) => Properties.Handler);
  expect(handlers).toEqual(['datadog_lambda.handler.handler', 'datadog_lambda.handler.handler']);
});

test('a function that an aspect adds to a scope that was already processed is reported if aspects run once', () => {
  const app = new App({ context: { '@aws-cdk/core:aspectStabilization': false } });
  const stack = new Stack(app, 'S', US);
  const [visited, later] = [new Construct(stack, 'Visited'), new Construct(stack, 'Later')];
  new Datadog(stack, 'Datadog', KEY).addScope(stack);
  Aspects.of(later).add({ visit: (at) => void (at === later && python(visited as Stack, 'Late')) });
  const { messages, ofType } = look(app, stack);
  expect(messages).toMatchObject([{ code: 'function-unseen', text: expect.stringContaining('S/Visited/Late') }]);
  expect(ofType('AWS::Lambda::Function')).toMatchObject([{ Properties: { Handler: 'app.handler' } }]);
});

describe('exclude', () => {
  test.each<[string, (stack: Stack) => any]>([
    ['a function', (stack) => python(stack, 'F')],
    ['an alias', (stack) => python(stack, 'F').addAlias('live')],
    ['a version', (stack) => python(stack, 'F').currentVersion],
    [
      'a singleton',
      (stack) =>
        new lambda.SingletonFunction(stack, 'X', {
          uuid: 'u',
          runtime: lambda.Runtime.PYTHON_3_13,
          handler: 'app.handler',
          code,
        }),
    ],
  ])('takes %s', (_title, make) => {
    const { ofType } = synth((stack, datadog) => {
      const construct = datadog();
      construct.addScope(stack);
      construct.exclude(make(stack));
    });
    expect(ofType('AWS::Lambda::Function').map(({ Properties }) => Properties.Handler)).toEqual(['app.handler']);
  });
});

describe('a pattern', () => {
  test.each(['S/Orders', 'Orders', 'orders-fn', 'OrdersF9CC69F1', 'S/Ord*', 'OrdersF*'])(
    '%s selects a function',
    (pattern) => {
      const { fn, messages } = synth((stack, datadog) => {
        datadog({ ...KEY, exclude: [pattern] }).addScope(stack);
        const made = python(stack, 'Orders', { functionName: 'orders-fn' });
        python(stack, 'Other');
        (made.node.defaultChild as lambda.CfnFunction).overrideLogicalId('OrdersF9CC69F1');
      });
      expect(fn('Orders').Handler).toBe('app.handler');
      expect(fn('Other').Handler).not.toBe('app.handler');
      expect(messages).toEqual([]);
    },
  );

  test('that matches nothing is reported with near names', () => {
    const { messages } = synth((stack, datadog) => {
      datadog({ ...KEY, exclude: ['orders-fm'] }).addScope(stack);
      python(stack, 'Orders', { functionName: 'orders-fn' });
    });
    expect(messages).toMatchObject([
      { code: 'selector-unmatched', text: expect.stringContaining('Did you mean "orders-fn"') },
    ]);
  });
});

describe('wrong arguments', () => {
  test.each<[string, (construct: Datadog, stack: Stack) => void, RegExp]>([
    ['undefined in the list', (c) => c.addLambdaFunctions([undefined as any]), /^S\/Datadog: The item 0 .* undefined/],
    [
      'null in the list',
      (c, s) => c.addLambdaFunctions([python(s, 'G'), null as any]),
      /^S\/Datadog: The item 1 .* null/,
    ],
    [
      'a stack as a function',
      (c, s) => c.addLambdaFunctions([s]),
      /^S\/Datadog: The item 0 .* is S, not a function.*addScope/,
    ],
    [
      'a construct as the second argument',
      (c, s) => c.addLambdaFunctions([], s as any),
      /^S\/Datadog: The second argument/,
    ],
    [
      'no list',
      (c, s) => c.addLambdaFunctions(python(s, 'G') as any),
      /^S\/Datadog: The first argument must be a list/,
    ],
    ['undefined as a scope', (c) => c.addScope(undefined as any), /^S\/Datadog: `addScope`/],
    ['undefined to exclude', (c) => c.exclude(undefined as any), /^S\/Datadog: `exclude`/],
  ])('%s are one clear sentence', (_title, call, message) => {
    const stack = new Stack(new App(), 'S');
    const construct = new Datadog(stack, 'Datadog', KEY);
    expect(() => call(construct, stack)).toThrow(message);
  });

  test('a construct where a text is expected is named', () => {
    const stack = new Stack(new App(), 'S');
    const bucket = new s3.Bucket(stack, 'B');
    expect(() => new Datadog(stack, 'Datadog', { ...KEY, service: bucket as any })).toThrow(/the construct S\/B/);
  });

  test.each<[string, any]>([
    ['tags', (token: string) => ({ tags: token })],
    ['site', (token: string) => ({ site: token })],
    ['include', (token: string) => ({ include: [token], exclude: 5 as any })],
    ['a secret', (token: string) => ({ apiKeySecretArn: token, apiKeySsmArn: token })],
  ])('a token in %s is never printed as the CDK encodes it', (_title, props) => {
    const stack = new Stack(new App(), 'S');
    const token = new CfnParameter(stack, 'P').valueAsString;
    let message = '';
    try {
      new Datadog(stack, 'Datadog', { ...KEY, ...props(token) });
    } catch (problem) {
      message = (problem as Error).message;
    }
    expect(message).not.toMatch(/Token\[|TOKEN|\[object/);
  });
});

describe('at the edge', () => {
  const traced = (template: any) =>
    Object.values<any>(template.Resources)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .filter(({ Metadata }) => Metadata?.Tracelayer);

  test.each<[string, string]>([
    ['in the same region', 'us-east-1'],
    ['with references across regions', 'eu-west-1'],
  ])('a function is left although the distribution is in another stack, %s', (_title, region) => {
    const app = new App();
    const stack = new Stack(app, 'S', { ...US, crossRegionReferences: true });
    const web = new Stack(app, 'Web', { env: { ...US.env, region }, crossRegionReferences: true });
    const atEdge = node(stack, 'Edge');
    python(stack, 'F');
    const bucket = new s3.Bucket(web, 'B');
    new cloudfront.Distribution(web, 'D', {
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(bucket),
        edgeLambdas: [
          { functionVersion: atEdge.currentVersion, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST },
        ],
      },
    });
    new Datadog(stack, 'Datadog', KEY).addScope(app);
    const { template, messages } = look(app, stack);
    expect(traced(template)).toHaveLength(1);
    expect(messages.map(({ path }) => path)).toContain('/S/Edge');
  });

  test('a function whose role trusts Lambda@Edge is left as it was', () => {
    const { template } = synth((stack, datadog) => {
      const role = new iam.Role(stack, 'Role', {
        assumedBy: new iam.CompositePrincipal(
          new iam.ServicePrincipal('lambda.amazonaws.com'),
          new iam.ServicePrincipal('edgelambda.amazonaws.com'),
        ),
      });
      node(stack, 'Edge', { role });
      datadog().addScope(stack);
    }, US);
    expect(traced(template)).toEqual([]);
  });
});

describe('one function that cannot be traced', () => {
  const build = (options: object) => (stack: Stack) => {
    const given = new Datadog(stack, 'Datadog', { ...KEY, ...options });
    given.addScope(stack);
    python(stack, 'Bad', { environment: { DD_LAMBDA_HANDLER: 'other' } });
    python(stack, 'Good');
  };

  test('does not stop the tracing of others or the synthesis', () => {
    const { fn, messages } = synth(build({}));
    expect(fn('Good').Handler).not.toBe('app.handler');
    expect(fn('Bad').Environment.Variables).toEqual({ DD_LAMBDA_HANDLER: 'other' });
    expect(messages).toMatchObject([{ level: 'warning', path: '/S/Bad', code: 'handler-conflict' }]);
  });

  test('is an error where the options are strict', () => {
    expect(synth(build({ strict: true })).messages).toMatchObject([{ level: 'error', path: '/S/Bad' }]);
  });

  test('is not reported if it is acknowledged', () => {
    expect(synth(build({ acknowledge: ['handler-conflict'] })).messages).toEqual([]);
  });
});

test("the macro's own function is not traced by a scope", () => {
  const { template, messages } = synth((stack) => {
    new DatadogMacro(stack, 'Macro');
    new OpenTelemetry(stack, 'OpenTelemetry', { otlpEndpoint: 'https://otlp.example.com' }).addScope(stack);
  });
  const functions = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  expect(functions.map(({ Metadata }) => Metadata?.Tracelayer)).toEqual([undefined]);
  expect(messages).toEqual([]);
});
