/** What sets a function apart from the same function after another run, for one outcome of its conditions. */
import { diff } from '../../../core/change';
import { FUNCTION, type FunctionChange } from '../../../core/function';
import { ownValue } from '../../../core/own';
import type { Parts } from '../../../core/state';
import { type ConditionOutcome, conditionsOf, outcomes, projectLookedAt } from '../conditions';
import { isPlainMap, type Json, type Resource } from '../document/document';
import { merged } from '../document/globals';
import type { ResourceContext } from './context';
import type { OutcomePlan } from './plans';
import { readResource } from './read';
import { receiptCases } from './receipts';

/** The plans with the changes that are left to make on a function that an earlier run traced. */
export function plansSince<Plan extends OutcomePlan>(
  site: ResourceContext,
  now: Resource,
  plans: readonly Plan[],
): Plan[] {
  const [before, after] = [site.resource, now].map(({ Properties }) => merged(site.globals, Properties ?? {}));
  if (!isPlainMap(before)) return [...plans];
  const compared = { ...site, before, after };
  return plans.map((plan) => ({ ...plan, planned: { ...plan.planned, changes: changesIn(compared, plan.when) } }));
}

/** Whether an earlier run traced the function in an outcome, or in a part of it. */
export function wasTraced(resource: Resource, when: ConditionOutcome): boolean {
  const cases = receiptCases(resource);
  const isPossible = (other: ConditionOutcome) =>
    Object.entries(other).every(([name, holds]) => (ownValue(when, name) ?? holds) === holds);
  return cases.length === 0 || cases.some((one) => one.receipt !== undefined && isPossible(one.when));
}

/** The properties of one function before and after a run. */
interface Compared extends ResourceContext {
  readonly before: Json;
  readonly after: Json;
}

/** More conditions than these only make the comparison of an earlier run coarser. */
const MAX_COMPARED_CONDITIONS = 6;

/** The changes in an outcome; where the outcome leaves a choice of an earlier run open, the changes of every branch. */
function changesIn(compared: Compared, when: ConditionOutcome): FunctionChange[] {
  const { before, after } = compared;
  const names = [...new Set([before, after].flatMap((properties) => variablesIn(properties)))];
  const open = [before, after].flatMap((properties) => conditionsOf(properties, names));
  const conditions = [...new Set([...Object.keys(when), ...open])].slice(0, MAX_COMPARED_CONDITIONS);
  const found = outcomes(conditions, when).flatMap((outcome) =>
    diff(FUNCTION, partsIn(compared, before, outcome), partsIn(compared, after, outcome)),
  );
  return [...new Map(found.map((change) => [`${change.kind} ${change.name}`, change])).values()];
}

function partsIn({ id, resource, place, known }: Compared, properties: Json, when: ConditionOutcome): Parts {
  const type = resource.Type ?? '';
  return readResource({ id, type, properties: projectLookedAt(properties, when) }, place, known).parts;
}

/** The names of all variables, in every branch of every choice. */
function variablesIn({ Environment }: Json): string[] {
  const namesIn = (raw: Json): string[] =>
    Array.isArray(raw)
      ? raw.flatMap(namesIn)
      : typeof raw === 'object' && raw !== null
        ? Object.entries(raw).flatMap(([name, value]) =>
            name === 'Variables' || name === 'Fn::If' ? namesIn(value) : [name],
          )
        : [];
  return namesIn(Environment);
}
