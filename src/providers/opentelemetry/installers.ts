/** What people leave who add OpenTelemetry's layers by hand. */
import type { OtherInstallers } from '../provider';
import { WRAPPERS } from './scripts';

export const installers: OtherInstallers = {
  tagged: [],
  untagged: {
    title: 'OpenTelemetry',
    handlers: [],
    wrappers: WRAPPERS,
    layers: ['aws-otel-*', 'opentelemetry-*', 'AWSOpenTelemetryDistro*'],
  },
};
