/** Files that the command line names: whatever is wrong with one is a sentence that begins with its path. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Finding, note } from '../core/finding';
import { readText } from '../host/text-file';
import { FLAGS } from './arguments';
import { UsageError } from './command';

export interface Asked {
  /** How the command line names it: `FILE`, `--event`. */
  readonly option: string;
  /** As it was written. */
  readonly path: string;
  readonly folder: string;
}

/** What is wrong with a path where a file is expected; nothing for a file, a pipe, a terminal. */
export function fileMistake({ option, path, folder }: Asked, allowed = 'a file that exists'): Finding | undefined {
  const found = entryAt(resolve(folder, path));
  if (found !== undefined && !found.isDirectory()) return undefined;
  const given = found === undefined ? `"${path}", which does not exist` : `"${path}", which is a folder`;
  return { ...note('option-invalid', { option, given, allowed }), subject: FLAGS };
}

function entryAt(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw problem;
  }
}

/** The text of a file that must exist. */
export function textAt(asked: Asked, allowed?: string): string {
  const mistake = fileMistake(asked, allowed);
  if (mistake !== undefined) throw new UsageError([mistake]);
  return readText(resolve(asked.folder, asked.path));
}
