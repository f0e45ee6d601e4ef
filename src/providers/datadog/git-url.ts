/** The URL of a repository as everybody may see it: without credentials, and nothing that is no remote. */
import { isKnown, type Value } from '../../core/value';

/** `undefined` for a path on some machine; a value that is not known yet passes. */
export function cleanUrl(url: Value | undefined): Value | undefined {
  if (url === undefined || !isKnown(url)) return url;
  const given = url.trim();
  const full = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/]*@)?([^/@]+)\/(.+)$/i.exec(given);
  if (full)
    return full[1] === 'file'
      ? undefined
      : `${WEB[full[1]?.toLowerCase() ?? ''] ?? full[1]}://${hostOf(full)}/${full[3]}`;
  // The short form of ssh, with its user (and whatever else stands before the `@`).
  const short = /^(?:.*@)?([A-Za-z0-9.-]+\.[A-Za-z]+):(?!\/)(.+)$/.exec(given);
  return short ? `https://${short[1]}/${short[2]}` : undefined;
}

const WEB: Readonly<Record<string, string>> = { http: 'https', ssh: 'https', git: 'https', 'git+ssh': 'https' };

/** A port belongs to the protocol, so one of ssh does not survive the change to https. */
const hostOf = ([, protocol, host = '']: RegExpExecArray): string =>
  protocol?.toLowerCase().startsWith('http') ? host : host.replace(/:\d+$/, '');
