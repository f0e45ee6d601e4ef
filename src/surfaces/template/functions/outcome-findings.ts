/** The findings of every outcome of a function's conditions as findings about the function. */
import type { Finding } from '../../../core/finding';
import type { ConditionOutcome } from '../conditions';
import type { ResourceContext } from './context';
import type { OutcomePlan } from './plans';

/** What is true in some outcomes only is reported with their conditions. */
export function outcomeFindings({ id, known }: ResourceContext, plans: readonly OutcomePlan[]): readonly Finding[] {
  const [first, ...others] = plans;
  if (others.length === 0 && isAlways(first?.when)) return first?.planned.findings ?? [];
  const possible = plans.filter(({ when }) =>
    Object.entries(when).every(([name, holds]) => (known.condition(name) ?? holds) === holds),
  );
  const all = possible.flatMap(({ when, planned }) =>
    planned.findings.map((finding) => ({ finding, when, key: JSON.stringify(finding) })),
  );
  const keys = [...new Set(all.map(({ key }) => key))];
  return keys.map((key) => {
    const same = all.filter((one) => one.key === key);
    const { code, details } = (same[0] as (typeof all)[number]).finding;
    const isEverywhere = same.length === possible.length;
    const subject = isEverywhere ? id : `${id} (${same.map(({ when }) => outcomeWords(when)).join(', or ')})`;
    return { code, details, subject };
  });
}

const isAlways = (when: ConditionOutcome = {}): boolean => Object.keys(when).length === 0;

const outcomeWords = (when: ConditionOutcome): string =>
  Object.entries(when)
    .map(([name, holds]) => `${holds ? 'if' : 'if not'} ${name}`)
    .join(' and ');
