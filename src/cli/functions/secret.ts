/** What of a change may be shown: secrets are masked whole. */
import type { OptionTable } from '../../options/spec';
import { OPTIONS } from '../../options/table';

export const MASK = '********';

const TABLES: readonly OptionTable[] = Object.values(OPTIONS).map(({ table }) => table);

/** Variables of options that are secrets. */
const SECRETS: ReadonlySet<string> = new Set(
  TABLES.flatMap((table) => Object.values(table)).flatMap(({ secret, variable }) =>
    secret && variable ? [variable] : [],
  ),
);

/** Names under which people keep secrets; what ends in one of the others says where one is kept. */
const TELLING = /(KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|HEADERS|DATAWAY)/i;
const HARMLESS = /(_ARN|_NAME|_ID|_PATH|_FILE)$/i;

/** A variable's value as it may be shown; credentials in a URL are masked as well. */
export function showable(name: string, value: string): string {
  if (SECRETS.has(name) || (TELLING.test(name) && !HARMLESS.test(name))) return MASK;
  return value.replace(/\/\/[^/@\s]+@/g, `//${MASK}@`).replace(/([?&](?:token|key|api_key)=)[^&\s]+/gi, `$1${MASK}`);
}
