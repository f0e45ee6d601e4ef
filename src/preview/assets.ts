/** Where the files a preview hands to other programs lie: runtime clients and stand-ins. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PreviewProblem } from './problem';

/** The folder is next to the source, and next to the compiled code. */
const FOLDERS = ['src/preview/assets', 'lib/preview/assets', 'assets'];

/** The path of one of this package's own files, from wherever its code runs: source, compiled, or bundled. */
export function asset(name: string): string {
  const folders = upward(__dirname).flatMap((root) => FOLDERS.map((folder) => join(root, folder)));
  const found = folders.map((folder) => join(folder, name)).find(existsSync);
  if (found) return found;
  throw new PreviewProblem({
    code: 'preview-asset-missing',
    what: `The file ${name} of the package is missing`,
    remedy: 'Install tracelayer again',
  });
}

function upward(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upward(parent)];
}
