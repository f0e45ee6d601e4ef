/** From a resource and a recipe to the changes to make, all of them or none. */
import { apply, type Change, diff } from './change';
import { about, effectOf, type Finding, type Note, note, severity } from './finding';
import type { KindRecipe, ResourceKind, ResourceState } from './kind';
import { ownValue } from './own';
import { partNames, withPresence } from './part';
import { type Receipt, receiptOf, undo } from './receipt';
import { isRefusal, type Refusal } from './recipe';

export interface Plan<Part extends string, Recipe> {
  readonly changes: readonly Change<Part>[];
  /** The record of everything that sets the resource apart from its original once the changes are made. */
  readonly receipt?: Receipt<Part>;
  readonly findings: readonly Finding[];
  /** What the resource follows; absent where it is left as it was. */
  readonly recipe?: Recipe;
}

/** A resource as it was before this project touched it. What the user has changed since is kept. */
export function original<Part extends string, Target>(
  kind: Pick<ResourceKind<Part, never>, 'rows' | 'presence'>,
  state: ResourceState<Part, Target>,
): ResourceState<Part, Target> {
  if (!state.receipt) return state;
  const { receipt, parts, ...rest } = state;
  const undone = undo(receipt as Receipt<Part>, (part, name) => ownValue(parts[part], name));
  return { ...rest, parts: withPresence(kind, apply(undone, parts)) };
}

/** The changes after which a resource follows its recipe; one that cannot stays unchanged, and a finding says why. */
export function plan<Part extends string, Recipe extends KindRecipe>(
  kind: ResourceKind<Part, Recipe>,
  state: ResourceState<Part, unknown>,
  recipe: Recipe | Refusal,
): Plan<Part, Recipe> {
  const base = original(kind, state);
  if (isRefusal(recipe)) return unchangedPlan(state, recipe.refused);
  const conflicts = kind.conflicts(recipe, base.parts);
  if (conflicts.length > 0) return unchangedPlan(state, conflicts);
  const { parts, notes } = kind.follow(recipe, base.parts);
  const made = diff(kind, base.parts, parts);
  const refusals = [...notes, ...unresolvedNotes(kind, state, made)].filter(isRefusing);
  if (refusals.length > 0) return unchangedPlan(state, refusals);
  const changes = base.parts === state.parts ? made : diff(kind, state.parts, parts);
  const receipt = receiptOf(kind, recipe.provider, made);
  return { changes, receipt, recipe, findings: about(state.id, [...notes, ...recipe.notes]) };
}

/** The changes after which a resource is as if it had never been instrumented. */
export const unplan = <Part extends string>(
  kind: Pick<ResourceKind<Part, never>, 'rows' | 'presence'>,
  state: ResourceState<Part, unknown>,
): Plan<Part, never> => ({ changes: diff(kind, state.parts, original(kind, state).parts), findings: [] });

/** Whether a note says that the resource stays unchanged: a resource is traced whole or not at all. */
const isRefusing = (found: Note): boolean => severity(found) === 'error' || REFUSING.has(effectOf(found) ?? '');
const REFUSING: ReadonlySet<string> = new Set(['not traced', 'damaged']);

const unchangedPlan = <Part extends string>(
  { id, receipt }: Pick<ResourceState<Part, unknown>, 'id' | 'receipt'>,
  notes: readonly Note[],
): Plan<Part, never> => ({ changes: [], receipt, findings: about(id, notes) });

/** What speaks against changing a part that is one unresolved value as a whole. */
const unresolvedNotes = <Part extends string>(
  kind: Pick<ResourceKind<Part, never>, 'rows' | 'noun'>,
  { unresolvedParts = {} }: Pick<ResourceState<Part, unknown>, 'unresolvedParts'>,
  changes: readonly Change<Part>[],
): Note[] =>
  partNames(kind).flatMap((part) => {
    const given = unresolvedParts[part];
    const isTouched = changes.some((change) => change.kind === part);
    return given !== undefined && isTouched ? [note('part-unresolved', { noun: kind.noun, part, given })] : [];
  });
