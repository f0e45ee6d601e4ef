/** The variables of a process that is no Lambda function, such as one that `opentelemetry-instrument` starts. */
import { mergeEnvironment } from '../../core/merge';
import type { Setting } from '../../core/recipe';
import type { Family } from '../../core/runtime';
import type { Value } from '../../core/value';
import { environment } from './environment';
import { GRPC_PORT, type Options } from './options';

export const processVariables = (options: Options, family: Family): Readonly<Record<string, Value>> =>
  mergeEnvironment({}, { ...protocolOf(options, family), ...environment(options, family) }).variables;

/** Languages that send gRPC by default, although the endpoint may not accept it; in Lambda, the layer sets the protocol. */
const SENDS_GRPC: Partial<Record<Family, true>> = { python: true };

function protocolOf({ otlpEndpoint, otlpTracesEndpoint }: Options, family: Family): Record<string, Setting> {
  const isHttp =
    otlpTracesEndpoint !== undefined || (otlpEndpoint !== undefined && !GRPC_PORT.test(String(otlpEndpoint)));
  return SENDS_GRPC[family] && isHttp
    ? { OTEL_EXPORTER_OTLP_PROTOCOL: { rule: 'default', value: 'http/protobuf' } }
    : {};
}
