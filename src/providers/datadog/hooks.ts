/** How Datadog's tracer gets into a function of each family. */
import type { Family } from '../../core/runtime';

/** Part of the extension's layer. */
export const WRAPPER = '/opt/datadog_wrapper';

export interface Hook {
  /** The handler that is put in front, with the library in a layer and in the function's own package. */
  readonly redirect?: { readonly layer: string; readonly package: string };
  /** The packages that the library's layer brings. */
  readonly packages?: readonly string[];
  /** Whether the script of the extension's layer starts the tracer. */
  readonly wrapper?: true;
  /** What the function's own code must do. */
  readonly code?: string;
}

export const HOOKS: Record<Family, Hook> = {
  nodejs: {
    redirect: {
      layer: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      package: 'node_modules/datadog-lambda-js/dist/handler.handler',
    },
    packages: ['dd-trace', 'datadog-lambda-js'],
  },
  python: { redirect: { layer: 'datadog_lambda.handler.handler', package: 'datadog_lambda.handler.handler' } },
  java: { wrapper: true },
  dotnet: { wrapper: true },
  ruby: {
    code: "call `Datadog::Lambda.configure_apm` at the top of the file and `Datadog::Lambda.wrap(event, context)` round the handler's body",
  },
  custom: {
    code: 'in Go wrap the handler with `ddlambda.WrapFunction`; for other languages set `universalInstrumentation`',
  },
};

/** The variable that keeps the function's own handler. */
export const ORIGINAL_HANDLER = 'DD_LAMBDA_HANDLER';

/** Every handler by which a redirected function is known, `.mjs` builds and older releases included. */
export const KNOWN_HANDLERS: readonly string[] = [
  ...Object.values(HOOKS).flatMap(({ redirect }) => (redirect ? [redirect.layer, redirect.package] : [])),
  './node_modules/datadog-lambda-js/dist/handler.handler',
  'datadog_lambda.handler.handler',
];

/** Variables that nothing reads in a function of the family, and what to write instead. */
const GONE = {
  DATADOG_SERVICE_NAME: 'rename it to DD_SERVICE',
  DD_SERVICE_NAME: 'rename it to DD_SERVICE',
  DATADOG_ENV: 'rename it to DD_ENV',
  DATADOG_TRACE_ENABLED: 'rename it to DD_TRACE_ENABLED',
  DATADOG_TRACE_DEBUG: 'rename it to DD_TRACE_DEBUG',
  DATADOG_TRACE_AGENT_PORT: 'rename it to DD_TRACE_AGENT_PORT',
  DATADOG_PRIORITY_SAMPLING: 'remove it: it is always on',
  DATADOG_PATCH_MODULES: 'write DD_TRACE_<INTEGRATION>_ENABLED',
  DD_TRACE_ANALYTICS_ENABLED: 'remove it: it has no effect since ddtrace 3.0',
} as const;

export const DEAD_VARIABLES: Record<Family, Readonly<Record<string, string>>> = {
  nodejs: {
    ...without('DD_SERVICE_NAME'),
    DD_AGENT_PORT: 'rename it to DD_TRACE_AGENT_PORT',
    DD_PATCH_MODULES: 'write DD_TRACE_<INTEGRATION>_ENABLED',
  },
  python: {
    ...GONE,
    DD_PATCH_MODULES: 'write DD_TRACE_<INTEGRATION>_ENABLED',
    DD_TRACE_SAMPLE_RATE: 'write DD_TRACE_SAMPLING_RULES=[{"sample_rate":<rate>}]',
    DD_RUNTIME_METRICS_ENABLED: 'remove it: it has no effect in Lambda',
  },
  java: {},
  dotnet: {},
  ruby: {},
  custom: {},
};

/** dd-trace-js still knows some names that ddtrace does not. */
function without(name: keyof typeof GONE): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(GONE).filter(([other]) => other !== name));
}
