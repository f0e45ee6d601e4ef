/** Every shape that a function takes in a template, and what becomes of it; the existing macro's defects are rows here. */
import { LIMITS } from '../../../src/core/limits';
import { type Template, transform, untransform } from '../../../src/surfaces/template';
import { type ConditionOutcome, outcomes, project } from '../../../src/surfaces/template/conditions/conditions';
import { requestFor } from './corpus';

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog';
const OWN = 'arn:aws:lambda:us-east-1:123456789012:layer:own:1';
const NO_VALUE = { Ref: 'AWS::NoValue' };
const base = { Runtime: 'python3.13', Handler: 'app.handler', Role: 'arn:aws:iam::123456789012:role/r' };
const fn = (properties = {}, others = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { ...base, ...properties },
  ...others,
});
const of = (properties = {}, sections = {}) => ({ ...sections, Resources: { F: fn(properties) } });

/** What is traced, is the same when traced again, and as it was when that is taken back. */
function run(template: any, settings: Settings = {}) {
  const done = traced(template, settings);
  expect(traced(done.template, settings).template).toEqual(done.template);
  expect(untransform(done.template).template).toEqual(template);
  return done;
}

interface Settings {
  readonly values?: object;
  readonly parameters?: Record<string, unknown>;
}

function traced(template: any, { values = {}, parameters = {} }: Settings = {}) {
  const request = { ...requestFor({ apiKeySecretArn: SECRET, grantSecretReadAccess: false, ...values }, 'us-east-1') };
  const done = transform(template, { ...request, deployment: { ...request.deployment, parameters } });
  const properties = (when: ConditionOutcome = {}, id = 'F') => project(done.template.Resources[id].Properties, when);
  return {
    ...done,
    properties,
    layers: (when: ConditionOutcome = {}) =>
      (properties(when).Layers ?? []).map((arn: any) =>
        typeof arn === 'string' ? arn.split(':').slice(6).join(':') : arn,
      ),
    codes: done.findings.map(({ code, subject }) => `${subject}: ${code}`),
    isTraced: done.reports[0]?.outcome === 'traced',
  };
}

const mapping = {
  Mappings: {
    M: { a: { runtime: 'nodejs22.x', architecture: 'arm64' } },
    Several: { a: { runtime: 'nodejs22.x' }, b: { runtime: 'java21' } },
    Included: { a: { runtime: 'nodejs22.x' }, 'Fn::Transform': { Name: 'AWS::Include' } },
  },
};

