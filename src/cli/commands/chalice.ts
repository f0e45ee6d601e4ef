/** `tracelayer chalice`: the layers and variables of a Chalice app, and the lines for its code. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { about, errorsOf, type Finding, note, type Policy, withPolicy } from '../../core/finding';
import { FUNCTION, targetOf } from '../../core/function';
import { plan as planOf, unplan } from '../../core/plan';
import { partitionOf } from '../../core/region';
import type { Target } from '../../core/state';
import { readText } from '../../host/text-file';
import { PROVIDERS } from '../../providers';
import { type ChaliceConfig, readStage, writeStage } from '../../surfaces/chalice';
import { type Call, type Command, type ExitCode, RunError, UsageError } from '../command';
import {
  CATALOG_FLAG,
  type FunctionFlags,
  PROVIDER_FLAG,
  readOptions,
  regionsGiven,
  withConfigFlags,
} from '../functions/flags';
import { FLAGS } from '../options/arguments';
import { LAYERS_BY_REGION, regionMissing } from '../options/region';
import { checkPlaces, deliver, RESULT_FLAGS } from '../options/result';
import { findingsToPrint } from '../options/settings';
import { printFindings } from '../terminal/report';
import { editSource } from '../text-edits/edit';
import { readSource } from '../text-edits/source';

const FILE = join('.chalice', 'config.json');
const DEFAULT_RUNTIME = 'python3.12';

export const command: Command = {
  usage: '[options] [FOLDER]',
  about:
    'Adds layers, variables, and tags to a stage in `.chalice/config.json`, and prints the lines that you add to the code, because the handler of a Chalice app cannot be redirected. --remove takes everything out again. The rest of the file stays unchanged.',
  flags: {
    stage: { type: 'string', value: 'NAME', default: 'dev', summary: 'The stage.' },
    runtime: {
      type: 'string',
      value: 'RUNTIME',
      default: DEFAULT_RUNTIME,
      summary: 'The Python runtime of the app.',
    },
    region: {
      type: 'list',
      short: 'r',
      value: 'REGION',
      summary: 'The AWS Region that you deploy to. The variable AWS_REGION also sets it.',
    },
    remove: { type: 'boolean', summary: 'Remove what was added.' },
    ...RESULT_FLAGS,
    ...PROVIDER_FLAG,
    ...CATALOG_FLAG,
  },
  options: true,
  operands: 1,
  examples: [
    {
      description: 'Trace the stage prod',
      line: 'tracelayer chalice --stage prod --runtime python3.12 -r eu-west-1 --api-key-secret-arn arn:aws:...',
    },
    { description: 'Take it back', line: 'tracelayer chalice --stage prod --remove' },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { host, operands } = call;
  const folder = operands[0] ?? '.';
  const asked = withConfigFlags(call, command.flags);
  const { stage = 'dev', remove = false } = asked.flags;
  const path = join(folder, FILE);
  checkFolder(folder, host.folder);
  checkPlaces(asked.flags, host.folder);
  const before = readText(resolve(host.folder, path));
  const config = configIn(before, path);
  const { findings, text, failed } = remove
    ? untraceStage(before, config, String(stage))
    : traceStage({ before, config }, String(stage), { asked, call });
  printFindings(findings, host);
  const outcome = remove ? 'as it was before' : 'traced';
  if (!failed) deliver({ file: path, before, after: text ?? before }, outcome, { ...call, flags: asked.flags });
  const lines = remove || text === undefined ? [] : (PROVIDERS[asked.provider].middleware ?? []);
  if (lines.length > 0) host.err.write(`Add to app.py:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  return failed ? 1 : 0;
}

/** The folder is what people name, and so what messages are about. */
function checkFolder(given: string, base: string): void {
  const path = resolve(base, given);
  const why = !existsSync(path)
    ? 'which does not exist'
    : !statSync(path).isDirectory()
      ? 'which is not a folder'
      : !existsSync(join(path, FILE))
        ? `which has no ${FILE}`
        : undefined;
  if (why === undefined) return;
  const details = { option: 'FOLDER', given: `"${given}", ${why}`, allowed: 'the folder of a Chalice app' };
  throw new UsageError([{ ...note('option-invalid', details), subject: FLAGS }]);
}

interface ChaliceResult {
  readonly findings: readonly Finding[];
  readonly text?: string;
  readonly failed?: boolean;
}

/** The file that says the configuration, with everything else in it as it was written. */
const configText = (before: string, config: ChaliceConfig): string =>
  editSource(readSource(before), config)?.text ?? `${JSON.stringify(config, undefined, 2)}\n`;

function untraceStage(before: string, config: ChaliceConfig, stage: string): ChaliceResult {
  const state = readStage(config, stage, stageTarget(DEFAULT_RUNTIME, ''));
  const plan = unplan(FUNCTION, state);
  if (state.receipt === undefined) return { findings: plan.findings };
  return { findings: plan.findings, text: configText(before, writeStage(config, stage, state, plan)) };
}

function traceStage(
  { before, config }: { before: string; config: ChaliceConfig },
  stage: string,
  { asked, call }: { asked: FunctionFlags; call: Call },
): ChaliceResult {
  const [region] = regionsGiven(asked, call);
  if (region === undefined) throw regionMissing(LAYERS_BY_REGION);
  const { settings, findings } = readOptions(asked, call).common;
  const state = readStage(config, stage, stageTarget(String(asked.flags.runtime ?? DEFAULT_RUNTIME), region));
  const recipe = PROVIDERS[asked.provider].recipe({ ...settings, redirectHandler: false }, targetOf(state));
  const plan = planOf(FUNCTION, state, recipe);
  const reported = withPolicy([...findingsToPrint(findings), ...plan.findings], settings as Policy);
  if (plan.recipe === undefined) return { findings: reported, failed: errorsOf(reported).length > 0 };
  if (plan.changes.length === 0) return { findings: reported };
  return { findings: reported, text: configText(before, writeStage(config, stage, state, plan)) };
}

const stageTarget = (runtime: string, region: string): Target => ({
  packageType: 'Zip',
  runtime,
  architecture: 'x86_64',
  region,
  partition: partitionOf(region),
  account: '',
});

function configIn(text: string, path: string): ChaliceConfig {
  try {
    const config: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as ChaliceConfig;
  } catch (problem) {
    throw unreadableConfig(path, `The file is not JSON: ${(problem as Error).message.split('\n')[0]}.`);
  }
  throw unreadableConfig(path, 'The file must hold a JSON object.');
}

const unreadableConfig = (path: string, why: string): RunError =>
  new RunError(about(path, [note('file-unreadable', { why })]));
