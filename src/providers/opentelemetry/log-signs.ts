/** What the collector and the SDKs write to the log when no traces arrive. */
import type { LogSigns } from '../../core/log-sign';

const DESTINATION = 'Check the endpoint, its headers, and the network of the function.';

/**
 * Sources: open-telemetry/opentelemetry-lambda, collector/internal/lifecycle/manager.go; open-telemetry/opentelemetry-collector
 * issue 13477; open-telemetry/opentelemetry-python, exporter of OTLP over HTTP and gRPC; open-telemetry/opentelemetry-js, otlp-exporter-base.
 */
export const logSigns: LogSigns = {
  'opentelemetry-collector-not-started': {
    text: 'Failed to start the extension',
    meaning: 'The collector could not start, usually because of its configuration.',
    remedy: 'Check the configuration of the collector, and whether the function can read it.',
  },
  'opentelemetry-collector-dropped': {
    text: 'Exporting failed',
    meaning: 'The collector could not send, and dropped the data.',
    remedy: DESTINATION,
  },
  'opentelemetry-not-exported': {
    text: 'Failed to export',
    meaning: 'The SDK could not send spans.',
    remedy: DESTINATION,
  },
  'opentelemetry-exporter-error': {
    text: 'OTLPExporterError',
    meaning: 'The exporter for OTLP got an error in place of an answer.',
    remedy: DESTINATION,
  },
};
