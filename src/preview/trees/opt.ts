/** The layers of a function merged into one folder, as Lambda merges them into /opt. */
import {
  copyFileSync,
  type Dirent,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Interpreter } from '../sandbox/runtimes';
import { builtTree, isStandIn } from './build';
import type { Cache } from './cache';
import { layerName, layerTree } from './layers';

/** What the trees are made with. */
export interface TreeSetup {
  readonly cache: Cache;
  readonly interpreter: Interpreter;
  /** Folders for layers that are the user's own, by layer name. */
  readonly layerFolders?: Readonly<Record<string, string>>;
}

/** The files of a layer on this machine. */
export interface MountedTree {
  readonly folder: string;
  /** What changes when the tree does; a built tree's name says it already. */
  readonly state?: unknown;
  /** Whether the real layer's program, which does not run here, is missing. */
  readonly isStandIn?: boolean;
}

/** The folder to put in the place of /opt: every layer's files, a later layer's over an earlier one's. */
export async function optFolder(trees: readonly MountedTree[], cache: Cache): Promise<string> {
  const ingredients = trees.map(({ folder, state }) => ({ folder, state }));
  return cache.folder('opt', ingredients, async (target) => {
    for (const { folder } of trees) overlay(folder, target);
  });
}

/** The folder of each layer, in their order. */
export async function layerFolders(layers: readonly string[], setup: TreeSetup): Promise<MountedTree[]> {
  const wanted = layers.map((arn) => ownFolder(arn, setup) ?? { name: layerTree(arn) });
  const trees: MountedTree[] = [];
  for (const tree of wanted) trees.push('folder' in tree ? tree : await builtLayer(tree.name, setup));
  return trees;
}

const builtLayer = async (name: string, { interpreter, cache }: TreeSetup): Promise<MountedTree> => ({
  folder: await builtTree(name, interpreter, cache),
  isStandIn: isStandIn(name),
});

function ownFolder(arn: string, { layerFolders }: TreeSetup): MountedTree | undefined {
  const name = layerName(arn);
  if (layerFolders === undefined || !Object.hasOwn(layerFolders, name)) return undefined;
  return { folder: layerFolders[name], state: folderState(layerFolders[name]) };
}

/** The user may change a folder of theirs between two previews. */
function folderState(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => {
    const { size, mtimeMs } = statSync(join(folder, path));
    return [path, size, mtimeMs];
  });
}

function overlay(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) overlay(from, to);
    else linkEntry(entry, from, to);
  }
}

function linkEntry(entry: Dirent, from: string, to: string): void {
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
