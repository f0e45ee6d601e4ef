/** What a function has of a tracing tool. */
import { layerOfTool, markedBy } from '../../src/core/recognize';
import { EXEC_WRAPPER } from '../../src/core/signature';
import { toValue } from '../../src/surfaces/intrinsics';

const arn = (name: string, account = '111111111111') => `arn:aws:lambda:us-east-1:${account}:layer:${name}:1`;
const PARTS = { containers: {}, handler: {}, environment: {}, layers: {}, tags: {}, tracing: {} };
const TOOL = { title: 'Tool', handlers: ['tool.handler'], layers: ['Tool-*'], accounts: ['111111111111'] };
const WHOLE = { ...TOOL, wrappers: ['/opt/tool'], variables: ['TOOL_KEY'] };

test.each<[string[], object]>([
  [['tool.handler'], { handler: { handler: 'tool.handler' } }],
  [['/opt/tool'], { environment: { [EXEC_WRAPPER]: '/opt/tool' } }],
  [['TOOL_KEY'], { environment: { TOOL_KEY: toValue({ Ref: 'Key' }) } }],
  [['Tool-Node'], { layers: { a: arn('Tool-Node') } }],
  [[], { layers: { a: arn('Tool-Node', '222222222222'), b: arn('Other') } }],
  [[], { handler: { handler: 'own.handler' }, environment: { [EXEC_WRAPPER]: '/opt/own', OTHER: 'x' } }],
  [[], { handler: { handler: toValue({ Ref: 'Handler' }) } }],
])('a tool is recognized by what is its own: %p', (found, own) => {
  expect(markedBy(WHOLE, { ...PARTS, ...own })).toEqual(found);
});

test('a tool without wrapper scripts and variables is recognized by nothing else', () => {
  const environment = { [EXEC_WRAPPER]: '/opt/tool', TOOL_KEY: 'x' };
  expect(markedBy(TOOL, { ...PARTS, environment })).toEqual([]);
});

test.each<[string[], string[] | undefined, ReturnType<typeof toValue>]>([
  [['Tool-Node'], undefined, arn('Tool-Node', '222222222222')],
  [[], ['111111111111'], arn('Tool-Node', '222222222222')],
  [[], undefined, arn('My-Tool-Node')],
  [[], undefined, 'no-arn'],
])('a layer is the tool’s: %p (%#)', (found, accounts, layer) => {
  expect(layerOfTool({ layers: ['Tool-*'], accounts }, layer)).toEqual(found);
});
