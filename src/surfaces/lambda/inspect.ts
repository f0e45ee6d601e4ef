/** Whether a deployed function still has everything that its receipt lists. */
import { type Note, note } from '../../core/finding';
import type { FunctionEntry } from '../../core/function';
import { digest } from '../../core/receipt';
import { EXEC_WRAPPER } from '../../core/signature';
import type { FunctionPart, Parts } from '../../core/state';
import { valueText } from '../../core/value';
import type { DeployedFunction } from './read';
import { RECORD } from './record';

/** What a deployment took away; nothing for a function that is whole, or that has no receipt. */
export function missingNotes({ kept, state: { parts }, configuration }: DeployedFunction): Note[] {
  if (kept === undefined) return [];
  const { entries } = kept.receipt;
  const of = (kind: FunctionPart) => entries.filter((entry) => entry.kind === kind && entry.after !== undefined);
  const hook = [...of('handler'), ...of('environment').filter(({ name }) => name === EXEC_WRAPPER)];
  const standing = hook.find((entry) => isThere(entry, parts));
  const isLayerGone = of('layers').some(({ name }) => !Object.hasOwn(parts.layers, name));
  const handler = standing && current(standing, parts);
  if (isLayerGone && handler !== undefined) return [note('layers-lost', { handler: valueText(handler) })];
  const gone = [
    ...(hook.length > 0 && standing === undefined ? ['the handler'] : []),
    ...(isLayerGone ? ['the layers'] : []),
    ...(configuration.Environment?.Variables?.[RECORD] === undefined ? ['the variables'] : []),
  ];
  return gone.length === 0 ? [] : [note('tracing-removed', { parts: gone.join(', ') })];
}

const current = ({ kind, name }: FunctionEntry, parts: Parts) =>
  Object.hasOwn(parts[kind], name) ? parts[kind][name] : undefined;

const isThere = (entry: FunctionEntry, parts: Parts): boolean => {
  const now = current(entry, parts);
  return now !== undefined && digest(now) === entry.after;
};
