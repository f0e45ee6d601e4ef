/** How the traces of each provider look, and the options that bring a function into each state: rows for the same tests. */
import type { Span } from '../../src/preview/span';
import { CONFIGURED, NAME, OPTIONS, type Provider } from './functions';
import { named } from './run';

/** The languages of which every surface's functions are run. */
export type Tried = 'python' | 'nodejs';
export const TRIED: readonly Tried[] = ['python', 'nodejs'];

/**
 * Traced; with nothing sampled or made; without the spans of one library; left out by option; and traced once, and then no
 * more.
 */
export type State = 'traced' | 'off' | 'narrowed' | 'excluded' | 'removed';
export const SILENT = ['off', 'excluded', 'removed'] as const satisfies readonly State[];

type Options = Readonly<Record<string, unknown>>;

export interface Traits {
  /** The spans that Lambda's own instrumentation makes, one an invocation. */
  readonly roots: (spans: readonly Span[]) => Span[];
  /** The spans of the outgoing call, by the language. */
  readonly calls: Readonly<Record<Tried, (spans: readonly Span[]) => Span[]>>;
  /** Tags of the root. */
  readonly tags: Readonly<Record<string, string>>;
  /** The tag of the root that says whether the sandbox was new, where the tracer has one. */
  readonly cold: Partial<Record<Tried, string>>;
  /** Where a line of the log names its trace, where the options ask for that. */
  readonly logged?: RegExp;
  /** The header that hands the trace on. */
  readonly header: string;
  /** The options of each state in addition to the usual ones; none for a function that is not traced any more. */
  readonly off: Options;
  readonly narrowed: Readonly<Record<Tried, Options>>;
  /** The variable by which traces go elsewhere, and options that end the wait for an answer that never comes. */
  readonly endpoint: string;
  readonly hasty: Options;
}

const ofKind = (kind: string) => (spans: readonly Span[]) => spans.filter(({ tags }) => tags['span.kind'] === kind);
const called = (name: string) => (spans: readonly Span[]) => named(spans, name);

export const TRAITS: Readonly<Record<Provider, Traits>> = {
  datadog: {
    roots: called('aws.lambda'),
    calls: { python: called('requests.request'), nodejs: called('http.request') },
    tags: { env: CONFIGURED.env, version: CONFIGURED.version, team: CONFIGURED.team },
    cold: { python: 'cold_start', nodejs: 'cold_start' },
    logged: /dd\.trace_id=(\w+)/,
    header: 'x-datadog-trace-id',
    off: { enableDatadogTracing: false },
    narrowed: { python: { disabledIntegrations: 'requests' }, nodejs: { disabledIntegrations: 'http' } },
    endpoint: 'DD_TRACE_AGENT_URL',
    hasty: {},
  },
  opentelemetry: {
    roots: (spans) => ofKind('server')(spans).filter(({ name }) => name === NAME),
    calls: { python: ofKind('client'), nodejs: ofKind('client') },
    tags: {
      'deployment.environment': CONFIGURED.env,
      'service.version': CONFIGURED.version,
      team: CONFIGURED.team,
    },
    cold: { nodejs: 'faas.coldstart' },
    header: 'traceparent',
    off: { sampler: 'traceidratio', samplerArg: 0 },
    narrowed: {
      python: { disabledInstrumentations: 'requests,urllib3' },
      nodejs: { disabledInstrumentations: 'http' },
    },
    endpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    hasty: { otlpTimeout: 1000 },
  },
};

/** The options of each state. */
export function statesOf(provider: Provider, language: string): Readonly<Record<State, Options | undefined>> {
  const { off, narrowed } = TRAITS[provider];
  const usual = OPTIONS[provider];
  return {
    traced: usual,
    off: { ...usual, ...off },
    narrowed: { ...usual, ...narrowed[language as Tried] },
    excluded: { ...usual, exclude: [NAME] },
    removed: undefined,
  };
}
