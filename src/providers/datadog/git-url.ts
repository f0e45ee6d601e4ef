/** The URL of a repository as everybody may see it: without credentials, and nothing that is no remote. */
import { isKnown, type Value } from '../../core/value';

/** `undefined` for a path on some machine; a value that is not known yet passes. */
export function cleanUrl(url: Value | undefined): Value | undefined {
  if (url === undefined || !isKnown(url)) return url;
  const given = url.trim();
  // What comes before the last `@`, and a query, may be a secret.
  const full = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/]*@)?([^/@:]+)(:\d+)?\/([^?#@]+)(?:[?#].*)?$/i.exec(given);
  if (full) return webUrl(full);
  // The short form of ssh: a user and a host, or a host with a dot in it.
  const short = /^(?:[^/]*@([\w.-]+)|([\w-]+(?:\.[\w-]+)+)):(?!\/)([^?#]+)$/.exec(given);
  return short ? `https://${short[1] ?? short[2]}/${short[3]}` : undefined;
}

/** A port belongs to the protocol, so one of ssh does not survive the change to https. */
function webUrl([, protocol = '', host, port = '', path]: RegExpExecArray): string | undefined {
  const { keepsPort } = REMOTE[protocol.toLowerCase()] ?? {};
  return keepsPort === undefined ? undefined : `https://${host}${keepsPort ? port : ''}/${path}`;
}

const REMOTE: Readonly<Record<string, { readonly keepsPort: boolean }>> = {
  http: { keepsPort: true },
  https: { keepsPort: true },
  ssh: { keepsPort: false },
  git: { keepsPort: false },
  'git+ssh': { keepsPort: false },
};
