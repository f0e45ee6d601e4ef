/** Every provider, a line each: each surface has the ones that are listed here. */
export { datadog } from './datadog';
export { opentelemetry } from './opentelemetry';
