/** Secrets of a function's environment, masked in everything that a preview shows. */
import { masker, secretVariables } from '../providers/mask';

/** The values to mask, by the names of their variables. */
export const environmentSecrets = (environment: Readonly<Record<string, string>>): string[] =>
  secretVariables(environment);

/** The same data with every secret masked, in keys and in texts alike. */
export const withoutSecrets = <T>(data: T, secrets: readonly string[]): T => clean(data, masker(secrets)) as T;

function clean(data: unknown, mask: (text: string) => string): unknown {
  if (typeof data === 'string') return mask(data);
  if (Array.isArray(data)) return data.map((item) => clean(item, mask));
  if (data === null || typeof data !== 'object') return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [mask(key), clean(value, mask)]));
}
