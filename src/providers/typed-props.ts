/** Properties of constructs that take a layer, which the constructs of all providers have. */
import type { TypedProp } from './provider';

/** A property for each layer: `nodeLayer` in place of `nodeLayerArn`. */
export const layers = (...names: readonly string[]): Readonly<Record<string, TypedProp>> =>
  Object.fromEntries(
    names.map((name) => {
      const prop = `${name[0]?.toLowerCase()}${name.slice(1)}Layer`;
      const option = `${prop}Arn`;
      const summary = 'A layer of your own, as a construct.';
      return [prop, { type: 'lambda.ILayerVersion', attribute: 'layerVersionArn', option, summary }];
    }),
  );
