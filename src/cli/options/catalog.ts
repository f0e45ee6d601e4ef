/** The file of `--catalog`: a table of layers in place of the one of this release. */
import { type Finding, note } from '../../core/finding';
import { PROVIDERS, type ProviderName } from '../../providers';
import { UsageError } from '../command';
import { FLAGS } from './arguments';
import { textAt } from './files';

/** As much of a table as a command compares; the provider has checked the rest. */
export interface Catalog {
  readonly current?: Readonly<Record<string, number>>;
}

const ALLOWED = 'a JSON file with `catalog`, as `tracelayer layers --json` writes it';

/** What settings get from the flag, if it is set. */
export function catalogGiven(
  provider: ProviderName,
  { catalog: path }: Readonly<Record<string, unknown>>,
  folder: string,
): { readonly catalog?: Catalog } {
  const catalog = path === undefined ? undefined : readCatalog(provider, String(path), folder);
  return catalog === undefined ? {} : { catalog };
}

/** The table of a provider in a file, checked; nothing if the file has none for the provider. */
export function readCatalog(provider: ProviderName, path: string, folder: string): Catalog | undefined {
  const { catalogFile, title } = PROVIDERS[provider];
  if (catalogFile === undefined)
    throw refused(`"${path}"`, `left out for ${title}, whose layers have no replaceable table`);
  const { catalog } = (jsonIn(path, folder) ?? {}) as { readonly catalog?: Readonly<Record<string, unknown>> };
  if (typeof catalog !== 'object' || catalog === null) throw refused(`"${path}", which has no \`catalog\``, ALLOWED);
  const table = Object.hasOwn(catalog, provider) ? catalog[provider] : undefined;
  if (table === undefined) return undefined;
  const problems = catalogFile.problems(table);
  if (problems.length > 0) throw refused(`"${path}", where ${problems.join(', and ')}`, ALLOWED);
  return table as Catalog;
}

function jsonIn(path: string, folder: string): unknown {
  const text = textAt({ option: '--catalog', path, folder }, ALLOWED);
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw refused(`"${path}", which is not JSON`, ALLOWED);
  }
}

const refused = (given: string, allowed: string): UsageError =>
  new UsageError([{ ...note('option-invalid', { option: '--catalog', given, allowed }), subject: FLAGS } as Finding]);

export interface Difference {
  readonly layer: string;
  readonly given: number;
  readonly newest: number;
}

/** The versions in a table that are older than those of this release. */
export function olderIn(given: Catalog, provider: ProviderName): Difference[] {
  const newest = PROVIDERS[provider].catalogFile?.table.current ?? {};
  return Object.entries(given.current ?? {}).flatMap(([layer, version]) => {
    const known = newest[layer] ?? version;
    return version < known ? [{ layer, given: version, newest: known }] : [];
  });
}
