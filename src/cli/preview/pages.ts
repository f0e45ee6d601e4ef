/** The page of a run, with everything that ran. */
import { resolve } from 'node:path';
import { visibleLine } from '../../core/visible';
import { writeText } from '../../host/text-file';
import { previewPage } from '../../preview/draw/page';
import type { MachinePreview } from '../../preview/machine/preview';
import type { Preview } from '../../preview/preview';
import type { Call } from '../command';

/** Writes one page for all that ran; whether that succeeded, or there was nothing to write. */
export function writePage(results: readonly { readonly preview?: Preview | MachinePreview }[], call: Call): boolean {
  const previews = results.flatMap(({ preview }) => (preview === undefined ? [] : [preview]));
  if (previews.length === 0) return true;
  return writeHtml(previewPage(previews), call);
}

/** Writes the page of `--html`; whether that succeeded. */
export function writeHtml(text: string, { host, flags }: Call): boolean {
  const path = resolve(host.folder, String(flags.html));
  try {
    writeText(path, text);
    host.err.write(`${visibleLine(`Wrote ${path}.`)}\n`);
    return true;
  } catch (problem) {
    host.err.write(`${visibleLine(`The page was not written. ${(problem as Error).message}`)}\n`);
    return false;
  }
}
