/** The table of the published layers: the one of this release, or a newer one that a user gives. */
// By their names, so that a bundle has no other columns.
import { current, exceptions, extension, gaps, partitions, runtimes } from '../layers/datadog.json';

export interface PublishedLayer {
  readonly x86_64?: string;
  readonly arm64?: string;
  /** The first version, where other layers of the language are older. */
  readonly first?: number;
  /** The last version, where the layer is not made any more. */
  readonly last?: number;
}

/** Data alone: entry points read it from a file and check it. */
export interface Catalog {
  /** The newest versions, by the family of the library, and of the extension. */
  readonly current: Readonly<Record<string, number>>;
  readonly partitions: Readonly<Record<string, { readonly account: string; readonly regions: readonly string[] }>>;
  readonly runtimes: Readonly<Record<string, PublishedLayer>>;
  /** By region, the layers that are not published there, by name or pattern. */
  readonly gaps: Readonly<Record<string, readonly string[]>>;
  /** By region and layer, the newest version where it is another one. */
  readonly exceptions: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const PUBLISHED: Catalog & { readonly extension: typeof extension } = {
  current,
  partitions,
  extension,
  runtimes,
  gaps,
  exceptions,
};

/** What a user's table leaves out is as in this release. */
export const catalogOf = ({ catalog }: { readonly catalog?: Partial<Catalog> }): Catalog =>
  catalog === undefined
    ? PUBLISHED
    : { ...PUBLISHED, ...catalog, current: { ...PUBLISHED.current, ...catalog.current } };
