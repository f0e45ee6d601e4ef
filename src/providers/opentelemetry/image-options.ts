/** The options that decide what a container image contains; all others have no effect in a Dockerfile. */
import type { Family } from '../../core/runtime';
import { type Options, wantsCollector } from './options';

export const imageOptions = (_family: Family, options: Options): readonly (keyof Options)[] => [
  'distribution',
  'addLayers',
  'addCollector',
  // It asks for the collector; the function's variable says where its configuration is.
  'collectorConfig',
  ...(wantsCollector(options) ? (['collectorLayerVersion'] as const) : []),
];
