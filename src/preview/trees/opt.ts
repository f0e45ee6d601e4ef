/** The layers of a function merged into one folder, as Lambda merges them into /opt. */
import {
  copyFileSync,
  type Dirent,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Interpreter } from '../sandbox/runtimes';
import { builtTree } from './build';
import type { Cache } from './cache';
import { layerName, treeOf } from './layers';

/** What the trees are made with. */
export interface TreeSetup {
  readonly cache: Cache;
  readonly interpreter: Interpreter;
  /** Folders for layers that are the user's own, by layer name. */
  readonly layerFolders?: Readonly<Record<string, string>>;
}

/** The folders of a function's layers, in their order; builds what the cache lacks. */
export async function layerTrees(layers: readonly string[], setup: TreeSetup): Promise<string[]> {
  const folders: string[] = [];
  for (const wanted of layers.map((arn) => ownFolder(arn, setup) ?? { tree: treeOf(arn) })) {
    folders.push('folder' in wanted ? wanted.folder : await builtTree(wanted.tree, setup.interpreter, setup.cache));
  }
  return folders;
}

/** A new folder with every tree's files, a later tree's over an earlier one's; the caller removes it. */
export function optFolder(trees: readonly string[], cache: Cache): string {
  const target = cache.temporary('opt');
  for (const tree of trees) overlay(tree, target);
  return target;
}

function ownFolder(arn: string, setup: TreeSetup): { folder: string } | undefined {
  const folder = setup.layerFolders?.[layerName(arn)];
  return folder === undefined ? undefined : { folder };
}

function overlay(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) overlay(from, to);
    else put(entry, from, to);
  }
}

function put(entry: Dirent, from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else link(from, to);
}

/** A link costs nothing; across file systems only a copy is possible. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
