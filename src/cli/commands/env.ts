/** `tracelayer env`: the same options for a process that is not a Lambda function. */

import { type Finding, type Policy, withPolicy } from '../../core/finding';
import type { Settings } from '../../core/provider';
import { FAMILIES, type Family } from '../../core/runtime';
import { valueText } from '../../core/value';
import { commitOptions } from '../../host/git';
import { ownOption } from '../../options/read';
import type { OptionTable } from '../../options/spec';
import { OPTIONS, PROVIDERS, type ProviderName } from '../../providers';
import type { Call, Command, ExitCode } from '../command';
import { PROVIDER_FLAG, readOptions, withConfigFlags } from '../functions/flags';
import type { Host } from '../host';
import { type ChosenOptions, findingsToPrint } from '../options/settings';
import { withoutEffect } from '../options/without-effect';
import { printFindings } from '../terminal/report';
import { quote } from '../terminal/shell';

type EnvironmentPairs = readonly (readonly [name: string, value: string])[];

/** How the variables are written, by who starts the process. */
const VARIABLE_FORMATS = {
  shell: (variables: EnvironmentPairs) => variables.map(([name, value]) => `export ${name}=${quote(value)}\n`).join(''),
  dotenv: (variables: EnvironmentPairs) => variables.map(([name, value]) => `${name}=${dotenvValue(value)}\n`).join(''),
  docker: (variables: EnvironmentPairs) =>
    variables.map(([name, value]) => `ENV ${name}=${dockerValue(value)}\n`).join(''),
  kubernetes: (variables: EnvironmentPairs) =>
    variables.length === 0
      ? 'env: []\n'
      : `env:\n${variables.map(([name, value]) => `  - name: ${name}\n    value: ${JSON.stringify(value)}\n`).join('')}`,
  ecs: (variables: EnvironmentPairs) =>
    `${JSON.stringify({ environment: variables.map(([name, value]) => ({ name, value })) }, undefined, 2)}\n`,
} as const;

/** As Docker and Node.js read it: single quotes keep everything, unless the value has one. */
const dotenvValue = (value: string): string =>
  /^[\w@%+=:,./-]*$/.test(value) ? value : value.includes("'") ? JSON.stringify(value) : `'${value}'`;

/** In a Dockerfile a `$` would be replaced. */
const dockerValue = (value: string): string => `"${value.replace(/["\\$]/g, '\\$&')}"`;

export const command: Command = {
  usage: '[options]',
  about:
    'Prints the options as variables for a process outside of Lambda, for example one that `ddtrace-run` or `opentelemetry-instrument` starts. Options that work only in Lambda functions are left out and reported. API keys are among them: outside of Lambda, an agent sends the traces.',
  flags: {
    format: {
      type: 'enum',
      values: Object.keys(VARIABLE_FORMATS),
      default: 'shell',
      summary: 'The format of the variables.',
    },
    language: {
      type: 'enum',
      values: FAMILIES,
      default: 'python',
      summary: 'The language of the process. The names of some variables depend on it.',
    },
    ...PROVIDER_FLAG,
  },
  options: true,
  examples: [
    {
      description: 'Start a program with tracing',
      line: 'eval "$(tracelayer env --service shop --env dev --agent-host localhost)" && ddtrace-run python app.py',
    },
    { description: 'The container of an ECS task', line: 'tracelayer env --config tracelayer.yaml --format ecs' },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const asked = withConfigFlags(call, command.flags);
  const { provider, common } = readOptions(asked, call, true);
  const family = (asked.flags.language ?? 'python') as Family;
  const values = PROVIDERS[provider].process(common.settings, family);
  const variables = Object.entries(values).map(([name, value]) => [name, valueText(value)] as const);
  const known = findingsToPrint(common.findings).filter(({ code }) => !LAMBDA_ONLY.has(code));
  const findings = [...known, ...unusedOptions({ provider, common, family, host: call.host })];
  printFindings(withPolicy(findings, common.settings as Policy), call.host);
  call.host.out.exact(VARIABLE_FORMATS[(asked.flags.format ?? 'shell') as keyof typeof VARIABLE_FORMATS](variables));
  return 0;
}

/** The options that change no variable of a process: without them, the variables would be the same. */
function unusedOptions({ provider, common, family, host }: EnvironmentRequest): Finding[] {
  const table: OptionTable = OPTIONS[provider].table;
  const given = Object.fromEntries(Object.keys(common.sources).map((name) => [name, common.settings[name]]));
  const variablesOf = (settings: Settings) =>
    PROVIDERS[provider].process({ ...settings, ...commitOptions(settings, host.folder, host.variables) }, family);
  const all = variablesOf(given);
  const isUsed = (option: string): boolean =>
    Object.hasOwn(all, ownOption(table, option)?.variable ?? '') ||
    JSON.stringify(variablesOf({ ...given, [option]: undefined })) !== JSON.stringify(all);
  return withoutEffect(provider, common, isUsed, {
    why: `no variable of a ${family} process depends on it`,
    instead: 'set it on the Lambda function, or in the agent that the process sends to',
  });
}

interface EnvironmentRequest {
  readonly provider: ProviderName;
  readonly common: ChosenOptions;
  readonly family: Family;
  readonly host: Host;
}

/** Findings that matter only to functions. */
const LAMBDA_ONLY: ReadonlySet<string> = new Set(['key-in-plain-text', 'destination-missing']);
