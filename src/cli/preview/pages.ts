/** The pages of a run, a file for each function. */
import { join, parse, resolve } from 'node:path';
import { visibleLine } from '../../core/visible';
import { writeText } from '../../host/text-file';
import { previewPage } from '../../preview/draw/page';
import type { MachinePreview } from '../../preview/machine/preview';
import type { Preview } from '../../preview/preview';
import type { Call } from '../command';

/** Writes all pages that can be written; gives the number of the others. */
export function writePages(
  results: readonly { readonly preview?: Preview | MachinePreview }[],
  { host, flags }: Call,
): number {
  const previews = results.flatMap(({ preview }) => (preview === undefined ? [] : [preview]));
  const paths = pathsFor(resolve(host.folder, String(flags.html)), previews.map(nameOf));
  const failures = previews.filter((preview, index) => {
    const path = paths[index] ?? '';
    try {
      writeText(path, previewPage(preview));
      host.err.write(`${visibleLine(`Wrote ${path}.`)}\n`);
      return false;
    } catch (problem) {
      host.err.write(
        `${visibleLine(`The page of ${nameOf(preview)} was not written. ${(problem as Error).message}`)}\n`,
      );
      return true;
    }
  });
  return failures.length;
}

const nameOf = (preview: Preview | MachinePreview): string =>
  'machineName' in preview ? preview.machineName : preview.functionName;

/** The file itself for one function; for several, each with the function's name in the name of its file. */
export function pathsFor(file: string, names: readonly string[]): string[] {
  if (names.length === 1) return [file];
  const { dir, name, ext } = parse(file);
  const taken = new Set<string>();
  return names.map((one) => join(dir, `${name}-${uniqueName(asFileName(one), taken)}${ext}`));
}

/** A name is any text: only letters, digits, and a few signs are part of the name of a file. */
const asFileName = (name: string): string => name.replace(/[^\w.-]+/g, '_').slice(0, FILE_NAME_LENGTH);
const FILE_NAME_LENGTH = 100;

/** Some file systems take capital and small letters for the same. */
function uniqueName(name: string, taken: Set<string>): string {
  let result = name;
  for (let number = 2; taken.has(result.toLowerCase()); number += 1) result = `${name}-${number}`;
  taken.add(result.toLowerCase());
  return result;
}
