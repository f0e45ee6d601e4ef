/** `tracelayer status`: which functions are instrumented, with what, outdated or not, and why not. */

import { about, note, sentence } from '../core/finding';
import { layerKey, parseLayer } from '../core/layer';
import { original, plan as planOf } from '../core/plan';
import { isRefusal } from '../core/recipe';
import { text } from '../core/value';
import { errorsOf, PROVIDERS, type ProviderName } from '../providers';
import type { Deployed } from '../surfaces/lambda/read';
import type { Call, Command, ExitCode } from './command';
import { askedFor, identityOf, PROVIDER_FLAG, readOptions, regionsGiven } from './functions/flags';
import type { Job, Planned, Planner } from './functions/job';
import { peerOf } from './functions/peers';
import { findAll, readAll, regionsOf } from './functions/read';
import { SELECTION, selectionOf } from './functions/select';
import { type Palette, paletteFor } from './palette';
import { progressOn } from './progress';
import type { OptionsFor } from './settings';
import { columns, count } from './text';

/** What a function may be. */
const STATES = {
  instrumented: 'good',
  outdated: 'note',
  different: 'note',
  foreign: 'note',
  'not instrumented': 'faint',
  unsupported: 'faint',
  unknown: 'bad',
} as const satisfies Record<string, keyof Palette>;

type State = keyof typeof STATES;

interface Row {
  readonly function: string;
  readonly region: string;
  readonly runtime: string;
  readonly state: State;
  /** The layers, or the tool. */
  readonly with: string;
  readonly why: string;
}

