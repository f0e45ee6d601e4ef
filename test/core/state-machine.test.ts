/** How a state machine follows a recipe, up to the limits of Step Functions. */
import { definitionEntries } from '../../src/core/definition/entries';
import { withPresence } from '../../src/core/part';
import { plan } from '../../src/core/plan';
import { type MachineParts, type MachineRecipe, machineTarget, STATE_MACHINE } from '../../src/core/state-machine';

const OWN = { presence: {}, definition: {}, logging: {}, tracing: {}, tags: {} };
const RECIPE: MachineRecipe = {
  provider: 'datadog',
  notes: [],
  tags: {},
  switches: {},
  edits: [],
  statements: [],
  logRetentionInDays: 7,
};
const GROUP = 'arn:aws:logs:eu-west-1:123456789012:log-group:new:*';
const LOGGING = { level: 'ALL', includeExecutionData: 'true', destination: GROUP };

const stateOf = (parts: Partial<MachineParts>) => ({
  id: 'Machine',
  target: { region: 'eu-west-1', partition: 'aws', account: '123456789012', newLogGroup: GROUP },
  parts: withPresence(STATE_MACHINE, { ...OWN, ...parts }),
});
const planned = (parts: Partial<MachineParts>, recipe: Partial<MachineRecipe>) => {
  const { changes, findings } = plan(STATE_MACHINE, stateOf(parts), { ...RECIPE, ...recipe });
  const made = changes.filter(({ kind }) => kind !== 'presence');
  return {
    changes: made.map(({ kind, name, after }) => `${kind} ${name} ${after}`),
    findings: findings.map(({ code }) => code),
  };
};
const tags = (count: number) => Object.fromEntries([...Array(count).keys()].map((index) => [`tag-${index}`, 'x']));
const ofLength = (length: number) => {
  const empty = JSON.stringify({ Comment: '' }).length;
  return { definition: definitionEntries({ Comment: 'x'.repeat(length - empty) }) };
};

describe('A state machine that follows a recipe', () => {
  test.each<[title: string, parts: Partial<MachineParts>, recipe: Partial<MachineRecipe>, changes: string[]]>([
    ['stays where nothing is wanted', { tags: { a: 'b' }, logging: { level: 'OFF' } }, {}, []],
    ['gets the tags that it has not', { tags: { a: 'own' } }, { tags: { a: 'x', b: 'y' } }, ['tags b y']],
    ['gets its switches as tags', {}, { switches: { ON: 'true' } }, ['tags ON true']],
    ['is traced by X-Ray', {}, { xray: true }, ['tracing enabled true']],
    ['keeps a choice about X-Ray', { tracing: { enabled: 'false' } }, { xray: true }, []],
    [
      'gets a log group if it has none',
      { logging: { level: 'ALL' } },
      { logging: LOGGING },
      ['logging includeExecutionData true', `logging destination ${GROUP}`],
    ],
    [
      'keeps its log group',
      { logging: { destination: 'own' } },
      { logging: LOGGING },
      ['logging level ALL', 'logging includeExecutionData true'],
    ],
    [
      'gets the edits of its definition',
      { definition: { '': '{}' } },
      { edits: [{ pointer: '/A', after: { a: 1 } }] },
      ['definition /A {"a":1}'],
    ],
  ])('%s', (_, parts, recipe, changes) => {
    expect(planned(parts, recipe)).toEqual({ changes, findings: [] });
  });

  test.each<[title: string, parts: Partial<MachineParts>, recipe: Partial<MachineRecipe>, codes: string[]]>([
    ['has as many tags as allowed', { tags: tags(49) }, { tags: { a: 'b' } }, []],
    ['has too many tags', { tags: tags(50) }, { tags: { a: 'b' } }, ['machine-tags-too-many']],
    ['has a definition as long as allowed', ofLength(1_048_576), {}, []],
    ['has a definition that is too long', ofLength(1_048_577), {}, ['definition-too-large']],
    ['is switched off', { tags: { ON: 'false' } }, { switches: { ON: 'true' } }, ['machine-switched-off']],
    ['is switched on', { tags: { ON: 'true' } }, { switches: { ON: 'true' } }, []],
  ])('%s, which is found', (_, parts, recipe, codes) => {
    expect(planned(parts, { ...recipe, xray: true }).findings).toEqual(codes);
  });

  test('is reported for each thing about logging that the user had set to something else', () => {
    const own = { level: 'OFF', includeExecutionData: 'true', destination: 'own' };
    const { findings } = plan(STATE_MACHINE, stateOf({ logging: own }), { ...RECIPE, logging: LOGGING });
    expect(findings.map(({ code, details }) => [code, details])).toEqual([
      ['machine-logging-raised', { name: 'level', given: 'OFF', wanted: 'ALL' }],
    ]);
  });

  test('is reported with what was given and what is wanted where it is switched off', () => {
    const { findings } = plan(STATE_MACHINE, stateOf({ tags: { ON: 'no' } }), { ...RECIPE, switches: { ON: 'true' } });
    expect(findings).toMatchObject([{ details: { name: 'ON', given: 'no', wanted: 'true' } }]);
  });

  test('is reported with the number and the limit', () => {
    const found = (parts: Partial<MachineParts>) =>
      plan(STATE_MACHINE, stateOf(parts), { ...RECIPE, xray: true }).findings;
    expect(found({ tags: tags(51) })).toMatchObject([{ details: { count: '51', limit: '50' } }]);
    expect(found(ofLength(1_048_580))).toMatchObject([{ details: { size: '1048580', limit: '1048576' } }]);
  });

  test('is called a state machine where a part is known only at deployment', () => {
    const state = { ...stateOf({}), unresolvedParts: { tags: '${Tags}' } };
    const { findings } = plan(STATE_MACHINE, state, { ...RECIPE, tags: { a: 'b' } });
    expect(findings).toMatchObject([{ code: 'part-unresolved', details: { noun: 'state machine' } }]);
  });

  test('has a property that it did not have', () => {
    const { changes } = plan(STATE_MACHINE, stateOf({}), { ...RECIPE, tags: { a: 'b' } });
    expect(changes.map(({ kind, name }) => [kind, name])).toEqual([
      ['presence', 'tags'],
      ['tags', 'a'],
    ]);
  });

  test('has the definition that it had before in its target', () => {
    const state = stateOf({ definition: definitionEntries({ StartAt: 'A' }) });
    expect(machineTarget(state)).toEqual({ ...state.target, definition: { StartAt: 'A' } });
  });
});
