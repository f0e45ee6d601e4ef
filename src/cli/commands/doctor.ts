/** `tracelayer doctor`: why traces of deployed functions are missing, as a list of checks. */
import type { Finding } from '../../core/finding';
import { CALL_LIMITS } from '../aws/limits';
import type { RegionalApi } from '../aws/region';
import { explaining } from '../aws/trouble';
import type { Call, Command, ExitCode } from '../command';
import { CHECKS, type Patient } from '../doctor/checks';
import { EvidenceReader } from '../doctor/evidence';
import { type Diagnosis, diagnosesJson, diagnosesTable, diagnosesText, hasFailed } from '../doctor/show';
import {
  CATALOG_FLAG,
  identityOf,
  PROVIDER_FLAG,
  readOptions,
  regionsGiven,
  withConfigFlags,
} from '../functions/flags';
import type { Job } from '../functions/job';
import { Lookups } from '../functions/lookups';
import { findAll, forEachLimited, type Regions, regionsOf } from '../functions/read';
import { SELECTION_FLAGS, selectionOf } from '../functions/select';
import type { OptionsFor } from '../options/settings';
import { inspectFunctions } from '../status/inspect';
import { statusRow } from '../status/row';
import { paletteFor } from '../terminal/palette';

const HOUR = 3_600_000;
/** From this number of functions on, one line for each is easier to read than all results. */
const MANY = 4;

export const command: Command = {
  usage: '[options] FUNCTION...',
  about:
    'Looks for reasons why the traces of functions are missing. Each check passes, fails, or is not known, for example where you may not make a call that it needs. The command changes nothing, and shows no line of a log. Without options, a function is compared with its own receipt; with the options of `instrument`, also with these.',
  flags: {
    ...SELECTION_FLAGS,
    ...PROVIDER_FLAG,
    ...CATALOG_FLAG,
    hours: {
      type: 'number',
      minimum: 1,
      default: 24,
      value: 'N',
      summary: 'The number of hours whose log lines count.',
    },
    json: { type: 'boolean', summary: 'Print the results as JSON.' },
  },
  options: true,
  operands: Number.POSITIVE_INFINITY,
  examples: [
    { description: 'Why does this function send no traces?', line: 'tracelayer doctor orders -r eu-west-1' },
    { description: 'All functions of a region, a line each', line: 'tracelayer doctor --all -r eu-west-1' },
  ],
  run: (call) => explaining(() => runDoctor(call)),
};

async function runDoctor(call: Call): Promise<ExitCode> {
  const { host } = call;
  const asked = withConfigFlags(call, command.flags);
  const options = readOptions(asked, call, true);
  const exclude = options.common.settings.exclude as string[] | undefined;
  const selection = selectionOf(call.operands, asked.flags, exclude);
  const regions = await regionsOf(selection, regionsGiven(asked, call), identityOf(asked, call));
  const { targets } = await findAll(regions, selection);
  const lookups = new Lookups(regions);
  const inspected = await inspectFunctions({ regions, targets, lookups }, options, host);
  const since = Date.now() - Number(asked.flags.hours ?? 24) * HOUR;
  const findings = lookups.denied();
  const diagnoses = await diagnose({ jobs: inspected.jobs, findings }, { regions, options, since, lookups });
  const palette = paletteFor(host.out, host.variables, asked.flags.color as boolean | undefined);
  const text = () =>
    diagnoses.length < MANY ? diagnosesText(diagnoses, palette, host.out.columns) : diagnosesTable(diagnoses, palette);
  host.out.write(asked.flags.json === true ? diagnosesJson(diagnoses) : text());
  return hasFailed(diagnoses) || diagnoses.some(({ row }) => row.isFailed) ? 1 : 0;
}

interface Diagnosing {
  readonly regions: Regions;
  readonly options: OptionsFor;
  readonly since: number;
  readonly lookups: Lookups;
}

async function diagnose(
  { jobs, findings }: { readonly jobs: readonly Job[]; readonly findings: readonly Finding[] },
  { regions, options, since, lookups }: Diagnosing,
): Promise<Diagnosis[]> {
  const readerOf = (region: string, api: RegionalApi) =>
    new EvidenceReader(api, options, since, (group) => lookups.filters(region, group));
  const readers = new Map([...regions].map(([region, api]) => [region, readerOf(region, api)]));
  return forEachLimited(jobs, CALL_LIMITS.atOnce, async (job) => {
    const { region, name } = job.target;
    const evidence = (await readers.get(region)?.read(job)) ?? { job };
    const denied = findings
      .filter(({ code, subject }) => code === 'lookup-denied' && subject === region)
      .map(({ details }) => String(details?.call));
    const row = statusRow(job, options);
    const patient: Patient = { ...evidence, row, denied, instrument: `tracelayer instrument ${name} -r ${region}` };
    return { row, results: resultsOf(patient) };
  });
}

const resultsOf = (patient: Patient): Diagnosis['results'] =>
  Object.fromEntries(
    Object.entries(CHECKS).flatMap(([name, { run }]) => {
      const result = run(patient);
      return result === undefined ? [] : [[name, result]];
    }),
  );
