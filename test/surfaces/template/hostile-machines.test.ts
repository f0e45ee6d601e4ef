/** Definitions that no one would write: each is edited, or a finding says why not, and nothing is lost. */
import { App, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { stringify } from 'yaml';
import { Datadog } from '../../../src';
import { transformFile } from '../../../src/cli/transform/file';
import { type Template, transform, untransform } from '../../../src/surfaces/template';
import { requestFor } from './corpus';

const TASK =
  '{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload":{"a":1}},"End":true}';
const PLAIN = `{"StartAt":"A","States":{"A":${TASK}}}`;
const withState = (state: string): string => `{"StartAt":"A","States":{"A":${state}}}`;
const withTask = (fields: string): string =>
  withState(`{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",${fields},"End":true}`);
const nested = (levels: number): string =>
  levels === 0 ? PLAIN : withState(`{"Type":"Parallel","Branches":[${nested(levels - 1)}],"End":true}`);
const many = (count: number): string =>
  `{"StartAt":"A0","States":{${Array.from({ length: count }, (_, index) => `"A${index}":${TASK}`).join(',')}}}`;

/** The number of edits, or the finding in their place. */
const DEFINITIONS: readonly (readonly [name: string, text: string, outcome: number | string])[] = [
  ['is no JSON', 'StartAt: A', 'definition-unread'],
  ['is empty', '', 'definition-unread'],
  ['has a comment', PLAIN.replace('{', '{ // comment\n'), 'definition-unread'],
  ['has a comma too many', `${PLAIN},`, 'definition-unread'],
  ['has a control character', PLAIN.replace('"f"', '"\u0001"'), 'definition-unread'],
  ['starts with a byte order mark', `\ufeff${PLAIN}`, 'definition-unread'],
  ['is null', 'null', 'definition-unread'],
  ['is a list', '[]', 'definition-unread'],
  ['has no states', '{}', 'definition-unread'],
  ['has null for states', '{"StartAt":"A","States":null}', 'definition-unread'],
  ['has a list for states', '{"StartAt":"A","States":[]}', 'definition-unread'],
  [
    'is nested a thousand levels deep',
    withState(`{"Type":"Pass","Result":${'['.repeat(1000)}${']'.repeat(1000)}}`),
    'definition-unread',
  ],
  ['has a megabyte of comment', PLAIN.replace('{', `{"Comment":"${'x'.repeat(1_000_000)}",`), 1],
  ['is nested 60 states deep', nested(60), 1],
  ['has 30 tasks', many(30), 30],
  ['has no start', `{"States":{"A":${TASK}}}`, 1],
  ['has a null state', '{"StartAt":"A","States":{"A":null}}', 'context-not-handed-on'],
  ['has a list for a state', '{"StartAt":"A","States":{"A":[]}}', 'context-not-handed-on'],
  ['has an object for branches', withState('{"Type":"Parallel","Branches":{},"End":true}'), 'context-not-handed-on'],
  [
    'has branches without states',
    withState('{"Type":"Parallel","Branches":[null,{"States":[]}]}'),
    'context-not-handed-on',
  ],
  ['has null for a processor', withState('{"Type":"Map","ItemProcessor":null,"End":true}'), 'context-not-handed-on'],
  ['has an unknown type of state', withState('{"Type":"Future","Resource":"arn:aws:states:::lambda:invoke"}'), 0],
  ['has a number for a resource', withState('{"Type":"Task","Resource":7,"End":true}'), 0],
  ['has null for parameters', withTask('"Parameters":null'), 'context-not-handed-on'],
  ['has a number for a path', withTask('"Parameters":{"Payload.$":7}'), 'context-not-handed-on'],
  ['has an unknown query language', PLAIN.replace('{', '{"QueryLanguage":"X",'), 1],
  ['has tokens in keys', PLAIN.replaceAll('"A"', '"${Name}"').replace('"a"', '"${Key}"'), 1],
  ['has names of prototypes', PLAIN.replaceAll('"A"', '"__proto__"').replace('"a"', '"constructor"'), 1],
  ['has a prototype in its payload', withTask('"Parameters":{"Payload":{"__proto__":{"x":1},"toString":2}}'), 1],
  ['has a state twice', PLAIN.replace('"A":{', '"A":{"Type":"Pass"},"A":{'), 1],
  ['has a payload twice', PLAIN.replace('"Payload":{', '"Payload":{"b":1},"Payload":{'), 1],
  ['has its states twice', PLAIN.replace('"States":{', '"States":{"B":{"Type":"Pass"}},"States":{'), 1],
  [
    'has numbers with exponents',
    withTask('"TimeoutSeconds":1e2,"Parameters":{"Payload":{"a":-0.0,"b":1E+3,"c":12345678901234567890}}'),
    1,
  ],
  ['has slashes in names', PLAIN.replaceAll('"A"', '"a/b~c"'), 1],
  ['has escapes in names', PLAIN.replaceAll('"A"', '"\\u0041"'), 1],
  ['has half of a character', PLAIN.replace('"f"', '"\\ud800"'), 1],
  ['has the field already', PLAIN.replace('"a"', '"_datadog"'), 0],
];

const OPTIONS = {
  apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog',
  traceStateMachines: true,
  mergeStateMachineTraces: true,
  stateMachineForwarderArn: 'arn:aws:lambda:eu-west-1:123456789012:function:forwarder',
};
const REQUEST = requestFor(OPTIONS as any, 'eu-west-1', 'datadog');
const ROLE = 'arn:aws:iam::123456789012:role/own';

const templateWith = (properties: object): Template => ({
  Resources: { M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: ROLE, ...properties } } },
});

