/** Secrets of a function's environment, taken out of everything a preview shows. */

const SECRET_NAME = /KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|AUTH|HEADERS/i;
/** Shorter values are words, not secrets: hiding them would deface the output. */
const SHORTEST_SECRET = 6;
const HIDDEN = '[secret]';

/** The values to hide, by the names of their variables. */
export function secretsOf(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment)
    .filter(([name, value]) => SECRET_NAME.test(name) && value.length >= SHORTEST_SECRET)
    .map(([, value]) => value)
    .sort((a, b) => b.length - a.length);
}

/** The same data with every secret hidden, in keys and in texts alike. */
export function withoutSecrets<T>(data: T, secrets: readonly string[]): T {
  if (secrets.length === 0) return data;
  return hide(data, (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)) as T;
}

function hide(data: unknown, clean: (text: string) => string): unknown {
  if (typeof data === 'string') return clean(data);
  if (Array.isArray(data)) return data.map((item) => hide(item, clean));
  if (data === null || typeof data !== 'object') return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [clean(key), hide(value, clean)]));
}
