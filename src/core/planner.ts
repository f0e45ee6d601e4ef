/** Plans functions for one set of options, each by itself. */
import { FUNCTION, type FunctionPlan, targetOf } from './function';
import { plan } from './plan';
import type { RecipeMaker, Settings } from './provider';
import type { Recipe, Refusal } from './recipe';
import type { FunctionState } from './state';

export interface Planner {
  readonly recipeOf: (fn: FunctionState) => Recipe | Refusal;
  readonly plan: (fn: FunctionState) => FunctionPlan;
}

export function planner(maker: RecipeMaker, settings: Settings): Planner {
  const recipeOf = (fn: FunctionState) => maker.recipe(settings, targetOf(fn));
  return { recipeOf, plan: (fn) => plan(FUNCTION, fn, recipeOf(fn)) };
}