describe('a runtime', () => {
  test.each<[string, unknown, object?]>([
    ['a parameter with a value', { Ref: 'Runtime' }],
    ['a mapping', { 'Fn::FindInMap': ['M', 'a', 'runtime'] }, mapping],
    ['a mapping by a parameter', { 'Fn::FindInMap': ['M', { Ref: 'Key' }, 'runtime'] }, mapping],
    [
      'a mapping that says the same in every region',
      { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'runtime'] },
      { Mappings: { Regions: { 'us-east-1': { runtime: 'nodejs22.x' }, 'eu-west-1': { runtime: 'nodejs22.x' } } } },
    ],
    ['a substitution', { 'Fn::Sub': 'nodejs${Major}.x' }],
    ['a substitution with its own names', { 'Fn::Sub': ['nodejs${M}.x', { M: { Ref: 'Major' } }] }],
    ['a join', { 'Fn::Join': ['', ['nodejs', { Ref: 'Major' }, '.x']] }],
    ['a selection', { 'Fn::Select': [1, ['x', { Ref: 'Runtime' }]] }],
    ['a part of a list', { 'Fn::Select': ['0', { 'Fn::Split': [',', { 'Fn::Sub': '${Runtime},x' }] }] }],
  ])('that is %s is looked at, and stays as it is written', (_title, Runtime, sections = {}) => {
    const { properties, layers } = run(of({ Runtime }, sections), {
      parameters: { Runtime: 'nodejs22.x', Major: 22, Key: 'a' },
    });
    expect(layers()[0]).toMatch(/^Datadog-Node22-x:/);
    expect(properties().Runtime).toEqual(Runtime);
  });

  test.each<[unknown, string]>([
    [{ Ref: 'Runtime' }, 'runtime-unresolved'],
    ['{{resolve:ssm:/runtime}}', 'runtime-unresolved'],
    [{ 'Fn::FindInMap': ['M', 'b', 'runtime'] }, 'runtime-unresolved'],
    [{ 'Fn::FindInMap': ['Several', { Ref: 'Key' }, 'runtime'] }, 'runtime-unresolved'],
    [{ 'Fn::FindInMap': ['Included', { Ref: 'Key' }, 'runtime'] }, 'runtime-unresolved'],
    ['cobol1', 'runtime-unsupported'],
    [undefined, 'runtime-missing'],
  ])('that is not known leaves the function as it is: %j', (Runtime, code) => {
    const template = of({ Runtime }, mapping);
    const { template: after, codes } = run(template);
    expect(after).toEqual(template);
    expect(codes).toEqual([`F: ${code}`]);
  });

  test('that depends on a condition gets its own layer, handler, and variables in each branch', () => {
    const { layers, properties } = run(of({ Runtime: { 'Fn::If': ['A', 'nodejs22.x', 'java21'] } }));
    expect(layers({ A: true })[0]).toMatch(/^Datadog-Node22-x:/);
    expect(layers({ A: false })[0]).toMatch(/^dd-trace-java:/);
    expect(properties({ A: true }).Handler).toMatch(/^\/opt\/nodejs/);
    expect(properties({ A: false }).Handler).toBe('app.handler');
    expect(properties({ A: false }).Environment.Variables).toHaveProperty('AWS_LAMBDA_EXEC_WRAPPER');
    expect(properties({ A: true }).Environment.Variables).not.toHaveProperty('AWS_LAMBDA_EXEC_WRAPPER');
  });

  test('that is not supported in one outcome leaves that outcome alone, and says so', () => {
    const { properties, codes } = run(of({ Runtime: { 'Fn::If': ['A', 'nodejs22.x', 'cobol1'] } }));
    expect(properties({ A: false })).toEqual({ ...base, Runtime: 'cobol1' });
    expect(codes).toEqual(['F (if not A): runtime-unsupported']);
  });

  test('of an impossible outcome is not reported', () => {
    const template = of(
      { Runtime: { 'Fn::If': ['A', 'nodejs22.x', 'cobol1'] } },
      { Conditions: { A: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } } },
    );
    expect(run(template, { parameters: { Stage: 'prod' } }).codes).toEqual([]);
  });
});

test('a function that is never created is not reported as one that cannot be traced, but as absent', () => {
  const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
  const resources = (condition: object) => ({ Conditions, Resources: { F: fn({ Runtime: 'cobol1' }, condition) } });
  expect(run(resources({ Condition: 'Never' })).codes).toEqual(['F: function-absent']);
  expect(run(resources({})).codes).toEqual(['F: runtime-unsupported']);
});

describe('a script that starts the function', () => {
  const adapter = { Variables: { AWS_LAMBDA_EXEC_WRAPPER: { 'Fn::If': ['Web', '/opt/bootstrap', NO_VALUE] } } };

  test('under a condition keeps the handler only where the condition holds', () => {
    const { properties, codes } = run(of({ Environment: adapter, Handler: 'run.sh' }));
    expect(properties({ Web: true })).toMatchObject({
      Handler: 'run.sh',
      Environment: { Variables: { AWS_LWA_LAMBDA_RUNTIME_API_PROXY: '127.0.0.1:9002' } },
    });
    expect(properties({ Web: false })).toMatchObject({
      Handler: 'datadog_lambda.handler.handler',
      Environment: { Variables: { DD_LAMBDA_HANDLER: 'run.sh' } },
    });
    expect(codes).toEqual(['F (if Web): code-needed']);
  });

  test('of which nothing is known leaves the function as it is', () => {
    const template = of({ Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: { Ref: 'Wrapper' } } } });
    const { template: after, codes } = run(template);
    expect(after).toEqual(template);
    expect(codes).toEqual(['F: wrapper-conflict']);
  });
});

