/** What constructs of this package have as other constructs of the CDK do: constants, typed properties, lookups, and files. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Datadog, DatadogForwarder, DatadogSite, LogLevel, OpenTelemetry, OpenTelemetryLayerVersions } from '../../src';
import { CONFIG_FLAGS } from '../../src/cdk/config-flags';
import { CHANGE } from '../../src/cli/functions/flags';
import { kebab } from '../../src/cli/options/flags';
import { KEY, look, node, SECRET } from './app';

const emptyStack = (): { app: App; stack: Stack } => {
  const app = new App();
  return { app, stack: new Stack(app, 'S') };
};

describe('constants', () => {
  test('are the values of options', () => {
    expect([DatadogSite.EU1, DatadogSite.US1_FED, LogLevel.DEBUG]).toEqual(['datadoghq.eu', 'ddog-gov.com', 'debug']);
    expect(OpenTelemetryLayerVersions.PYTHON).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('a construct', () => {
  test('is found from anything in its scope, the nearest first', () => {
    const { app, stack } = emptyStack();
    const outer = new Datadog(app, 'Outer', KEY);
    const inner = new Datadog(stack, 'Inner', KEY);
    expect([Datadog.of(node(stack, 'F')), Datadog.of(app), OpenTelemetry.of(stack)]).toEqual([inner, outer, undefined]);
  });

  test('knows after the synthesis which functions it traces', () => {
    const { app, stack } = emptyStack();
    const [traced, other] = [node(stack, 'F'), node(stack, 'G')];
    const datadog = new Datadog(stack, 'Datadog', KEY);
    datadog.addLambdaFunctions([traced]);
    expect(datadog.isTraced(traced)).toBe(false);
    look(app, stack);
    expect([traced, other].map((fn) => datadog.isTraced(fn))).toEqual([true, false]);
    expect(datadog.tracedFunctions).toEqual([traced]);
  });
});

describe('a typed property', () => {
  test('takes a construct in place of its ARN, with the permissions', () => {
    const { app, stack } = emptyStack();
    const key = new kms.Key(stack, 'Key');
    const parameter = ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'P', { parameterName: '/dd/key' });
    const layer = lambda.LayerVersion.fromLayerVersionArn(
      stack,
      'L',
      'arn:aws:lambda:eu-west-1:123456789012:layer:own:7',
    );
    new Datadog(stack, 'Datadog', { apiKeyParameter: parameter, kmsKey: key, nodeLayer: layer }).addScope(stack);
    node(stack, 'F');
    const { fn, ofType } = look(app, stack);
    expect(fn('F').Layers[0]).toBe('arn:aws:lambda:eu-west-1:123456789012:layer:own:7');
    expect(JSON.stringify(fn('F').Environment.Variables.DD_API_KEY_SSM_ARN)).toContain('parameter/dd/key');
    const statements = ofType('AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements).toContainEqual(
      expect.objectContaining({ Action: 'kms:Decrypt', Resource: stack.resolve(key.keyArn) }),
    );
  });

  test('together with its option is a mistake', () => {
    const { stack } = emptyStack();
    const kmsKey = new kms.Key(stack, 'Key');
    expect(() => new Datadog(stack, 'D', { ...KEY, kmsKey })).toThrow(/`kmsKey` and `kmsKeyArn`/);
  });
});

describe('a configuration file', () => {
  const file = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'tracelayer-')), 'tracelayer.yaml');
    writeFileSync(path, text);
    return path;
  };
  const SHARED = `apiKeySecretArn: ${SECRET}\nservice: shop\nenv: prod\nregion: eu-west-1\nfunctions:\n  F:\n    service: orders\n`;

  test('gives options to all functions, and sections to those that they name', () => {
    const { app, stack } = emptyStack();
    Datadog.fromConfig(stack, 'Datadog', file(SHARED), { env: 'test' }).addScope(stack);
    node(stack, 'F');
    node(stack, 'G');
    const { fn } = look(app, stack);
    expect(fn('F').Environment.Variables).toMatchObject({ DD_SERVICE: 'orders', DD_ENV: 'test' });
    expect(fn('G').Environment.Variables).toMatchObject({ DD_SERVICE: 'shop', DD_ENV: 'test' });
  });

  test.each([
    ['an unknown option', `${SHARED}servce: shop\n`, /tracelayer\.yaml.*servce/],
    ['a wrong option in a section', `${SHARED}    logLevel: loud\n`, /functions\.F.*logLevel/],
    ['a list', '- a\n', /tracelayer\.yaml.*a map/],
    ['no YAML', 'a: [', /tracelayer\.yaml.*YAML/],
  ])('with %s stops the synthesis with its path', (_title, text, message) => {
    const { stack } = emptyStack();
    expect(() => Datadog.fromConfig(stack, 'Datadog', file(text))).toThrow(message);
  });

  test('names a table of layers, which is checked', () => {
    const layers = (nodejs: unknown) =>
      JSON.stringify(file(JSON.stringify({ catalog: { datadog: { current: { nodejs } } } })));
    const { app, stack } = emptyStack();
    Datadog.fromConfig(stack, 'Datadog', file(`${SHARED}catalog: ${layers(901)}\n`)).addScope(stack);
    node(stack, 'F');
    expect(JSON.stringify(look(app, stack).fn('F').Layers)).toContain(':901');
    const wrong = file(`catalog: ${layers('x')}\n`);
    expect(() => Datadog.fromConfig(emptyStack().stack, 'Datadog', wrong)).toThrow(/current\.nodejs/);
  });

  test('may have every flag of a command', () => {
    const flags = Object.entries(CHANGE).flatMap(([name, { aliases = [] }]) => [name, ...aliases]);
    const ofOthers = ['functions'];
    const written = [...new Set(flags.flatMap((name) => [name, kebab(name)]))].filter(
      (name) => !ofOthers.includes(name),
    );
    expect([...CONFIG_FLAGS].sort()).toEqual(written.sort());
  });
});

describe('the Forwarder', () => {
  test('is a nested stack of a fixed version with the key by its ARN, and its ARN is an option', () => {
    const { app, stack } = emptyStack();
    const { forwarderArn } = new DatadogForwarder(stack, 'Forwarder', { apiKeySecretArn: SECRET });
    new Datadog(stack, 'Datadog', { forwarderArn }).addScope(stack);
    node(stack, 'F');
    const { ofType, template } = look(app, stack);
    const [id] = Object.keys(template.Resources).filter((name) => name.startsWith('Forwarder'));
    expect(template.Resources[id as string].Properties).toEqual({
      TemplateURL: `https://datadog-cloudformation-template.s3.amazonaws.com/aws/forwarder/${DatadogForwarder.VERSION}.yaml`,
      Parameters: { DdApiKeySecretArn: SECRET, DdSite: 'datadoghq.com' },
    });
    expect(ofType('AWS::Logs::SubscriptionFilter')).toMatchObject([
      { Properties: { DestinationArn: { 'Fn::GetAtt': [id, 'Outputs.DatadogForwarderArn'] } } },
    ]);
  });

  test.each([
    ['no key', {}],
    ['the key in plain text', { apiKeySecretArn: SECRET, parameters: { DdApiKey: 'x' } }],
  ])('with %s is a mistake', (_title, props) => {
    expect(() => new DatadogForwarder(emptyStack().stack, 'Forwarder', props)).toThrow(/Forwarder/);
  });
});
