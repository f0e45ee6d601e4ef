/** Random templates for laws of objects and of files: choices, intrinsic functions, nulls, and odd names and values. */
import * as fc from 'fast-check';
import { layerKey } from '../../src/core/layer';
import { toValue } from '../../src/surfaces/intrinsics';
import { outcomes, project } from '../../src/surfaces/template/conditions/conditions';
import { NO_VALUE } from '../../src/surfaces/template/document/document';
import { handler, intrinsic, layerArn, raw, runtime, variableName, word } from './arbitraries';

/** The conditions of every template. */
const CONDITIONS = ['A', 'B'];
export const OUTCOMES = outcomes(CONDITIONS);

/** Names that every object in JavaScript inherits, and that mean nothing in a template. */
export const PROTOTYPE_NAMES = ['constructor', 'toString', '__proto__', 'hasOwnProperty'] as const;
const prototypeName = fc.constantFrom<string>(...PROTOTYPE_NAMES);

const optional = (value: fc.Arbitrary<any>) => fc.option(value, { nil: undefined, freq: 2 });
const compact = (map: object) => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));

/** A value, or a choice between two values, one of which may be absent. */
export const chosen = (value: fc.Arbitrary<any>): fc.Arbitrary<any> =>
  fc.oneof(
    { weight: 6, arbitrary: value },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...CONDITIONS), value, fc.oneof(value, fc.constant(NO_VALUE)))
        .map((choice) => ({ 'Fn::If': choice })),
    },
  );

/** Values that a file must quote, and values that are no texts. */
const odd = fc.constantFrom(
  'ó',
  'a: b',
  "it's",
  '"q"',
  'a #b',
  ' x',
  '',
  'yes',
  '1',
  '\u0085',
  'two\nlines',
  'x y z',
  7,
  true,
);
const value = fc.oneof({ weight: 4, arbitrary: raw }, { weight: 2, arbitrary: odd });
const dictionary = (name: fc.Arbitrary<string>, of: fc.Arbitrary<any>, maxKeys: number) =>
  fc
    .uniqueArray(fc.tuple(name, of), { maxLength: maxKeys, selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries));
const ownName = fc.oneof({ weight: 9, arbitrary: variableName }, { weight: 1, arbitrary: prototypeName });
const tagName = fc.oneof({ weight: 6, arbitrary: word }, { weight: 1, arbitrary: prototypeName });
const variables = chosen(dictionary(ownName, chosen(value), 4));
const environment = chosen(
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom({}, null) },
    { weight: 4, arbitrary: variables.map((Variables) => ({ Variables })) },
  ),
);
const long = fc
  .tuple(word, word)
  .map(([a, b]) => ({ 'Fn::Sub': [`arn:aws:lambda:\${r}:1:layer:${a}:1`, { r: { Ref: b } }] }));
const areDifferent = (list: readonly unknown[]) =>
  new Set(list.map((layer) => layerKey(toValue(layer)))).size === list.length;
const layers = chosen(
  fc.array(chosen(fc.oneof(layerArn as fc.Arbitrary<any>, intrinsic, long)), { maxLength: 3 }),
).filter(
  // Lambda allows no two versions of one layer.
  (given) => OUTCOMES.every((when) => areDifferent(project(given, when) ?? [])),
);
const metadata = fc.constantFrom({}, null, { note: 'x' }, { Datadog: { service: 'own' } }, { Other: { list: ['a'] } });
/** The role has the name `Role`, or one that is inherited. */
const roleOf = (name: string) =>
  fc.constantFrom<any>(
    { 'Fn::GetAtt': [name, 'Arn'] },
    { 'Fn::Sub': `\${${name}.Arn}` },
    { 'Fn::If': ['A', { 'Fn::GetAtt': [name, 'Arn'] }, 'arn:aws:iam::123456789012:role/x'] },
    'arn:aws:iam::123456789012:role/x',
  );

