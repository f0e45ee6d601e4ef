/** Files that the command line names: whatever is wrong with one is a sentence that begins with its path. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Finding, note } from '../../core/finding';
import { readText } from '../../host/text-file';
import { UsageError } from '../command';
import { FLAGS } from './arguments';

export interface PathArgument {
  /** How the command line names it: `FILE`, `--event`. */
  readonly option: string;
  /** As it was written. */
  readonly path: string;
  readonly folder: string;
}

/** What is wrong with a path where a file is expected; nothing for a file, a pipe, a terminal. */
export function fileMistake(
  { option, path, folder }: PathArgument,
  allowed = 'a file that exists',
): Finding | undefined {
  const found = entryAt(resolve(folder, path));
  if (found !== undefined && !found.isDirectory()) return undefined;
  const given = found === undefined ? `"${path}", which does not exist` : `"${path}", which is a folder`;
  return { ...note('option-invalid', { option, given, allowed }), subject: FLAGS };
}

/** What is wrong with a path that a command is to write: seen before the command does anything else. */
export function outputMistake({ option, path, folder }: PathArgument): Finding | undefined {
  const target = resolve(folder, path);
  const isFolder = entryAt(target)?.isDirectory();
  if (!isFolder && entryAt(dirname(target))?.isDirectory()) return undefined;
  const given = isFolder ? `"${path}", which is a folder` : `"${path}", whose folder does not exist`;
  return { ...note('option-invalid', { option, given, allowed: 'a file in a folder that exists' }), subject: FLAGS };
}

/** Throws where a file cannot be written at a path that is given. */
export function checkOutput(option: string, path: unknown, folder: string): void {
  const mistake = path === undefined ? undefined : outputMistake({ option, path: String(path), folder });
  if (mistake !== undefined) throw new UsageError([mistake]);
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
export function textAt(asked: PathArgument, allowed?: string): string {
  const mistake = fileMistake(asked, allowed);
  if (mistake !== undefined) throw new UsageError([mistake]);
  return readText(resolve(asked.folder, asked.path));
}
