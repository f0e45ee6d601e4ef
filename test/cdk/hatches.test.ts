/** Functions whose properties are not what their construct says: overrides, later aspects, conditions, and included templates. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aspects, CfnCondition, CfnParameter, Fn, type IAspect, type Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Datadog } from '../../src';
import { KEY, python, synth } from './app';

const EU = { env: { region: 'eu-west-1', account: '123456789012' } };
const PYTHON = 'datadog_lambda.handler.handler';
const NODE = '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler';
const own = 'arn:aws:lambda:eu-west-1:123456789012:layer:own:1';
const base = 'arn:aws:lambda:eu-west-1:123456789012:layer:base:1';
const names = (layers: readonly string[]) => layers.map((arn) => arn.split(':').at(-2));
const raw = (fn: lambda.Function) => fn.node.defaultChild as lambda.CfnFunction;

type Change = (cfn: lambda.CfnFunction) => void;

const OVERRIDES: [string, Change, object][] = [
  [
    'layers',
    (cfn) => cfn.addPropertyOverride('Layers', [own]),
    { Handler: PYTHON, Layers: ['own', 'Datadog-Python313', 'Datadog-Extension'] },
  ],
  [
    'one layer',
    (cfn) => cfn.addPropertyOverride('Layers.0', own),
    { Handler: PYTHON, Layers: ['own', 'Datadog-Python313', 'Datadog-Extension'] },
  ],
  [
    'the runtime',
    (cfn) => cfn.addPropertyOverride('Runtime', 'nodejs22.x'),
    { Handler: NODE, Layers: ['base', 'Datadog-Node22-x', 'Datadog-Extension'] },
  ],
  [
    'the handler',
    (cfn) => cfn.addPropertyOverride('Handler', 'other.handler'),
    { Handler: PYTHON, DD_LAMBDA_HANDLER: 'other.handler' },
  ],
  [
    'the architecture',
    (cfn) => cfn.addPropertyOverride('Architectures', ['arm64']),
    { Layers: ['base', 'Datadog-Python313-ARM', 'Datadog-Extension-ARM'] },
  ],
  [
    'a variable',
    (cfn) => cfn.addPropertyOverride('Environment.Variables.DD_SERVICE', 'mine'),
    { DD_SERVICE: 'mine', DD_LAMBDA_HANDLER: 'app.handler' },
  ],
  [
    'a variable away',
    (cfn) => cfn.addPropertyDeletionOverride('Environment.Variables.OWN'),
    { DD_LAMBDA_HANDLER: 'app.handler' },
  ],
  [
    'all layers away',
    (cfn) => cfn.addPropertyDeletionOverride('Layers'),
    { Handler: PYTHON, Layers: ['Datadog-Python313', 'Datadog-Extension'] },
  ],
];

const seen = ({ Handler, Layers, Environment }: any) => ({ Handler, Layers: names(Layers), ...Environment.Variables });

describe.each<[string, (stack: Stack, fn: lambda.Function, change: Change) => void]>([
  ['before', (_stack, fn, change) => change(raw(fn))],
  [
    'by a later aspect',
    (stack, fn, change) =>
      Aspects.of(stack).add({ visit: (visited) => void (visited === raw(fn) && change(raw(fn))) }, { priority: 1000 }),
  ],
])('what an override sets %s', (_title, apply) => {
  test.each(OVERRIDES)('%s', (what, change, expected) => {
    const { fn, messages } = synth((stack, datadog) => {
      const made = python(stack, 'F', { environment: { OWN: 'x', DD_SITE: 'datadoghq.com' } });
      raw(made).layers = [base];
      datadog({ ...KEY, service: 'shop' }).addScope(stack);
      apply(stack, made, change);
    }, EU);
    expect(messages).toEqual([]);
    expect(seen(fn('F'))).toMatchObject(expected);
    expect('OWN' in seen(fn('F'))).toBe(what !== 'a variable away');
  });
});

const LATER: [string, Change, (fn: any) => void][] = [
  [
    'another runtime',
    (cfn) => {
      cfn.runtime = 'nodejs22.x';
    },
    (fn) => {
      expect(fn.Handler).toBe(NODE);
      expect(names(fn.Layers)).toEqual(['Datadog-Node22-x', 'Datadog-Extension']);
    },
  ],
  [
    'another handler',
    (cfn) => {
      cfn.handler = 'late.handler';
    },
    (fn) => {
      expect(fn.Handler).toBe(PYTHON);
      expect(fn.Environment.Variables.DD_LAMBDA_HANDLER).toBe('late.handler');
    },
  ],
  [
    'other layers',
    (cfn) => {
      cfn.layers = [own];
    },
    (fn) => expect(names(fn.Layers)).toEqual(['own', 'Datadog-Python313', 'Datadog-Extension']),
  ],
  [
    'a wrapper of its own',
    (cfn) => {
      cfn.environment = { variables: { DD_LAMBDA_HANDLER: 'else.handler' } };
    },
    (fn) => {
      expect(fn.Handler).toBe('app.handler');
      expect(fn.Environment.Variables).toMatchObject({ DD_LAMBDA_HANDLER: 'else.handler' });
      expect(fn.Environment.Variables).not.toHaveProperty('DD_SITE');
      expect(fn.Layers).toBeUndefined();
    },
  ],
];

const BEFORE: [string, Change][] = [
  ['', () => {}],
  [' with an override', (cfn) => cfn.addPropertyOverride('Environment.Variables.OWN', 'over')],
];

describe.each(BEFORE)('a function%s that a later aspect changes is planned again', (_title, prepare) => {
  const later = (change: Change) =>
    synth((stack, datadog) => {
      const made = python(stack, 'F', { environment: { OWN: 'x' } });
      prepare(raw(made));
      datadog().addScope(stack);
      const aspect: IAspect = { visit: (visited) => void (visited === raw(made) && change(raw(made))) };
      Aspects.of(stack).add(aspect, { priority: 1000 });
    }, EU).fn('F');

  test.each(LATER)('with %s', (_what, change, check) => check(later(change)));

  test('with another override, and keeps both', () => {
    const { Environment } = later((cfn) => cfn.addPropertyOverride('Environment.Variables.LATE', 'y'));
    expect(Environment.Variables).toMatchObject({ LATE: 'y', DD_LAMBDA_HANDLER: 'app.handler' });
    expect(Environment.Variables.OWN).toMatch(/^(x|over)$/);
  });

  test('with another tag, and keeps it', () => {
    const { Tags } = later((cfn) => cfn.tags.setTag('late', 'y'));
    expect(Tags).toContainEqual({ Key: 'late', Value: 'y' });
  });
});

const LATE_IN_ANY_REGION: [string, Change][] = [
  [
    'cannot be traced any more',
    (cfn) => cfn.addPropertyOverride('Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER', '/own'),
  ],
  ['has another architecture', (cfn) => cfn.addPropertyOverride('Architectures', ['arm64'])],
  ['is unchanged', () => {}],
];

describe.each(BEFORE)('a function%s that later', (_title, prepare) => {
  test.each(LATE_IN_ANY_REGION)('%s leaves no mapping that nothing uses', (_what, change) => {
    const { template } = synth((stack, datadog) => {
      const made = python(stack, 'F', { environment: { OWN: 'x' } });
      prepare(raw(made));
      datadog().addScope(stack);
      const aspect: IAspect = { visit: (visited) => void (visited === raw(made) && change(raw(made))) };
      Aspects.of(stack).add(aspect, { priority: 1000 });
    });
    expect(declaredLookups(template)).toEqual(usedLookups(template));
  });
});

test('the function of the Forwarder leaves no mapping that nothing uses', () => {
  const { template } = synth((stack) => {
    const forwarder = python(stack, 'F');
    new Datadog(stack, 'Datadog', { forwarderArn: forwarder.functionArn }).addScope(stack);
  });
  expect(template).not.toHaveProperty('Mappings');
});

const declaredLookups = ({ Mappings = {} }: any) =>
  Object.entries<any>(Mappings)
    .flatMap(([name, entries]) =>
      Object.values<any>(entries)
        .flatMap(Object.keys)
        .map((key) => `${name}.${key}`),
    )
    .filter((key, index, all) => all.indexOf(key) === index)
    .sort();

function usedLookups({ Resources }: any): string[] {
  const used = new Set<string>();
  JSON.stringify(Resources, (key, value) => {
    if (key === 'Fn::FindInMap') used.add(`${value[0]}.${value[2]}`);
    return value;
  });
  return [...used].sort();
}

test('a layer of Datadog under a condition is replaced where it is, not joined by a second one', () => {
  const { fn } = synth((stack, datadog) => {
    new CfnCondition(stack, 'Old', { expression: Fn.conditionEquals(new CfnParameter(stack, 'P').valueAsString, 'x') });
    const made = new lambda.CfnFunction(stack, 'F', {
      role: 'r',
      runtime: 'python3.13',
      handler: 'app.handler',
      code: { zipFile: 'x' },
      layers: Fn.conditionIf(
        'Old',
        'arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension:50',
        Fn.ref('AWS::NoValue'),
      ) as any,
    });
    made.layers = [
      Fn.conditionIf(
        'Old',
        'arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension:50',
        Fn.ref('AWS::NoValue'),
      ).toString(),
    ];
    datadog().addLambdaFunctions([made]);
  }, EU);
  expect(JSON.stringify(fn('F').Layers)).not.toContain(':50');
});

test('an included template has its role granted, and its conditions followed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracelayer-include-'));
  const template = `
Conditions: {Arm: !Equals [!Ref AWS::Region, eu-west-1]}
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Handler: app.handler
      Runtime: !If [Arm, python3.13, nodejs22.x]
      Code: {ZipFile: x}
`;
  writeFileSync(join(folder, 't.yaml'), template);
  const { template: made, messages } = synth((stack, datadog) => {
    new CfnInclude(stack, 'Include', { templateFile: join(folder, 't.yaml') });
    datadog().addScope(stack);
  }, EU);
  expect(messages).toEqual([]);
  expect(made.Resources.F.Properties.Handler).toEqual({ 'Fn::If': ['Arm', PYTHON, NODE] });
  const policies = Object.values<any>(made.Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
  expect(policies).toMatchObject([{ Properties: { Roles: [{ Ref: 'Role' }] } }]);
});