describe('an architecture', () => {
  test.each<[string, unknown, boolean]>([
    ['absent', undefined, false],
    ['x86_64', ['x86_64'], false],
    ['arm64', ['arm64'], true],
    ['a parameter', [{ Ref: 'Architecture' }], true],
    ['a mapping', [{ 'Fn::FindInMap': ['M', 'a', 'architecture'] }], true],
    ['a list parameter', { Ref: 'Architectures' }, true],
  ])('that is %s has its own layers', (_title, Architectures, isArm) => {
    const { layers } = run(of({ Architectures }, mapping), {
      parameters: { Architecture: 'arm64', Architectures: ['arm64'] },
    });
    expect(layers().every((layer: string) => layer.includes('-ARM:') === isArm)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['as a whole', { 'Fn::If': ['A', ['arm64'], ['x86_64']] }],
    ['in the list', [{ 'Fn::If': ['A', 'arm64', 'x86_64'] }]],
    ['with none in one branch', { 'Fn::If': ['A', ['arm64'], NO_VALUE] }],
  ])('that depends on a condition %s gets its own layers in each branch', (_title, Architectures) => {
    const { layers } = run(of({ Architectures }));
    expect(layers({ A: true }).every((layer: string) => layer.includes('-ARM:'))).toBe(true);
    expect(layers({ A: false }).some((layer: string) => layer.includes('-ARM:'))).toBe(false);
  });

  test.each<[string, unknown]>([
    ['a parameter', [{ Ref: 'Architecture' }]],
    ['both', ['x86_64', 'arm64']],
  ])('that is not known, %s, leaves the function as it is', (_title, Architectures) => {
    expect(run(of({ Architectures })).codes).toEqual(['F: architecture-unresolved']);
  });
});

describe('layers', () => {
  const [, EXTENSION] = run(of()).properties().Layers;
  const older = EXTENSION.replace(/\d+$/, '50');

  test.each<[string, unknown, ConditionOutcome, unknown[]]>([
    ['a list', [OWN], {}, [OWN]],
    [
      'intrinsic functions in a list',
      [{ Ref: 'Layer' }, { 'Fn::GetAtt': ['L', 'Arn'] }],
      {},
      [{ Ref: 'Layer' }, { 'Fn::GetAtt': ['L', 'Arn'] }],
    ],
    ['a choice of lists, the first', { 'Fn::If': ['A', [OWN], [{ Ref: 'Layer' }]] }, { A: true }, [OWN]],
    ['a choice of lists, the second', { 'Fn::If': ['A', [OWN], [{ Ref: 'Layer' }]] }, { A: false }, [{ Ref: 'Layer' }]],
    ['a choice with nothing', { 'Fn::If': ['A', [OWN], NO_VALUE] }, { A: false }, []],
    ['a choice in a list', [{ 'Fn::If': ['A', OWN, NO_VALUE] }], { A: true }, [OWN]],
    ['a choice in a list with nothing', [{ 'Fn::If': ['A', OWN, NO_VALUE] }], { A: false }, []],
    ['an older layer of the provider', [older, OWN], {}, [OWN]],
    ['an older layer by a substitution', [{ 'Fn::Sub': older.replace('us-east-1', '${AWS::Region}') }, OWN], {}, [OWN]],
    ['an older layer by a parameter', [{ Ref: 'Older' }, OWN], {}, [OWN]],
    ['an older layer in one branch', [{ 'Fn::If': ['A', older, OWN] }], { A: true }, []],
  ])('that are %s are followed by ours', (_title, Layers, when, own) => {
    const { properties } = run(of({ Layers }), { parameters: { Older: older } });
    const layers = properties(when).Layers;
    const isOurs = (layer: unknown) => typeof layer === 'string' && layer.includes(':464622532012:');
    expect(layers.filter((layer: unknown) => !isOurs(layer))).toEqual(own);
    expect(
      layers
        .filter(isOurs)
        .map((layer: string) => layer.split(':')[6])
        .sort(),
    ).toEqual(['Datadog-Extension', 'Datadog-Python313']);
    expect(layers.filter(isOurs)).not.toContain(older);
  });

  test.each<[string, unknown, string]>([
    ['a list parameter', { Ref: 'Layers' }, 'part-unresolved'],
    ['a split', { 'Fn::Split': [',', { Ref: 'Layers' }] }, 'part-unresolved'],
    ['one text', OWN, 'part-unresolved'],
    ['four already', [1, 2, 3, 4].map((n) => OWN.replace('own', `own${n}`)), 'layers-too-many'],
  ])('that are %s leave the function as it is', (_title, Layers, code) => {
    const template = of({ Layers });
    const { template: after, codes } = run(template);
    expect(after).toEqual(template);
    expect(codes).toEqual([`F: ${code}`]);
  });
});

describe('an environment', () => {
  const ours = (variables: Record<string, unknown>) =>
    Object.keys(variables).filter((name) => name.startsWith('DD_')).length;

  test.each<[string, unknown, ConditionOutcome, object]>([
    ['absent', undefined, {}, {}],
    ['empty', {}, {}, {}],
    ['with intrinsic functions', { Variables: { T: { Ref: 'T' }, N: 1 } }, {}, { T: { Ref: 'T' }, N: 1 }],
    ['a choice', { 'Fn::If': ['A', { Variables: { T: 'a' } }, { Variables: { T: 'b' } }] }, { A: true }, { T: 'a' }],
    ['a choice with nothing', { 'Fn::If': ['A', { Variables: { T: 'a' } }, NO_VALUE] }, { A: false }, {}],
    ['a choice of variables', { Variables: { 'Fn::If': ['A', { T: 'a' }, { T: 'b' }] } }, { A: false }, { T: 'b' }],
    [
      'of the user’s own',
      { Variables: { DD_SITE: 'datadoghq.eu', DD_LOG_LEVEL: 'debug' } },
      {},
      { DD_SITE: 'datadoghq.eu', DD_LOG_LEVEL: 'debug' },
    ],
    [
      'of the user’s own in one branch',
      { Variables: { DD_SITE: { 'Fn::If': ['A', 'datadoghq.eu', NO_VALUE] } } },
      { A: true },
      { DD_SITE: 'datadoghq.eu' },
    ],
    [
      'of ours in the other',
      { Variables: { DD_SITE: { 'Fn::If': ['A', 'datadoghq.eu', NO_VALUE] } } },
      { A: false },
      { DD_SITE: 'datadoghq.com' },
    ],
    [
      'of pairs in one branch',
      { Variables: { DD_TAGS: { 'Fn::If': ['A', 'a:b', NO_VALUE] } } },
      { A: true },
      { DD_TAGS: 'a:b,team:x' },
    ],
  ])('that is %s gets what is missing', (_title, Environment, when, own) => {
    const { Variables } = run(of({ Environment }), { values: { tags: 'team:x' } }).properties(when).Environment;
    expect(Variables).toMatchObject(own);
    expect(ours(Variables)).toBeGreaterThanOrEqual(5);
  });

  test('that is nothing on purpose gets what is missing', () => {
    const template = of({ Environment: NO_VALUE });
    const { properties, template: after } = traced(template);
    expect(properties().Environment.Variables).toHaveProperty('DD_SITE');
    expect(untransform(after).template.Resources.F.Properties.Environment).toBeUndefined();
  });

  test('that is not known as a whole leaves the function as it is', () => {
    expect(run(of({ Environment: { Variables: { 'Fn::Transform': { Name: 'AWS::Include' } } } })).codes).toEqual([
      'F: part-unresolved',
    ]);
  });
});

describe('a handler', () => {
  test.each<[string, unknown, ConditionOutcome, unknown]>([
    ['a reference', { Ref: 'Handler' }, {}, { Ref: 'Handler' }],
    ['a choice', { 'Fn::If': ['A', 'a.b', { Ref: 'Handler' }] }, { A: false }, { Ref: 'Handler' }],
  ])('that is %s is kept in a variable', (_title, Handler, when, kept) => {
    expect(run(of({ Handler })).properties(when).Environment.Variables.DD_LAMBDA_HANDLER).toEqual(kept);
  });

  test('that is the provider’s already is never kept as its own', () => {
    const { template } = run(of());
    const { Metadata: _receipt, ...bare } = template.Resources.F;
    const again = transform(
      { Resources: { F: bare } },
      requestFor({ apiKeySecretArn: SECRET, grantSecretReadAccess: false }, 'us-east-1'),
    );
    expect(again.template.Resources.F.Properties).toEqual(bare.Properties);
  });
});

describe('other properties', () => {
  test.each<[string, object, string]>([
    ['tags that are no list', { Tags: { Team: 'a' } }, 'part-unresolved'],
    ['tags by an intrinsic function', { Tags: { Ref: 'Tags' } }, 'part-unresolved'],
  ])('leave the function as it is: %s', (_title, properties, code) => {
    expect(run(of(properties)).codes).toEqual([`F: ${code}`]);
  });

  const names = Array.from({ length: LIMITS.tags }, (_, index) => `k${index}`);
  test.each<[string, string, unknown]>([
    ['a list with no values', 'AWS::Lambda::Function', names.map((Key) => ({ Key }))],
    ['a list of empty values', 'AWS::Lambda::Function', names.map((Key) => ({ Key, Value: null }))],
    ['a map without values', 'AWS::Serverless::Function', Object.fromEntries(names.map((name) => [name, null]))],
  ])('count each tag towards the limit, also in %s', (_title, Type, Tags) => {
    const withTags = (tags: unknown) => ({ Resources: { F: { Type, Properties: { ...base, Tags: tags } } } });
    expect(run(withTags(Tags)).codes).toEqual(['F: tags-too-many']);
    const fewer = Array.isArray(Tags) ? Tags.slice(1) : Object.fromEntries(Object.entries(Tags as object).slice(1));
    expect(run(withTags(fewer)).codes).not.toContain('F: tags-too-many');
  });

  test('keep a mode of X-Ray that the user has set', () => {
    const tracing = (TracingConfig?: unknown) =>
      run(of({ TracingConfig }), { values: { enableXrayTracing: true, grantSecretReadAccess: false } }).properties()
        .TracingConfig;
    expect([tracing(), tracing({ Mode: 'PassThrough' })]).toEqual([{ Mode: 'Active' }, { Mode: 'PassThrough' }]);
  });

  test.each<[string, object]>([
    ['by its type of package', { PackageType: 'Image', Code: { ImageUri: 'i' } }],
    ['by a parameter', { PackageType: { Ref: 'Package' }, Code: { ImageUri: 'i' } }],
    ['by its code alone', { Code: { ImageUri: 'i' } }],
  ])('show %s that the function is an image, which gets no layers', (_title, properties) => {
    const { Handler: _handler, Runtime: _runtime, ...rest } = base;
    const template = {
      Resources: {
        F: {
          Type: 'AWS::Lambda::Function',
          Properties: { ...rest, ...properties, ImageConfig: { Command: ['app.handler'] } },
        },
      },
    };
    const done = run(template, { values: { imageRuntime: 'python' } });
    expect(done.properties()).not.toHaveProperty('Layers');
    expect(done.properties().ImageConfig.Command).toEqual(['datadog_lambda.handler.handler']);
    expect(done.properties().Environment.Variables.DD_LAMBDA_HANDLER).toBe('app.handler');
  });

  test('that depend on five conditions leave the function as it is', () => {
    const Layers = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ 'Fn::If': [name, OWN.replace('own', name), NO_VALUE] }));
    expect(run(of({ Layers })).codes).toEqual(['F: conditions-too-many']);
  });

  test('of four conditions are right in all sixteen outcomes', () => {
    const Layers = ['A', 'B'].map((name) => ({ 'Fn::If': [name, OWN.replace('own', name), NO_VALUE] }));
    const { properties } = run(
      of({
        Layers,
        Architectures: [{ 'Fn::If': ['C', 'arm64', 'x86_64'] }],
        Runtime: { 'Fn::If': ['D', 'python3.13', 'nodejs22.x'] },
      }),
    );
    for (const when of outcomes(['A', 'B', 'C', 'D'])) {
      const { Layers: layers } = properties(when);
      expect(layers).toHaveLength(2 + Number(when.A) + Number(when.B));
      expect(layers.at(-1)).toContain(when.C ? 'Extension-ARM:' : 'Extension:');
      expect(layers.at(-2)).toContain(when.D ? 'Python313' : 'Node22');
    }
  });
});

