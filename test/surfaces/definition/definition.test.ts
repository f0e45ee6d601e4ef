/** Definitions in every form that a document has for them: edited, read again, and as they were. */
import * as fc from 'fast-check';
import { apply, diff } from '../../../src/core/change';
import { definitionOf } from '../../../src/core/definition/entries';
import { type MachineParts, STATE_MACHINE } from '../../../src/core/state-machine';
import { stateMachine } from '../../../src/providers/datadog/state-machine';
import { isUnread, type ReadDefinition, readDefinition } from '../../../src/surfaces/definition';
import { machines } from '../../core/definition/machines';
import type { Definition } from '../../core/definition/run';
import { runs } from '../../helpers/runs';

const TARGET = { region: 'eu-west-1', partition: 'aws', account: '1', newLogGroup: 'arn' };
const OPTIONS = { traceStateMachines: true, mergeStateMachineTraces: true, mergeStateMachineInputs: 'any' } as const;
const RUNS = runs(40);
const NONE: ReadonlySet<string> = new Set();

const read = (raw: unknown): ReadDefinition => {
  const found = readDefinition(raw);
  if (isUnread(found)) throw new Error(found.unread);
  return found;
};

const partsOf = (definition: MachineParts['definition']): MachineParts => ({
  presence: {},
  logging: {},
  tracing: {},
  tags: {},
  definition,
});

/** Every edit that a recipe makes, and what takes it back. */
function traced(raw: unknown) {
  const given = read(raw);
  const before = partsOf(given.entries(NONE));
  const recipe = stateMachine(OPTIONS, { ...TARGET, definition: definitionOf(before.definition) });
  const { parts } = STATE_MACHINE.follow(recipe as NonNullable<typeof recipe>, before);
  const changes = diff(STATE_MACHINE, before, parts);
  return { before, changes, after: given.write(changes), parts };
}

/** The places of a text where an intrinsic function may be: the account in an ARN, and the end of a comment. */
const withIntrinsics = (text: string): unknown[] =>
  text
    .split(/(?<=arn:)(?=aws)|(?<=:function:)/)
    .flatMap((piece, index) => (index === 0 ? [piece] : [{ Ref: `P${index}` }, piece]));

const FORMS: Readonly<Record<string, (definition: Definition) => unknown>> = {
  'an object': (definition) => definition,
  'a text': (definition) => JSON.stringify(definition),
  'a text with spaces': (definition) => `\n${JSON.stringify(definition, null, 2)}\n`,
  'a substitution': (definition) => ({
    'Fn::Sub': JSON.stringify(definition, null, 4).replaceAll('arn:aws:', 'arn:${AWS::Partition}:'),
  }),
  'a substitution with names': (definition) => ({ 'Fn::Sub': [JSON.stringify(definition), { A: { Ref: 'B' } }] }),
  'a join': (definition) => ({ 'Fn::Join': ['', withIntrinsics(JSON.stringify(definition))] }),
  'a join of lines': (definition) => ({ 'Fn::Join': ['\n', JSON.stringify(definition, null, 2).split('\n')] }),
};

describe.each(Object.entries(FORMS))('A definition that is %s', (_, form) => {
  test('has what was written when it is read again', () =>
    fc.assert(
      fc.property(machines, (definition) => {
        const { changes, after, parts } = traced(form(definition));
        const written = new Set(changes.filter(({ kind }) => kind === 'definition').map(({ name }) => name));
        expect(read(after).entries(written)).toEqual(parts.definition);
      }),
      RUNS,
    ));

  test('is as it was, to the letter, once that is taken back', () =>
    fc.assert(
      fc.property(machines, (definition) => {
        const raw = form(definition);
        const { before, changes, after, parts } = traced(raw);
        const back = diff(STATE_MACHINE, parts, before);
        expect(read(after).write(back)).toEqual(raw);
        expect(apply(back, parts)).toEqual(before);
        expect(changes.length).toBe(back.length);
      }),
      RUNS,
    ));
});

test.each<[string, unknown]>([
  ['no JSON', '{"StartAt": '],
  ['a list', '[]'],
  ['a parameter', { Ref: 'Definition' }],
  ['a choice', { 'Fn::If': ['C', '{}', '{}'] }],
  ['a number', 7],
  ['a join of a list that is not known', { 'Fn::Join': ['', { Ref: 'Parts' }] }],
  ['a substitution of something else', { 'Fn::Sub': { Ref: 'Text' } }],
])('A definition that is %s is not read', (_, raw) => {
  expect(readDefinition(raw)).toEqual({ unread: expect.any(String) });
});

test('Numbers that only the deployment knows may be part of a text', () => {
  const text =
    '{"StartAt":"A","TimeoutSeconds":${Seconds},"States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{ },"End":true}}}';
  const { changes, after, before, parts } = traced(text);
  expect(changes.filter(({ kind }) => kind === 'definition')).toHaveLength(1);
  expect(after).toContain('"TimeoutSeconds":${Seconds}');
  expect(read(after).write(diff(STATE_MACHINE, parts, before))).toBe(text);
});
