/** Documents under conditions, and what their values come to: the entry file of this folder. */
export {
  align,
  type ConditionOutcome,
  choiceOf,
  type DocumentCase,
  outcomes,
  unproject,
} from './conditions';
export { conditionsOf, conditionsOfParts, isUnconditional as isSettled, projectLookedAt } from './deciding';
export { equalChoices, hasHalf } from './equal-branches';
export { type Deployment, type Resolver, resolver } from './resolve';
