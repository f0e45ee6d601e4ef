/** What is wrong with a set of OpenTelemetry options as a whole, a rule for each mistake, above all what would lose spans in silence. */
import { note } from '../../core/finding';
import type { Objection } from '../../core/provider';
import { absent, checkWith, conflict, layerRules, type Rule } from '../rules';
import { distributionOf, hasConfiguration, hasEndpoint, type Options, wantsCollector } from './options';

const wrongValue = (option: keyof Options, given: string, allowed: string, hint: string): Objection => ({
  ...note('option-invalid', { option, given: JSON.stringify(given), allowed, hint }),
  option,
});

const exportsTo = (options: Options, name: string): boolean =>
  String(options.tracesExporter ?? '')
    .split(',')
    .some((exporter) => exporter.trim() === name);

const LAYERS = ['python', 'node', 'java', 'ruby', 'dotnet', 'collector'] as const;

const HEADER_OPTIONS = ['otlpHeaders', 'otlpTracesHeaders', 'otlpMetricsHeaders', 'otlpLogsHeaders'] as const;

const RULES: readonly Rule<Options>[] = [
  (options) => {
    const isKnown = hasEndpoint(options) || wantsCollector(options) || options.configFile !== undefined;
    const isSent = options.tracesExporter === undefined || exportsTo(options, 'otlp');
    const isOff = options.sdkDisabled === true || distributionOf(options) !== 'community';
    return isSent && !isKnown && !isOff
      ? absent(
          '`otlpEndpoint`, `otlpTracesEndpoint` or `collectorConfig`',
          'without it the layers send traces to a collector that is not there',
          'name where the traces go',
        )
      : undefined;
  },

  (options) =>
    wantsCollector(options) && !hasConfiguration(options)
      ? absent(
          '`collectorConfig`',
          'the configuration in the layer sends traces to the log only',
          'give a file of the package, such as `/var/task/collector.yaml`',
        )
      : undefined,

  (options) =>
    wantsCollector(options) && distributionOf(options) !== 'community'
      ? conflict(['addCollector', 'distribution'], 'only the community has a collector layer of its own')
      : undefined,

  ({ otlpEndpoint }) =>
    typeof otlpEndpoint === 'string' && /\/v1\/(traces|metrics|logs)\/?$/.test(otlpEndpoint)
      ? wrongValue(
          'otlpEndpoint',
          otlpEndpoint,
          'a base URL, behind which `/v1/traces` is put',
          'give it as `otlpTracesEndpoint`, or without `/v1/traces`',
        )
      : undefined,

  ...(['otlpTracesEndpoint', 'otlpMetricsEndpoint', 'otlpLogsEndpoint'] as const).map(
    (name): Rule<Options> =>
      (options) => {
        const url = options[name];
        const isBare = typeof url === 'string' && /^https?:\/\/[^/]+\/?$/.test(url);
        return isBare
          ? wrongValue(
              name,
              url,
              'a whole URL, which is used unchanged',
              'put the path behind it, such as `/v1/traces`, or give it as `otlpEndpoint`',
            )
          : undefined;
      },
  ),

  (options) =>
    exportsTo(options, 'none') && options.tracesExporter !== 'none'
      ? wrongValue(
          'tracesExporter',
          String(options.tracesExporter),
          '`none` alone, or exporters without it',
          'with `none` in it nothing is sent',
        )
      : undefined,

  ({ samplerArg, sampler }) =>
    samplerArg !== undefined && !String(sampler ?? '').includes('traceidratio')
      ? absent(
          '`sampler`',
          '`samplerArg` is read by a sampler by ratio only',
          'write `sampler: parentbased_traceidratio`',
        )
      : undefined,

  ...layerRules(LAYERS),

  (options) => {
    const named = LAYERS.find((layer) => options[`${layer}LayerVersion`] !== undefined);
    return named && distributionOf(options) === 'adot'
      ? conflict(
          [`${named}LayerVersion`, 'distribution'],
          `ADOT's layers have their version in the name: give \`${named}LayerArn\``,
        )
      : undefined;
  },

  (options) => {
    const option = HEADER_OPTIONS.find((name) => typeof options[name] === 'string');
    return option && { ...note('headers-in-plain-text'), option };
  },
];

/** Every mistake at once; none in options that do nothing. */
export const check = checkWith(RULES);
