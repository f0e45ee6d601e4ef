/** How much disk space a function's package and layers take, as Lambda counts it. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LambdaFunction } from '../function';
import type { MountedTree } from '../trees/opt';

export const MEGABYTE = 1024 * 1024;

/** The most that the package and all layers may take together, unpacked. Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const SIZE_LIMIT = 250 * MEGABYTE;

/** The bytes of all files in a folder. */
function folderSize(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? folderSize(path) : lstatSync(path).size);
  }, 0);
}

export const packageSize = ({ codeDir }: LambdaFunction): number => folderSize(codeDir);

/** Each layer counts in full, also files that a later layer replaces. */
export const layersSize = (layers: readonly MountedTree[]): number =>
  layers.reduce((sum, { folder }) => sum + folderSize(folder), 0);
