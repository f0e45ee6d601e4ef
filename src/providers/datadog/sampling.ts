/** Rules as people write them: JSON that a tracer or the extension takes. */

interface RuleKeys {
  readonly keys: readonly string[];
  /** Those that must be texts in every rule. */
  readonly texts?: readonly string[];
  /** The values that the key `type` may have. */
  readonly types?: readonly string[];
}

/**
 * The keys of a rule: ddtrace for Python fails to start over any other one in a rule of traces. Source for the extension:
 * DataDog/serverless-components, datadog-agent-config.
 */
const RULE_KEYS = {
  traceSamplingRules: { keys: ['sample_rate', 'service', 'name', 'resource', 'tags', 'provenance'] },
  spanSamplingRules: { keys: ['sample_rate', 'service', 'name', 'max_per_second'] },
  replaceTags: { keys: ['name', 'pattern', 'repl'], texts: ['name', 'pattern', 'repl'] },
  logsProcessingRules: {
    keys: ['type', 'name', 'pattern', 'replace_placeholder'],
    texts: ['name', 'pattern'],
    types: ['exclude_at_match', 'include_at_match', 'mask_sequences'],
  },
} as const satisfies Record<string, RuleKeys>;

export type RulesOption = keyof typeof RULE_KEYS;

export const RULES_OPTIONS = Object.keys(RULE_KEYS) as readonly RulesOption[];

/** What they must be, in words. */
export const rulesAllowed = (option: RulesOption): string =>
  `a JSON array of rules with the keys ${RULE_KEYS[option].keys.join(', ')}`;

/** What is wrong with them, in words. */
export function rulesProblem(option: RulesOption, text: string): string | undefined {
  let rules: unknown;
  try {
    rules = JSON.parse(text);
  } catch {
    return 'no JSON';
  }
  if (!Array.isArray(rules)) return 'no array';
  const problems = rules.flatMap((rule: unknown, index) =>
    problemsOf(option, rule).map((found) => `${found} ${index}`),
  );
  return problems.length > 0 ? problems.join(', ') : undefined;
}

/** Each with its place to follow. */
function problemsOf(option: RulesOption, rule: unknown): string[] {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return ['no rule at'];
  const { keys, texts = [], types }: RuleKeys = RULE_KEYS[option];
  const values = rule as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(rule).filter((key) => !keys.includes(key));
  return [
    ...(isRate(option, values.sample_rate) ? [] : ['no `sample_rate` from 0 to 1 in rule']),
    ...unknown.map((key) => `the key "${key}" in rule`),
    ...texts.filter((key) => typeof values[key] !== 'string').map((key) => `no text \`${key}\` in rule`),
    ...(types && !types.includes(String(values.type)) ? [`no \`type\` of ${types.join(', ')} in rule`] : []),
  ];
}

/** Only a rule for traces must have a rate. */
const isRate = (option: RulesOption, rate: unknown): boolean =>
  option !== 'traceSamplingRules' && rate === undefined ? true : typeof rate === 'number' && rate >= 0 && rate <= 1;
