/** Datadog's trace payloads, versions 0.4 and 0.5, as spans. */
import { decode } from '@msgpack/msgpack';
import { parentOf, type Span } from '../span';

type Id = bigint | number | string;

/** A span as the tracers write it, in msgpack and on stdout. */
export interface DatadogSpan {
  readonly trace_id: Id;
  readonly span_id: Id;
  readonly parent_id?: Id;
  readonly name: string;
  readonly service?: string;
  readonly resource?: string;
  readonly start: bigint | number;
  readonly duration: bigint | number;
  readonly error?: bigint | number;
  readonly meta?: Record<string, string>;
  readonly metrics?: Record<string, bigint | number>;
}

const HIGH_BITS = '_dd.p.tid';
const TEXT_FIELDS = ['service', 'name', 'resource'] as const;

/** The spans of a `/v0.4/traces` body: a list of traces, each a list of maps. */
export function readV04(body: Uint8Array): Span[] {
  const traces = (decode(body, { useBigInt64: true }) ?? []) as DatadogSpan[][];
  return traces.flatMap(readTrace);
}

/** The spans of a `/v0.5/traces` body: a table of strings, then traces of twelve-field rows that point into it. */
export function readV05(body: Uint8Array): Span[] {
  const [table, traces] = decode(body, { useBigInt64: true }) as [string[], any[][][]];
  return traces.flatMap((trace) => readTrace(trace.map((row) => fromRow(row, table))));
}

/** The spans of one trace, whose first span may carry the upper half of the trace's id for all. */
export function readTrace(trace: readonly DatadogSpan[]): Span[] {
  const high = trace.map((span) => span.meta?.[HIGH_BITS]).find(Boolean) ?? '';
  return trace.map((span) => ({
    traceId: high.padStart(16, '0') + hex(span.trace_id),
    spanId: hex(span.span_id),
    parentId: parentOf(hex(span.parent_id ?? 0)),
    name: toText(span.name),
    service: toText(span.service),
    resource: toText(span.resource),
    start: Number(span.start),
    duration: Number(span.duration),
    error: Number(span.error ?? 0) > 0,
    tags: textValues(span.meta ?? {}),
    metrics: numbers(span.metrics ?? {}),
  }));
}

function fromRow(row: readonly any[], table: readonly string[]): DatadogSpan {
  const word = (index: unknown): string => table[Number(index)];
  const pairs = (map: Record<string, unknown>) => Object.entries(map).map(([key, value]) => [word(key), value]);
  const words = Object.fromEntries(TEXT_FIELDS.map((field, index) => [field, word(row[index])]));
  const [trace_id, span_id, parent_id, start, duration, error, meta, metrics] = row.slice(TEXT_FIELDS.length);
  return {
    ...(words as Record<(typeof TEXT_FIELDS)[number], string>),
    trace_id,
    span_id,
    parent_id,
    start,
    duration,
    error,
    meta: Object.fromEntries(pairs(meta).map(([key, value]) => [key, word(value)])),
    metrics: Object.fromEntries(pairs(metrics)),
  };
}

/** Numbers arrive from msgpack as 64 bits, text from stdout as hexadecimal digits. */
function hex(id: Id): string {
  return (typeof id === 'string' ? id.toLowerCase() : BigInt.asUintN(64, BigInt(id)).toString(16))
    .padStart(16, '0')
    .slice(-16);
}

/** A function may send anything. */
function toText(value: unknown): string {
  return String(value ?? '');
}

function textValues(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toText(value)]));
}

function numbers(values: Record<string, bigint | number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)]));
}
