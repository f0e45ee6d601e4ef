/** The Datadog provider: ddtrace with the extension, the Forwarder, or an agent of one's own. */
import { withOptions } from '../provider';
import { ambient } from './ambient';
import { apiLogs } from './api-logs';
import { catalogFile } from './catalog-file';
import { construct } from './construct';
import { DATADOG_WRAPPER, KNOWN_HANDLERS } from './hooks';
import { imageParts } from './image';
import { imageOptions } from './image-options';
import { installers } from './installers';
import { LIBRARY_NAMES } from './layers';
import { logSigns } from './log-signs';
import { middleware } from './middleware';
import type { InformedOptions } from './options';
import { page } from './page';
import { preview } from './preview';
import { processVariables } from './process';
import { recipe } from './recipe';
import { check } from './rules';
import { informed } from './secrets';
import { stateMachine } from './state-machine';
import { DATADOG_DEPRECATED, DATADOG_OPTIONS } from './table';

export const datadog = withOptions<InformedOptions>({
  name: 'datadog',
  title: 'Datadog',
  options: { table: DATADOG_OPTIONS, deprecated: DATADOG_DEPRECATED },
  example: { site: 'datadoghq.eu' },
  // The extension alone may also take traces of OpenTelemetry.
  signatures: { handlers: KNOWN_HANDLERS, layers: LIBRARY_NAMES, wrappers: [DATADOG_WRAPPER] },
  check,
  recipe,
  stateMachine,
  informed,
  ambient,
  catalogFile,
  process: processVariables,
  construct,
  installers,
  preview,
  logSigns,
  imageOptions,
  image: (family, options = {}, base = {}) => imageParts(family, options, base),
  middleware,
  apiLogs,
  page,
});
