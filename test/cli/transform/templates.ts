/** Random templates for the laws of edited files: choices, intrinsic functions, nulls, and what is empty. */
import * as fc from 'fast-check';
import { NO_VALUE } from '../../../src/surfaces/template/document/document';
import { handler, intrinsic, layerArn, raw, runtime, variableName, word } from '../../helpers/arbitraries';

const optional = (value: fc.Arbitrary<any>) => fc.option(value, { nil: undefined, freq: 2 });
const compact = (map: object) => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
const chosen = (value: fc.Arbitrary<any>): fc.Arbitrary<any> =>
  fc.oneof(
    { weight: 6, arbitrary: value },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('A', 'B'), value, fc.oneof(value, fc.constant(NO_VALUE)))
        .map((choice) => ({ 'Fn::If': choice })),
    },
  );
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
const variables = chosen(fc.dictionary(variableName, chosen(value), { maxKeys: 4 }));
const environment = chosen(
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom({}, null) },
    { weight: 4, arbitrary: variables.map((Variables) => ({ Variables })) },
  ),
);
const long = fc
  .tuple(word, word)
  .map(([a, b]) => ({ 'Fn::Sub': [`arn:aws:lambda:\${r}:1:layer:${a}:1`, { r: { Ref: b } }] }));
const layers = chosen(
  fc.uniqueArray(fc.oneof(layerArn as fc.Arbitrary<any>, intrinsic, long), {
    maxLength: 3,
    selector: (layer) => JSON.stringify(layer).replace(/:\d+"?$/, ''),
  }),
);
const metadata = fc.constantFrom({}, null, { note: 'x' }, { Datadog: { service: 'own' } }, { Other: { list: ['a'] } });
const role = fc.constantFrom<any>(
  { 'Fn::GetAtt': ['Role', 'Arn'] },
  { 'Fn::Sub': '${Role.Arn}' },
  'arn:aws:iam::123456789012:role/x',
);

const common = {
  Runtime: chosen(runtime),
  Handler: fc.oneof({ weight: 5, arbitrary: chosen(handler) }, { weight: 1, arbitrary: intrinsic }),
  Layers: optional(fc.oneof({ weight: 5, arbitrary: layers }, { weight: 1, arbitrary: fc.constant(null) })),
  Environment: optional(environment),
  Description: optional(value),
};
const plain = fc.record({
  Type: fc.constant('AWS::Lambda::Function'),
  Metadata: optional(metadata),
  Properties: fc
    .record({
      ...common,
      Role: optional(role),
      Tags: optional(
        chosen(fc.uniqueArray(fc.record({ Key: word, Value: raw }), { maxLength: 2, selector: ({ Key }) => Key })),
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
        Tags: optional(chosen(fc.dictionary(word, raw, { maxKeys: 2 }))),
        Tracing: optional(chosen(fc.constantFrom('Active', 'PassThrough'))),
      })
      .map(compact),
  ),
});
const ROLE = (Policies: unknown) => ({ Type: 'AWS::IAM::Role', Properties: compact({ Path: '/', Policies }) });

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
    Resources: fc
      .record({
        F: fc.oneof(plain, sam).map(compact),
        G: optional(fc.oneof(plain, sam).map(compact)),
        Role: fc.constantFrom(undefined, [], [{ PolicyName: 'p', PolicyDocument: { Statement: [] } }]).map(ROLE),
        Table: fc.constant({ Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't' } }),
        V: optional(
          fc
            .constantFrom({ Ref: 'F' }, { 'Fn::Sub': '${F}' })
            .map((FunctionName) => ({ Type: 'AWS::Lambda::Version', Properties: { FunctionName } })),
        ),
      })
      .map(compact),
    Outputs: optional(fc.constant({ V: { Value: { Ref: 'V' } }, F: { Value: { 'Fn::Sub': 'x-${V}-${F}' } } })),
  })
  .map(compact)
  .map((template: any) => (template.Resources.V ? template : (({ Outputs: _gone, ...rest }) => rest)(template)));
