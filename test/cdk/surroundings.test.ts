/** What a function needs in addition to its own properties: permissions, subscriptions of its log group, and versions of its own. */
import { App, Aspects, CfnOutput, type IAspect, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Datadog, type DatadogProps } from '../../src';
import { KEY, look, python, SECRET, synth } from './app';

const EU = { env: { region: 'eu-west-1', account: '123456789012' } };
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:';
const codes = (messages: readonly { code?: string }[]) =>
  messages.map(({ code: id }) => id).filter((id) => id !== undefined);
const statementsOf = (template: any): any[] =>
  Object.values<any>(template.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

describe('a secret', () => {
  test.each<[string, (stack: Stack) => kms.IKey | undefined, string[]]>([
    ['without a key of its own needs no permission to decrypt', () => undefined, ['secretsmanager:GetSecretValue']],
    [
      'with a key may be decrypted with that key only',
      (stack) => new kms.Key(stack, 'Kms'),
      ['secretsmanager:GetSecretValue', 'kms:Decrypt'],
    ],
  ])('of the app %s', (_title, keyIn, actions) => {
    const { template, messages } = synth((stack) => {
      const secret = new secretsmanager.Secret(stack, 'Key', { encryptionKey: keyIn(stack) });
      new Datadog(stack, 'Datadog', { apiKeySecretArn: secret.secretArn }).addLambdaFunctions([python(stack, 'F')]);
    }, EU);
    const statements = statementsOf(template);
    expect(statements.map(({ Action }) => Action)).toEqual(actions);
    expect(JSON.stringify(statements)).not.toMatch(/\?\?\?\?\?\?|"Resource":"\*"/);
    expect(messages).toEqual([]);
  });

  test('given by its ARN keeps its statement, and an info names the way to narrow it', () => {
    const { template, messages } = synth((stack) => {
      new Datadog(stack, 'Datadog', { apiKeySecretArn: SECRET }).addLambdaFunctions([python(stack, 'F')]);
    }, EU);
    expect(statementsOf(template)[1]).toMatchObject({ Action: 'kms:Decrypt', Resource: '*' });
    expect(messages).toMatchObject([{ level: 'info', path: '/S/Datadog', text: expect.stringContaining('kmsKeyArn') }]);
  });

  test("in the function's stack with a role in another one makes no cycle", () => {
    const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' } });
    const role = new iam.Role(new Stack(app, 'Roles', EU), 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const stack = new Stack(app, 'S', EU);
    const apiKeySecret = new secretsmanager.Secret(stack, 'Key');
    new Datadog(stack, 'Datadog', { apiKeySecret }).addLambdaFunctions([python(stack, 'F', { role })]);
    const { template } = look(app, stack);
    expect(statementsOf(template).map(({ Action }) => Action)).toEqual(['secretsmanager:GetSecretValue']);
  });
});

test('the name of a parameter is never in a statement', () => {
  const { template } = synth((stack) => {
    const { parameterName } = new ssm.StringParameter(stack, 'P', { stringValue: 'x', parameterName: '/dd/key' });
    new Datadog(stack, 'Datadog', { apiKeySsmArn: parameterName }).addLambdaFunctions([python(stack, 'F')]);
  }, EU);
  const [read] = statementsOf(template);
  expect(JSON.stringify(read.Resource)).toContain(':parameter');
});

describe('log groups', () => {
  test('that functions share are subscribed once', () => {
    const { ofType } = synth((stack, datadog) => {
      const logGroup = new logs.LogGroup(stack, 'Shared');
      datadog({ forwarderArn: `${ARN}forwarder` }).addLambdaFunctions([
        python(stack, 'A', { logGroup }),
        python(stack, 'B', { logGroup }),
      ]);
    }, EU);
    expect(ofType('AWS::Logs::SubscriptionFilter')).toHaveLength(1);
  });

  test('that already have two filters are left as they were, with a warning', () => {
    const { ofType, messages } = synth((stack, datadog) => {
      const logGroup = new logs.LogGroup(stack, 'Full');
      for (const n of [1, 2])
        new logs.CfnSubscriptionFilter(stack, `Own${n}`, {
          logGroupName: logGroup.logGroupName,
          destinationArn: `${ARN}own${n}`,
          filterPattern: '',
        });
      datadog({ forwarderArn: `${ARN}forwarder` }).addLambdaFunctions([python(stack, 'A', { logGroup })]);
    }, EU);
    expect(ofType('AWS::Logs::SubscriptionFilter')).toHaveLength(2);
    expect(codes(messages)).toEqual(['subscription-needed']);
  });

  test('of several forwarders have a permission each', () => {
    const { ofType } = synth((stack) => {
      for (const name of ['one', 'two'])
        new Datadog(stack, name, {
          forwarderArn: `${ARN}${name}`,
          createForwarderPermissions: true,
        }).addLambdaFunctions([python(stack, `F${name}`)]);
    }, EU);
    expect(ofType('AWS::Lambda::Permission').map(({ Properties }) => Properties.FunctionName)).toEqual([
      `${ARN}one`,
      `${ARN}two`,
    ]);
  });

  test('are not sent to another region', () => {
    const { ofType, messages } = synth((stack, datadog) => {
      datadog({ forwarderArn: `${ARN.replace('eu-west-1', 'us-east-1')}f` }).addLambdaFunctions([python(stack, 'F')]);
    }, EU);
    expect(ofType('AWS::Logs::SubscriptionFilter')).toEqual([]);
    expect(codes(messages)).toEqual(['subscription-needed']);
  });

  test('that are declared for a subscription are reported', () => {
    const { messages } = synth((stack, datadog) => {
      datadog({ forwarderArn: `${ARN}forwarder` }).addLambdaFunctions([python(stack, 'F')]);
    }, EU);
    expect(messages).toMatchObject([{ level: 'info', text: expect.stringContaining('/aws/lambda/') }]);
  });

  test('of the Forwarder itself are left, and it is not traced', () => {
    const { fn, ofType } = synth((stack) => {
      const forwarder = python(stack, 'Forwarder');
      new Datadog(stack, 'Datadog', { forwarderArn: forwarder.functionArn }).addScope(stack);
      python(stack, 'F');
    }, EU);
    expect(fn('Forwarder')).toMatchObject({ Handler: 'app.handler' });
    expect(fn('Forwarder').Environment).toBeUndefined();
    expect(ofType('AWS::Logs::SubscriptionFilter')).toHaveLength(1);
  });

  test('have nothing left from a plan that another construct replaced', () => {
    const { ofType } = synth((stack) => {
      const fn = python(stack, 'F');
      new Datadog(stack, 'First', { forwarderArn: `${ARN}f`, createForwarderPermissions: true }).addLambdaFunctions([
        fn,
      ]);
      new Datadog(stack, 'Second', KEY).addLambdaFunctions([fn]);
    }, EU);
    expect([...ofType('AWS::Logs::SubscriptionFilter'), ...ofType('AWS::Lambda::Permission')]).toEqual([]);
  });
});

describe('a function that a later aspect makes impossible to trace keeps nothing of its plan', () => {
  /** What is in the template apart from the functions and what the CDK makes of an app without tracing. */
  const surroundings = (template: any) =>
    Object.entries<any>(template.Resources)
      .filter(([, { Type }]) => Type !== 'AWS::Lambda::Function' && !Type.startsWith('AWS::CDK'))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  const spoil: IAspect = {
    visit: (node) => {
      const isFunction = node instanceof lambda.CfnFunction || node instanceof sam.CfnFunction;
      if (isFunction && node.node.path.includes('Spoiled'))
        node.environment = { variables: { DD_LAMBDA_HANDLER: 'else.handler' } };
    },
  };
  const built = (more: (stack: Stack) => void, props?: DatadogProps) =>
    synth((stack, datadog) => {
      more(stack);
      Aspects.of(stack).add(spoil, { priority: 1000 });
      if (props) datadog(props).addScope(stack);
    }, MERGED);
  /** Every new app of the CDK has its policies merged. */
  const MERGED = { ...EU, context: { '@aws-cdk/aws-iam:minimizePolicies': true } };
  const FORWARDED = { forwarderArn: `${ARN}f`, createForwarderPermissions: true };
  const l1 = (stack: Stack, props: Partial<lambda.CfnFunctionProps>) =>
    new lambda.CfnFunction(stack, 'Spoiled', {
      runtime: 'python3.13',
      handler: 'a.b',
      code: { zipFile: 'x' },
      role: '',
      ...props,
    });
  const readSecret = (arn: string) =>
    new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] });
  const trust = { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') };

  test.each<[string, DatadogProps, (stack: Stack) => void]>([
    ['the policy of its role', KEY, (stack) => void python(stack, 'Spoiled')],
    [
      'a statement of a role that has others',
      KEY,
      (stack) =>
        python(stack, 'Spoiled').addToRolePolicy(
          new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'] }),
        ),
    ],
    [
      'the policy of an L1 role',
      KEY,
      (stack) => {
        const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
        l1(stack, { role: role.attrArn }).addDependency(role);
      },
    ],
    [
      'the policy of a role by its L2',
      KEY,
      (stack) => void l1(stack, { role: new iam.Role(stack, 'Role', trust).roleArn }),
    ],
    [
      'a statement that the CDK has merged with one on another secret',
      KEY,
      (stack) => {
        const fn = python(stack, 'Spoiled');
        fn.addToRolePolicy(readSecret(`${SECRET}-other`));
        fn.addToRolePolicy(
          new iam.PolicyStatement({ actions: ['secretsmanager:DescribeSecret'], resources: [SECRET] }),
        );
      },
    ],
    [
      'a statement that the CDK has merged with an identical one of the user',
      KEY,
      (stack) => python(stack, 'Spoiled').addToRolePolicy(readSecret(`${SECRET}-??????`)),
    ],
    [
      'a statement of an imported role',
      KEY,
      (stack) => {
        const role = iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::123456789012:role/r');
        python(stack, 'Spoiled', { role }).addToRolePolicy(readSecret(`${SECRET}-other`));
      },
    ],
    [
      'what makes SAM publish a version, and its policies',
      KEY,
      (stack) => {
        const made = new sam.CfnFunction(stack, 'Spoiled', {
          runtime: 'python3.13',
          handler: 'app.handler',
          inlineCode: 'x',
          autoPublishAlias: 'live',
          policies: ['AWSLambdaBasicExecutionRole'],
        });
        made.addPropertyOverride('MemorySize', 256);
      },
    ],
    ['its subscription', FORWARDED, (stack) => void python(stack, 'Spoiled')],
    [
      'the new id of its version',
      KEY,
      (stack) =>
        void new lambda.Version(stack, 'V', {
          lambda: python(stack, 'Spoiled'),
          removalPolicy: RemovalPolicy.RETAIN,
        }),
    ],
  ])('%s', (_title, props, more) => {
    const [bare, traced] = [built(more), built(more, props)];
    expect(codes(traced.messages)).toContain('handler-conflict');
    expect(surroundings(traced.template)).toEqual(surroundings(bare.template));
    expect(traced.ofType('AWS::Lambda::Function').map(({ DependsOn }) => DependsOn)).toEqual(
      bare.ofType('AWS::Lambda::Function').map(({ DependsOn }) => DependsOn),
    );
  });

  test('but the filter of a log group that functions share', () => {
    const { ofType } = built((stack) => {
      const logGroup = new logs.LogGroup(stack, 'Shared');
      for (const name of ['Spoiled', 'F']) python(stack, name, { logGroup });
    }, FORWARDED);
    expect(ofType('AWS::Logs::SubscriptionFilter')).toHaveLength(1);
    expect(ofType('AWS::Lambda::Permission')).toHaveLength(1);
  });

  test.each<[string, DatadogProps]>([
    ['a role', KEY],
    ['a permission', FORWARDED],
  ])('but what another function needs of %s stays', (_title, props) => {
    const shared = (names: readonly string[]) =>
      built((stack) => {
        const role = new iam.Role(stack, 'Role', trust);
        for (const name of names) python(stack, name, { role });
      }, props);
    const [alone, both] = [shared(['F']), shared(['Spoiled', 'F'])];
    expect(surroundings(both.template)).toEqual(surroundings(alone.template));
  });
});

