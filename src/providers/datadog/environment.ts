/** The variables of a function, from its options and its family. */
import type { Setting } from '../../core/recipe';
import type { Family } from '../../core/runtime';
import { concat, valueText } from '../../core/value';
import type { OptionSpec } from '../../options/spec';
import { byDefault, type Environment, variableOf } from '../variables';
import type { ResolvedTarget } from './case';
import { cleanUrl } from './git-url';
import { HOOKS } from './hooks';
import { type Destination, type Options, sentDirectly } from './options';
import { parameterArn } from './permissions';
import { shapeVariables } from './shapes';
import { DEFAULT_SITE } from './site';
import { DATADOG_OPTIONS } from './table';

/** A process that is no function may be of any family. */
type EnvironmentInputs = Pick<ResolvedTarget, 'options' | 'target' | 'destination'> &
  Partial<Pick<ResolvedTarget, 'family'>>;

const flag = (value: boolean): Setting => byDefault(String(value));

/** All variables but those that hook the tracer in. */
export function environment(setup: ResolvedTarget): Environment {
  const variables: Environment = {
    DD_TRACE_ENABLED: flag(true),
    ...DESTINATIONS[setup.destination](setup),
    ...shapeVariables(setup),
    ...optionVariables(setup),
  };
  const first = FIRST.filter((name) => Object.hasOwn(variables, name));
  return { ...Object.fromEntries(first.map((name) => [name, variables[name] as Setting])), ...variables };
}

/** What comes before the variables of options, so that the order doesn't depend on which of them is one of these. */
const FIRST = ['DD_TRACE_ENABLED', 'DD_SITE', 'DD_LOGS_INJECTION', 'DD_FLUSH_TO_LOG'] as const;

/** The variables of the options alone. */
export function optionVariables(setup: EnvironmentInputs): Environment {
  const { options } = setup;
  const settings = Object.entries(options).map(([name, value]) => asUserDefaults(name, settingsOf(name, value, setup)));
  return { ...Object.assign({}, ...settings), ...tags(options) };
}

/** What the destination needs, whatever else is set. */
const DESTINATIONS: Record<Destination, (setup: EnvironmentInputs) => Environment> = {
  extension: ({ options }) => ({
    DD_SITE: byDefault(options.site ?? DEFAULT_SITE),
    // The extension joins logs and traces itself.
    DD_LOGS_INJECTION: flag(false),
  }),
  forwarder: (setup) => metricsToLog(setup),
  agent: (setup) => ({
    ...metricsToLog(setup),
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: flag(false),
    DD_REMOTE_CONFIGURATION_ENABLED: flag(false),
    ...agentAlone(setup),
  }),
  none: (setup) => metricsToLog(setup),
};

const agentAlone = ({ family }: EnvironmentInputs): Environment => {
  const variables = family === undefined ? {} : HOOKS[family].agent?.variables;
  return Object.fromEntries(Object.entries(variables ?? {}).map(([name, value]) => [name, byDefault(value)]));
};

const metricsToLog = (setup: EnvironmentInputs): Environment =>
  hasEffect(DATADOG_OPTIONS.flushMetricsToLogs, setup) ? { DD_FLUSH_TO_LOG: flag(true) } : {};

/** The variables of one option: its row's, or what is said of it below; none in a family that does not read it. */
function settingsOf(name: string, value: unknown, setup: EnvironmentInputs): Environment {
  const spec: OptionSpec | undefined = DATADOG_OPTIONS[name as keyof Options];
  const effect = EFFECTS[name as keyof Options];
  if (!spec || value === undefined || !hasEffect(spec, setup)) return {};
  if (effect) return effect(value as never, setup);
  return variableOf(spec, value);
}

/** A function that has another variable of an option's group, another kind of key say, keeps to that. */
function asUserDefaults(name: string, settings: Environment): Environment {
  const { group }: OptionSpec = DATADOG_OPTIONS[name as keyof Options] ?? {};
  if (group === undefined) return settings;
  const rows: readonly OptionSpec[] = Object.values(DATADOG_OPTIONS);
  const variables = rows.flatMap((row) => (row.group === group && row.variable !== undefined ? [row.variable] : []));
  const unless = variables.filter((variable) => !(variable in settings));
  return Object.fromEntries(
    Object.entries(settings).map(([variable, setting]) => [
      variable,
      setting.rule === 'default' && unless.length > 0 ? { ...setting, unless } : setting,
    ]),
  );
}

