/** `tracelayer instrument`: deployed functions get traced. */
import type { Call, Command, ExitCode } from '../command';
import { CHANGE, identityOf, modeOf, readOptions, regionsGiven, withConfigFlags } from '../functions/flags';
import { instrumenting } from '../functions/planning';
import { runFunctions } from '../functions/run';
import { checkOutput } from '../options/files';
import { findingsToPrint } from '../options/settings';
import { instrumentingMachines } from '../state-machines/planning';
import { isWithoutFunctions, selectionsOf } from '../state-machines/selected';
import { interview, repeating } from '../terminal/interview';

export const command: Command = {
  usage: '[options] [FUNCTION...]',
  about:
    'Adds layers, the handler, and variables to deployed functions, with one update for each function, after you have seen and confirmed the plan. What a function already has is kept and takes precedence. A receipt stays with each function, so that `uninstrument` restores exactly what was there.\n\nOptions come from the command line, then from the section of a function in the file for --config, then from the rest of that file, then from the environment.',
  flags: {
    ...CHANGE,
    grant: {
      type: 'boolean',
      summary:
        'Adds an inline policy to the role of a state machine that lacks what its tracing needs. `uninstrument` removes it.',
    },
    policyFile: {
      type: 'string',
      value: 'FILE',
      summary:
        'Write the permissions that the roles of functions and state machines need to this file, as a policy document.',
    },
    interactive: {
      type: 'boolean',
      short: 'i',
      summary:
        'Ask for every choice, and print the command that repeats them. The choices are functions; name state machines with --state-machine.',
    },
  },
  options: true,
  operands: Number.POSITIVE_INFINITY,
  examples: [
    {
      description: 'Look at what would be done to two functions',
      line: 'tracelayer instrument orders payments --api-key-secret-arn arn:aws:secretsmanager:... --dry-run',
    },
    {
      description: 'Instrument all functions of a team in two regions, in a pipeline',
      line: 'tracelayer instrument --tag team=checkout -r eu-west-1 -r us-east-1 --config tracelayer.yaml --yes',
    },
    { description: 'Be led through it', line: 'tracelayer instrument -i' },
    {
      description: 'Everything but migrations, to a Forwarder',
      line: "tracelayer instrument --all --exclude '*-migration' --forwarder arn:aws:lambda:...:function:datadog-forwarder",
    },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  if (call.flags.interactive !== true) return instrumentFunctions(call);
  const asked = withConfigFlags(call, command.flags);
  const answered = await interview(call, asked);
  const code = await instrumentFunctions(answered);
  call.host.out.write(`\nThe same without questions:\n  ${repeating(answered, asked)}\n`);
  return code;
}

async function instrumentFunctions(call: Call) {
  const asked = withConfigFlags(call, command.flags);
  checkOutput('--policy-file', asked.flags.policyFile, call.host.folder);
  // State machines need no key: what only functions need may be missing.
  const options = readOptions(asked, call, isWithoutFunctions(call.operands, asked.flags));
  const { settings, findings } = options.common;
  const { functions, machines } = selectionsOf(call.operands, asked.flags, settings.exclude as string[] | undefined);
  const skipManaged = asked.flags.skipManaged === true;
  return runFunctions(
    {
      selection: functions,
      ...(machines
        ? {
            machines: {
              selection: machines,
              planner: instrumentingMachines({ options, skipManaged }),
              grant: asked.flags.grant === true,
            },
          }
        : {}),
      regions: regionsGiven(asked, call),
      identity: identityOf(asked, call),
      planner: instrumenting({
        options,
        takeOver: asked.flags.others === 'take-over',
        skipManaged,
      }),
      findings: findingsToPrint(findings),
      mode: modeOf(asked.flags),
      makes: 'traced',
      words: { done: 'instrumented', same: 'instrumented already' },
      question: 'Instrument',
    },
    call.host,
  );
}
