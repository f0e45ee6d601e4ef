/** Choices of which both branches say the same, which stay choices. */

import { equal, type Json } from '../document/document';
import { choiceOf, isLeaf } from './conditions';

/** The names of what has such a choice in it, as the map around it names it. */
export const equalChoices = (raw: Json, name = ''): string[] => {
  if (typeof raw !== 'object' || raw === null) return [];
  const choice = choiceOf(raw);
  const inside = Object.entries(raw).flatMap(([key, value]) =>
    equalChoices(value, Array.isArray(raw) || key === 'Fn::If' ? name : key),
  );
  return choice && isLeaf(choice[1]) && equal(choice[1], choice[2]) ? [name, ...inside] : inside;
};
