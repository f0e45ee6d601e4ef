/** The recipes of one set of options, each made once for all functions that are alike. */
import type { Settings } from '../core/provider';
import type { Cook, Recipe, Refusal } from '../core/recipe';
import type { Target } from '../core/state';
import { isKnown, type Value } from '../core/value';

export class Recipes {
  private readonly made = new Map<string, Recipe | Refusal>();

  public constructor(private readonly make: (settings: Settings, target: Target) => Recipe | Refusal) {}

  /** The recipe for the settings of one call, of which the late ones alone may differ from function to function. */
  public cook(settings: Settings, late: Settings): Cook {
    const all = { ...settings, ...late };
    const prefix = JSON.stringify(late);
    return (target) => {
      const names = Object.values(target).map(nameOf);
      return names.includes(undefined) ? this.make(all, target) : this.once([prefix, ...names].join(' '), all, target);
    };
  }

  private once(name: string, settings: Settings, target: Target): Recipe | Refusal {
    const known = this.made.get(name) ?? this.make(settings, target);
    this.made.set(name, known);
    return known;
  }
}

/** A token's text names it; what else is not known looks the same as others do. */
function nameOf(value: Value): string | undefined {
  if (isKnown(value)) return value;
  return value.kind === 'native' && typeof value.origin === 'string' ? value.origin : undefined;
}