describe('a function at the edge is left alone', () => {
  const association = (LambdaFunctionARN: unknown) => ({
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        DefaultCacheBehavior: { LambdaFunctionAssociations: [{ EventType: 'viewer-request', LambdaFunctionARN }] },
      },
    },
  });
  const trust = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] } }],
      },
    },
  };

  test.each<[string, any]>([
    [
      'by a version',
      {
        F: fn(),
        V: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'F' } } },
        D: association({ Ref: 'V' }),
      },
    ],
    ['by SAM’s version', { F: fn(), D: association({ Ref: 'F.Version' }) }],
    ['by its role', { F: fn({ Role: { 'Fn::GetAtt': ['R', 'Arn'] } }), R: trust }],
  ])('%s', (_title, Resources) => {
    const { template, codes } = run({ Resources });
    expect(template).toEqual({ Resources });
    expect(codes).toEqual(['F: function-edge']);
  });
});

describe('a published version', () => {
  const sam = (properties = {}) => ({
    Resources: { F: { ...fn({ AutoPublishAlias: 'live', ...properties }), Type: 'AWS::Serverless::Function' } },
  });

  test('that SAM makes is made of every property', () => {
    expect(run(sam()).properties().AutoPublishAliasAllProperties).toBe(true);
  });

  test('that SAM must not publish for every property is reported', () => {
    const { properties, codes } = run(sam({ AutoPublishAliasAllProperties: false }));
    expect(properties().AutoPublishAliasAllProperties).toBe(false);
    expect(codes).toContain('F: version-stale');
  });

  const versioned: Template = {
    Resources: {
      F: fn(),
      V: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'F' } } },
      A: {
        Type: 'AWS::Lambda::Alias',
        DependsOn: ['V'],
        Properties: { FunctionVersion: { 'Fn::GetAtt': ['V', 'Version'] }, Description: { 'Fn::Sub': '${V} ${!V}' } },
      },
    },
    Outputs: { Version: { Value: { Ref: 'V' } } },
  };

  test('is a new one, everywhere it is named, and another one with other options', () => {
    const names = [undefined, 'shop'].map((service) => {
      const { template } = run(versioned, { values: { service } });
      const name = Object.keys(template.Resources).find((id) => /^VT\w+$/.test(id)) as string;
      expect(template.Resources.A).toMatchObject({
        DependsOn: [name],
        Properties: {
          FunctionVersion: { 'Fn::GetAtt': [name, 'Version'] },
          Description: { 'Fn::Sub': `\${${name}} \${!V}` },
        },
      });
      expect(template.Outputs.Version.Value).toEqual({ Ref: name });
      return name;
    });
    expect(new Set(names).size).toBe(2);
  });
});

