/**
 * What `deploy function` sends of one function. Where a layer or a variable is a reference, the framework sends no layer
 * or variable at all and what is deployed stays; so references are replaced by what is deployed under them.
 */

import { about, note } from '../core/finding';
import { isSuperseded, layerKey, parseLayer } from '../core/layer';
import { isRefusal, type Recipe } from '../core/recipe';
import { matches } from '../core/select';
import { PROVIDERS } from '../providers';
import type { ServiceFunction, ServiceProvider } from '../surfaces/service/model';
import { layersOf } from '../surfaces/service/read';
import { writeServiceFunction } from '../surfaces/service/write';
import type { DeployedConfiguration, Framework } from './framework';
import { type PlannedFunction, serviceState } from './trace';

/** One function with its plan carried out, or with what is deployed where its variables cannot be sent. */
export function deployOne(framework: Framework, one: PlannedFunction): PlannedFunction {
  const { provider } = framework.service;
  const { key, fn, chosen, plan } = one;
  const deployed = provider.remoteFunctionData?.Configuration ?? {};
  const result = chosen.planner.recipeOf(serviceState(framework, key, fn, chosen));
  const recipe = isRefusal(result) ? undefined : result;
  const wasTraced = isRedirected(deployed) || layersIn(deployed).some((arn) => isTracer(arn, recipe));
  if (plan.recipe === undefined && !wasTraced) return one;
  const traced = { ...fn };
  writeServiceFunction(traced, provider, plan);
  const missing = resolveVariables(traced, provider, deployed);
  if (missing.length > 0) return withDeployedParts(one, deployed, missing);
  resolveLayers(traced, provider, deployed, recipe);
  Object.assign(fn, traced);
  return one;
}

/** A function whose variables cannot be sent, with the layers and the handler that are deployed. */
function withDeployedParts(
  one: PlannedFunction,
  deployed: DeployedConfiguration,
  missing: readonly string[],
): PlannedFunction {
  one.fn.layers = layersIn(deployed);
  if (isRedirected(deployed)) one.fn.handler = deployed.Handler;
  const findings = about(one.subject, [note('deployment-needed', { names: missing.join(', ') })]);
  return { ...one, isSelected: true, plan: { changes: [], findings } };
}

/** The variables that are references to something that the deployed function does not have; all others are replaced. */
function resolveVariables(fn: ServiceFunction, provider: ServiceProvider, deployed: DeployedConfiguration): string[] {
  const references = Object.entries({ ...provider.environment, ...fn.environment }).filter(([, value]) =>
    isReference(value),
  );
  const values = new Map(Object.entries(deployed.Environment?.Variables ?? {}));
  const missing = references.flatMap(([name]) => (values.has(name) ? [] : [name]));
  if (references.length === 0 || missing.length > 0) return missing;
  fn.environment = { ...fn.environment, ...Object.fromEntries(references.map(([name]) => [name, values.get(name)])) };
  return [];
}

/** Replaces references to layers by the deployed layers that nothing else accounts for. */
function resolveLayers(
  fn: ServiceFunction,
  provider: ServiceProvider,
  deployed: DeployedConfiguration,
  recipe?: Recipe,
): void {
  const layers = layersOf(fn, provider);
  if (!Array.isArray(layers) || !layers.some(isReference)) return;
  const named = new Set(layers.filter((layer) => !isReference(layer)).map((layer) => layerKey(String(layer))));
  const referred = layersIn(deployed).filter((arn) => !named.has(layerKey(arn)) && !isTracer(arn, recipe));
  const place = layers.findIndex(isReference);
  fn.layers = layers.flatMap((layer, index) => (index === place ? referred : isReference(layer) ? [] : [layer]));
}

/** Whether the deployed handler is one of a tracer. */
const isRedirected = ({ Handler = '' }: DeployedConfiguration): boolean =>
  Object.values(PROVIDERS).some(({ signatures }) => signatures.handlers.includes(Handler));

const layersIn = ({ Layers = [] }: DeployedConfiguration): string[] => Layers.map(({ Arn }) => Arn);

const isTracer = (arn: string, recipe: Recipe | undefined): boolean =>
  recipe?.layers.some((layer) => isSuperseded(arn, layer)) ||
  Object.values(PROVIDERS).some(({ signatures }) =>
    signatures.layers.some((mark) => matches(mark, parseLayer(arn)?.name ?? '')),
  );

const isReference = (value: unknown): boolean => typeof value === 'object' && value !== null;
