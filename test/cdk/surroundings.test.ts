/** What a function needs beside its own properties: permissions, subscriptions of its log group, and versions of its own. */
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Datadog } from '../../src';
import { KEY, look, python, SECRET, synth } from './app';

const EU = { env: { region: 'eu-west-1', account: '123456789012' } };
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:';
const codes = (told: readonly { code?: string }[]) => told.map(({ code: id }) => id).filter((id) => id !== undefined);
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
    const { template, told } = synth((stack) => {
      const secret = new secretsmanager.Secret(stack, 'Key', { encryptionKey: keyIn(stack) });
      new Datadog(stack, 'Datadog', { apiKeySecretArn: secret.secretArn }).addLambdaFunctions([python(stack, 'F')]);
    }, EU);
    const statements = statementsOf(template);
    expect(statements.map(({ Action }) => Action)).toEqual(actions);
    expect(JSON.stringify(statements)).not.toMatch(/\?\?\?\?\?\?|"Resource":"\*"/);
    expect(told).toEqual([]);
  });

  test('given by its ARN keeps its statement, and an info names the way to narrow it', () => {
    const { template, told } = synth((stack) => {
      new Datadog(stack, 'Datadog', { apiKeySecretArn: SECRET }).addLambdaFunctions([python(stack, 'F')]);
    }, EU);
    expect(statementsOf(template)[1]).toMatchObject({ Action: 'kms:Decrypt', Resource: '*' });
    expect(told).toMatchObject([{ level: 'info', path: '/S/Datadog', text: expect.stringContaining('kmsKeyArn') }]);
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

test('the name of a parameter never lands in a statement', () => {
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

  test('that have two filters already are left, with a warning', () => {
    const { ofType, told } = synth((stack, datadog) => {
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
    expect(codes(told)).toEqual(['subscription-needed']);
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
    const { ofType, told } = synth((stack, datadog) => {
      datadog({ forwarderArn: `${ARN.replace('eu-west-1', 'us-east-1')}f` }).addLambdaFunctions([python(stack, 'F')]);
    }, EU);
    expect(ofType('AWS::Logs::SubscriptionFilter')).toEqual([]);
    expect(codes(told)).toEqual(['subscription-needed']);
  });

  test('that are declared for a subscription are reported', () => {
    const { told } = synth((stack, datadog) => {
      datadog({ forwarderArn: `${ARN}forwarder` }).addLambdaFunctions([python(stack, 'F')]);
    }, EU);
    expect(told).toMatchObject([{ level: 'info', text: expect.stringContaining('/aws/lambda/') }]);
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

  test('keep nothing of a plan that another construct has replaced', () => {
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

describe('a version', () => {
  const idsOf = (traced: boolean, more: (version: lambda.Version, stack: Stack) => void, retain = true) => {
    const { template, told } = synth((stack, datadog) => {
      const version = new lambda.Version(stack, 'V', {
        lambda: python(stack, 'F'),
        ...(retain ? { removalPolicy: RemovalPolicy.RETAIN } : {}),
      });
      more(version, stack);
      if (traced) datadog().addScope(stack);
    }, EU);
    const [id] = Object.entries<any>(template.Resources).find(([, { Type }]) => Type === 'AWS::Lambda::Version') ?? [];
    return { id, codes: codes(told) };
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

  test('that SAM publishes follows all properties', () => {
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
