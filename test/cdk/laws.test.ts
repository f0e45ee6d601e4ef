/** What holds for every construct tree: no misfit changes another function, and the result is that of the template's transform. */
import { App, CfnCondition, CfnMapping, CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as fc from 'fast-check';
import { Datadog, OpenTelemetry } from '../../src';
import { transform } from '../../src/surfaces/template';
import { runs } from '../helpers/runs';
import { requestFor } from '../surfaces/template/corpus';
import { KEY } from './app';
import { printed } from './printed';

/** An app takes longer than a function: `npm test` runs each law 20 times. */
const RUNS = runs(100, 5);
const HERE = { region: 'eu-west-1', account: '123456789012' };
const own = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:layer:${name}:1`;
const provider = (name: string) => `arn:aws:lambda:eu-west-1:464622532012:layer:${name}`;

/** A value, or one that a condition chooses. */
type Choice<T> = { readonly is: T } | { readonly yes: T; readonly no: T | 'none'; readonly on: 'A' | 'B' };
const choice = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<Choice<T>> =>
  fc.oneof(
    { weight: 3, arbitrary: of.map((is) => ({ is })) },
    {
      weight: 1,
      arbitrary: fc.record({ yes: of, no: fc.oneof(of, fc.constant('none' as const)), on: fc.constantFrom('A', 'B') }),
    },
  );

interface Shape {
  readonly runtime: Choice<string>;
  readonly handler: Choice<string>;
  readonly architecture?: Choice<string>;
  readonly layers: readonly Choice<string>[];
  readonly variables: readonly (readonly [string, Choice<string>])[];
  readonly override?: readonly [path: string, value: unknown];
  /** Conditions that choose all layers, or all variables. */
  readonly allLayers?: Whole<readonly string[]>;
  readonly allVariables?: Whole<Readonly<Record<string, string>>>;
}

/** What a property is where its condition is false. */
interface Whole<T> {
  readonly on: 'A' | 'B';
  readonly no: T | 'none';
}
const whole = <T>(...others: T[]): fc.Arbitrary<Whole<T>> =>
  fc.record({ on: fc.constantFrom('A', 'B'), no: fc.constantFrom<T | 'none'>('none', ...others) });

const shape: fc.Arbitrary<Shape> = fc.record(
  {
    runtime: choice(fc.constantFrom('python3.13', 'nodejs22.x', 'java21', 'ruby3.4', 'provided.al2023', 'cobol1')),
    handler: choice(fc.constantFrom('app.handler', 'b.c', 'datadog_lambda.handler.handler')),
    architecture: choice(fc.constantFrom('x86_64', 'arm64')),
    layers: fc.array(
      choice(
        fc.constantFrom(
          own('a'),
          own('b'),
          own('c'),
          own('d'),
          provider('Datadog-Extension:50'),
          provider('Datadog-Python313:200'),
        ),
      ),
      { maxLength: 5 },
    ),
    variables: fc.uniqueArray(
      fc.tuple(
        fc.constantFrom('OWN', 'DD_SITE', 'DD_SERVICE', 'DD_TAGS', 'DD_LAMBDA_HANDLER', 'AWS_LAMBDA_EXEC_WRAPPER'),
        choice(fc.constantFrom('x', 'a:b,c:d', 'app.handler', '/opt/bootstrap')),
      ),
      { maxLength: 4, selector: ([name]) => name },
    ),
    override: fc.constantFrom<[string, unknown]>(
      ['Layers', [own('z')]],
      ['Runtime', 'nodejs20.x'],
      ['Handler', 'over.ridden'],
      ['Environment.Variables.DD_SERVICE', 'over'],
      ['Environment.Variables.OWN', undefined],
      ['Architectures', ['arm64']],
    ),
    allLayers: whole([own('e')], [own('a'), provider('Datadog-Extension:50')], []),
    allVariables: whole<Readonly<Record<string, string>>>({ OWN: 'y' }, { DD_SERVICE: 'other', OWN: 'x' }, {}),
  },
  { requiredKeys: ['runtime', 'handler', 'layers', 'variables'] },
);

const given = (raw: Choice<string>): any =>
  'is' in raw ? raw.is : Fn.conditionIf(raw.on, raw.yes, raw.no === 'none' ? Fn.ref('AWS::NoValue') : raw.no);
const wholeOf = <T>(yes: T, given?: Whole<T>): any =>
  given ? Fn.conditionIf(given.on, yes, given.no === 'none' ? Fn.ref('AWS::NoValue') : given.no) : yes;
/** The CDK translates names below a property that is a list or a map only. */
const environmentOf = ({ variables, allVariables }: Shape): any => {
  const own = Object.fromEntries(variables.map(([name, raw]) => [name, textOf(raw)]));
  const no = allVariables?.no === 'none' ? allVariables.no : { Variables: allVariables?.no };
  return allVariables ? wholeOf<unknown>({ Variables: own }, { on: allVariables.on, no }) : { variables: own };
};
const textOf = (raw: Choice<string>): string => Token.asString(given(raw));

function build(shapes: readonly Shape[], trace?: (stack: Stack) => { addScope(scope: Stack): void }) {
  const app = new App({ context: { '@aws-cdk/core:newStyleStackSynthesis': true } });
  const stack = new Stack(app, 'S', { env: HERE });
  const parameter = new CfnParameter(stack, 'P').valueAsString;
  new CfnMapping(stack, 'M', { mapping: { 'eu-west-1': { runtime: 'python3.12' } } });
  for (const name of ['A', 'B']) new CfnCondition(stack, name, { expression: Fn.conditionEquals(parameter, name) });
  const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
  for (const [place, one] of shapes.entries()) {
    const cfn = new lambda.CfnFunction(stack, `F${place}`, {
      role: role.attrArn,
      code: { zipFile: 'x' },
      runtime: textOf(one.runtime),
      handler: textOf(one.handler),
      ...(one.architecture ? { architectures: [textOf(one.architecture)] } : {}),
      ...(one.layers.length > 0 || one.allLayers ? { layers: wholeOf(one.layers.map(textOf), one.allLayers) } : {}),
      ...(one.variables.length > 0 || one.allVariables ? { environment: environmentOf(one) } : {}),
    });
    if (one.override) cfn.addPropertyOverride(...one.override);
  }
  trace?.(stack).addScope(stack);
  const artifact = app.synth().getStackByName('S');
  return { template: artifact.template, messages: artifact.messages.map(({ entry }) => String(entry.data)) };
}

const functionsOf = (template: any): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries<any>(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([id, { Properties, Metadata }]) => {
        const { Tags, ...rest } = Properties;
        return [id, printed({ ...rest, Tags: Tags ?? [], mark: Metadata?.Tracelayer })];
      }),
  );

const OPTIONS = { ...KEY, service: 'shop', tags: 'team:a' };
const WAYS = [
  ['datadog', (stack: Stack) => new Datadog(stack, 'Tracing', OPTIONS), OPTIONS],
  [
    'opentelemetry',
    (stack: Stack) => new OpenTelemetry(stack, 'Tracing', { otlpEndpoint: 'https://otlp.example.com' }),
    { otlpEndpoint: 'https://otlp.example.com' },
  ],
] as const;

/** A layer that is there twice, which the law has found. */
const TWICE: Shape = {
  runtime: { is: 'python3.13' },
  handler: { is: 'app.handler' },
  layers: [{ is: own('d') }, { is: own('d') }],
  variables: [],
};

describe.each(WAYS)('%s', (name, trace, options) => {
  test('makes the same of functions as the transform makes of the synthesized template', () => {
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 2 }), (shapes) => {
        const wanted = transform(build(shapes).template, requestFor({ ...options } as any, 'eu-west-1', name)).template;
        expect(functionsOf(build(shapes, trace).template)).toEqual(functionsOf(wanted));
      }),
      { ...RUNS, examples: [[[TWICE]]] },
    );
  });

  test('changes no function because of another, and prints nothing that only the CDK understands', () => {
    fc.assert(
      fc.property(shape, shape, (one, other) => {
        const [alone, both] = [build([one], trace), build([one, other], trace)];
        expect(functionsOf(both.template).F0).toEqual(functionsOf(alone.template).F0);
        const ours = both.messages.filter((message) => !message.startsWith('Consider making this CfnMapping'));
        for (const message of ours) expect(message).not.toMatch(/Token\[|TOKEN|\[object/);
        for (const message of ours) expect(message).toMatch(/^S\//);
      }),
      RUNS,
    );
  });
});
