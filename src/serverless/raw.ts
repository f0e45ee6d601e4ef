/** Functions under `resources:`, which the framework passes on as they are. */
import { partitionOf } from '../core/region';
import { toValue } from '../surfaces/intrinsics';
import { resolver } from '../surfaces/template/conditions';
import { isFunction } from '../surfaces/template/document/dialect';
import type { Resources, Template } from '../surfaces/template/document/document';
import { edgeFunctions, type TracedScope, traceFunctions } from '../surfaces/template/functions';
import { configuredFor, declarationsIn } from '../surfaces/template/options';
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
  const region = framework.getProvider('aws').getRegion();
  const deployment = { region, partition: partitionOf(region) };
  return traceFunctions(Object.fromEntries(ids.map((id) => [id, resources[id] ?? {}])), {
    tracer: common.tracer,
    place: { ...deployment, account: toValue({ Ref: 'AWS::AccountId' }) },
    known: resolver(template, deployment),
    globals: undefined,
    edge: edgeFunctions(resources),
    common,
    configured: ({ metadata }) =>
      configuredFor(common.tracer, [...metadata, ...common.places], declarationsIn(resources)),
  });
}
