/** Traces as tracers write them, in every protocol, from one description. */
import { encode } from '@msgpack/msgpack';
import root from '@opentelemetry/otlp-transformer/build/src/generated/root';
import fc from 'fast-check';

/** A span before any encoding; ids are 64 bits, as numbers. */
export interface Plain {
  readonly high: bigint;
  readonly low: bigint;
  readonly spanId: bigint;
  readonly parentId: bigint;
  readonly name: string;
  readonly service: string;
  readonly resource: string;
  readonly start: bigint;
  readonly duration: bigint;
  readonly error: 0 | 1;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

const id = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
const key = fc.stringMatching(/^[a-z]{1,8}$/);

/** JSON knows no minus zero. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0);

/** Any span. */
export const plain: fc.Arbitrary<Plain> = fc.record({
  high: id,
  low: id,
  spanId: id,
  parentId: fc.oneof(fc.constant(0n), id),
  name: fc.string(),
  service: fc.string(),
  resource: fc.string(),
  start: fc.bigInt({ min: 0n, max: 2n ** 62n }),
  duration: fc.bigInt({ min: 0n, max: 2n ** 40n }),
  error: fc.constantFrom(0, 1),
  tags: fc.dictionary(key, fc.string()),
  metrics: fc.dictionary(key, number),
});

/** The span a reader must give. */
export function expected(span: Plain) {
  return {
    traceId: digits(span.high, 16) + digits(span.low, 16),
    spanId: digits(span.spanId, 16),
    parentId: span.parentId ? digits(span.parentId, 16) : undefined,
    name: span.name,
    service: span.service,
    resource: span.resource,
    start: Number(span.start),
    duration: Number(span.duration),
    error: span.error === 1,
    tags: meta(span),
    metrics: span.metrics,
  };
}

/** `/v0.4/traces`. */
export function v04(span: Plain): Uint8Array {
  return encode([[fields(span)]], { useBigInt64: true });
}

/** `/v0.5/traces`. */
export function v05(span: Plain): Uint8Array {
  const table: string[] = [];
  const index = (text: string) => (table.includes(text) ? table.indexOf(text) : table.push(text) - 1);
  const map = <T>(pairs: Readonly<Record<string, T>>, value: (one: T) => unknown) =>
    new Map(Object.entries(pairs).map(([name, one]) => [index(name), value(one)]));
  const row = [
    ...[span.service, span.name, span.resource].map(index),
    ...[span.low, span.spanId, span.parentId, span.start, span.duration, span.error],
    map(meta(span), index),
    map(span.metrics, (one) => one),
    index('web'),
  ];
  return encode([table, [[row.map(plainMaps)]]], { useBigInt64: true });
}

/** A line on stdout. */
export function printed(span: Plain): string {
  const { start, duration, ...rest } = fields(span);
  const ids = {
    trace_id: digits(span.low, 16),
    span_id: digits(span.spanId, 16),
    parent_id: digits(span.parentId, 16),
  };
  const text = JSON.stringify({ traces: [[{ ...rest, ...ids }]] });
  return text.replace('"name"', `"start":${start},"duration":${duration},"name"`);
}

/** An OTLP request as an object, its ids in the given form. */
export function otlp<T>(span: Plain, form: (hex: string) => T) {
  const attributes = Object.entries(span.tags).map(([name, value]) => ({ key: name, value: { stringValue: value } }));
  const one = {
    traceId: form(digits(span.high, 16) + digits(span.low, 16)),
    spanId: form(digits(span.spanId, 16)),
    ...(span.parentId && { parentSpanId: form(digits(span.parentId, 16)) }),
    name: span.name,
    kind: 2,
    startTimeUnixNano: String(span.start),
    endTimeUnixNano: String(span.start + span.duration),
    status: { code: span.error ? 2 : 1 },
    attributes,
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: span.service } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'scope' }, spans: [one] }] }] };
}

/** OTLP as protobuf, by OpenTelemetry's own definitions. */
export function otlpProtobuf(span: Plain): Uint8Array {
  const Request = (root as any).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
  const bytes = otlp(span, (hex) => Buffer.from(hex, 'hex').toString('base64'));
  return Request.encode(Request.fromObject(bytes)).finish();
}

function fields(span: Plain) {
  return {
    trace_id: span.low,
    span_id: span.spanId,
    parent_id: span.parentId,
    name: span.name,
    service: span.service,
    resource: span.resource,
    start: span.start,
    duration: span.duration,
    error: span.error,
    meta: meta(span),
    metrics: span.metrics,
  };
}

function meta(span: Plain): Record<string, string> {
  return { ...span.tags, '_dd.p.tid': digits(span.high, 16) };
}

function digits(value: bigint, width: number): string {
  return value.toString(16).padStart(width, '0');
}

/** The encoder writes no Map: numbers as keys go by an object. */
function plainMaps(value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
