/** A function planned for outcomes of its conditions, each as a state of its own. */
import type { FunctionReceipt } from '../../../core/function';
import type { Planner } from '../../../core/planner';
import type { FunctionState } from '../../../core/state';
import { readReceipt } from '../../receipt';
import { type ConditionOutcome, type DocumentCase, outcomes, projectLookedAt } from '../conditions';
import type { Json, Resource } from '../document/document';
import type { ResourceContext } from './context';
import { type OutcomePlan, planResource } from './plans';
import { readResource } from './read';
import { receiptFor } from './receipts';
import { toScalar, withScalars } from './scalars';
import { writeFunction } from './write';

export interface PlannedCase extends DocumentCase, OutcomePlan {
  readonly when: ConditionOutcome;
  /** The properties before. */
  readonly read: Json;
  readonly state: FunctionState;
  /** Whether an item that an earlier run added to a list is not found as an item. */
  readonly isHidden: boolean;
}

/** A plan for every outcome of these conditions, or without a planner the way back. */
export const planOutcomes = (
  site: ResourceContext,
  view: Json,
  conditions: readonly string[],
  planner: Planner | undefined,
): PlannedCase[] =>
  outcomes(conditions, conditionOutcome(site.resource)).map((when) =>
    planCase(site, projectLookedAt(view, when), when, planner),
  );

/** A resource under a condition is only there where the condition holds. */
const conditionOutcome = ({ Condition }: Resource): ConditionOutcome =>
  typeof Condition === 'string' ? { [Condition]: true } : {};

/** The plan for one outcome, carried out on the properties. */
export function planCase(
  site: ResourceContext,
  properties: Json,
  when: ConditionOutcome,
  planner: Planner | undefined,
): PlannedCase {
  const { id, resource, place, known, bundle } = site;
  const type = resource.Type ?? '';
  const earlier = receiptFor(resource, when);
  const receipt = readReceipt(earlier, planner === undefined ? toScalar : undefined);
  const state = readResource({ id, type, properties, receipt, bundle }, place, known);
  const plan = planResource(state, planner, known);
  const kept = withScalars(plan, properties, earlier);
  const planned = kept === plan.receipt ? plan : { ...plan, receipt: kept };
  const { target, parts: before } = state;
  const writing = { type, properties, changes: planned.changes, before, image: target.packageType === 'Image' };
  const doc = planned.changes.length === 0 ? properties : writeFunction(writing);
  return { when, read: properties, doc, planned, state, isHidden: isHiddenIn(receipt, state) };
}

const isHiddenIn = (receipt: FunctionReceipt | undefined, { parts }: FunctionState): boolean =>
  receipt?.entries.some(
    ({ kind, name, after }) =>
      (kind === 'layers' || kind === 'tags') && after !== undefined && !Object.hasOwn(parts[kind], name),
  ) === true;
