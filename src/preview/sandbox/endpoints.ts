/** Where a function's environment sends its traces, as loopback ports. */

/** A variable that names a trace agent by URL, with the port that a URL without one means. */
interface Endpoint {
  readonly name: string;
  readonly port: number;
}

type EndpointVariables = Readonly<Record<string, string>>;

const DATADOG_PORT = 8126;
const OTLP_PORT = 4318;
/** Datadog's extension answers tracers of the JVM and .NET here. */
const EXTENSION_PORT = 8124;

/** Dogstatsd's UDP port. */
export const STATSD_PORT = 8125;

/** The variables that name an agent by URL. */
export const ENDPOINTS: readonly Endpoint[] = [
  { name: 'DD_TRACE_AGENT_URL', port: DATADOG_PORT },
  { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', port: OTLP_PORT },
  { name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', port: OTLP_PORT },
];

/** The variables that name an agent's host alone. */
export const HOST_VARIABLES = ['DD_AGENT_HOST', 'DD_TRACE_AGENT_HOSTNAME', 'DATADOG_TRACE_AGENT_HOSTNAME'];

const PORT_VARIABLES = ['DD_TRACE_AGENT_PORT', 'DD_AGENT_PORT'];
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i;
const URL_PARTS = /^[a-z]+:\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?(.*)$/i;

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** The host a URL names; empty when it names none, as a Unix socket's does. */
export function hostOf(url: string): string {
  return URL_PARTS.exec(url)?.[1] ?? '';
}

/** The same port and path, on this machine. */
export function onLoopback(url: string, endpoint: Endpoint): string {
  const [, , port, path] = URL_PARTS.exec(url) ?? [];
  return `http://127.0.0.1:${port ?? endpoint.port}${path ?? ''}`;
}

/** Every port traces may arrive on: the usual ones, and those the environment names. */
export function portsOf(environment: EndpointVariables): number[] {
  const named = ENDPOINTS.filter(({ name }) => name in environment).map(({ name, port }) =>
    Number(URL_PARTS.exec(environment[name])?.[2] ?? port),
  );
  const numbered = PORT_VARIABLES.filter((name) => name in environment).map((name) => Number(environment[name]));
  const ports = [DATADOG_PORT, OTLP_PORT, EXTENSION_PORT, ...named, ...numbered].filter((port) => port > 0);
  return [...new Set(ports)];
}
