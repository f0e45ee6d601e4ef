/** All providers by name, and the options of one as they are after reading, merging and checking. */
import {
  errorsOf,
  FINDING_CODES,
  type Finding,
  type FindingCode,
  isAcknowledgeable,
  note,
  type TypedNote,
} from '../core/finding';
import type { Objection, Settings } from '../core/provider';
import { isRefusal, type Refusal } from '../core/recipe';
import { EXEC_WRAPPER, type Signature } from '../core/signature';
import type { Target } from '../core/state';
import { mergeSources } from '../options/merge';
import { nearest } from '../options/nearest';
import { parseOptions, parseVariables } from '../options/parse';
import type { Mistake } from '../options/spec';
import * as ALL from './all';
import { OTHER_TOOLS } from './other-tools';
import type { HookTarget, Provider, ProviderOptions, Wrapping } from './provider';
import { scriptsOf, wrappingOf } from './wrappers';

export type ProviderName = keyof typeof ALL;

/** The provider that a surface uses where the user names none. */
export const DEFAULT_PROVIDER: ProviderName = 'datadog';

const LIST = Object.entries<Provider>(ALL);

const signatureOf = ({ title, signatures }: Provider): Signature => ({ title, ...signatures });

/** What each known script does that starts a function in place of its runtime. */
const EVERY_SCRIPT = scriptsOf([...LIST.map(([, provider]) => signatureOf(provider)), ...OTHER_TOOLS]);

/**
 * A recipe with the signatures of all other tools, since two cannot trace one function, and none that redirects a handler
 * that a script starts.
 */
function amongOthers(provider: Provider): Provider {
  const otherTools = [...LIST.flatMap(([, other]) => (other === provider ? [] : [signatureOf(other)])), ...OTHER_TOOLS];
  return {
    ...provider,
    recipe: (settings, target) => {
      const hookTarget = withWrapping(target);
      const recipe = provider.recipe(settings, hookTarget);
      if (isRefusal(recipe)) return recipe;
      return recipe.redirect && FOREIGN.has(hookTarget.wrapping) ? SCRIPT_IN_THE_WAY : { ...recipe, otherTools };
    },
  };
}

/** Scripts that may not start a handler in place of the function's own. */
const FOREIGN: ReadonlySet<Wrapping | undefined> = new Set<Wrapping>(['unknown', 'web adapter']);

const SCRIPT_IN_THE_WAY: Refusal = {
  refused: [note('wrapper-conflict', { name: EXEC_WRAPPER, why: 'the script may not start another handler' })],
};

const withWrapping = (target: Target): HookTarget =>
  target.wrapper === undefined ? target : { ...target, wrapping: wrappingOf(target.wrapper, EVERY_SCRIPT) };

export const PROVIDERS = Object.fromEntries(LIST.map(([name, provider]) => [name, amongOthers(provider)])) as Readonly<
  Record<ProviderName, Provider>
>;

export const PROVIDER_NAMES = Object.keys(PROVIDERS) as readonly ProviderName[];

/** The options of each provider. */
export const OPTIONS = Object.fromEntries(LIST.map(([name, { options }]) => [name, options])) as Readonly<
  Record<ProviderName, ProviderOptions>
>;

/** The variable of a process that names the provider. */
export const PROVIDER_VARIABLE = 'TRACELAYER_PROVIDER';

export const isProviderName = (name: string): name is ProviderName => Object.hasOwn(PROVIDERS, name);

/** The name that templates write under `Transform` to call a provider's macro, unless it is installed by another one. */
export const macroNameOf = (name: ProviderName): string => `${PROVIDERS[name].title}Serverless`;

/**
 * What templates write under `Transform` for their state machines, which have a macro of their own.
 * @public The script that bundles macros uses it.
 */
export const machinesMacroNameOf = (name: ProviderName): string => `${PROVIDERS[name].title}StateMachines`;

/** Options as a user wrote them, and where. */
export interface OptionSource {
  /** How messages name the place: `custom.datadog`, the path of a construct, `the flags`. */
  readonly source: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether the values are variables of a process, among which are others'. */
  readonly variables?: boolean;
}

export interface Configuration {
  readonly settings: Settings;
  /** Where each option was set. */
  readonly sources: Readonly<Record<string, string>>;
  /** Every mistake and everything else that users should know, all at once. */
  readonly findings: readonly Finding[];
}

/** The options of a provider, the nearest place first. */
export function configure(name: ProviderName, ...given: readonly OptionSource[]): Configuration {
  const { table, deprecated } = OPTIONS[name];
  const parsed = given.map(({ source, values, variables }) => ({
    name: source,
    ...(variables
      ? parseVariables(table, values as Record<string, string>, source)
      : parseOptions(table, values, source, deprecated)),
  }));
  const { values, sources } = mergeSources(table, ...parsed);
  const mistakes = parsed.flatMap((one) => one.mistakes);
  const objections = [...PROVIDERS[name].check(values), ...unknownCodes(values)].filter(
    (objection) => !isRedundant(objection, mistakes),
  );
  const place = (source?: string) => source ?? given[0]?.source ?? name;
  return {
    settings: values,
    sources,
    findings: [
      ...mistakes.map(findingOf),
      ...objections.map(({ code, option, details }) => ({ code, subject: place(sources[option]), details })),
    ],
  };
}

/** Codes that cannot be acknowledged: unknown ones, mistakes in options, and damaged functions. */
const unknownCodes = ({ acknowledge = [] }: Settings): Objection[] =>
  (acknowledge as readonly string[])
    .filter((code) => !isFindingCode(code) || !isAcknowledgeable(code))
    .map((code) => ({
      ...note('option-invalid', {
        option: 'acknowledge',
        given: JSON.stringify(code),
        allowed: 'a list of codes of warnings or infos in docs/findings.md',
        ...hintFor(code),
      }),
      option: 'acknowledge',
    }));

const isFindingCode = (code: string): code is FindingCode => (FINDING_CODES as readonly string[]).includes(code);

const hintFor = (code: string): { hint?: string } => {
  const near = nearest(code, FINDING_CODES.filter(isAcknowledgeable));
  return near === undefined ? {} : { hint: `did you mean "${near}"?` };
};

/** Whether something only seems to be missing, because what was given is wrong. */
const isRedundant = ({ code, details }: Objection, mistakes: readonly Mistake[]): boolean =>
  code === 'option-missing' && mistakes.some((mistake) => details.option?.includes(`\`${mistake.details.option}\``));

export { errorsOf };

/** A mistake in one option as a finding. */
export const findingOf = ({ source, ...mistake }: Mistake): Finding =>
  ({ subject: source, ...mistake }) satisfies TypedNote & { subject: string };