const common = {
  Runtime: chosen(runtime),
  Architectures: optional(chosen(fc.constantFrom(['x86_64'], ['arm64']))),
  Handler: fc.oneof({ weight: 5, arbitrary: chosen(handler) }, { weight: 1, arbitrary: intrinsic }),
  Layers: optional(fc.oneof({ weight: 5, arbitrary: layers }, { weight: 1, arbitrary: fc.constant(null) })),
  Environment: optional(environment),
  Description: optional(value),
};
const plain = (role: string) =>
  fc.record({
    Type: fc.constant('AWS::Lambda::Function'),
    Metadata: optional(metadata),
    Properties: fc
      .record({
        ...common,
        Role: optional(roleOf(role)),
        Tags: optional(
          chosen(fc.uniqueArray(fc.record({ Key: tagName, Value: raw }), { maxLength: 2, selector: ({ Key }) => Key })),
        ),
        TracingConfig: optional(chosen(fc.constantFrom({ Mode: 'Active' }, { Mode: 'PassThrough' }, {}))),
      })
      .map(compact),
  });
const sam = fc.record({
  Type: fc.constant('AWS::Serverless::Function'),
  Metadata: optional(metadata),
  Properties: optional(
    fc
      .record({
        ...common,
        Policies: optional(
          fc.constantFrom<any>('AWSLambdaBasicExecutionRole', ['x'], [], {
            Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
          }),
        ),
        AutoPublishAlias: optional(fc.constant('live')),
        Tags: optional(chosen(dictionary(tagName, raw, 2))),
        Tracing: optional(chosen(fc.constantFrom('Active', 'PassThrough'))),
      })
      .map(compact),
  ),
});

/** A function of either type. */
const functionWith = (role: string): fc.Arbitrary<any> => fc.oneof(plain(role), sam).map(compact);
export const functions = functionWith('Role');

const ROLE = (Policies: unknown) => ({ Type: 'AWS::IAM::Role', Properties: compact({ Path: '/', Policies }) });
const roles = fc.constantFrom(undefined, [], [{ PolicyName: 'p', PolicyDocument: { Statement: [] } }]).map(ROLE);

const mostly = (name: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(name) }, { weight: 1, arbitrary: prototypeName });

/** A function `F`, and in most templates another one and a version. */
const resources = fc
  .tuple(mostly('G'), mostly('Role'))
  .filter(([other, role]) => other !== role)
  .chain(([other, role]) =>
    fc
      .record({
        F: functionWith(role),
        other: optional(functionWith(role)),
        role: roles,
        version: optional(fc.constantFrom({ Ref: 'F' }, { 'Fn::Sub': '${F}' })),
      })
      .map((made) =>
        compact(
          Object.fromEntries([
            ['F', made.F],
            [other, made.other],
            [role, made.role],
            ['Table', { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't' } }],
            ['V', made.version && { Type: 'AWS::Lambda::Version', Properties: { FunctionName: made.version } }],
          ]),
        ),
      ),
  );

export const templates: fc.Arbitrary<any> = fc
  .record({
    Description: optional(fc.constantFrom('a shop', 'é: x')),
    Globals: optional(
      fc.record({
        Function: fc
          .record({ Timeout: fc.constant(3), Environment: optional(fc.constant({ Variables: { SHARED: 'x' } })) })
          .map(compact),
      }),
    ),
    Mappings: optional(fc.constantFrom({}, null, { Own: { a: { b: 'c' } } })),
    Conditions: fc.constant({ A: { 'Fn::Equals': ['a', 'b'] }, B: { 'Fn::Equals': ['a', 'a'] } }),
    Resources: resources,
    Outputs: optional(fc.constant({ V: { Value: { Ref: 'V' } }, F: { Value: { 'Fn::Sub': 'x-${V}-${F}' } } })),
  })
  .map(compact)
  .map((template: any) => (template.Resources.V ? template : (({ Outputs: _gone, ...rest }) => rest)(template)));
