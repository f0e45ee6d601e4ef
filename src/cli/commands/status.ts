/** `tracelayer status`: which functions are traced, with what, whether they are up to date, and why not. */
import type { Policy } from '../../core/finding';
import { FUNCTION, targetOf } from '../../core/function';
import { plan as planOf } from '../../core/plan';
import { PROVIDERS } from '../../providers';
import { explaining } from '../aws/trouble';
import type { Call, Command, ExitCode } from '../command';
import { isIntact } from '../functions/condition';
import { withoutEdge } from '../functions/edge';
import { identityOf, PROVIDER_FLAG, readOptions, regionsGiven, withConfigFlags } from '../functions/flags';
import type { Job, JobPlanner, PlannedJob } from '../functions/job';
import { Lookups } from '../functions/lookups';
import { findAll, readAll, regionsOf } from '../functions/read';
import { SELECTION_FLAGS, selectionOf } from '../functions/select';
import type { OptionsFor } from '../options/settings';
import { type StatusRow, statusRow, withNeededStatements } from '../status/row';
import { statusJson, statusTable } from '../status/show';
import { paletteFor } from '../terminal/palette';
import { progressOn } from '../terminal/progress';

export const command: Command = {
  usage: '[options] [FUNCTION...]',
  about:
    'Shows the state of each function, what it is traced with, what it still waits for, and whether newer layers are known, or why it is not traced. Without options, each function is compared with its own receipt. With the options of `instrument`, a function that does not follow them is also shown as different. The command changes nothing.',
  flags: {
    ...SELECTION_FLAGS,
    ...PROVIDER_FLAG,
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
  const selection = selectionOf(call.operands, asked.flags, options.common.settings.exclude as string[] | undefined);
  const regions = await regionsOf(selection, regionsGiven(asked, call), identityOf(asked, call));
  const { targets } = await findAll(regions, selection);
  const progress = progressOn(host.err, 'reading', targets.length, !host.err.isTerminal);
  const jobs = await readAll(regions, targets, { planner: looking(options), step: progress.step });
  progress.end();
  const edge = await withoutEdge(jobs, regions, isUntraced);
  const known = edge.jobs.map((job) => withNeededStatements(job, options));
  const seen = await new Lookups(regions).finish(known, ({ deployed }) => isIntact(deployed));
  const findings = [...edge.findings, ...seen.findings];
  const rows = seen.jobs.map((job) => statusRow(job, options));
  const palette = paletteFor(host.out, host.variables, flags.color as boolean | undefined);
  host.out.write(flags.json === true ? statusJson(rows, findings) : statusTable(rows, findings, palette));
  return exitCode(rows, flags.check === true);
}

/** Only for these functions would `instrument` ask whether they run at the edge. */
const isUntraced = ({ deployed, isSelected = true }: Job): boolean => isSelected && deployed?.kept === undefined;

/** See `exit.ts`. */
function exitCode(rows: readonly StatusRow[], isCheck: boolean): ExitCode {
  if (rows.some(({ isFailed }) => isFailed)) return 1;
  const selected = rows.filter(({ state }) => state !== 'not selected');
  return isCheck && (selected.length === 0 || selected.some(({ isUpToDate }) => !isUpToDate)) ? 1 : 0;
}

/** The plan is only compared, and never carried out. */
const looking =
  (options: OptionsFor): JobPlanner =>
  ({ state, place }): PlannedJob => {
    const { settings } = options.of([place.name]);
    return {
      plan: planOf(FUNCTION, state, PROVIDERS[options.provider].recipe(settings, targetOf(state))),
      policy: settings as Policy,
      isSelected: settings.enabled !== false,
      left: true,
    };
  };
