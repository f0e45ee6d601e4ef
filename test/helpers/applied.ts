/** What a surface does with a plan, without a document. */
import { apply } from '../../src/core/change';
import type { ResourceState } from '../../src/core/kind';
import type { Plan } from '../../src/core/plan';

/** A resource after the changes of a plan. */
export const applied = <Part extends string, State extends ResourceState<Part, unknown>>(
  state: State,
  { changes, receipt }: Pick<Plan<Part, unknown>, 'changes' | 'receipt'>,
): State => ({ ...state, parts: apply(changes, state.parts), receipt });
