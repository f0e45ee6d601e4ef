/** `tracelayer status`: which functions are traced, with what, whether they are up to date, and why not. */
import type { Finding } from '../../core/finding';
import { explaining } from '../aws/trouble';
import type { Call, Command, ExitCode } from '../command';
import {
  CATALOG_FLAG,
  identityOf,
  PROVIDER_FLAG,
  readOptions,
  regionsGiven,
  withConfigFlags,
} from '../functions/flags';
import { Lookups } from '../functions/lookups';
import { regionsOf } from '../functions/read';
import { SELECTION_FLAGS } from '../functions/select';
import { readMachines } from '../state-machines/run';
import { MACHINE_FLAGS } from '../state-machines/select';
import { findSelected, selectionsOf, wholeSelection } from '../state-machines/selected';
import {
  lookingAtMachines,
  type MachineRow,
  machineDocument,
  machineRow,
  machineTable,
} from '../state-machines/status';
import { ownMachineRecipe } from '../state-machines/waiting';
import { inspectFunctions } from '../status/inspect';
import { type StatusRow, statusRow } from '../status/row';
import { statusJson, statusTable } from '../status/show';
import { paletteFor } from '../terminal/palette';

export const command: Command = {
  usage: '[options] [FUNCTION...]',
  about:
    'Shows the state of each function, what it is traced with, what it still waits for, and whether newer layers are known, or why it is not traced. Without options, each function is compared with its own receipt. With the options of `instrument`, a function that does not follow them is also shown as different. The command changes nothing.',
  flags: {
    ...SELECTION_FLAGS,
    ...MACHINE_FLAGS,
    ...PROVIDER_FLAG,
    ...CATALOG_FLAG,
    check: {
      type: 'boolean',
      summary:
        'Exit with 1 unless every selected function is traced, up to date, and waits for nothing that is not acknowledged.',
    },
    json: { type: 'boolean', summary: 'Print the result as JSON.' },
  },
  options: true,
  operands: Number.POSITIVE_INFINITY,
  examples: [
    { description: 'All functions of a region', line: 'tracelayer status --all -r eu-west-1' },
    {
      description: 'Fail a pipeline unless a service follows its file',
      line: 'tracelayer status --config tracelayer.yaml --check',
    },
  ],
  run,
};

function run(call: Call): Promise<ExitCode> {
  return explaining(() => showStatus(call));
}

async function showStatus(call: Call): Promise<ExitCode> {
  const { host, flags } = call;
  const asked = withConfigFlags(call, command.flags);
  const options = readOptions(asked, call, true);
  const selected = selectionsOf(call.operands, asked.flags, options.common.settings.exclude as string[] | undefined);
  const whole = wholeSelection(selected.functions, selected.machines);
  const regions = await regionsOf(whole, regionsGiven(asked, call), identityOf(asked, call));
  const found = await findSelected(regions, selected.functions, selected.machines);
  const lookups = new Lookups(regions);
  const inspected = await inspectFunctions({ regions, targets: found.targets, lookups }, options, host);
  const machines = await readMachines(found.machines, { regions, planner: lookingAtMachines(options), grant: false });
  const seen = await lookups.finishMachines(machines, (job) => ownMachineRecipe(job, options));
  const shown = {
    rows: selected.functions ? inspected.jobs.map((job) => statusRow(job, options)) : undefined,
    machines: selected.machines ? seen.map((job) => machineRow(job, options)) : undefined,
  };
  showRows(shown, [...inspected.findings, ...lookups.denied()], call);
  return exitCode([...(shown.rows ?? []), ...(shown.machines ?? [])], flags.check === true);
}

/** The rows of what is selected. */
interface Shown {
  readonly rows?: readonly StatusRow[];
  readonly machines?: readonly MachineRow[];
}

function showRows({ rows, machines }: Shown, findings: readonly Finding[], { host, flags }: Call): void {
  if (flags.json === true) {
    const more = machines ? { stateMachines: machines.map(machineDocument) } : {};
    host.out.write(statusJson(rows ?? [], findings, more));
    return;
  }
  const palette = paletteFor(host.out, host.variables, flags.color as boolean | undefined);
  if (rows) host.out.write(statusTable(rows, findings, palette));
  if (rows && machines) host.out.write('\n');
  if (machines) host.out.write(machineTable(machines, palette));
}

/** See `exit.ts`. */
function exitCode(rows: readonly (StatusRow | MachineRow)[], isCheck: boolean): ExitCode {
  if (rows.some(({ isFailed }) => isFailed)) return 1;
  const selected = rows.filter(({ state }) => state !== 'not selected');
  return isCheck && (selected.length === 0 || selected.some(({ isUpToDate }) => !isUpToDate)) ? 1 : 0;
}
