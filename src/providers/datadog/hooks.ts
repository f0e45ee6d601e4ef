/** How Datadog's tracer gets into a function of each family. */
import type { Family } from '../../core/runtime';
import type { Destination, Options } from './options';

/** Part of the extension's layer. */
export const DATADOG_WRAPPER = '/opt/datadog_wrapper';

export interface Hook {
  /** The handler that is put in front, with the library in a layer and in the function's own package. */
  readonly redirect?: { readonly layer: string; readonly package: string };
  /** The packages that the library's layer brings. */
  readonly packages?: readonly string[];
  /** Whether the script of the extension's layer starts the tracer. */
  readonly wrapper?: true;
  /** What the function's own code must do, unless the option is on that does without. */
  readonly code?: { readonly lines: string; readonly unless?: keyof Options };
  /** How it gets into an application that the Lambda Web Adapter runs; absent where Datadog does not support that. */
  readonly inWebApplication?: Hook;
  /** The variables that it needs, by who takes the traces; traces cannot be sent in another way. */
  readonly variables?: Partial<Record<Destination, Readonly<Record<string, string>>>>;
  /** What the tracer needs to send its data to an agent in time, without the extension. */
  readonly agent?: {
    readonly variables: Readonly<Record<string, string>>;
    /** Whether the last trace may wait for the next invocation nevertheless. */
    readonly late?: true;
  };
}

/** Traces have to be sent with each response, as Lambda freezes the application afterwards. */
const FLUSHED = { DD_TRACE_PARTIAL_FLUSH_MIN_SPANS: '1', DD_TRACE_PARTIAL_FLUSH_ENABLED: 'false' } as const;

/** Source: docs.datadoghq.com, serverless/aws_lambda/lambda_web_adapter: the extension reads each event before the adapter. */
const WRAPPER_VARIABLES = {
  extension: { ...FLUSHED, AWS_LWA_LAMBDA_RUNTIME_API_PROXY: '127.0.0.1:9002' },
  agent: FLUSHED,
} as const;

const inWebApplication = (start: string) => ({
  code: {
    lines: `the Lambda Web Adapter starts the application as a program, so ${start} in the application, and do not trace the path that the adapter checks for readiness. The adapter's layer must be version 25 or newer`,
  },
  variables: WRAPPER_VARIABLES,
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
        "call `Datadog::Lambda.configure_apm` at the top of the file and `Datadog::Lambda.wrap(event, context)` around the handler's body",
    },
  },
  custom: {
    code: {
      lines: 'in Go wrap the handler with `ddlambda.WrapFunction`; for other languages set `universalInstrumentation`',
      unless: 'universalInstrumentation',
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
  DD_APM_RECEIVER_SOCKET: 'remove it: it belongs to the agent, and DD_TRACE_AGENT_URL takes unix://',
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
  custom: {},
};
