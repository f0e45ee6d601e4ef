import type { Family } from '../../core/runtime';
import type { Value } from '../../core/value';
import type { OptionSpec } from '../../options/spec';
import { byDefault, type Environment, variableOf } from '../variables';
import type { Options } from './options';
import { OPENTELEMETRY_OPTIONS } from './table';

/** All variables but the wrapper; a function that only wants traces sends nothing else. */
export function environment(options: Options, family: Family): Environment {
  const quiet = hasSdk(family)
    ? { OTEL_METRICS_EXPORTER: byDefault('none'), OTEL_LOGS_EXPORTER: byDefault('none') }
    : {};
  const settings = Object.entries(options).map(([name, value]) => settingsOf(name, value, family));
  return Object.assign({}, quiet, ...settings, attributes(options, family));
}

/** Families whose layer has an SDK. */
const hasSdk = (family: Family): boolean => OPENTELEMETRY_OPTIONS.sampler.families.some((name) => name === family);

function settingsOf(name: string, value: unknown, family: Family): Environment {
  const spec: OptionSpec | undefined = OPENTELEMETRY_OPTIONS[name as keyof Options];
  const list = SPELLINGS[name];
  if (!spec || value === undefined || !hasEffect(spec, family)) return {};
  if (list) return list[family]?.(value) ?? {};
  return variableOf(spec, value);
}

/** Whether anything in the function reads the option. */
export const hasEffect = ({ families }: OptionSpec, family: Family): boolean =>
  families === undefined || families.includes(family);

type Spelling = Partial<Record<Family, (value: any) => Environment>>;

const one =
  (variable: string) =>
  (names: readonly string[]): Environment => ({ [variable]: byDefault(names.join(',')) });

/** One variable for each library, named in capitals. */
const perLibrary =
  (prefix: string, on: boolean) =>
  (names: readonly string[]): Environment =>
    Object.fromEntries(
      names.map((name) => [`${prefix}${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_ENABLED`, byDefault(String(on))]),
    );

/**
 * The time that an export may take: milliseconds, as the specification says, but for two languages.
 * Source: opentelemetry-python, sdk/environment_variables; opentelemetry-ruby, exporter/otlp.
 */
function timeout(variable: string): Spelling {
  const [milliseconds, seconds] = [1, 1000].map((unit) => (time: number | Value) => ({
    [variable]: byDefault(typeof time === 'number' ? String(time / unit) : time),
  }));
  const others = { nodejs: milliseconds, java: milliseconds, dotnet: milliseconds, custom: milliseconds };
  return { ...others, python: seconds, ruby: seconds };
}

/** Options that are something else than one variable with their value. */
const SPELLINGS: Readonly<Record<string, Spelling>> = {
  // With environment and version, below.
  resourceAttributes: {},
  otlpTimeout: timeout('OTEL_EXPORTER_OTLP_TIMEOUT'),
  otlpTracesTimeout: timeout('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'),
  otlpMetricsTimeout: timeout('OTEL_EXPORTER_OTLP_METRICS_TIMEOUT'),
  otlpLogsTimeout: timeout('OTEL_EXPORTER_OTLP_LOGS_TIMEOUT'),
  disabledInstrumentations: {
    python: one('OTEL_PYTHON_DISABLED_INSTRUMENTATIONS'),
    nodejs: one('OTEL_NODE_DISABLED_INSTRUMENTATIONS'),
    java: perLibrary('OTEL_INSTRUMENTATION_', false),
    ruby: perLibrary('OTEL_RUBY_INSTRUMENTATION_', false),
  },
  enabledInstrumentations: {
    nodejs: one('OTEL_NODE_ENABLED_INSTRUMENTATIONS'),
    java: perLibrary('OTEL_INSTRUMENTATION_', true),
  },
};

/** Environment and version of the service are attributes of the resource. */
function attributes({ env, version, resourceAttributes }: Options, family: Family): Environment {
  const pairs = {
    ...(env === undefined ? {} : { 'deployment.environment': env }),
    ...(version === undefined ? {} : { 'service.version': version }),
    ...resourceAttributes,
  };
  if (Object.keys(pairs).length === 0 || !hasSdk(family)) return {};
  const written = Object.entries(pairs).map(([name, value]) => [
    name,
    typeof value === 'string' ? encoded(value) : value,
  ]);
  return { OTEL_RESOURCE_ATTRIBUTES: { rule: 'append', pairs: Object.fromEntries(written), assign: '=' } };
}

/** SDKs decode values, and some lose those with a `=` or with what is no plain character; what is encoded already stays. */
const encoded = (value: string): string =>
  value.replace(/%(?![\da-f]{2})|[^%!#$&'()*+./:<>?@^`{|}~\w-]/giu, encodeURIComponent);
