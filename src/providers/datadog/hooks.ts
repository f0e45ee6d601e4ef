/** How Datadog's tracer gets into a function of each family. */
import type { Family } from '../../core/runtime';

/** Part of the extension's layer. */
export const DATADOG_WRAPPER = '/opt/datadog_wrapper';

export interface Hook {
  /** The handler that is put in front, with the library in a layer and in the function's own package. */
  readonly redirect?: { readonly layer: string; readonly package: string };
  /** The packages that the library's layer brings. */
  readonly packages?: readonly string[];
  /** Whether the script of the extension's layer starts the tracer. */
  readonly wrapper?: true;
  /** What the function's own code must do. */
  readonly code?: { readonly lines: string };
  /** How it gets into an application that the Lambda Web Adapter runs; absent where Datadog does not support that. */
  readonly inWebApplication?: Hook;
  /** What the tracer needs to send its data to an agent in time, without the extension. */
  readonly agent?: {
    readonly variables: Readonly<Record<string, string>>;
    /** Whether the last trace may wait for the next invocation nevertheless. */
    readonly late?: true;
  };
}

const inWebApplication = (start: string) => ({
  code: {
    lines: `the Lambda Web Adapter, of which layer 25 or newer is needed, starts the application, so ${start} there, and do not trace its readiness check`,
  },
});

export const HOOKS: Record<Family, Hook> = {
  nodejs: {
    redirect: {
      layer: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      package: 'node_modules/datadog-lambda-js/dist/handler.handler',
    },
    packages: ['dd-trace', 'datadog-lambda-js'],
    // Without it dd-trace-js writes traces to the log, whatever agent is named.
    agent: { variables: { DD_TRACE_EXPERIMENTAL_EXPORTER: 'agent' } },
    inWebApplication: inWebApplication('install `dd-trace`, and start Node.js with `--require dd-trace/init`'),
  },
  python: {
    redirect: { layer: 'datadog_lambda.handler.handler', package: 'datadog_lambda.handler.handler' },
    // ddtrace sends once a second in the background, and Lambda freezes a function that has answered.
    agent: { variables: { DD_TRACE_WRITER_INTERVAL_SECONDS: '0.001' }, late: true },
    inWebApplication: inWebApplication('install `ddtrace`, and call `ddtrace.patch_all()`'),
  },
  java: { wrapper: true },
  dotnet: { wrapper: true },
  ruby: {
    code: {
      lines:
        "call `Datadog::Lambda.configure_apm` at the top and `Datadog::Lambda.wrap(event, context)` around the handler's body",
    },
  },
  custom: {
    code: {
      lines: 'in Go wrap the handler with `ddlambda.WrapFunction`; in other languages send OTLP to the extension',
    },
  },
};

/** The variable that keeps the function's own handler. */
export const ORIGINAL_HANDLER = 'DD_LAMBDA_HANDLER';

/** Every handler by which a redirected function is known, `.mjs` builds and older releases included. */
export const KNOWN_HANDLERS: readonly string[] = [
  ...Object.values(HOOKS).flatMap(({ redirect }) => (redirect ? [redirect.layer, redirect.package] : [])),
  './node_modules/datadog-lambda-js/dist/handler.handler',
];

const INTEGRATIONS = 'write DD_TRACE_<INTEGRATION>_ENABLED';
const SINCE_3 = 'remove it: it has no effect since ddtrace 3.0';

/** Names that neither ddtrace for Python nor dd-trace for Node.js reads, and what to write instead. */
const DEPRECATED_EVERYWHERE = {
  DATADOG_SERVICE_NAME: 'rename it to DD_SERVICE',
  DATADOG_ENV: 'rename it to DD_ENV',
  DATADOG_TAGS: 'rename it to DD_TAGS',
  DATADOG_TRACE_ENABLED: 'rename it to DD_TRACE_ENABLED',
  DATADOG_TRACE_DEBUG: 'rename it to DD_TRACE_DEBUG',
  DATADOG_TRACE_AGENT_HOSTNAME: 'rename it to DD_AGENT_HOST',
  DATADOG_TRACE_AGENT_PORT: 'rename it to DD_TRACE_AGENT_PORT',
  DATADOG_PRIORITY_SAMPLING: 'remove it: it is always on',
  DATADOG_PATCH_MODULES: INTEGRATIONS,
  DD_PATCH_MODULES: INTEGRATIONS,
  DD_APM_RECEIVER_SOCKET: 'write DD_TRACE_AGENT_URL with unix://',
} as const;

/** Variables, by name or pattern, that nothing reads in a function of the family, and what to write instead. */
export const DEPRECATED_VARIABLES: Record<Family, Readonly<Record<string, string>>> = {
  nodejs: { ...DEPRECATED_EVERYWHERE, DD_AGENT_PORT: 'rename it to DD_TRACE_AGENT_PORT' },
  python: {
    ...DEPRECATED_EVERYWHERE,
    DD_SERVICE_NAME: 'rename it to DD_SERVICE',
    DD_TRACE_SAMPLE_RATE: 'write DD_TRACE_SAMPLING_RULES=[{"sample_rate":<rate>}]',
    DD_RUNTIME_METRICS_ENABLED: 'remove it: it has no effect in Lambda',
    'DD_*_ANALYTICS_ENABLED': SINCE_3,
    DD_HTTP_CLIENT_TAG_QUERY_STRING: SINCE_3,
    DD_TRACE_SPAN_AGGREGATOR_RLOCK: SINCE_3,
  },
  java: {},
  dotnet: {},
  ruby: {},
  custom: { DD_UNIVERSAL_INSTRUMENTATION: 'remove it: nothing reads it' },
};
