/** What planning needs to know about a kind of resource: its parts, and how a resource of that kind follows a recipe. */
import type { Note } from './finding';
import type { PartRow, PartsOf } from './part';
import type { Receipt } from './receipt';

/** What every recipe has, for resources of every kind. */
export interface KindRecipe {
  readonly provider: string;
  /** Findings that are true of every resource that follows the recipe. */
  readonly notes: readonly Note[];
}

export interface ResourceState<Part extends string, Target> {
  /** How messages name it: a construct path, a logical id, a function name, an ARN. */
  readonly id: string;
  readonly target: Target;
  readonly parts: PartsOf<Part>;
  /** Parts that are one unresolved value as a whole, which cannot be read or added to, as they print. */
  readonly unresolvedParts?: { readonly [P in Part]?: string };
  /** The changes this project made to it; absent on a resource that it has not touched. */
  readonly receipt?: Receipt<Part>;
}

/** A kind of resource as a table; `src/core/function.ts` is the one for Lambda functions. */
export interface ResourceKind<Part extends string, Recipe extends KindRecipe> {
  /** What messages call a resource of this kind. */
  readonly noun: string;
  /** The parts, in the order in which changes to them are listed and made. */
  readonly rows: Readonly<Record<Part, PartRow>>;
  /** The part that names the properties that are there, so that an absent property comes back absent. */
  readonly presence?: Part;
  /** What prevents the resource from following the recipe at all, such as another tool's tracing. */
  readonly conflicts: (recipe: Recipe, parts: PartsOf<Part>) => readonly Note[];
  /** The parts of a resource that follows the recipe, and what is wrong with them. */
  readonly follow: (recipe: Recipe, parts: PartsOf<Part>) => Followed<Part>;
}

export interface Followed<Part extends string> {
  readonly parts: PartsOf<Part>;
  readonly notes: readonly Note[];
}