describe('a version', () => {
  const idsOf = (traced: boolean, more: (version: lambda.Version, stack: Stack) => void, retain = true) => {
    const { template, messages } = synth((stack, datadog) => {
      const version = new lambda.Version(stack, 'V', {
        lambda: python(stack, 'F'),
        ...(retain ? { removalPolicy: RemovalPolicy.RETAIN } : {}),
      });
      more(version, stack);
      if (traced) datadog().addScope(stack);
    }, EU);
    const [id] = Object.entries<any>(template.Resources).find(([, { Type }]) => Type === 'AWS::Lambda::Version') ?? [];
    return { id, codes: codes(messages) };
  };
  const cfn = (version: lambda.Version) => version.node.defaultChild as lambda.CfnVersion;

  test.each<[string, (version: lambda.Version, stack: Stack) => void, boolean]>([
    ['that is kept', () => {}, true],
    [
      'that an alias points to',
      (version, stack) => void new lambda.Alias(stack, 'A', { aliasName: 'live', version }),
      false,
    ],
  ])('%s gets a new logical id', (_title, more, retain) => {
    const [before, after] = [idsOf(false, more, retain), idsOf(true, more, retain)];
    expect(after.id).toMatch(new RegExp(`^${before.id}T`));
    expect(after.codes).toEqual([]);
  });

  test.each([
    ['its name', 'orders'],
    ['its ARN', 'arn:aws:lambda:eu-west-1:123456789012:function:orders'],
    ['a part of its ARN', '123456789012:function:orders'],
  ])(
    'that names its function by %s gets a new logical id, and that of another function does not',
    (_, functionName) => {
      const { template } = synth((stack, datadog) => {
        python(stack, 'F', { functionName: 'orders' });
        for (const [id, name] of Object.entries({ V: functionName, W: 'other' }))
          new lambda.CfnVersion(stack, id, { functionName: name }).applyRemovalPolicy(RemovalPolicy.RETAIN);
        datadog().addScope(stack);
      }, EU);
      const versions = Object.keys(template.Resources).filter((id) => /^[VW]/.test(id));
      expect(versions).toEqual([expect.stringMatching(/^VT/), 'W']);
    },
  );

  test.each<[string, (version: lambda.Version, stack: Stack) => void, boolean]>([
    ['that would be deleted', () => {}, false],
    ['whose id was set', (version) => cfn(version).overrideLogicalId('Mine'), true],
    [
      'that is exported',
      (version, stack) => void new CfnOutput(stack, 'O', { value: version.functionArn, exportName: 'v' }),
      true,
    ],
  ])('%s keeps its logical id, with a warning', (_title, more, retain) => {
    const [before, after] = [idsOf(false, more, retain), idsOf(true, more, retain)];
    expect(after.id).toBe(before.id);
    expect(after.codes).toEqual(['version-stale']);
  });

  test('that SAM publishes depends on all properties', () => {
    const { ofType } = synth((stack, datadog) => {
      new sam.CfnFunction(stack, 'F', {
        runtime: 'python3.13',
        handler: 'app.handler',
        inlineCode: 'x',
        autoPublishAlias: 'live',
      });
      datadog().addScope(stack);
    }, EU);
    expect(ofType('AWS::Serverless::Function')[0].Properties.AutoPublishAliasAllProperties).toBe(true);
  });
});
