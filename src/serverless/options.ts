/** The options of a function, from every place where they may be set. */
import { about, type Finding, note } from '../core/finding';
import { commitOptions } from '../host/git';
import type { OptionSpec } from '../options/spec';
import {
  type Configuration,
  configure,
  DEFAULT_PROVIDER,
  OPTIONS,
  type OptionSource,
  PROVIDER_NAMES,
  PROVIDERS,
  type ProviderName,
} from '../providers';
import { tracerOf } from '../providers/tracer';
import { toValue } from '../surfaces/intrinsics';
import { isIntrinsic, isPlainMap } from '../surfaces/template/document/document';
import { type Configured, configuredFor, declarationsIn, type Tracer } from '../surfaces/template/options';
import { type Framework, serviceFunctions } from './framework';

type CiVariables = Readonly<Record<string, string | undefined>>;
type Holder = Readonly<Record<string, unknown>> | undefined;

export interface FunctionOptions extends Configured {
  readonly name: ProviderName;
  readonly tracer: Tracer;
  /** Where options were looked for, the nearest place first. */
  readonly places: readonly OptionSource[];
}

/** The options of one function, or of the service without a function; options for all functions are read once. */
export function serviceOptions(
  framework: Framework,
  variables: CiVariables,
): (key?: string, fn?: Holder) => FunctionOptions {
  let common: FunctionOptions | undefined;
  return (key, fn) => {
    const isCommon = PROVIDER_NAMES.every((name) => fn?.[name] === undefined || fn[name] === null);
    if (!isCommon) return chooseProvider(framework, variables, { source: `functions.${key}`, holder: fn });
    common ??= chooseForAll(framework, variables);
    return common;
  };
}

/**
 * The options of functions without any of their own. Where `custom` has none either, and other functions name their
 * provider, these functions are traced only with a provider that is named and lacks nothing.
 */
function chooseForAll(framework: Framework, variables: CiVariables): FunctionOptions {
  const chosen = chooseProvider(framework, variables);
  const named = Object.values(serviceFunctions(framework.service)).flatMap(providersOf);
  if (providersOf(framework.service.custom).length > 0 || named.length === 0) return chosen;
  const isComplete = !chosen.findings.some(({ code }) => code === 'option-missing');
  return named.includes(chosen.name) && isComplete ? chosen : { ...chosen, settings: { enabled: false }, findings: [] };
}

function chooseProvider(
  framework: Framework,
  variables: CiVariables,
  own?: { readonly source: string; readonly holder: Holder },
): FunctionOptions {
  const custom = framework.service.custom ?? {};
  const [near, far] = [providersOf(own?.holder), providersOf(custom)];
  const [name = DEFAULT_PROVIDER, ...others] = near.length > 0 ? near : far;
  const written = [
    ...(own ? [{ source: `${own.source}.${name}`, values: providerOptions(own.holder?.[name]) }] : []),
    { source: `custom.${name}`, values: providerOptions(custom[name]) },
  ];
  const tracer = tracerFor(name, framework);
  const places = [...written, ...fromVariables(name, written, variables), fromService(name, framework)];
  const { findings, ...configured } = configuredFor(
    tracer,
    places,
    declarationsIn(framework.service.resources?.Resources ?? {}),
  );
  const misshapen = [
    ...(own ? shapeMistakes(own.holder?.[name], `${own.source}.${name}`) : []),
    ...shapeMistakes(custom[name], `custom.${name}`),
  ];
  const place = near.length > 0 && own ? own.source : 'custom';
  return {
    name,
    tracer,
    places,
    ...configured,
    findings: [...misshapen, ...findings, ...providerConflicts(place, [name, ...others])],
  };
}

/** Two providers in the same place, so that neither wins over the other. */
const providerConflicts = (place: string, names: readonly ProviderName[]): Finding[] =>
  names.length < 2
    ? []
    : about(place, [
        note('options-conflict', {
          options: names.map((one) => `\`${one}\``).join(', '),
          why: 'two cannot trace one function',
        }),
      ]);

/** The provider, for which a commit that is asked for is found. */
function tracerFor(name: ProviderName, framework: Framework): Tracer {
  const tracer = tracerOf(name);
  return { ...tracer, configure: (...given) => withCommit(tracer.configure(...given), framework) };
}

/** What the service and its stage are called, for options that ask for it. */
function fromService(name: ProviderName, framework: Framework): OptionSource {
  const known = { name: framework.service.service, stage: framework.getProvider('aws').getStage() };
  const values = Object.entries(OPTIONS[name].table).flatMap(([option, { serviceFact }]) =>
    serviceFact === undefined ? [] : [[option, known[serviceFact]]],
  );
  return { source: 'the service', values: Object.fromEntries(values) };
}

/** The providers that have options there; one that is disabled counts only if no other has options. */
function providersOf(holder: Holder): ProviderName[] {
  const isOn = (raw: unknown) => ![undefined, null, false, 'false'].includes(raw as undefined);
  const there = PROVIDER_NAMES.filter((name) => isOn(holder?.[name]));
  const enabled = there.filter((name) => isOn({ enabled: true, ...(holder?.[name] as object) }.enabled));
  return enabled.length > 0 ? enabled : there.slice(0, 1);
}

/** The options under the name of a provider. Intrinsic functions of CloudFormation are known only at deployment. */
export function providerOptions(raw: unknown): Readonly<Record<string, unknown>> {
  if (raw === undefined || raw === null || String(raw) === 'true') return {};
  if (String(raw) === 'false') return { enabled: false };
  if (!isPlainMap(raw)) return {};
  return mapRecordValues(raw, (value) => (isPlainMap(value) ? mapRecordValues(value, late) : late(value)));
}

/** What is no map of options, nor a switch; its value may be a key. */
export function shapeMistakes(raw: unknown, source: string): Finding[] {
  if (raw === undefined || raw === null || isPlainMap(raw) || ['true', 'false'].includes(String(raw))) return [];
  const given = `${Array.isArray(raw) ? 'a list' : `a ${typeof raw}`} (not shown)`;
  const details = { option: source, allowed: 'a map of options, true, or false', given };
  return about(source, [note('option-invalid', details)]);
}

const late = (raw: unknown): unknown => (isIntrinsic(raw) ? toValue(raw) : raw);

const mapRecordValues = (map: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));

/**
 * The options that the variables of the process may give next to the ones that are written. No other variable is read:
 * what a CI sets for its own tests, such as DD_ENV or DD_TAGS, is not meant for the functions.
 */
function fromVariables(name: ProviderName, written: readonly OptionSource[], variables: CiVariables): OptionSource[] {
  const given = Object.entries<OptionSpec>(OPTIONS[name].table).flatMap(
    ([option, { processVariables: names = [] }]) => {
      const variable = names.find((candidate) => variables[candidate]);
      return variable === undefined ? [] : [[option, variables[variable]] as const];
    },
  );
  if (given.length === 0) return [];
  const allowed = PROVIDERS[name].ambient?.(configure(name, ...written).settings) ?? [];
  return [
    { source: 'the environment', values: Object.fromEntries(given.filter(([option]) => allowed.includes(option))) },
  ];
}

/** A configuration with where the code comes from, where that is asked for. */
function withCommit(configuration: Configuration, { serviceDir }: Framework): Configuration {
  const { settings } = configuration;
  return { ...configuration, settings: { ...settings, ...commitOptions(settings, serviceDir) } };
}
