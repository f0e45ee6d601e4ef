/** The OpenTelemetry provider: the community's layers, AWS's Distro, and the older ADOT layers. */
import type { Settings } from '../../core/provider';
import type { Provider } from '../provider';
import { construct } from './construct';
import { installers } from './installers';
import { LANGUAGE_LAYERS } from './layers';
import type { Options } from './options';
import { preview } from './preview';
import { processVariables } from './process';
import { recipe } from './recipe';
import { check } from './rules';
import { WRAPPERS } from './scripts';
import { OPENTELEMETRY_OPTIONS, OPENTELEMETRY_RETIRED } from './table';

export const opentelemetry: Provider = {
  name: 'opentelemetry',
  title: 'OpenTelemetry',
  options: { table: OPENTELEMETRY_OPTIONS, retired: OPENTELEMETRY_RETIRED },
  example: { otlpEndpoint: 'https://otlp.example.com' },
  signatures: { handlers: [], layers: LANGUAGE_LAYERS, wrappers: WRAPPERS },
  seesBundles: true,
  check: (options) => check(typed(options)),
  recipe: (options, target) => recipe(typed(options), target),
  construct,
  installers,
  preview,
  process: (options, family) => processVariables(typed(options), family),
};

/** Settings have been parsed by the provider's own table. */
const typed = (options: Settings): Options => options as Options;
