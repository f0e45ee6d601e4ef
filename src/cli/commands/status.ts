/** `tracelayer status`: which functions are traced, with what, whether they are up to date, and why not. */
import {
  about,
  effectOf,
  type Finding,
  type Note,
  note,
  type Policy,
  pendingOf,
  sentence,
  severity,
  withPolicy,
} from '../../core/finding';
import { FUNCTION } from '../../core/function';
import { layerKey, parseLayer } from '../../core/layer';
import { original, plan as planOf } from '../../core/plan';
import { isRefusal, type Recipe, type Refusal } from '../../core/recipe';
import { statusOf, type TraceState, type TraceStatus, tally } from '../../core/status';
import { valueText } from '../../core/value';
import { configure, errorsOf, PROVIDERS, type ProviderName } from '../../providers';
import type { DeployedFunction } from '../../surfaces/lambda/read';
import { explaining } from '../aws/trouble';
import type { Call, Command, ExitCode } from '../command';
import { withoutEdge } from '../functions/edge';
import { askedFor, identityOf, PROVIDER_FLAG, readOptions, regionsGiven } from '../functions/flags';
import { damageOf, isWhole, type Job, type JobPlanner, type PlannedJob } from '../functions/job';
import { lookUp } from '../functions/lookups';
import { peerOf } from '../functions/other-tools';
import { findAll, readAll, regionsOf } from '../functions/read';
import { SELECTION_FLAGS, selectionOf } from '../functions/select';
import type { OptionsFor } from '../options/settings';
import { paletteFor, type TerminalPalette } from '../terminal/palette';
import { progressOn } from '../terminal/progress';
import { columns, plural } from '../terminal/text';

/** How each state is shown. */
const STATE_COLORS = {
  traced: 'good',
  'needs code': 'note',
  'not traced': 'faint',
  'not selected': 'faint',
  damaged: 'bad',
} as const satisfies Record<TraceState, keyof TerminalPalette>;

interface StatusRow {
  readonly function: string;
  readonly region: string;
  readonly runtime: string;
  readonly state: TraceState;
  readonly pending: TraceStatus['pending'];
  /** Layers of which newer versions are known. */
  readonly outdated: readonly string[];
  /** What would change with the options that are given. */
  readonly different: readonly string[];
  /** The provider and its layers. */
  readonly with: string;
  readonly why: string;
  readonly findings: readonly object[];
  /** Whether a check has nothing against it. */
  readonly isFine: boolean;
  /** Whether a call failed or something could not be read, or what is wrong is an error by the option `strict`. */
  readonly isFailed: boolean;
}

