/** The option tables of all providers, each option declared once. */
import { DATADOG_OPTIONS, DATADOG_RETIRED } from './datadog';
import { OPENTELEMETRY_OPTIONS, OPENTELEMETRY_RETIRED } from './opentelemetry';
import type { OptionsOf, OptionTable, Retired } from './spec';

export interface ProviderOptions {
  readonly table: OptionTable;
  readonly retired: Readonly<Record<string, Retired>>;
}

export const OPTIONS = {
  datadog: { table: DATADOG_OPTIONS, retired: DATADOG_RETIRED },
  opentelemetry: { table: OPENTELEMETRY_OPTIONS, retired: OPENTELEMETRY_RETIRED },
} as const satisfies Record<string, ProviderOptions>;

export type DatadogOptionName = keyof typeof DATADOG_OPTIONS;

/** The options of the Datadog provider, `L` being what stands for a value that is not known yet. */
export type DatadogOptions<L> = OptionsOf<typeof DATADOG_OPTIONS, L>;

/** The options of the OpenTelemetry provider. */
export type OpenTelemetryOptions<L> = OptionsOf<typeof OPENTELEMETRY_OPTIONS, L>;
