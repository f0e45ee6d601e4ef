/** Makes each recipe once for all functions that are alike. */
import type { Cook, Recipe, Refusal } from '../core/recipe';
import { isKnown, type Value } from '../core/value';

/** The same cook, which remembers what it made for which target. */
export function onceForEach(cook: Cook): Cook {
  const made = new Map<string, Recipe | Refusal>();
  return (target) => {
    const names = Object.values(target).map(nameOf);
    if (names.includes(undefined)) return cook(target);
    const key = names.join(' ');
    const recipe = made.get(key) ?? cook(target);
    made.set(key, recipe);
    return recipe;
  };
}

/** A token's text names it; any other value that is not known may only look like one of another stack. */
function nameOf(value: Value): string | undefined {
  if (isKnown(value)) return value;
  return value.kind === 'native' && typeof value.origin === 'string' ? value.origin : undefined;
}