export const command: Command = {
  usage: '[options] [FUNCTION...]',
  about:
    'Shows the state of each function, what it is traced with, what it still waits for, and whether newer layers are known; of the others, why they are not traced. Without options each function is compared with its own receipt. With options, as `instrument` takes them, a function that does not follow them is also shown as different. Changes nothing.',
  flags: {
    ...SELECTION_FLAGS,
    ...PROVIDER_FLAG,
    check: {
      type: 'boolean',
      summary:
        'Exit with 1 unless every selected function is traced, up to date, and waits for nothing that is not acknowledged.',
    },
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

function run(call: Call): Promise<ExitCode> {
  return explaining(() => showStatus(call));
}

async function showStatus(call: Call): Promise<ExitCode> {
  const { host, flags } = call;
  const asked = askedFor(call, command.flags);
  const options = readOptions(asked, call, true);
  const selection = selectionOf(call.operands, asked.flags, options.common.settings.exclude as string[] | undefined);
  const regions = await regionsOf(selection, regionsGiven(asked, call), identityOf(asked, call));
  const { targets } = await findAll(regions, selection);
  const progress = progressOn(host.err, 'reading', targets.length, !host.err.isTerminal);
  const jobs = await readAll(regions, targets, readingSteps(looking(options), progress.step), () => false);
  progress.end();
  const edge = await withoutEdge(jobs, regions, isUntraced);
  const seen = await lookUp(
    edge.jobs.map((job) => withNeededStatements(job, options)),
    regions,
    ({ deployed }) => isWhole(deployed),
  );
  const findings = [...edge.findings, ...seen.findings];
  const rows = seen.jobs.map((job) => statusRow(job, options));
  if (flags.json === true)
    host.out.write(
      `${JSON.stringify({ functions: rows.map(rowDocument), findings: findings.map(findingDocument) }, undefined, 2)}\n`,
    );
  else host.out.write(table(rows, findings, paletteFor(host.out, host.variables, flags.color as boolean | undefined)));
  return exitCode(rows, flags.check === true);
}

/** Of these functions alone `instrument` would ask whether they are at the edge. */
const isUntraced = ({ deployed, isSelected = true }: Job): boolean => isSelected && deployed?.kept === undefined;

/** See `exit.ts`. */
function exitCode(rows: readonly StatusRow[], isCheck: boolean): ExitCode {
  if (rows.some(({ isFailed }) => isFailed)) return 1;
  const selected = rows.filter(({ state }) => state !== 'not selected');
  return isCheck && (selected.length === 0 || selected.some(({ isFine }) => !isFine)) ? 1 : 0;
}

/** Nothing is planned: what is read is looked at below. */
const looking =
  (options: OptionsFor): JobPlanner =>
  ({ state, place }): PlannedJob => {
    const { settings } = options.of([place.name]);
    return {
      plan: planOf(FUNCTION, state, (target) => PROVIDERS[options.provider].recipe(settings, target)),
      policy: settings as Policy,
      isSelected: settings.enabled !== false,
      left: true,
    };
  };

const readingSteps =
  (planner: JobPlanner, step: (line: string) => void): JobPlanner =>
  (deployed, tags) => {
    step(deployed.state.id);
    return planner(deployed, tags);
  };

/** What the role of a traced function needs, by the variables that the function has. */
function withNeededStatements(job: Job, options: OptionsFor): Job {
  const { deployed } = job;
  if (!isWhole(deployed)) return job;
  const recipe = ownRecipe(deployed as DeployedFunction, options);
  return { ...job, statements: recipe === undefined || isRefusal(recipe) ? [] : recipe.statements };
}

const providerOf = ({ state }: DeployedFunction, options: OptionsFor): ProviderName =>
  (state.receipt?.provider ?? options.provider) as ProviderName;

/** The recipe that a function follows: its own variables stand before the options that are given here. */
function ownRecipe(deployed: DeployedFunction, options: OptionsFor): Recipe | Refusal | undefined {
  const { state, place, configuration } = deployed;
  const name = providerOf(deployed, options);
  const provider = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
  const values = configuration.Environment?.Variables ?? {};
  const given = name === options.provider ? options.of([place.name]).settings : {};
  return provider?.recipe(
    { ...given, ...configure(name, { source: place.name, values, variables: true }).settings },
    state.target,
  );
}

function statusRow(job: Job, options: OptionsFor): StatusRow {
  const { target, deployed, policy = {}, isSelected = true } = job;
  const { Runtime, PackageType = '' } = deployed?.configuration ?? {};
  const findings = [
    ...job.findings.filter(isAboutFunction(deployed)),
    ...(deployed ? about(target.name, statusNotes(job, deployed, options)) : []),
  ];
  const status = statusOf({ isSelected, isTraced: isWhole(deployed), findings });
  const open = withPolicy(findings, policy);
  const isTraced = status.state === 'traced' || status.state === 'needs code';
  const newer = deployed && isTraced ? outdated(deployed, options) : [];
  const different = deployed && isTraced ? differences(job, deployed, options) : [];
  const isOpen = open.some((found) => pendingOf(found) !== undefined || effectOf(found) === 'needs code');
  return {
    function: target.name,
    region: target.region,
    runtime: Runtime ?? PackageType,
    state: status.state,
    pending: status.pending,
    outdated: newer.map(shortLayerName),
    different,
    with: deployed?.kept ? [providerOf(deployed, options), ...layersAdded(deployed).map(shortLayerName)].join(' ') : '',
    why: open
      .filter((found) => isReason(found))
      .map(sentence)
      .join(' '),
    findings: open.map(findingDocument),
    isFine: isTraced && !isOpen && newer.length + different.length === 0,
    isFailed: errorsOf(open).length > 0,
  };
}

/** Of a traced function, its plan is about what the options would do, and not about what it is. */
const isAboutFunction =
  (deployed: DeployedFunction | undefined) =>
  (found: Finding): boolean =>
    deployed?.kept === undefined || effectOf(found) !== 'not traced';

const isReason = (found: Finding): boolean =>
  severity(found) === 'error' || effectOf(found) !== undefined || pendingOf(found) !== undefined;

/** What is to be said of a function as it is, besides what its plan says. */
function statusNotes({ plan }: Job, deployed: DeployedFunction, options: OptionsFor): Note[] {
  const damage = damageOf(deployed);
  if (damage.length > 0) return damage;
  const { kept, state } = deployed;
  if (kept !== undefined)
    return plan?.findings.some((found) => effectOf(found) === 'needs code') ? [] : neededCode(deployed, options);
  const peer = peerOf(state.parts);
  return peer === undefined ? [] : [note('function-foreign', { by: peer.title })];
}

/** What the function's own code, or its image, must still contain. */
function neededCode(deployed: DeployedFunction, options: OptionsFor): Note[] {
  const recipe = ownRecipe(deployed, options);
  const notes = recipe === undefined ? [] : isRefusal(recipe) ? recipe.refused : recipe.notes;
  const code = notes.filter((found) => effectOf(found) === 'needs code');
  const isUnseen =
    deployed.state.target.packageType === 'Image' && notes.some((found) => effectOf(found) === 'not traced');
  return code.length === 0 && isUnseen ? [note('image-by-hand', UNSEEN_IMAGE)] : code;
}

const UNSEEN_IMAGE = { done: 'its variables are set', lines: 'what `tracelayer dockerfile` writes' };

/** What the options would change; without a key, say, they are no whole set, and nothing is compared. */
function differences({ plan }: Job, { place, state }: DeployedFunction, options: OptionsFor): string[] {
  const isAsked = errorsOf(options.of([place.name]).findings).length === 0;
  if (!isAsked || state.receipt?.provider !== options.provider) return [];
  const changes = (plan?.changes ?? []).filter(({ kind }) => kind !== 'containers');
  return changes.map(({ kind, name }) => (kind === 'environment' ? name : kind));
}

const layersAdded = ({ state }: DeployedFunction): string[] => {
  const before = original(FUNCTION, state).parts.layers;
  return Object.entries(state.parts.layers)
    .filter(([key, arn]) => valueText(before[key] ?? '') !== valueText(arn))
    .map(([, arn]) => valueText(arn));
};

/** Layers that the newest recipe has in a higher version; options may pin them lower. */
function outdated(deployed: DeployedFunction, options: OptionsFor): string[] {
  const { state, place } = deployed;
  const name = providerOf(deployed, options);
  if (!Object.hasOwn(PROVIDERS, name)) return [];
  const settings = name === options.provider ? options.of([place.name]).settings : {};
  const recipe = PROVIDERS[name].recipe(settings, state.target);
  if (isRefusal(recipe)) return [];
  return recipe.layers
    .map(({ arn }) => valueText(arn))
    .filter((arn) => {
      const own = state.parts.layers[layerKey(arn)];
      return own !== undefined && (parseLayer(own)?.version ?? 0) < (parseLayer(arn)?.version ?? 0);
    });
}

const shortLayerName = (arn: string): string => {
  const layer = parseLayer(arn);
  return layer ? `${layer.name}:${layer.version}` : arn;
};

const rowDocument = ({ isFine, isFailed, ...row }: StatusRow): object => ({ ...row, ok: isFine && !isFailed });

const findingDocument = (found: Finding): object => ({
  code: found.code,
  severity: severity(found),
  text: sentence(found),
});

function table(rows: readonly StatusRow[], findings: readonly Finding[], palette: TerminalPalette): string {
  const lines = rows.map((row) => [
    row.function,
    row.region,
    row.runtime,
    [palette[STATE_COLORS[row.state]](row.state), ...marksOf(row).map((mark) => palette.note(mark))].join(', '),
    [row.with, detailsOf(row)].filter(Boolean).join(': '),
  ]);
  const more = (['outdated', 'different'] as const)
    .map((mark) => [mark, rows.filter((row) => row[mark].length > 0).length] as const)
    .filter(([, number]) => number > 0)
    .map(([mark, number]) => `, ${number} ${mark}`);
  const notes = findings.map((found) => `${palette.faint(severity(found))} ${sentence(found)}\n`).join('');
  const heading = ['FUNCTION', 'REGION', 'RUNTIME', 'STATE', 'WITH'];
  return `${columns(heading, lines)}\n\n${plural(rows.length, 'function')}: ${tally(rows)}${more.join('')}\n${notes}`;
}

const marksOf = ({ outdated, different, pending }: StatusRow): string[] => [
  ...(outdated.length > 0 ? ['outdated'] : []),
  ...(different.length > 0 ? ['different'] : []),
  ...pending.map((what) => `pending: ${what}`),
];

const detailsOf = ({ outdated, different, why }: StatusRow): string =>
  [
    ...(outdated.length > 0 ? [`${outdated.join(', ')} is newer.`] : []),
    ...(different.length > 0 ? [`${different.join(', ')} would change.`] : []),
    why,
  ]
    .filter(Boolean)
    .join(' ');
