/** Templates that are hard to transform and to edit, made by code: each way to write something, in each place. */
import { PROTOTYPE_NAMES } from '../helpers/templates';

export interface HardCase {
  readonly title: string;
  readonly text: string;
  /** Whether making and checking it takes longer than `npm test` has. */
  readonly isLarge?: true;
}

const CONDITIONS = 'Conditions:\n  C: !Equals [!Ref "AWS::Region", us-east-1]\n';
const inFunction = (lines: string, more = ''): string =>
  `${CONDITIONS}Resources:\n  F: # the function\n    Type: AWS::Lambda::Function\n${more}    Properties:\n${lines.replace(/^(?=.)/gm, '      ')}`;
const HANDLER = 'Handler: app.handler\n';
const RUNTIME = 'Runtime: python3.13\n';
const LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer:own:1';

/** Properties of a function, one of them written in a hard way. */
const PROPERTIES: Readonly<Record<string, string>> = {
  'a choice of variables': `${RUNTIME}${HANDLER}Environment: !If [C, {Variables: {X: '1'}}, !Ref "AWS::NoValue"]\n`,
  'a choice of one variable': `${RUNTIME}${HANDLER}Environment:\n  Variables:\n    DD_TAGS: !If [C, 'a:b', !Ref "AWS::NoValue"]\n`,
  'a choice of lists of layers': `${RUNTIME}${HANDLER}Layers:\n  Fn::If:\n    - C\n    - [${LAYER}] # ours\n    - !Ref AWS::NoValue\n`,
  'a choice of a layer': `${RUNTIME}${HANDLER}Layers:\n- !If [C, ${LAYER}, !Ref AWS::NoValue]\n`,
  'a choice of runtimes': `Runtime: !If [C, python3.13, nodejs22.x]\n${HANDLER}`,
  'a choice of handlers': `${RUNTIME}Handler: !If\n  - C\n  - a.b\n  - c.d\n`,
  'a choice of tags': `${RUNTIME}${HANDLER}Tags: !If [C, [{Key: a, Value: b}], []]\n`,
  'a choice of roles': `${RUNTIME}${HANDLER}Role: !If [C, !GetAtt R.Arn, 'arn:aws:iam::123456789012:role/r']\n`,
  'a flow map with one key': `{Runtime: python3.13, Handler: app.handler, Environment: {Variables: {X: '1'}}}\n`,
  'comments in every place': `# before\nRuntime: python3.13 # behind\n# between\nHandler: # after the key\n  app.handler\nEnvironment: # e\n  Variables: # v\n    X: '1' # x\n  # end\n`,
  'a block scalar as handler': `${RUNTIME}Handler: >- # folded\n  app.handler\n`,
  'an include': `${RUNTIME}${HANDLER}Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/key}}\n`,
  'nulls and empty parts': `${RUNTIME}${HANDLER}Environment:\nLayers: []\nTags: ~\n`,
  'an inherited name as variable and tag': `${RUNTIME}${HANDLER}Environment:\n  Variables:\n${PROTOTYPE_NAMES.map((name) => `    ${name}: x\n`).join('')}Tags:\n${PROTOTYPE_NAMES.map((name) => `  - {Key: ${name}, Value: x}\n`).join('')}`,
};

const WHOLE: Readonly<Record<string, string>> = {
  'a choice of all properties': `${CONDITIONS}Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: !If [C, {Runtime: python3.13, Handler: a.b}, {Runtime: nodejs22.x, Handler: c.d}]\n`,
  'a loop of functions': `Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Fs:\n    - N\n    - [a, b]\n    - F\${N}:\n        Type: AWS::Lambda::Function\n        Properties:\n          Runtime: python3.13 # in a loop\n          Handler: !Sub "\${N}.handler"\n`,
  'an anchor, an alias and a merge': `Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: &p\n      Runtime: python3.13\n      Handler: app.handler\n      Environment: {Variables: {X: '1'}}\n  G:\n    Type: AWS::Lambda::Function\n    Properties:\n      <<: *p\n      Handler: other.handler\n`,
  ...Object.fromEntries(
    PROTOTYPE_NAMES.map((id) => [
      `the logical id ${id}`,
      `Resources:\n  ${id}:\n    Type: AWS::Lambda::Function\n    Metadata: {Datadog: {tags: 'a:b'}}\n    Properties: {Runtime: python3.13, Handler: a.b, Role: !GetAtt toLocaleString.Arn}\n  toLocaleString:\n    Type: AWS::IAM::Role\n    Properties: {AssumeRolePolicyDocument: {}}\n`,
    ]),
  ),
};

/** How a whole file is written. */
const STYLES: Readonly<Record<string, (text: string) => string>> = {
  'as it is': String,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'with a byte order mark': (text) => `\ufeff${text}`,
  'without a line end': (text) => text.trimEnd(),
};

const many = (functions: number, others: number): string =>
  JSON.stringify(
    {
      Resources: Object.fromEntries([
        ...Array.from({ length: functions }, (_, n) => [
          `F${n}`,
          { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.13', Handler: 'app.handler' } },
        ]),
        ...Array.from({ length: others }, (_, n) => [`T${n}`, { Type: 'AWS::SNS::Topic' }]),
      ]),
    },
    undefined,
    1,
  );

const long = (bytes: number): string =>
  `Description: ${'x'.repeat(900)}\n${inFunction(RUNTIME + HANDLER)}${Array.from({ length: Math.floor(bytes / 2048) }, (_, n) => `  T${n}: # ${'y'.repeat(1980)}\n    Type: AWS::SNS::Topic\n`).join('')}`;

export const HARD_CASES: readonly HardCase[] = [
  ...Object.entries({
    ...Object.fromEntries(Object.entries(PROPERTIES).map(([title, lines]) => [title, inFunction(lines)])),
    ...WHOLE,
  }).flatMap(([title, text]) =>
    Object.entries(STYLES).map(([style, written]) => ({ title: `${title}, ${style}`, text: written(text) })),
  ),
  { title: '499 resources, two of them functions', text: many(2, 497), isLarge: true },
  { title: '500 resources, two of them functions', text: many(2, 498), isLarge: true },
  { title: '400 functions', text: many(400, 0), isLarge: true },
  { title: 'almost 1 MB', text: long(980_000), isLarge: true },
];
