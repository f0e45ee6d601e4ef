/** A preview as JSON, for programs. */
import type { Preview } from '../preview';
import { byTrace } from '../span';

/** Indented JSON: the preview with the spans of each invocation grouped by trace. */
export function previewJson(preview: Preview): string {
  const invocations = preview.invocations.map(({ spans, late, printed: _printed, ...invocation }) => ({
    ...invocation,
    traces: byTrace(spans),
    lateTraces: byTrace(late),
  }));
  return JSON.stringify({ ...preview, invocations }, undefined, 2);
}
