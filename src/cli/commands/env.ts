/** `tracelayer env`: the same options for a process that is no Lambda function. */

import { describe } from '../../core/finding';
import { FAMILIES, type Family } from '../../core/runtime';
import { valueText } from '../../core/value';
import { PROVIDERS } from '../../providers';
import type { Call, Command, ExitCode } from '../command';
import { askedFor, PROVIDER_FLAG, readOptions } from '../functions/flags';
import { toTell } from '../options/settings';
import { quote } from '../terminal/shell';

type EnvironmentPairs = readonly (readonly [name: string, value: string])[];

/** How variables are written for whoever starts the process. */
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

/** As Docker's and Node's readers take it: single quotes keep everything, unless there is one in it. */
const dotenvValue = (value: string): string =>
  /^[\w@%+=:,./-]*$/.test(value) ? value : value.includes("'") ? JSON.stringify(value) : `'${value}'`;

/** In a Dockerfile a `$` would be replaced. */
const dockerValue = (value: string): string => `"${value.replace(/["\\$]/g, '\\$&')}"`;

export const command: Command = {
  usage: '[options]',
  about:
    'Writes the options as the variables of a process that is no Lambda function, for `ddtrace-run`, `opentelemetry-instrument` and their like. Options that only a function has are left out, keys among them: outside of Lambda an agent sends the traces.',
  flags: {
    format: { type: 'enum', values: Object.keys(VARIABLE_FORMATS), default: 'shell', summary: 'Who is to read it.' },
    language: {
      type: 'enum',
      values: FAMILIES,
      default: 'python',
      summary: 'The language of the process; some variables are spelled in its way.',
    },
    ...PROVIDER_FLAG,
  },
  options: true,
  examples: [
    {
      says: 'Start a program with tracing',
      line: 'eval "$(tracelayer env --service shop --env dev --agent-host localhost)" && ddtrace-run python app.py',
    },
    { says: 'The container of an ECS task', line: 'tracelayer env --config tracelayer.yaml --format ecs' },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const asked = askedFor(call, command.flags);
  const { provider, common } = readOptions(asked, call, true);
  const values = PROVIDERS[provider].process(common.settings, (asked.flags.language ?? 'python') as Family);
  const variables = Object.entries(values).map(([name, value]) => [name, valueText(value)] as const);
  for (const found of toTell(common.findings).filter(({ code }) => !LAMBDA_ONLY.has(code)))
    call.host.err.write(`${describe(found)}\n`);
  call.host.out.exact(VARIABLE_FORMATS[(asked.flags.format ?? 'shell') as keyof typeof VARIABLE_FORMATS](variables));
  return 0;
}

/** What matters to functions alone. */
const LAMBDA_ONLY: ReadonlySet<string> = new Set(['key-in-plain-text', 'destination-missing']);
