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
import { selectionOf } from '../functions/select';
import { FLAGS } from '../options/arguments';

export const command: Command = {
  usage: '[options] [FUNCTION...]',
  about:
    'Takes back what `instrument` did, by the receipt that each function keeps: its configuration is as before, and what was changed by others in between stays. Options of `instrument` are accepted and not needed.\n\nWhat another tool did is left alone; with --others take-over it is undone as well as it can be known, as no other tool keeps a receipt.',
  flags: {
    ...CHANGE,
    provider: { ...PROVIDER_FLAG.provider, summary: 'Accepted, and not needed: the receipt says whose tracing it is.' },
    exclude: { type: 'list', value: 'PATTERN', summary: 'Functions that are left alone.' },
    interactive: {
      type: 'boolean',
      short: 'i',
      summary: 'Accepted for the sake of other tools; the plan is confirmed anyway.',
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
    const exclude = asked.flags.exclude as string[] | undefined;
    return runFunctions(
      {
        selection: selectionOf(call.operands, asked.flags, exclude),
        regions: regionsGiven(asked, call),
        identity: identityOf(asked, call),
        planner: uninstrumenting({
          takeOver: asked.flags.others === 'take-over',
          skipManaged: asked.flags.skipManaged === true,
          policy: findingPolicy(call.options),
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