describe('SAM’s globals', () => {
  const sam = (globals: object, properties = {}, others = {}) => ({
    Globals: { Function: globals },
    Resources: { F: { Type: 'AWS::Serverless::Function', Properties: properties, ...others } },
  });

  test('count for what a function is, and only the difference is written', () => {
    const { properties, template } = run(
      sam({ ...base, Layers: [OWN], Environment: { Variables: { T: '1' } } }, { CodeUri: 's3://b/k' }),
    );
    expect(template.Globals.Function.Layers).toEqual([OWN]);
    expect(properties().Layers).toHaveLength(2);
    expect(properties().Environment.Variables).not.toHaveProperty('T');
    expect(properties().Handler).toBe('datadog_lambda.handler.handler');
  });

  test('of layers count towards the five', () => {
    const Layers = [1, 2, 3, 4].map((n) => OWN.replace('own', `own${n}`));
    expect(run(sam({ ...base, Layers })).codes).toEqual(['F: layers-too-many']);
  });

  test('that a function declines do not count', () => {
    expect(run(sam(base, {}, { IgnoreGlobals: '*' })).codes).toEqual(['F: runtime-missing']);
  });

  test('with an older layer of the provider cannot be taken away in a function', () => {
    const older = 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Extension:50';
    const template = sam({ ...base, Layers: [older] });
    const { template: after, codes } = run(template);
    expect(after).toEqual(template);
    expect(codes).toContain('F: part-inherited');
  });

  test('may be a choice, which the function then has as a whole', () => {
    const { properties } = run(sam({ ...base, Environment: { 'Fn::If': ['A', { Variables: { T: 'a' } }, NO_VALUE] } }));
    expect(properties({ A: true }).Environment.Variables).toMatchObject({ T: 'a', DD_SITE: 'datadoghq.com' });
    expect(properties({ A: false }).Environment.Variables).toMatchObject({ DD_SITE: 'datadoghq.com' });
  });
});

