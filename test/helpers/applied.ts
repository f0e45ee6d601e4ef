/** What a surface does with a plan, without a document. */
import { apply } from '../../src/core/change';
import { FUNCTION, type FunctionPlan, targetOf } from '../../src/core/function';
import type { ResourceState } from '../../src/core/kind';
import { type Plan, plan } from '../../src/core/plan';
import type { RecipeMaker, Settings } from '../../src/core/provider';
import type { FunctionState } from '../../src/core/state';

/** The plan of a function for the recipe that a provider makes for it. */
export const planWith = ({ recipe }: RecipeMaker, settings: Settings, fn: FunctionState): FunctionPlan =>
  plan(FUNCTION, fn, recipe(settings, targetOf(fn)));

/** A resource after the changes of a plan. */
export const applied = <Part extends string, State extends ResourceState<Part, unknown>>(
  state: State,
  { changes, receipt }: Pick<Plan<Part, unknown>, 'changes' | 'receipt'>,
): State => ({ ...state, parts: apply(changes, state.parts), receipt });
