/** How a traced function differs from what the options, or the newest layers, would make of it. */
import { FUNCTION, targetOf } from '../../core/function';
import { layerKey, parseLayer } from '../../core/layer';
import { original } from '../../core/plan';
import { isRefusal, type Recipe, type Refusal } from '../../core/recipe';
import { valueText } from '../../core/value';
import { configure, errorsOf, PROVIDERS, type ProviderName } from '../../providers';
import type { DeployedFunction } from '../../surfaces/lambda/read';
import type { Job } from '../functions/job';
import type { OptionsFor } from '../options/settings';

export const providerOf = ({ state }: DeployedFunction, options: OptionsFor): ProviderName =>
  (state.receipt?.provider ?? options.provider) as ProviderName;

/** The recipe that a function follows: its own variables take precedence over the options of the command. */
export function ownRecipe(deployed: DeployedFunction, options: OptionsFor): Recipe | Refusal | undefined {
  const { state, place, configuration } = deployed;
  const name = providerOf(deployed, options);
  const provider = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
  const values = configuration.Environment?.Variables ?? {};
  const given = name === options.provider ? options.of([place.name]).settings : {};
  return provider?.recipe(
    { ...given, ...configure(name, { source: place.name, values, variables: true }).settings },
    targetOf(state),
  );
}

/** What the options would change; an incomplete set, for example one without a key, is not compared. */
export function differences({ plan }: Job, { place, state }: DeployedFunction, options: OptionsFor): string[] {
  const isAsked = errorsOf(options.of([place.name]).findings).length === 0;
  if (!isAsked || state.receipt?.provider !== options.provider) return [];
  const changes = (plan?.changes ?? []).filter(({ kind }) => kind !== 'containers');
  return changes.map(({ kind, name }) => (kind === 'environment' ? name : kind));
}

export const layersAdded = ({ state }: DeployedFunction): string[] => {
  const before = original(FUNCTION, state).parts.layers;
  return Object.entries(state.parts.layers)
    .filter(([key, arn]) => valueText(before[key] ?? '') !== valueText(arn))
    .map(([, arn]) => valueText(arn));
};

/** Layers that the newest recipe has in a higher version; options may pin them lower. */
export function outdated(deployed: DeployedFunction, options: OptionsFor): string[] {
  const { state, place } = deployed;
  const name = providerOf(deployed, options);
  if (!Object.hasOwn(PROVIDERS, name)) return [];
  const settings = name === options.provider ? options.of([place.name]).settings : {};
  const recipe = PROVIDERS[name].recipe(settings, targetOf(state));
  if (isRefusal(recipe)) return [];
  return recipe.layers
    .map(({ arn }) => valueText(arn))
    .filter((arn) => {
      const own = state.parts.layers[layerKey(arn)];
      return own !== undefined && (parseLayer(own)?.version ?? 0) < (parseLayer(arn)?.version ?? 0);
    });
}

export const shortLayerName = (arn: string): string => {
  const layer = parseLayer(arn);
  return layer ? `${layer.name}:${layer.version}` : arn;
};
