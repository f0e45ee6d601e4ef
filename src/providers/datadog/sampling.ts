/** Sampling rules as people write them: JSON that a tracer takes. */

/** The keys of a rule: ddtrace for Python fails to start over any other one in a rule of traces. */
const RULE_KEYS = {
  traceSamplingRules: ['sample_rate', 'service', 'name', 'resource', 'tags', 'provenance'],
  spanSamplingRules: ['sample_rate', 'service', 'name', 'max_per_second'],
} as const satisfies Record<string, readonly string[]>;

export type RulesOption = keyof typeof RULE_KEYS;

/** What they must be, in words. */
export const rulesAllowed = (option: RulesOption): string =>
  `a JSON array of rules with the keys ${RULE_KEYS[option].join(', ')}`;

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
  const keys: readonly string[] = RULE_KEYS[option];
  const unknown = Object.keys(rule).filter((key) => !keys.includes(key));
  const { sample_rate: rate } = rule as { sample_rate?: unknown };
  const isOptional = option === 'spanSamplingRules' && rate === undefined;
  const isRate = isOptional || (typeof rate === 'number' && rate >= 0 && rate <= 1);
  return [
    ...(isRate ? [] : ['no `sample_rate` from 0 to 1 in rule']),
    ...unknown.map((key) => `the key "${key}" in rule`),
  ];
}
