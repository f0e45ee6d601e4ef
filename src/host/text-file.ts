/** Text files: read only where they are UTF-8, and written whole or not at all. */
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** A file that cannot be read or written. */
export class FileProblem extends Error {
  constructor(
    readonly path: string,
    /** Why, as a sentence. */
    readonly reason: string,
  ) {
    super(`${path}: ${reason}`);
  }
}

/** The text of a file, its byte order mark included. */
export function readText(path: string): string {
  const bytes = withPath(path, () => readFileSync(path));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FileProblem(path, 'The file is not UTF-8 text.');
  }
}

/**
 * Writes a second file in the same folder and then renames it, so that a reader finds the old text or the new one, never a part.
 * The file keeps its mode, and a symbolic link keeps pointing to it.
 */
export function writeText(path: string, text: string): void {
  withPath(path, () => {
    const target = linkedFrom(path);
    const old = statSync(target, { throwIfNoEntry: false });
    if (old === undefined || old.isFile()) replace(target, text, old);
    else writeFileSync(target, text); // A pipe, a terminal, /dev/null.
  });
}

/** Where symbolic links lead, also to a file that does not exist yet. */
function linkedFrom(path: string, links = 0): string {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  if (links === LINKS) throw new FileProblem(path, 'The symbolic link leads to itself.');
  return linkedFrom(resolve(dirname(path), readlinkSync(path)), links + 1);
}
/** Source: MAXSYMLINKS of Linux. */
const LINKS = 40;

function replace(target: string, text: string, old: Stats | undefined): void {
  const fresh = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}`);
  try {
    fill(fresh, text, old);
    renameSync(fresh, target);
  } catch (problem) {
    rmSync(fresh, { force: true });
    throw problem;
  }
}

function fill(fresh: string, text: string, old: Stats | undefined): void {
  const file = openSync(fresh, 'wx');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (old === undefined) return;
  keepOwner(fresh, old);
  chmodSync(fresh, old.mode & 0o7777);
}

/** Only a privileged user can set another owner. Otherwise, the file belongs to the current user. */
function keepOwner(fresh: string, { uid, gid }: Stats): void {
  const made = statSync(fresh);
  if (made.uid === uid && made.gid === gid) return;
  try {
    chownSync(fresh, uid, gid);
  } catch {
    // The text matters more than its owner.
  }
}

function withPath<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (problem) {
    const { code = '' } = problem as NodeJS.ErrnoException;
    if (problem instanceof FileProblem || code === '') throw problem;
    throw new FileProblem(path, REASONS[code] ?? `The system refused access (${code}).`);
  }
}

const REASONS: Readonly<Record<string, string | undefined>> = {
  EACCES: 'You have no permission to access the file or its folder.',
  EISDIR: 'This is a folder, not a file.',
  ENOENT: 'The file or its folder does not exist.',
  ENOSPC: 'There is no space left on the disk.',
  ENOTDIR: 'A part of the path is not a folder.',
  EPERM: 'You have no permission to access the file or its folder.',
  EROFS: 'The file system is read-only.',
};