export const command: Command = {
  usage: '[options] [FUNCTION...]',
  about:
    'Shows of each function whether it is instrumented, with what, and whether newer layers are known; of the others, why not. With options, as `instrument` takes them, a function that does not follow them is shown as different. Changes nothing.',
  flags: {
    ...SELECTION,
    ...PROVIDER_FLAG,
    check: { type: 'boolean', summary: 'Exit with 1 unless every function is instrumented and up to date.' },
    json: { type: 'boolean', summary: 'Write JSON.' },
  },
  options: true,
  operands: Number.POSITIVE_INFINITY,
  examples: [
    { says: 'All functions of a region', line: 'tracelayer status --all -r eu-west-1' },
    {
      says: 'Fail a pipeline unless a service follows its file',
      line: 'tracelayer status --config tracelayer.yaml --check',
    },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { host, flags } = call;
  const asked = askedFor(call, command.flags);
  const options = readOptions(asked, call, true);
  const selection = selectionOf(call.operands, asked.flags, options.common.settings.exclude as string[] | undefined);
  const regions = await regionsOf(selection, regionsGiven(asked, call), identityOf(asked, call));
  const { targets } = await findAll(regions, selection);
  const progress = progressOn(host.err, 'reading', targets.length, !host.err.isTerminal);
  const jobs = await readAll(regions, targets, stepping(looking(options), progress.step), () => false);
  progress.end();
  const rows = jobs.map((job) => rowOf(job, options));
  if (flags.json === true) host.out.write(`${JSON.stringify({ functions: rows }, undefined, 2)}\n`);
  else host.out.write(table(rows, paletteFor(host.out, host.variables, flags.color as boolean | undefined)));
  if (rows.some(({ state }) => state === 'unknown')) return 1;
  return flags.check === true && rows.some(({ state }) => state !== 'instrumented') ? 1 : 0;
}

/** Nothing is planned: what is read is looked at below. */
const looking =
  (options: OptionsFor): Planner =>
  ({ state, place }): Planned => {
    const { settings } = options.of([place.name]);
    return { plan: planOf(state, (target) => PROVIDERS[options.provider].recipe(settings, target)), left: true };
  };

const stepping =
  (planner: Planner, step: (line: string) => void): Planner =>
  (deployed, tags) => {
    step(deployed.state.id);
    return planner(deployed, tags);
  };

function rowOf(job: Job, options: OptionsFor): Row {
  const { target, deployed } = job;
  const { Runtime, PackageType = '' } = deployed?.configuration ?? {};
  const base = { function: target.name, region: target.region, runtime: Runtime ?? PackageType };
  if (!deployed) return { ...base, state: 'unknown', with: '', why: job.findings.map(sentence).join('; ') };
  const peer = deployed.state.receipt ? undefined : peerOf(deployed.state.parts);
  if (peer) return { ...base, state: 'foreign', with: peer.title, why: '' };
  return { ...base, ...(deployed.state.receipt ? traced(job, deployed, options) : untraced(job)) };
}

type Seen = Pick<Row, 'state' | 'with' | 'why'>;

/** What a function of ours has, compared with what it would get today. */
function traced({ plan }: Job, deployed: Deployed, options: OptionsFor): Seen {
  const { state } = deployed;
  const provider = (state.receipt?.provider ?? options.provider) as ProviderName;
  const added = layersAdded(deployed);
  const shown = [provider, ...added.map((arn) => nameOf(arn))].join(' ');
  const newer = outdated(deployed, options, provider);
  if (newer.length > 0) return { state: 'outdated', with: shown, why: `${newer.map(nameOf).join(', ')} is newer` };
  // Without a key, say, the options are no whole set, and only what is newer is told.
  const isAsked = errorsOf(options.of([deployed.place.name]).findings).length === 0;
  const differing = isAsked && provider === options.provider ? namesOf(plan?.changes ?? []) : [];
  return differing.length > 0
    ? { state: 'different', with: shown, why: `${differing.join(', ')} would change` }
    : { state: 'instrumented', with: shown, why: '' };
}

const namesOf = (changes: NonNullable<Job['plan']>['changes']): string[] =>
  changes.filter(({ kind }) => kind !== 'containers').map(({ kind, name }) => (kind === 'environment' ? name : kind));

const layersAdded = ({ state }: Deployed): string[] => {
  const before = original(state).parts.layers;
  return Object.entries(state.parts.layers)
    .filter(([key, arn]) => text(before[key] ?? '') !== text(arn))
    .map(([, arn]) => text(arn));
};

/** Layers that the newest recipe has in a higher version; options may pin them lower. */
function outdated({ state, place }: Deployed, options: OptionsFor, provider: ProviderName): string[] {
  const settings = provider === options.provider ? options.of([place.name]).settings : {};
  const recipe = PROVIDERS[provider]?.recipe(settings, state.target);
  if (!recipe || isRefusal(recipe)) return [];
  return recipe.layers
    .map(({ arn }) => text(arn))
    .filter((arn) => {
      const own = state.parts.layers[layerKey(arn)];
      return own !== undefined && (parseLayer(own)?.version ?? 0) < (parseLayer(arn)?.version ?? 0);
    });
}

const nameOf = (arn: string): string => {
  const layer = parseLayer(arn);
  return layer ? `${layer.name}:${layer.version}` : arn;
};

function untraced({ plan, findings }: Job): Seen {
  if (plan?.recipe) return { state: 'not instrumented', with: '', why: '' };
  const reasons = findings.length > 0 ? findings : about('', [note('runtime-missing')]);
  const isOdd = errorsOf(reasons).length > 0;
  return { state: isOdd ? 'not instrumented' : 'unsupported', with: '', why: reasons.map(sentence).join('; ') };
}

function table(rows: readonly Row[], palette: Palette): string {
  const lines = rows.map(({ function: name, region, runtime, state, with: what, why }) => [
    name,
    region,
    runtime,
    palette[STATES[state]](state),
    [what, why].filter(Boolean).join(': '),
  ]);
  const tally = (Object.keys(STATES) as State[])
    .map((state) => [state, rows.filter((row) => row.state === state).length] as const)
    .filter(([, number]) => number > 0)
    .map(([state, number]) => `${number} ${state}`);
  return `${columns(['FUNCTION', 'REGION', 'RUNTIME', 'STATE', 'WITH'], lines)}\n\n${count(rows.length, 'function')}: ${tally.join(', ') || 'none found'}\n`;
}