/** Whether anything in the function reads the option; of an image whose language is not known all is possible. */
export const hasEffect = (
  { families, destinations }: OptionSpec,
  { family, destination }: Pick<EnvironmentInputs, 'family' | 'destination'>,
): boolean =>
  (families === undefined || family === undefined || families.includes(family)) &&
  (destinations === undefined || destinations.includes(destination));

const NO_VARIABLES: Environment = {};

type Effects = {
  readonly [Name in keyof Options]?: (value: NonNullable<Options[Name]>, setup: EnvironmentInputs) => Environment;
};

/** Options that are more than one variable with their value. */
const EFFECTS: Effects = {
  site: (site, { options }) => (sentDirectly(options) ? { DD_SITE: byDefault(site) } : NO_VARIABLES),
  apiKeySsmArn: (given, { target, options }) => ({
    DD_API_KEY_SSM_ARN: byDefault(parameterArn(given, target, options.parameterFacts)),
  }),
  // With where the code comes from, below.
  tags: () => NO_VARIABLES,
  serviceMapping: (pairs) => ({ DD_SERVICE_MAPPING: { rule: 'append', pairs, assign: ':' } }),
  traceSampleRate: (rate) => ({
    DD_TRACE_SAMPLING_RULES: byDefault(
      concat('[{"sample_rate":', typeof rate === 'number' ? String(rate) : rate, '}]'),
    ),
  }),
  disabledIntegrations: (names) => integrations(names, false),
  enabledIntegrations: (names) => integrations(names, true),
  captureCloudServicePayload: (on) =>
    on
      ? {
          DD_TRACE_CLOUD_REQUEST_PAYLOAD_TAGGING: byDefault('all'),
          DD_TRACE_CLOUD_RESPONSE_PAYLOAD_TAGGING: byDefault('all'),
        }
      : NO_VARIABLES,
  enableXrayTracing: (on) => (on ? { DD_MERGE_XRAY_TRACES: flag(true) } : NO_VARIABLES),
  llmObsEnabled: (on, { destination }) => ({
    DD_LLMOBS_ENABLED: flag(on),
    ...(on && destination !== 'extension' ? { DD_LLMOBS_AGENTLESS_ENABLED: flag(true) } : {}),
  }),
  lambdaFips: (on, { family }) =>
    family === undefined || READS_FIPS_MODE[family] ? { DD_LAMBDA_FIPS_MODE: flag(on) } : NO_VARIABLES,
};

/** Source: docs.datadoghq.com/serverless/aws_lambda/fips-compliance: the libraries for Node.js, Python and Go. */
const READS_FIPS_MODE: Record<Family, boolean> = {
  nodejs: true,
  python: true,
  custom: true,
  java: false,
  dotnet: false,
  ruby: false,
};

/** The tracers name their integrations in capitals, with `_` for every other character. */
const integrations = (names: readonly string[], on: boolean): Environment =>
  Object.fromEntries(
    names.map((name) => [`DD_TRACE_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_ENABLED`, flag(on)]),
  );

/** The user's tags, and behind them where the code comes from. */
function tags({ tags: own, gitCommitSha, gitRepositoryUrl, gitData }: Options): Environment {
  const [sha, ...url] = gitData === undefined ? [] : valueText(gitData).split(',');
  const commit = gitCommitSha ?? sha;
  const repository = cleanUrl(gitRepositoryUrl ?? (url.length > 0 ? url.join(',') : undefined));
  const pairs = {
    ...own,
    ...(commit === undefined ? {} : { 'git.commit.sha': commit }),
    ...(repository === undefined ? {} : { 'git.repository_url': repository }),
  };
  return Object.keys(pairs).length === 0 ? {} : { DD_TAGS: { rule: 'append', pairs, assign: ':' } };
}
