/** The laws of planning for state machines, with the recipes of the providers. */
import * as fc from 'fast-check';
import { apply } from '../../src/core/change';
import { definitionEntries, definitionOf } from '../../src/core/definition/entries';
import { withPresence } from '../../src/core/part';
import { type Plan, plan, unplan } from '../../src/core/plan';
import {
  type MachinePart,
  type MachineParts,
  type MachineState,
  machineTarget,
  STATE_MACHINE,
} from '../../src/core/state-machine';
import { PROVIDERS } from '../../src/providers';
import { machines } from '../core/definition/machines';
import type { Definition } from '../core/definition/run';
import { RUNS } from '../helpers/runs';

const PLACE = { region: 'eu-west-1', partition: 'aws', account: '123456789012' };
const TARGET = { ...PLACE, newLogGroup: 'arn:aws:logs:eu-west-1:123456789012:log-group:new:*' };

/** A machine as a surface has it: a document, its other parts, and its receipt. */
interface Machine extends Omit<MachineState, 'target' | 'id'> {
  readonly definition: Definition;
}

const read = ({ definition, parts, receipt }: Machine): MachineState => {
  const written = receipt?.entries.filter(({ kind }) => kind === 'definition').map(({ name }) => name);
  return {
    id: 'Machine',
    target: TARGET,
    parts: { ...parts, definition: definitionEntries(definition, { atoms: new Set(written) }) },
    receipt,
  };
};

const write = (state: MachineState, { changes, receipt }: Pick<Plan<MachinePart, unknown>, 'changes' | 'receipt'>) => {
  const parts = apply(changes, state.parts);
  return { definition: definitionOf(parts.definition), parts, receipt } as Machine;
};

const settings = fc.oneof(
  fc.record({
    provider: fc.constant('datadog' as const),
    settings: fc.record({
      traceStateMachines: fc.constant(true),
      stateMachineForwarderArn: fc.constantFrom(undefined, 'arn:aws:lambda:eu-west-1:123456789012:function:forwarder'),
      mergeStateMachineTraces: fc.boolean(),
      mergeStateMachineInputs: fc.constantFrom('proved', 'execution', 'any'),
      env: fc.constantFrom(undefined, 'prod'),
    }),
  }),
  fc.record({
    provider: fc.constant('opentelemetry' as const),
    settings: fc.constant({ traceStateMachines: true }),
  }),
);
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

const untouched: fc.Arbitrary<Machine> = fc.record({
  definition: machines,
  parts: fc
    .record({
      presence: fc
        .subarray(['logging', 'tags'])
        .map((names) => Object.fromEntries(names.map((name) => [name, 'present']))),
      definition: fc.constant({}),
      logging: fc.dictionary(fc.constantFrom('level', 'includeExecutionData'), fc.constantFrom('OFF', 'ALL', 'false')),
      tracing: fc.dictionary(fc.constant('enabled'), fc.constantFrom('true', 'false')),
      tags: fc.dictionary(fc.constantFrom('team', 'env', 'DD_TRACE_ENABLED'), fc.constantFrom('a', 'true')),
    })
    .map((parts) => withPresence(STATE_MACHINE, parts as unknown as MachineParts)),
});

const run = (machine: Machine, { provider, settings: given }: Settings) => {
  const state = read(machine);
  const recipe = PROVIDERS[provider].stateMachine?.(given, machineTarget(state)) ?? { refused: [] };
  const planned = plan(STATE_MACHINE, state, recipe);
  return { planned, after: write(state, planned) };
};

describe('A state machine', () => {
  test('is the same when it is planned again', () =>
    fc.assert(
      fc.property(untouched, settings, (machine, given) => {
        const { after } = run(machine, given);
        if (after.receipt) expect(run(after, given).planned.changes).toEqual([]);
      }),
      RUNS,
    ));

  test('is as it was once its plan is undone, also after another plan', () =>
    fc.assert(
      fc.property(untouched, settings, settings, (machine, first, second) => {
        const { after } = run(run(machine, first).after, second);
        const state = read(after);
        const undone = write(state, unplan(STATE_MACHINE, state));
        const before = read(machine);
        expect(undone.definition).toEqual(machine.definition);
        expect({ ...undone.parts, definition: {} }).toEqual({ ...before.parts, definition: {} });
      }),
      RUNS,
    ));

  test('becomes what its last plan makes of the original', () =>
    fc.assert(
      fc.property(untouched, settings, settings, (machine, first, second) => {
        const through = run(run(machine, first).after, second).after;
        const direct = run(machine, second).after;
        if (!direct.receipt) return;
        expect(through.definition).toEqual(direct.definition);
        expect({ ...through.parts, definition: {} }).toEqual({ ...direct.parts, definition: {} });
      }),
      RUNS,
    ));
});
