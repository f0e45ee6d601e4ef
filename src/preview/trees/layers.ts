/** Which local tree stands for which published layer. */
import { PreviewProblem } from '../problem';

/** Every tree this package can build. */
export type TreeName =
  | 'datadog-python'
  | 'datadog-node'
  | 'datadog-java'
  | 'datadog-extension'
  | 'opentelemetry-python'
  | 'opentelemetry-node'
  | 'opentelemetry-java'
  | 'opentelemetry-collector';

interface LayerRow {
  readonly layers: RegExp;
  readonly tree: TreeName;
  /** The name as a person would write it. */
  readonly shown: string;
}

const LAYERS: readonly LayerRow[] = [
  { layers: /^Datadog-Python\d+(-ARM)?$/, tree: 'datadog-python', shown: 'Datadog-Python3xx[-ARM]' },
  { layers: /^Datadog-Node\d+-x$/, tree: 'datadog-node', shown: 'Datadog-Nodexx-x' },
  { layers: /^dd-trace-java$/, tree: 'datadog-java', shown: 'dd-trace-java' },
  { layers: /^Datadog-Extension(-ARM)?(-FIPS)?$/, tree: 'datadog-extension', shown: 'Datadog-Extension[-ARM][-FIPS]' },
  { layers: /^opentelemetry-python-[\d_]+$/, tree: 'opentelemetry-python', shown: 'opentelemetry-python-x_y_z' },
  { layers: /^opentelemetry-nodejs-[\d_]+$/, tree: 'opentelemetry-node', shown: 'opentelemetry-nodejs-x_y_z' },
  { layers: /^opentelemetry-javaagent-[\d_]+$/, tree: 'opentelemetry-java', shown: 'opentelemetry-javaagent-x_y_z' },
  {
    layers: /^opentelemetry-collector-(amd64|arm64)-[\d_]+$/,
    tree: 'opentelemetry-collector',
    shown: 'opentelemetry-collector-(amd64|arm64)-x_y_z',
  },
];

const NAME_IN_ARN = /:layer:([^:]+)(?::[^:]+)?$/;

/** The name in a layer's ARN; a text without one is taken as the name. */
export function layerName(arn: string): string {
  return NAME_IN_ARN.exec(arn)?.[1] ?? arn;
}

/** The tree that stands for a layer; throws on a layer nothing here stands for. */
export function treeOf(arn: string): TreeName {
  const row = LAYERS.find(({ layers }) => layers.test(layerName(arn)));
  if (row) return row.tree;
  throw new PreviewProblem({
    code: 'preview-layer-unknown',
    what: `The preview has no files for the layer ${layerName(arn)}`,
    given: arn,
    allowed: LAYERS.map(({ shown }) => shown).join(', '),
    remedy: `Name the folder with the layer's files (--layer ${layerName(arn)}=FOLDER), or remove the layer`,
  });
}