/** A text cut in many places, also between what a task hands on and its name. */
const cut = (text: string): string[] => text.split(/(?<=[{,:])|(?=})/);

const FORMS: Readonly<Record<string, (text: string) => object>> = {
  'a text': (DefinitionString) => ({ DefinitionString }),
  'a substitution': (text) => ({ DefinitionString: { 'Fn::Sub': text } }),
  'a join of pieces': (text) => ({ DefinitionString: { 'Fn::Join': ['', cut(text)] } }),
  'a join of lines': (text) => ({ DefinitionString: { 'Fn::Join': ['\n', text.split('\n')] } }),
  'an object': (text) => ({ Definition: JSON.parse(text) }),
};

const FORMS_OF = DEFINITIONS.flatMap(([name, text, outcome]) =>
  Object.entries(FORMS).flatMap(([form, make]) =>
    form !== 'an object' || isObject(text) ? [[name, form, make(text), outcome] as const] : [],
  ),
);

/** An object that only the deployment knows in a part of a definition. */
const CHOICE = { 'Fn::If': ['C', {}, {}] };
const CHOICES: readonly (readonly [name: string, definition: object, outcome: string])[] = [
  ['all states', { StartAt: 'A', States: CHOICE }, 'definition-unread'],
  ['a state', { StartAt: 'A', States: { A: CHOICE, B: JSON.parse(TASK) } }, 'context-not-handed-on'],
  ['a processor', { StartAt: 'A', States: { A: { Type: 'Map', ItemProcessor: CHOICE } } }, 'context-not-handed-on'],
  ['branches', { StartAt: 'A', States: { A: { Type: 'Parallel', Branches: CHOICE } } }, 'context-not-handed-on'],
];

/** How it is traced, after a check that a second run changes nothing and that a removal restores everything. */
function outcomeOf(template: Template): { readonly edits: number; readonly codes: readonly string[] } {
  const { template: after, machines, findings } = transform(template, REQUEST);
  expect(machines[0]?.outcome).toBe('traced');
  expect(JSON.stringify(transform(after, REQUEST).template)).toBe(JSON.stringify(after));
  expect(JSON.stringify(untransform(after).template)).toBe(JSON.stringify(template));
  return {
    edits: machines[0]?.changes.filter(({ kind }) => kind === 'definition').length ?? 0,
    codes: findings.map(({ code }) => code),
  };
}

describe('A definition that', () => {
  test.each(FORMS_OF)('%s, as %s, is edited, or a finding says why not', (_, __, properties, outcome) => {
    const { edits, codes } = outcomeOf(templateWith(properties));
    if (typeof outcome === 'number') expect(edits).toBe(outcome);
    else expect([edits, codes]).toEqual([0, expect.arrayContaining([outcome])]);
  });

  test.each(CHOICES)('has a choice for %s is edited where it can be, with a finding', (_, Definition, outcome) => {
    expect(outcomeOf(templateWith({ Definition })).codes).toContain(outcome);
  });
});

const SMALL = FORMS_OF.filter(([, , properties]) => JSON.stringify(properties).length < 5000);

test.each([
  ['JSON', 'a text', (template: Template) => `${JSON.stringify(template, undefined, 2)}\n`],
  ['YAML', 'a join of pieces', (template: Template) => stringify(template)],
])('A file of %s with any of these definitions as %s is written, and restored byte for byte', (_, form, spell) => {
  for (const [name, , properties] of SMALL.filter((one) => one[1] === form)) {
    const before = spell(templateWith(properties));
    const change = (text: string) => transformFile('t', text, (template) => transform(template as Template, REQUEST));
    const { after, findings } = change(before);
    const removed = transformFile('t', after, (template) => untransform(template as Template));
    const codes = findings.map(({ code }) => code).filter((code) => code === 'file-not-editable');
    expect([name, codes, change(after).after === after, removed.after]).toEqual([name, [], true, before]);
  }
});

test('A construct tree with all of these definitions is traced as the template is', () => {
  const app = new App();
  const stack = new Stack(app, 'S', { env: { region: 'eu-west-1', account: '123456789012' } });
  const given = SMALL.filter(([, form]) => form === 'a text');
  given.forEach(([, , properties], index) => {
    const { DefinitionString: definitionString } = properties as { readonly DefinitionString?: string };
    new sfn.CfnStateMachine(stack, `M${index}`, { roleArn: ROLE, definitionString });
  });
  new Datadog(stack, 'Datadog', OPTIONS).addScope(stack);
  const { template } = app.synth().getStackByName('S');
  given.forEach(([name, , properties], index) => {
    const { M } = transform(templateWith(properties), REQUEST).template.Resources;
    const { DefinitionString } = template.Resources[`M${index}`].Properties;
    expect([name, DefinitionString]).toEqual([name, M.Properties.DefinitionString]);
  });
});

function isObject(text: string): boolean {
  try {
    const parsed = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
