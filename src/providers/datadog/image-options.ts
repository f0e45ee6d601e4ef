/** The options that decide what a container image contains; all others have no effect in a Dockerfile. */
import { ownValue } from '../../core/own';
import type { Family } from '../../core/runtime';
import { HOOKS } from './hooks';
import { LAYER_VERSIONS } from './image';
import type { Options } from './options';

export function imageOptions(family: Family, options: Options): readonly (keyof Options)[] {
  const { wrapper, redirect } = HOOKS[family];
  const isExtended = wrapper || options.addExtension !== false;
  const version = ownValue<keyof Options>(LAYER_VERSIONS, family);
  return [
    // The wrapper is in the extension's image, so the extension can't be left out.
    ...(wrapper ? [] : (['addExtension'] as const)),
    ...(isExtended ? (['extensionLayerVersion', 'lambdaFips'] as const) : []),
    'addLayers',
    ...(options.addLayers === false || version === undefined ? [] : [version, 'layerVersion' as const]),
    ...(wrapper || redirect ? (['redirectHandler'] as const) : []),
  ];
}
