/** `tracelayer preview`: which functions it finds, what it makes of them, and what it refuses; test/e2e runs them. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { documentsAt } from '../../src/cli/preview/documents';
import { functionsIn, layerFoldersOf, withCode } from '../../src/cli/preview/functions';
import { tracelayer } from './harness';

const TEMPLATE = {
  Parameters: { Runtime: { Type: 'String', Default: 'nodejs22.x' }, Prod: { Type: 'String', Default: 'no' } },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Prod' }, 'yes'] } },
  Globals: { Function: { Environment: { Variables: { SHARED: 1 } } } },
  Resources: {
    Orders: {
      Type: 'AWS::Serverless::Function',
      Metadata: { 'aws:cdk:path': 'Shop/Api/Orders/Resource' },
      Properties: {
        Runtime: { Ref: 'Runtime' },
        Handler: 'app.handler',
        CodeUri: 'src',
        Layers: [{ Ref: 'Own' }, { 'Fn::If': ['IsProd', 'arn:prod', { Ref: 'AWS::NoValue' }] }],
        Environment: { Variables: { STAGE: { 'Fn::If': ['IsProd', 'prod', 'dev'] }, TABLE: { Ref: 'Table' } } },
      },
    },
    Own: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 'layer' } },
    Table: { Type: 'AWS::DynamoDB::Table' },
    Inline: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'python3.13', Handler: 'index.handler', Code: { ZipFile: 'x = 1' } },
    },
    Far: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'python3.13', Handler: 'a.b', Code: { S3Bucket: 'b', S3Key: 'k.zip' } },
    },
  },
};

const asIs = (template: object) => ({ template, findings: [], reports: [] });

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracelayer-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const shop = () =>
  folderWith({ 'template.json': JSON.stringify(TEMPLATE), 'src/app.js': '', 'layer/x': '', 'cache/.keep': '' });

describe('the functions of a template', () => {
  const [orders, inline, far] = functionsIn({ path: join(shop(), 'template.json'), template: TEMPLATE }, asIs);

  test('are as a deployment would have them, parameters at their defaults', () => {
    expect(orders?.fn).toEqual({
      name: 'Orders',
      handler: 'app.handler',
      runtime: 'nodejs22.x',
      layers: ['Own'],
      environment: { SHARED: '1', STAGE: 'dev', TABLE: 'Table' },
    });
  });

  test('go by logical id, and by each end of their construct path', () => {
    expect(orders?.names).toEqual(['Orders', 'Shop/Api/Orders', 'Api/Orders', 'Orders']);
  });

  test('have their code from a folder beside the template or out of the template, or none', async () => {
    const cache = folderWith({});
    expect((await withCode(orders as never, cache))?.codeDir).toMatch(/\/src$/);
    const { codeDir = '' } = (await withCode(inline as never, cache)) ?? {};
    expect(readFileSync(join(codeDir, 'index.py'), 'utf8')).toBe('x = 1');
    expect(await withCode(far as never, cache)).toBeUndefined();
  });

  test('have the layers that the template makes, from their folders', async () => {
    expect(await layerFoldersOf(orders as never, folderWith({}))).toEqual({ Own: expect.stringMatching(/\/layer$/) });
  });
});

test.each([
  [
    'a cloud assembly, stages too',
    {
      'manifest.json': '{}',
      'A.template.json': '{}',
      'assembly-S/manifest.json': '{}',
      'assembly-S/B.template.json': '{}',
    },
    2,
  ],
  ['a folder with a cloud assembly', { 'cdk.out/manifest.json': '{}', 'cdk.out/A.template.json': '{}' }, 1],
  ['a packaged service', { '.serverless/cloudformation-template-update-stack.json': '{}' }, 1],
  ['a SAM application, built rather than not', { '.aws-sam/build/template.yaml': 'a: 1', 'template.yaml': 'a: 2' }, 1],
  ['a folder with nothing', {}, 0],
])('finds the templates of %s', (_, files, count) => {
  expect(documentsAt(folderWith(files as Record<string, string>))).toHaveLength(count);
});

test.each([
  ['preview --function Nope', '`--function` must be'],
  ['preview nowhere', '`TEMPLATE` must be a template'],
  ['preview --event nothing.json', '`--event` must be a file of JSON'],
  ['preview --layer own', '`--layer` must be a name and a value'],
])('%s is refused as a mistake of the command line', async (line, said) => {
  const ran = await tracelayer(line, { files: { 'template.json': JSON.stringify(TEMPLATE) } });
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining(said) });
});

test('tells why a function cannot be run, and fails where it was asked for', async () => {
  const files = { 'template.json': JSON.stringify(TEMPLATE) };
  expect(await tracelayer('preview --function Far', { files })).toMatchObject({
    code: 1,
    err: expect.stringContaining('Far: not run: its code is not on this machine'),
  });
});

test('a machine without the language is told what installs it', async () => {
  const files = { 'template.json': JSON.stringify(TEMPLATE) };
  const { code, err } = await tracelayer('preview --function Inline', {
    files,
    variables: { PATH: '/nowhere', XDG_CACHE_HOME: folderWith({}) },
  });
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('apt-get install python3') });
});
