/** All providers by name, and the options of one as they are after reading, merging and checking. */
import { errorsOf, FINDING_CODES, type Finding, type FindingCode, isAcknowledgeable } from '../core/finding';
import type { Objection, Provider, Settings } from '../core/provider';
import { isRefusal } from '../core/recipe';
import type { Signature } from '../core/signature';
import { merge } from '../options/merge';
import { nearest } from '../options/nearest';
import { parse, parseVariables } from '../options/parse';
import type { Mistake } from '../options/spec';
import { OPTIONS } from '../options/table';
import { datadog } from './datadog';
import { opentelemetry } from './opentelemetry';
import { OTHER_TOOLS } from './other-tools';

const ALL = { datadog, opentelemetry } as const satisfies Record<keyof typeof OPTIONS, Provider>;
export type ProviderName = keyof typeof ALL;

/** The recipe of each provider names the signatures of all other tools, since two cannot trace one function. */
const amongOthers = (provider: Provider): Provider => ({
  ...provider,
  recipe: (settings, target) => {
    const recipe = provider.recipe(settings, target);
    return isRefusal(recipe) ? recipe : { ...recipe, otherTools: toolsBut(provider) };
  },
});

const toolsBut = ({ name }: Provider): Signature[] => [
  ...Object.values<Provider>(ALL)
    .filter((other) => other.name !== name)
    .map(({ title, marks }) => ({ title, ...marks })),
  ...OTHER_TOOLS,
];

export const PROVIDERS: Readonly<Record<ProviderName, Provider>> = {
  datadog: amongOthers(ALL.datadog),
  opentelemetry: amongOthers(ALL.opentelemetry),
};

/** The name that templates write under `Transform` to call a provider's macro, unless it is installed by another one. */
export const macroNameOf = (name: ProviderName): string => `${PROVIDERS[name].title}Serverless`;

/** What somebody wrote, and where. */
export interface Given {
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
  /** Everything wrong and everything to be told, all at once. */
  readonly findings: readonly Finding[];
}

/** The options of a provider, the nearest place first. */
export function configure(name: ProviderName, ...given: readonly Given[]): Configuration {
  const { table, retired } = OPTIONS[name];
  const parsed = given.map(({ source, values, variables }) => ({
    name: source,
    ...(variables
      ? parseVariables(table, values as Record<string, string>, source)
      : parse(table, values, source, retired)),
  }));
  const { values, sources } = merge(table, ...parsed);
  const mistakes = parsed.flatMap((one) => one.mistakes);
  const objections = [...PROVIDERS[name].check(values), ...unknownCodes(values)].filter(
    (objection) => !isEcho(objection, mistakes),
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
      code: 'option-invalid',
      option: 'acknowledge',
      details: {
        option: 'acknowledge',
        given: JSON.stringify(code),
        allowed: 'a list of codes of warnings or infos in docs/findings.md',
        ...hintFor(code),
      },
    }));

const isFindingCode = (code: string): code is FindingCode => (FINDING_CODES as readonly string[]).includes(code);

const hintFor = (code: string): { hint?: string } => {
  const near = nearest(code, FINDING_CODES.filter(isAcknowledgeable));
  return near === undefined ? {} : { hint: `did you mean "${near}"?` };
};

/** Whether something only seems to be missing, because what was given is wrong. */
const isEcho = ({ code, details }: Objection, mistakes: readonly Mistake[]): boolean =>
  code === 'option-missing' && mistakes.some((mistake) => details.option?.includes(`\`${mistake.details.option}\``));

export { errorsOf };

const findingOf = ({ code, source, details }: Mistake): Finding => ({ code, subject: source, details });
