/** Which of a span's tags a person wants to see at a glance. */
import type { Span } from '../span';

/** What tracers and libraries write for their own use, or what is shown in another place. */
const HIDDEN = [
  /^_dd\./,
  /^_sampling_priority/,
  /^error\./,
  /^(telemetry|process|host|os|otel)\./,
  /^(service|language|runtime-id|process_id|component|operation_name|span\.(kind|name|type)|peer\.service)$/,
  /^(function_arn|function_version|functionname|resource_names|request_id|datadog_lambda|dd_trace)$/,
  /^service\.name$/,
];

/** The tags to show, those with the parent's values left out. */
export function tagsShown(span: Span, parent?: Span): [string, string][] {
  const all = { ...span.tags, ...span.metrics };
  const ofParent = new Map<string, unknown>(Object.entries({ ...parent?.metrics, ...parent?.tags }));
  return Object.entries(all)
    .filter(([name]) => !HIDDEN.some((pattern) => pattern.test(name)))
    .map(([name, value]): [string, string] => [name, String(value)])
    .filter(([name, value]) => value !== '' && String(ofParent.get(name) ?? '') !== value);
}

/** What went wrong in a span, in one line. */
export function spanError(span: Span): string | undefined {
  if (!span.error) return undefined;
  const { 'error.type': type = 'error', 'error.message': message = '' } = span.tags;
  return message ? `${type}: ${message.split('\n')[0]}` : type;
}

/** A duration as a person reads it. */
export function timeOf(nanoseconds: number): string {
  const ms = nanoseconds / 1e6;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 0.1 ? `${ms.toFixed(1)} ms` : `${(ms * 1000).toFixed(0)} µs`;
}
