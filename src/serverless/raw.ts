/** Functions under `resources:`, which the framework passes on as they are, and the state machines of its template. */
import { partitionOf } from '../core/region';
import { toValue } from '../surfaces/intrinsics';
import { resolver } from '../surfaces/template/conditions';
import { isFunction } from '../surfaces/template/document/dialect';
import type { Resources, Template } from '../surfaces/template/document/document';
import { edgeFunctions, type TemplateContext, type TracedScope, traceFunctions } from '../surfaces/template/functions';
import { configuredFor, declarationsIn } from '../surfaces/template/options';
import { planMachines, type TracedMachines, traceMachines } from '../surfaces/template/state-machines';
import { type Framework, serviceFunctions } from './framework';
import type { FunctionOptions } from './options';

/** Their logical ids: the framework's own functions are left alone, and a service's own are looked at as such. */
export function rawFunctions(framework: Framework): string[] {
  const { service } = framework;
  const { naming } = framework.getProvider('aws');
  const own = new Set(Object.keys(serviceFunctions(service)).map((key) => naming.getLambdaLogicalId(key)));
  return Object.entries(service.resources?.Resources ?? {})
    .filter(([id, resource]) => isFunction(resource) && !own.has(id))
    .map(([id]) => id);
}

/** These functions traced with the options of the service, as functions of its template. */
export function traceRaw(
  ids: readonly string[],
  template: Template,
  framework: Framework,
  common: FunctionOptions,
): TracedScope {
  if (ids.length === 0) return { resources: {}, reports: [], needs: { statements: {}, subscriptions: {} }, loops: [] };
  const resources: Resources = template.Resources ?? {};
  const context = contextOf(template, framework, common);
  return traceFunctions(Object.fromEntries(ids.map((id) => [id, resources[id] ?? {}])), context);
}

/** The state machines of the template, which other plugins and the service itself put there, traced with its options. */
export function traceServiceMachines(
  template: Template,
  framework: Framework,
  common: FunctionOptions,
): TracedMachines {
  const resources: Resources = template.Resources ?? {};
  const planned = planMachines(resources, contextOf(template, framework, common));
  return traceMachines(planned.bare, planned);
}

function contextOf(template: Template, framework: Framework, common: FunctionOptions): TemplateContext {
  const resources: Resources = template.Resources ?? {};
  const region = framework.getProvider('aws').getRegion();
  const deployment = { region, partition: partitionOf(region) };
  return {
    tracer: common.tracer,
    place: { ...deployment, account: toValue({ Ref: 'AWS::AccountId' }) },
    known: resolver(template, deployment),
    globals: undefined,
    edge: edgeFunctions(resources),
    common,
    configured: ({ metadata }) =>
      configuredFor(common.tracer, [...metadata, ...common.places], declarationsIn(resources)),
  };
}