describe('a loop', () => {
  const loop = (body: object, others = {}) => ({
    Transform: 'AWS::LanguageExtensions',
    Resources: { 'Fn::ForEach::All': ['Name', ['A', 'B'], body], ...others },
  });

  test('has the functions in its body traced, with roles inside and outside of it', () => {
    const inner = {
      'F${Name}': fn({ Role: { 'Fn::GetAtt': ['R', 'Arn'] } }),
      'G${Name}': fn({ Role: { 'Fn::GetAtt': ['R${Name}', 'Arn'] } }),
      'R${Name}': { Type: 'AWS::IAM::Role', Properties: {} },
    };
    const { template, reports } = run(loop(inner, { R: { Type: 'AWS::IAM::Role', Properties: {} } }), {
      values: { grantSecretReadAccess: true },
    });
    const [, , body] = template.Resources['Fn::ForEach::All'];
    expect(reports.map(({ outcome }) => outcome)).toEqual(['traced', 'traced']);
    expect(body['F${Name}'].Properties.Layers).toHaveLength(2);
    for (const role of [body['R${Name}'], template.Resources.R]) expect(role.Properties.Policies).toHaveLength(1);
  });

  test('has log groups subscribed in its body', () => {
    const { template } = run(loop({ 'F${Name}': fn() }), {
      values: { apiKeySecretArn: undefined, forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:f' },
    });
    expect(Object.keys(template.Resources['Fn::ForEach::All'][2])).toEqual([
      'F${Name}',
      'F${Name}LogGroup',
      'F${Name}LogGroupSubscription',
    ]);
  });

  test('whose runtime depends on its own name is reported', () => {
    expect(run(loop({ 'F${Name}': fn({ Runtime: { Ref: 'Name' } }) })).codes).toEqual(['F${Name}: runtime-unresolved']);
  });
});

describe('functions', () => {
  const three = { Resources: { Api: fn({ FunctionName: 'shop-api' }), Worker: fn(), Cron: fn() } };

  test.each<[object, string[]]>([
    [{ exclude: ['Worker'] }, ['Api', 'Cron']],
    [{ exclude: ['shop-*'] }, ['Worker', 'Cron']],
    [{ include: ['?ron', 'shop-api'] }, ['Api', 'Cron']],
    [{ enabled: false }, []],
  ])('are chosen by %j', (values, traced) => {
    const { reports } = run(three, { values });
    expect(reports.filter(({ outcome }) => outcome === 'traced').map(({ id }) => id)).toEqual(traced);
  });

  test('that are left out later are as they were', () => {
    const request = requestFor({ apiKeySecretArn: SECRET }, 'us-east-1');
    const there = transform(three, request).template;
    expect(transform(there, requestFor({ apiKeySecretArn: SECRET, enabled: false }, 'us-east-1')).template).toEqual(
      three,
    );
  });

  test('end the same whatever the options were before', () => {
    const [first, second] = [
      { forwarderArn: 'arn:aws:lambda:us-east-1:1:function:f', service: 'a' },
      { apiKeySecretArn: SECRET, env: 'b' },
    ].map((values) => requestFor(values, 'us-east-1'));
    const there = transform(transform(three, first as any).template, second as any).template;
    expect(there).toEqual(transform(three, second as any).template);
  });

  test('keep what users change afterwards', () => {
    const { template } = run(three);
    const edited = structuredClone(template);
    edited.Resources.Api.Properties.Environment.Variables.DD_SITE = 'datadoghq.eu';
    edited.Resources.Api.Properties.MemorySize = 512;
    const back = untransform(edited).template.Resources.Api.Properties;
    expect(back).toMatchObject({
      MemorySize: 512,
      Environment: { Variables: { DD_SITE: 'datadoghq.eu' } },
      Handler: 'app.handler',
    });
    expect(back).not.toHaveProperty('Layers');
  });

  test('of more than five hundred resources with ours are refused', () => {
    const Resources = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`F${n}`, fn()]));
    const { findings } = transform(
      { Resources },
      requestFor({ forwarderArn: 'arn:aws:lambda:us-east-1:1:function:f' }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ code: 'resources-too-many' }));
  });
});

test('an added layer that shares a place with a conditional one is taken back in each outcome', () => {
  const own = 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Node22-x:1';
  const template = of({ Layers: [own, { 'Fn::If': ['A', OWN, NO_VALUE] }] });
  const back: any = untransform(traced(template).template).template;
  for (const A of [true, false])
    expect(project(back.Resources.F.Properties, { A })).toEqual(project(template.Resources.F.Properties, { A }));
});
