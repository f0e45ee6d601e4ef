/** The options as the recipe sees them, and what follows from several of them together. */
import type { Unresolved } from '../../core/value';
import type { OptionsOf } from '../../options/spec';
import type { OPENTELEMETRY_OPTIONS } from './table';

export type Options = OptionsOf<typeof OPENTELEMETRY_OPTIONS, Unresolved>;

export type Distribution = NonNullable<Options['distribution']>;

export const distributionOf = ({ distribution }: Options): Distribution => distribution ?? 'community';

/** Whether the traces have a destination of their own, which is not X-Ray's daemon. */
export const hasEndpoint = ({ otlpEndpoint, otlpTracesEndpoint }: Options): boolean =>
  otlpEndpoint !== undefined || otlpTracesEndpoint !== undefined;

/** Whether the collector is asked for. */
export const wantsCollector = ({
  addCollector,
  collectorConfig,
  collectorLayerArn,
  collectorLayerVersion,
}: Options): boolean =>
  addCollector ?? [collectorConfig, collectorLayerArn, collectorLayerVersion].some((given) => given !== undefined);

/** Whether a collector knows where to send: the community's layer has no configuration for it, one of the user's may. */
export const hasConfiguration = ({ distribution, collectorConfig, collectorLayerArn }: Options): boolean =>
  collectorConfig !== undefined || collectorLayerArn !== undefined || distributionOf({ distribution }) !== 'community';

/** An endpoint at the port of gRPC. */
export const GRPC_PORT = /:4317\/?$/;
