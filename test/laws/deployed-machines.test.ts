/** The laws of what is written for deployed state machines: definitions as text, logging, tags, and the receipt in both. */
import * as fc from 'fast-check';
import type { MachineDescription } from '../../src/cli/aws/machine-calls';
import type { MachinePlan } from '../../src/cli/state-machines/planning';
import { type DeployedMachine, readMachine } from '../../src/cli/state-machines/read';
import { writesOf } from '../../src/cli/state-machines/writes';
import { plan, unplan } from '../../src/core/plan';
import { machineTarget, STATE_MACHINE } from '../../src/core/state-machine';
import { PROVIDERS } from '../../src/providers';
import { machines } from '../core/definition/machines';
import { RUNS } from '../helpers/runs';

interface Machine {
  readonly described: MachineDescription;
  readonly tags: Readonly<Record<string, string>>;
}

const OFF = { level: 'OFF', includeExecutionData: false, destinations: [] };
const OWN_GROUP = 'arn:aws:logs:eu-west-1:123456789012:log-group:/own:*';

const deployed: fc.Arbitrary<Machine> = fc
  .record({
    definition: machines,
    comment: fc.constantFrom(undefined, '', 'Mine', 'Ends with ]', ' [x]'),
    indent: fc.constantFrom(undefined, 2, '\t'),
    logging: fc.constantFrom(OFF, {
      level: 'ERROR',
      includeExecutionData: false,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: OWN_GROUP } }],
    }),
    enabled: fc.boolean(),
    tags: fc.dictionary(fc.constantFrom('team', 'env', 'version'), fc.constantFrom('a', 'b')),
  })
  .map(({ definition, comment, indent, logging, enabled, tags }) => ({
    described: {
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders',
      roleArn: 'arn:aws:iam::123456789012:role/orders',
      definition: JSON.stringify(
        { ...definition, ...(comment === undefined ? {} : { Comment: comment }) },
        null,
        indent,
      ),
      loggingConfiguration: logging,
      tracingConfiguration: { enabled },
    },
    tags,
  }));

const options = fc.record({
  provider: fc.constantFrom('datadog' as const, 'opentelemetry' as const),
  mergeStateMachineTraces: fc.boolean(),
  env: fc.constantFrom(undefined, 'prod', 'dev'),
});
type Options = typeof options extends fc.Arbitrary<infer T> ? T : never;

const read = ({ described, tags }: Machine): DeployedMachine => {
  const machine = readMachine(described, tags);
  if ('refused' in machine) throw new Error('the receipt is not readable');
  return machine;
};

const written = ({ described, tags }: Machine, made: MachinePlan, isGranted: boolean): Machine => {
  const { update = {}, tag, untag } = writesOf(made, read({ described, tags }), { grant: isGranted });
  const left = Object.entries({ ...tags, ...tag }).filter(([name]) => !untag.includes(name));
  return { described: { ...described, ...update }, tags: Object.fromEntries(left) };
};

const instrument = (machine: Machine, { provider, ...given }: Options): Machine => {
  const { state } = read(machine);
  const recipe = PROVIDERS[provider].stateMachine?.({ traceStateMachines: true, ...given }, machineTarget(state));
  return written(machine, plan(STATE_MACHINE, state, recipe ?? { refused: [] }), true);
};

const uninstrument = (machine: Machine): Machine =>
  written(machine, { ...unplan(STATE_MACHINE, read(machine).state) }, false);

describe('A deployed state machine', () => {
  test('is restored byte for byte, also after several runs', () =>
    fc.assert(
      fc.property(deployed, fc.array(options, { minLength: 1, maxLength: 3 }), (machine, runs) => {
        expect(uninstrument(runs.reduce(instrument, machine))).toEqual(machine);
      }),
      RUNS,
    ));

  test('is the same after the same run again', () =>
    fc.assert(
      fc.property(deployed, options, (machine, given) => {
        const once = instrument(machine, given);
        expect(instrument(once, given)).toEqual(once);
      }),
      RUNS,
    ));

  test('is the same as after the last run alone', () =>
    fc.assert(
      fc.property(deployed, options, options, (machine, first, second) => {
        expect(instrument(instrument(machine, first), second)).toEqual(instrument(machine, second));
      }),
      RUNS,
    ));
});
