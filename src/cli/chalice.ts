/** `tracelayer chalice`: the layers and variables of a Chalice app, and the lines for its code. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, note } from '../core/finding';
import { plan as planOf, unplan } from '../core/plan';
import { partitionOf } from '../core/region';
import { readText, writeText } from '../host/text-file';
import { PROVIDERS } from '../providers';
import { type ChaliceConfig, readStage, writeStage } from '../surfaces/chalice';
import { type Call, type Command, type ExitCode, UsageError } from './command';
import { askedFor, PROVIDER_FLAG, readOptions, regionsGiven } from './functions/flags';

const FILE = join('.chalice', 'config.json');

export const command: Command = {
  usage: '[options] [FOLDER]',
  about:
    'Adds layers, variables and tags to a stage in `.chalice/config.json`, and prints the lines that the code needs, as the handler of a Chalice app cannot be redirected. --remove takes the configuration back; the file is written as JSON with two blanks.',
  flags: {
    stage: { type: 'string', value: 'NAME', default: 'dev', summary: 'The stage.' },
    runtime: {
      type: 'string',
      value: 'RUNTIME',
      default: 'python3.12',
      summary: 'The version of Python that deploys it.',
    },
    region: { type: 'list', short: 'r', value: 'REGION', summary: 'The region it is deployed to; also by AWS_REGION.' },
    remove: { type: 'boolean', summary: 'Take back what was added.' },
    dryRun: { type: 'boolean', short: 'd', summary: 'Write the result to the output and not to the file.' },
    ...PROVIDER_FLAG,
  },
  options: true,
  operands: 1,
  examples: [
    {
      says: 'Trace the stage prod',
      line: 'tracelayer chalice --stage prod --runtime python3.12 -r eu-west-1 --api-key-secret-arn arn:aws:...',
    },
    { says: 'Take it back', line: 'tracelayer chalice --stage prod --remove' },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { host, operands, flags } = call;
  const folder = operands[0] ?? '.';
  const path = resolve(host.folder, folder, FILE);
  if (!existsSync(path)) throw wrong('FOLDER', folder, `a folder with ${FILE}`);
  const config = JSON.parse(readText(path)) as ChaliceConfig;
  const stage = String(flags.stage ?? 'dev');
  const asked = askedFor(call, command.flags);
  const [region] = regionsGiven(asked, call);
  if (region === undefined && flags.remove !== true) throw wrong('--region', 'nothing', 'the region it is deployed to');
  const runtime = String(flags.runtime ?? 'python3.12');
  const place = { region: region ?? '', partition: partitionOf(region ?? ''), account: '' };
  const state = readStage(config, stage, { packageType: 'Zip', runtime, architecture: 'x86_64', ...place });
  const provider = PROVIDERS[asked.provider];
  const settings = flags.remove === true ? {} : readOptions(asked, call).common.settings;
  const plan =
    flags.remove === true
      ? unplan(state)
      : planOf(state, (target) => provider.recipe({ ...settings, redirectHandler: false }, target));
  for (const found of plan.findings) host.err.write(`${describe(found)}\n`);
  if (flags.remove !== true && plan.recipe === undefined) return 1;
  const text = `${JSON.stringify(writeStage(config, stage, state, plan), undefined, 2)}\n`;
  if (flags.dryRun === true) host.out.exact(text);
  else writeText(path, text);
  const lines = flags.remove === true ? [] : (provider.middleware ?? []);
  if (lines.length > 0) host.err.write(`add to app.py:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  return 0;
}

const wrong = (option: string, given: string, allowed: string): UsageError =>
  new UsageError([{ ...note('option-invalid', { option, given, allowed }), subject: FILE }]);
