/** `tracelayer preview`: runs functions of a template here and shows their traces, without AWS and without an account. */
import { tally } from '../../core/status';
import { drawPreview } from '../../preview/draw/terminal';
import type { MachinePreview } from '../../preview/machine/preview';
import type { Preview } from '../../preview/preview';
import type { Call, Command, ExitCode } from '../command';
import { PROVIDER_FLAG, withConfigFlags } from '../functions/flags';
import { checkOutput } from '../options/files';
import { type PreviewResult, previewFunction } from '../preview/attempt';
import { chosen } from '../preview/choose';
import { COMPARE_FLAGS, checkCompareFlags } from '../preview/compare-flags';
import { runComparison } from '../preview/comparison';
import { DEFAULT_EVENTS, EVENT_NAMES, eventsOf, resultsOf } from '../preview/events';
import { untilInterrupted } from '../preview/interruption';
import { attemptMachine, type MachineResult } from '../preview/machine-attempt';
import { writePage } from '../preview/pages';
import { foldersOf, previewDeployment } from '../preview/pairs';
import { paletteOf } from '../preview/palette';
import { exitCodeOf, machineExitCode, resultsJson } from '../preview/results';

export const command: Command = {
  usage: '[options] [TEMPLATE]',
  about:
    'Runs functions on this machine with the real tracers, instrumented as they would be in Lambda, and draws the traces that they send. Nothing is deployed, you need no account, and the traces stay on this machine. The preview is not a security boundary, so run only code that you trust. Files with credentials are hidden from the functions if this machine allows it.\n\nTEMPLATE is a CloudFormation or SAM template in YAML or JSON, a `cdk.out` folder or a template in it, or a Serverless service after `serverless package`. By default, the command looks for one in the current folder. Functions that are already traced, by tracelayer or by hand, run unchanged. All others run as `transform` would leave them with the same options, and you need no API key. The first run downloads the tracers from their package registries and keeps them.',
  flags: {
    function: {
      type: 'list',
      short: 'f',
      value: 'NAME',
      summary: 'The functions, by logical ID, name, construct, or pattern. By default, all that can run.',
    },
    'state-machine': {
      type: 'list',
      value: 'NAME',
      summary:
        'The state machines, by logical ID, name, construct, or pattern. By default, all run, and their functions only in them.',
    },
    'state-output': {
      type: 'list',
      value: 'STATE=FILE',
      summary:
        'The result of a state that calls something else than a function, as a file of JSON. By default, it is {}.',
    },
    event: {
      type: 'list',
      short: 'e',
      value: 'FILE',
      summary: `Events to send in order: a file of JSON, or ${EVENT_NAMES}; a single one is sent twice, cold and warm. A handler may fail only at the event error.`,
      default: DEFAULT_EVENTS,
    },
    json: { type: 'boolean', summary: 'Print the invocations and traces as JSON.' },
    html: { type: 'string', value: 'FILE', summary: 'Also write one HTML page with a flame graph of each trace.' },
    layer: {
      type: 'list',
      value: 'NAME=FOLDER',
      summary: "The files of layers of your own, by the layer's name or logical id.",
    },
    region: {
      type: 'string',
      short: 'r',
      value: 'REGION',
      summary: 'The AWS Region that the functions run in, as far as they know.',
    },
    parameter: { type: 'list', value: 'NAME=VALUE', summary: "The values of the template's parameters." },
    ...COMPARE_FLAGS,
    ...PROVIDER_FLAG,
  },
  options: true,
  operands: 1,
  examples: [
    {
      description: 'See a trace of a SAM application',
      line: 'tracelayer preview template.yaml --service shop --env dev',
    },
    { description: 'One function of a CDK app', line: 'cdk synth && tracelayer preview cdk.out --function Orders' },
    {
      description: 'With an event of your own, as a page',
      line: 'tracelayer preview --event order.json --html trace.html',
    },
    {
      description: 'What tracing costs, with each provider, as a gate for a pipeline',
      line: 'tracelayer preview --compare --with datadog,opentelemetry --max-init-overhead 300ms',
    },
    { description: 'With OpenTelemetry', line: 'tracelayer preview template.yaml --provider opentelemetry' },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const asked = { ...call, flags: withConfigFlags(call, command.flags).flags };
  const events = eventsOf(call);
  checkOutput('--html', asked.flags.html, call.host.folder);
  checkCompareFlags(asked);
  if (asked.flags.compare === true) return runComparison(asked, command.flags);
  const outputs = resultsOf(asked);
  const deployment = previewDeployment(asked);
  const common = { call, events, layers: foldersOf(asked), deployment };
  const found = chosen(asked, command.flags, deployment);
  const results: PreviewResult[] = [];
  const machines: MachineResult[] = [];
  const signal = await untilInterrupted(call, async (interrupted) => {
    const show = (preview?: Preview | MachinePreview) => {
      if (preview && call.flags.json !== true) call.host.out.write(drawn(preview, call));
    };
    for (const one of found.functions) {
      if (interrupted.aborted) return;
      results.push(await previewFunction(one, { ...common, signal: interrupted }));
      show(results.at(-1)?.preview);
    }
    for (const one of found.machines) {
      if (interrupted.aborted) return;
      machines.push(await attemptMachine(one, { ...common, ...found.all, results: outputs, signal: interrupted }));
      show(machines.at(-1)?.preview);
    }
  });
  if (call.flags.json === true) call.host.out.write(resultsJson(results, machines));
  const isWritten = call.flags.html === undefined || writePage([...results, ...machines], call);
  const statuses = [...found.functions, ...found.machines].map(({ status }) => status);
  if (statuses.length > 0) call.host.err.write(`${tally(statuses)}\n`);
  if (signal.aborted) return 130;
  if (!isWritten || machineExitCode(machines, events) > 0) return 1;
  return found.functions.length === 0 ? 0 : exitCodeOf(results, events, asked.flags.function !== undefined);
}

function drawn(seen: Preview | MachinePreview, call: Call): string {
  return `${drawPreview(seen, { palette: paletteOf(call), columns: call.host.out.columns })}\n`;
}
