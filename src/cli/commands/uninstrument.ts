/** `tracelayer uninstrument`: functions are as they were before. */
import type { Policy } from '../../core/finding';
import { parseOptions } from '../../options/parse';
import { SELECTION_OPTIONS } from '../../options/selection';
import type { OptionTable } from '../../options/spec';
import { findingOf } from '../../providers';
import { type Command, UsageError } from '../command';
import { CHANGE, identityOf, modeOf, PROVIDER_FLAG, regionsGiven, withConfigFlags } from '../functions/flags';
import { uninstrumenting } from '../functions/planning';
import { runFunctions } from '../functions/run';
import { FLAGS } from '../options/arguments';
import { uninstrumentingMachines } from '../state-machines/planning';
import { selectionsOf } from '../state-machines/selected';

export const command: Command = {
  usage: '[options] [FUNCTION...]',
  about:
    'Removes what `instrument` did, by the receipt of each function. The configuration is as before, and changes that others have made since then are kept. The options of `instrument` are accepted and have no effect.\n\nWhat another tool did is not changed. With --others take-over it is removed as far as it is known, because other tools keep no receipt.',
  flags: {
    ...CHANGE,
    provider: { ...PROVIDER_FLAG.provider, summary: 'Has no effect here, because the receipt names the provider.' },
    exclude: { type: 'list', value: 'PATTERN', summary: 'Functions to skip.' },
    interactive: {
      type: 'boolean',
      short: 'i',
      summary: 'Has no effect here, because you always confirm the plan. Accepted for compatibility with other tools.',
    },
  },
  options: true,
  operands: Number.POSITIVE_INFINITY,
  examples: [
    { description: 'Take back two functions', line: 'tracelayer uninstrument orders payments' },
    {
      description: 'Take back everything in a region, in a pipeline',
      line: 'tracelayer uninstrument --all -r eu-west-1 --yes',
    },
    { description: 'Undo what datadog-ci did', line: 'tracelayer uninstrument orders --others take-over' },
  ],
  run: async (call) => {
    const asked = withConfigFlags(call, command.flags);
    const { functions, machines } = selectionsOf(
      call.operands,
      asked.flags,
      asked.flags.exclude as string[] | undefined,
    );
    const skipManaged = asked.flags.skipManaged === true;
    const policy = findingPolicy(call.options);
    return runFunctions(
      {
        selection: functions,
        ...(machines
          ? {
              machines: {
                selection: machines,
                planner: uninstrumentingMachines({ skipManaged, policy }),
                grant: false,
              },
            }
          : {}),
        regions: regionsGiven(asked, call),
        identity: identityOf(asked, call),
        planner: uninstrumenting({
          takeOver: asked.flags.others === 'take-over',
          skipManaged,
          policy,
        }),
        findings: [],
        mode: modeOf(asked.flags),
        makes: 'untraced',
        words: { done: 'uninstrumented', same: 'not instrumented' },
        question: 'Uninstrument',
      },
      call.host,
    );
  },
};

/** The only options of tracing that this command reads. It accepts the others without checking them. */
const findingPolicy = ({ strict, acknowledge }: Readonly<Record<string, unknown>>): Policy => {
  const given = Object.fromEntries(Object.entries({ strict, acknowledge }).filter(([, value]) => value !== undefined));
  const { values, mistakes } = parseOptions(
    { strict: SELECTION_OPTIONS.strict, acknowledge: SELECTION_OPTIONS.acknowledge } as OptionTable,
    given,
    FLAGS,
  );
  if (mistakes.length > 0) throw new UsageError(mistakes.map(findingOf));
  return values as Policy;
};
