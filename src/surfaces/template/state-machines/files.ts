/** Definitions in files of their own, which SAM finds by `DefinitionUri`: each belongs to one machine. */
import { isUnread, readDefinition, type Unread } from '../../definition';
import { isPlainMap, type Resource } from '../document/document';
import { machineDialect } from './dialect';

/** A file with a definition. */
export interface DefinitionFile {
  /** By which a file is the same for several machines. */
  readonly path: string;
  /** Its text where that is JSON, and otherwise what it says. */
  readonly raw: unknown;
}

/** The file that a machine names, or why it can't be edited; nothing where this is not a file of this machine's computer. */
export type DefinitionAt = (uri: string) => DefinitionFile | Unread | undefined;

/** What becomes of the file of one machine. */
export interface DefinitionChange {
  readonly path: string;
  /** What the file has without tracing, what it has from now on, and what a removal would leave of that. */
  readonly bare: unknown;
  readonly raw: unknown;
  readonly untraced: unknown;
  /** What the receipt keeps about the layout of the file. */
  readonly layout?: unknown;
}

/** The file, if a definition is in it. */
function readable(file: ReturnType<DefinitionAt>): ReturnType<DefinitionAt> {
  const read = file && 'raw' in file ? readDefinition(file.raw) : undefined;
  return read && isUnread(read) ? read : file;
}

/** The file of each machine by its logical id; one that several machines name is left. */
export function definitionFiles(
  machines: readonly (readonly [id: string, resource: Resource])[],
  at: DefinitionAt | undefined,
): ReadonlyMap<string, DefinitionFile | Unread> {
  if (at === undefined) return new Map();
  const found = machines.flatMap(([id, resource]) => {
    const uri = isPlainMap(resource.Properties) ? resource.Properties[machineDialect(resource).location] : undefined;
    const file = typeof uri === 'string' ? readable(at(uri)) : undefined;
    return file === undefined ? [] : [[id, file] as const];
  });
  const pathOf = (file: DefinitionFile | Unread) => ('path' in file ? file.path : undefined);
  return new Map(
    found.map(([id, file]) => {
      const path = pathOf(file);
      const others = found.flatMap(([name, one]) =>
        name !== id && path !== undefined && pathOf(one) === path ? [name] : [],
      );
      return [id, others.length === 0 ? file : { unread: `its file is that of ${others.join(', ')} too` }];
    }),
  );
}
