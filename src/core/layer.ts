/** What the ARN of a layer says, and which of a function's layers give way to a recipe's. */
import { copyOf } from './copy';
import { type Note, note } from './finding';
import { setIn } from './own';
import type { LayerSetting } from './recipe';
import { matches } from './select';
import { type Value, valueText } from './value';

export interface LayerName {
  readonly account: string;
  readonly name: string;
  /** Absent where it is no number yet. */
  readonly version?: number;
}

/** A layer's identity: its ARN without the version, as two versions of one layer exclude each other. */
export const layerKey = (arn: Value): string => valueText(arn).replace(/(:layer:[^:]+):[^:]+$/, '$1');

/** The parts of a layer's ARN, or `undefined` for a value that is none, such as a reference. */
export function parseLayer(arn: Value): LayerName | undefined {
  const match = /:lambda:(?:\$\{[^}]*\}|[^:])*:((?:\$\{[^}]*\}|[^:])*):layer:([^:]+)(?::([^:]+))?$/.exec(
    valueText(arn),
  );
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const version = Number(match[3]);
  return { account: match[1], name: match[2], ...(Number.isInteger(version) ? { version } : {}) };
}

/** The function's layers with the recipe's: its own in their order, older ones of the provider's taken out or replaced. */
export function withLayers(
  own: Readonly<Record<string, Value>>,
  settings: readonly LayerSetting[],
): { layers: Record<string, Value>; notes: Note[] } {
  let layers = copyOf(own);
  const notes: Note[] = [];
  for (const setting of settings) {
    const superseded = Object.entries(layers).filter(([, arn]) => isSuperseded(arn, setting));
    const kept = superseded.find(([, arn]) => isSameOrNewer(arn, setting.arn));
    for (const [key, arn] of superseded.filter((older) => older !== kept)) {
      notes.push(note('layer-replaced', { layer: valueText(arn), by: valueText((kept?.[1] ?? setting.arn) as Value) }));
      if (kept || key !== layerKey(setting.arn)) layers = copyOf(layers, key);
    }
    if (!kept) setIn(layers, layerKey(setting.arn), setting.arn);
    else if (!isSameVersion(kept[1], setting.arn)) notes.push(keptNote(kept[1], setting.arn));
  }
  return { layers, notes };
}

/** Whether a layer gives way to the one of a recipe. */
export function isSuperseded(arn: Value, { supersedes, accounts }: LayerSetting): boolean {
  const layer = parseLayer(arn);
  return (
    layer !== undefined && accounts.includes(layer.account) && supersedes.some((name) => matches(name, layer.name))
  );
}

/** Whether the function's own layer is the wanted one, in this version or a newer. */
function isSameOrNewer(own: Value, wanted: Value): boolean {
  const [a, b] = [parseLayer(own), parseLayer(wanted)];
  return layerKey(own) === layerKey(wanted) && a?.version !== undefined && a.version >= (b?.version ?? 0);
}

const isSameVersion = (own: Value, wanted: Value): boolean => parseLayer(own)?.version === parseLayer(wanted)?.version;

const keptNote = (own: Value, wanted: Value): Note =>
  note('layer-kept', { layer: valueText(own), version: String(parseLayer(wanted)?.version) });
