/** The options as the recipe sees them, and what follows from several of them together. */
import type { Target } from '../../core/state';
import type { Unresolved, Value } from '../../core/value';
import type { OptionsOf } from '../../options/spec';
import type { Catalog } from './catalog';
import type { DATADOG_OPTIONS } from './table';

export type Options = OptionsOf<typeof DATADOG_OPTIONS, Unresolved>;

/** Options with what a surface adds to them. */
export type InformedOptions = Options & {
  /** What is known of the secret with the API key, because the document declares it. */
  readonly secretFacts?: SecretFacts;
  /** What is known of the parameter with the API key, because the document declares it. */
  readonly parameterFacts?: ParameterFacts;
  /** A newer table of layers than the one of this release. */
  readonly catalog?: Partial<Catalog>;
};

export interface SecretFacts {
  /** Whether the ARN has the six characters that Secrets Manager puts at its end. */
  readonly isComplete?: boolean;
  /** The key that encrypts it; `managed` is AWS's own, which needs no permission. */
  readonly key?: Value | { readonly kind: 'managed' };
}

/** Of a parameter that is given by the `Ref` of its resource, which is its name. */
export interface ParameterFacts {
  /** What an ARN has between `parameter` and the name, which may start with a slash itself. */
  readonly separator: '/' | '';
  readonly place?: Pick<Target, 'partition' | 'region' | 'account'>;
}

/** Who takes the traces from the function. */
export type Destination = 'extension' | 'forwarder' | 'agent' | 'none';

/** The extension, unless the options name another destination or switch it off. */
export function destinationOf(options: Options): Destination {
  const agent = options.agentUrl !== undefined || options.agentHost !== undefined;
  const asked = options.addExtension === true || options.extensionLayerVersion !== undefined;
  if (agent) return 'agent';
  if (asked || (options.extensionLayerArn !== undefined && options.addExtension !== false)) return 'extension';
  if (options.forwarderArn !== undefined) return 'forwarder';
  return options.addExtension === false ? 'none' : 'extension';
}

/** What the library itself sends to Datadog, past the extension and the log, in words; nothing usually. */
export function sentDirectly(options: Options): string | undefined {
  if (destinationOf(options) === 'extension') return undefined;
  if (options.flushMetricsToLogs === false) return 'metrics that are not written to the log';
  return options.llmObsEnabled && options.llmObsAgentlessEnabled !== false
    ? 'observations of language models'
    : undefined;
}

/** The options that give the API key, of which there may be one. */
export const KEY_OPTIONS = [
  'apiKey',
  'apiKeySecretArn',
  'apiKeySecret',
  'apiKeySsmArn',
  'apiKmsKey',
  'orgUuid',
] as const satisfies readonly (keyof Options)[];

/** The mode of App and API Protection, also by its older switch. */
export const appSecModeOf = ({ datadogAppSecMode, enableDatadogASM }: Options) =>
  datadogAppSecMode ?? (enableDatadogASM ? 'on' : 'off');
