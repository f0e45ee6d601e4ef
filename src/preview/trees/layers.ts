/** The local tree that replaces each published layer. */
import { PreviewProblem } from '../problem';
import { SUPPORT } from '../support';

const PREVIEW_LAYERS = SUPPORT.flatMap(({ layers }) => layers);

const NAME_IN_ARN = /:layer:([^:]+)(?::[^:]+)?$/;

/** The name in a layer's ARN; a text without one is taken as the name. */
export function layerName(arn: string): string {
  return NAME_IN_ARN.exec(arn)?.[1] ?? arn;
}

/** The tree that replaces a layer. Throws if the layer has none. */
export function layerTree(arn: string): string {
  const row = PREVIEW_LAYERS.find(({ names }) => names.test(layerName(arn)));
  if (row) return row.tree;
  throw new PreviewProblem({
    code: 'preview-layer-unknown',
    what: `The preview has no files for the layer ${layerName(arn)}`,
    given: arn,
    allowed: PREVIEW_LAYERS.map(({ shown }) => shown).join(', '),
    remedy: `Name the folder with the layer's files (--layer ${layerName(arn)}=FOLDER), or remove the layer`,
  });
}
