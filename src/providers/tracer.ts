/** A provider with its options, in the shape that a surface takes it, as surfaces know no provider by name. */
import { configure, type OptionSource, PROVIDERS, type ProviderName } from './index';

/** What a provider makes of the options that people wrote. */
export const tracerOf = (name: ProviderName) => ({
  section: PROVIDERS[name].title,
  others: Object.fromEntries(
    Object.values(PROVIDERS).flatMap((other) => (other.name === name ? [] : [[other.name, other.title]])),
  ),
  configure: (...given: readonly OptionSource[]) => configure(name, ...given),
  recipe: PROVIDERS[name].recipe,
  stateMachine: PROVIDERS[name].stateMachine,
  informed: PROVIDERS[name].informed,
});
