/** Where a function's environment sends its data, as loopback ports. */
import type { EndpointPart } from '../../providers/provider';
import { SUPPORT } from '../support';

type EndpointVariables = Readonly<Record<string, string>>;

/** Dogstatsd's UDP port. */
export const STATSD_PORT = 8125;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i;
const URL_PARTS = /^[a-z]+:\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?(.*)$/i;

const HOST = '127.0.0.1';
const USUAL_PORTS = SUPPORT.flatMap(({ ports = [] }) => ports);
const ENDPOINTS: readonly (readonly [name: string, part: EndpointPart])[] = SUPPORT.flatMap(({ endpoints = {} }) =>
  Object.entries(endpoints),
);

/** The variables that name another machine, with the same endpoint on this machine. */
export function remoteEndpoints(environment: EndpointVariables): { name: string; value: string }[] {
  return ENDPOINTS.flatMap(([name, part]) => {
    const value = environment[name] ?? '';
    return isRemote(hostOf(value, part)) ? [{ name, value: onLoopback(value, part) }] : [];
  });
}

/** Every port that traces may arrive on: the usual ones, and those that the environment names. */
export function portsOf(environment: EndpointVariables): number[] {
  const named = ENDPOINTS.flatMap(([name, part]) => (name in environment ? portOf(environment[name], part) : []));
  return [...new Set([...USUAL_PORTS, ...named])].filter((port) => port > 0);
}

const isRemote = (host: string): boolean => host !== '' && !LOOPBACK.test(host);

/** The host that a value names; empty if it names none, such as the URL of a Unix socket. */
function hostOf(value: string, part: EndpointPart): string {
  if (part === 'port') return '';
  return part === 'host' ? value : (URL_PARTS.exec(value)?.[1] ?? '');
}

/** The same port and path, on this machine. */
function onLoopback(value: string, part: EndpointPart): string {
  if (typeof part === 'string') return HOST;
  const [, , port, path] = URL_PARTS.exec(value) ?? [];
  return `http://${HOST}:${port ?? part.defaultPort}${path ?? ''}`;
}

function portOf(value: string, part: EndpointPart): number[] {
  if (typeof part === 'object') return [Number(URL_PARTS.exec(value)?.[2] ?? part.defaultPort)];
  return part === 'port' ? [Number(value)] : [];
}
