/** A provider with its options, in the shape that a surface takes it, as surfaces know no provider by name. */
import type { Settings } from '../core/provider';
import { type Configuration, configure, type OptionSource, PROVIDERS, type ProviderName } from './index';

/** What a provider makes of the options that people wrote, with settings that are no options. */
export const tracerOf = (name: ProviderName, added: Settings = {}) => ({
  section: PROVIDERS[name].title,
  others: Object.fromEntries(
    Object.values(PROVIDERS).flatMap((other) => (other.name === name ? [] : [[other.name, other.title]])),
  ),
  configure: (...given: readonly OptionSource[]): Configuration => {
    const configuration = configure(name, ...given);
    return { ...configuration, settings: { ...configuration.settings, ...added } };
  },
  recipe: PROVIDERS[name].recipe,
  stateMachine: PROVIDERS[name].stateMachine,
  informed: PROVIDERS[name].informed,
});
