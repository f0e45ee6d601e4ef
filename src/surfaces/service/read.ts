/** A function of a Serverless service as the core sees it, what it inherits from the provider included. */
import { layerKey } from '../../core/layer';
import { partitionOf } from '../../core/region';
import { camel, shapesOf } from '../../core/shapes';
import type { FunctionState, Parts } from '../../core/state';
import { type Value, valueText } from '../../core/value';
import { toValue } from '../intrinsics';
import { type Image, RECEIPT_SYMBOL, type ServiceContext, type ServiceFunction, type ServiceProvider } from './model';

export function readServiceFunction(
  fn: ServiceFunction,
  { key, provider, runtime, region, bundle, extension = {} }: ServiceContext,
): FunctionState {
  const isImage = isGiven(fn.image);
  const handler = isImage ? commandOf(fn) : fn.handler;
  const layers = layersOf(fn, provider);
  const mode = tracingOf(fn, provider);
  return {
    id: `functions.${key}`,
    ...(fn[RECEIPT_SYMBOL] === undefined ? {} : { receipt: fn[RECEIPT_SYMBOL] }),
    target: {
      packageType: isImage ? 'Image' : 'Zip',
      ...(isImage ? {} : { runtime }),
      architecture: toValue(fn.architecture ?? provider.architecture ?? 'x86_64'),
      region,
      partition: partitionOf(region),
      account: toValue({ Ref: 'AWS::AccountId' }),
      ...(bundle === undefined ? {} : { bundle }),
      ...shapesOf((name) => extension[name] ?? fn[camel(name) as keyof ServiceFunction]),
    },
    ...(layers === undefined || Array.isArray(layers)
      ? {}
      : { unresolvedParts: { layers: valueText(toValue(layers)) } }),
    parts: {
      containers: presenceOfParts({
        environment: fn.environment ?? provider.environment,
        layers,
        tags: fn.tags ?? provider.tags,
        tracing: mode,
      }),
      handler: handler === undefined ? {} : { handler: toValue(handler) },
      environment: setVariables({ ...provider.environment, ...fn.environment }),
      layers: Array.isArray(layers) ? keyedByName(layers.map(toValue)) : {},
      tags: setVariables({ ...provider.tags, ...fn.tags }),
      tracing: mode === undefined ? {} : { Mode: mode },
    },
  };
}

/** The function's own layers replace the provider's; an empty list says that there are none. */
export const layersOf = (fn: ServiceFunction, provider: ServiceProvider): unknown =>
  fn.layers ?? provider.layers ?? undefined;

/** The one word of an image's command: more of them are no handler. */
function commandOf({ image }: ServiceFunction): unknown {
  const command = typeof image === 'object' ? image.command : undefined;
  return Array.isArray(command) && command.length === 1 ? command[0] : undefined;
}

/** As the framework chooses; where both levels say `false`, or one and the other nothing, X-Ray is to stay off. */
function tracingOf({ tracing: own }: ServiceFunction, provider: ServiceProvider): string | undefined {
  const inherited = provider.tracing?.lambda;
  const chosen = own || inherited;
  if (chosen) return chosen === true ? 'Active' : chosen;
  return own === false || inherited === false ? 'PassThrough' : undefined;
}

const keyedByName = (layers: readonly Value[]): Parts['layers'] =>
  Object.fromEntries(layers.map((layer) => [layerKey(layer), layer]));

/** A name without a value is one that the user has taken out. */
const setVariables = (raw: Readonly<Record<string, unknown>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(raw)
      .filter(([, value]) => isGiven(value))
      .map(([name, value]) => [name, toValue(value)]),
  );

const presenceOfParts = (properties: Readonly<Record<string, unknown>>): Parts['containers'] =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => isGiven(value))
      .map(([name]) => [name, 'present']),
  );

/** Whether it runs at the edge, for which the framework and plugins have events of CloudFront. */
export const isAtEdge = ({ events }: ServiceFunction): boolean =>
  Array.isArray(events) &&
  events.some((event) => typeof event === 'object' && event !== null && Object.keys(event).some(isOfCloudFront));

const isOfCloudFront = (event: string): boolean => /cloudfront$/i.test(event);

export const isGiven = <T>(value: T): value is NonNullable<T> => value !== undefined && value !== null;

export const imageOf = ({ image }: ServiceFunction): Image => (typeof image === 'object' ? image : {});
