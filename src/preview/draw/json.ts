/** A preview as JSON, for programs. */
import type { MachinePreview } from '../machine/preview';
import type { Preview } from '../preview';
import { byTrace, type Span } from '../span';

/** Indented JSON: the preview with the spans of each invocation grouped by trace. */
export function previewJson(preview: Preview): string {
  const invocations = preview.invocations.map(({ printed: _printed, printedLength: _length, ...invocation }) =>
    withTraces(invocation),
  );
  return JSON.stringify({ ...preview, invocations }, undefined, 2);
}

/** A state machine's preview as data, with the spans of each execution grouped by trace. */
export const machineJson = (preview: MachinePreview): object => ({
  ...preview,
  executions: preview.executions.map(withTraces),
});

const withTraces = <T extends { readonly spans: readonly Span[]; readonly late: readonly Span[] }>({
  spans,
  late,
  ...others
}: T) => ({ ...others, traces: byTrace(spans), lateTraces: byTrace(late) });
