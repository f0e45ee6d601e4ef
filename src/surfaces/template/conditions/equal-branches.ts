/** The user's choices that must stay choices. */

import { equal, isNoValue, type Json } from '../document/document';
import { choiceOf, isLeaf, withinTwin } from './conditions';

/** The names of what has a choice of which both branches say the same, as the map around it names it. */
export const equalChoices = (raw: Json, name = ''): string[] => {
  if (typeof raw !== 'object' || raw === null) return [];
  const choice = choiceOf(raw);
  const isOfLeaves = choice && isLeaf(choice[1]);
  const inner = isOfLeaves ? withinTwin(name) : name;
  const inside = Object.entries(raw).flatMap(([key, value]) =>
    equalChoices(value, Array.isArray(raw) ? name : key === 'Fn::If' ? inner : key),
  );
  return isOfLeaves && (inside.length > 0 || equal(choice[1], choice[2])) ? [name, ...inside] : inside;
};

/** Whether a choice in the first list has lost a branch in the second one. */
export const hasHalf = (before: Json, after: Json): boolean =>
  itemsOf(before).some((was) => itemsOf(after).some((is) => isHalfOf(was, is)));

/** The items of a list, or of the lists in a choice. */
const itemsOf = (raw: Json): readonly Json[] => (Array.isArray(raw) ? raw : (choiceOf(raw)?.flatMap(itemsOf) ?? []));

const isHalfOf = (before: Json, after: Json): boolean => {
  const [was, is] = [choiceOf(before), choiceOf(after)];
  if (!was || !is) return isNoValue(after) && !isNoValue(before);
  return [1, 2].some((branch) => isHalfOf(was[branch], is[branch]) && equal(was[3 - branch], is[3 - branch]));
};
