/** The OpenTelemetry provider: the community's layers, AWS's Distro, and the older ADOT layers. */
import { withOptions } from '../provider';
import { construct } from './construct';
import { imageParts } from './image';
import { imageOptions } from './image-options';
import { installers } from './installers';
import { LANGUAGE_LAYERS } from './layers';
import { logSigns } from './log-signs';
import type { Options } from './options';
import { preview } from './preview';
import { processVariables } from './process';
import { recipe } from './recipe';
import { check } from './rules';
import { WRAPPERS } from './scripts';
import { stateMachine } from './state-machine';
import { OPENTELEMETRY_DEPRECATED, OPENTELEMETRY_OPTIONS } from './table';

export const opentelemetry = withOptions<Options>({
  name: 'opentelemetry',
  title: 'OpenTelemetry',
  options: { table: OPENTELEMETRY_OPTIONS, deprecated: OPENTELEMETRY_DEPRECATED },
  example: { otlpEndpoint: 'https://otlp.example.com' },
  signatures: { handlers: [], layers: LANGUAGE_LAYERS, wrappers: WRAPPERS },
  seesBundles: true,
  check,
  recipe,
  stateMachine,
  construct,
  installers,
  preview,
  logSigns,
  image: (family, options = {}, base = {}) => imageParts(family, options, base),
  imageOptions,
  process: processVariables,
});
