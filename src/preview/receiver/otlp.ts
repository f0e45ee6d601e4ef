/** OTLP/HTTP trace payloads, protobuf and JSON, as spans. */
import root from '@opentelemetry/otlp-transformer/build/src/generated/root';
import { parentOf, type Span } from '../span';

/** What of the generated decoder is used: its types declare none of the messages. */
interface Decoder {
  decode(body: Uint8Array): unknown;
  toObject(message: unknown, options: object): any;
}

const TraceRequest = (root as any).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest as Decoder;
const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUS_ERROR = 2;

type Attributes = { key: string; value?: any }[];

/** The spans of a protobuf body; ids arrive as bytes. */
export function readProtobuf(body: Uint8Array): Span[] {
  const request = TraceRequest.toObject(TraceRequest.decode(body), { longs: String, bytes: String });
  return readSpans(request, (id) => Buffer.from(id, 'base64').toString('hex'));
}

/** The spans of a JSON body; ids arrive as hexadecimal digits. */
export function readJson(body: Uint8Array): Span[] {
  return readSpans(JSON.parse(Buffer.from(body).toString('utf8')), (id) => String(id).toLowerCase());
}

function readSpans(request: any, id: (raw: string) => string): Span[] {
  const groups: any[] = request.resourceSpans ?? [];
  return groups.flatMap((group) =>
    (group.scopeSpans ?? []).flatMap((scope: any) =>
      (scope.spans ?? []).map((span: any) => toSpan(span, context(group, scope), id)),
    ),
  );
}

function context(group: any, scope: any): Attributes {
  const scopeName = { key: 'otel.scope.name', value: { stringValue: scope.scope?.name ?? '' } };
  return [...(group.resource?.attributes ?? []), scopeName];
}

function toSpan(span: any, inherited: Attributes, id: (raw: string) => string): Span {
  const { tags, metrics } = sort([...inherited, ...(span.attributes ?? []), ...exceptionOf(span)]);
  const start = Number(span.startTimeUnixNano);
  return {
    traceId: id(span.traceId),
    spanId: id(span.spanId),
    parentId: parentOf(id(span.parentSpanId ?? '')),
    name: String(span.name ?? ''),
    service: tags['service.name'] ?? '',
    resource: tags['http.route'] ?? tags['url.full'] ?? tags['http.url'] ?? String(span.name ?? ''),
    start,
    duration: Number(span.endTimeUnixNano) - start,
    error: span.status?.code === STATUS_ERROR,
    tags: { ...tags, 'span.kind': SPAN_KINDS[span.kind ?? 0] },
    metrics,
  };
}

/** An exception recorded on a span, under the names Datadog gives the same things. */
function exceptionOf(span: any): Attributes {
  const event = (span.events ?? []).find(({ name }: any) => name === 'exception');
  const recorded = (event?.attributes ?? []).map(({ key, value }: any) => ({
    key: key.replace('exception.stacktrace', 'error.stack').replace('exception.', 'error.'),
    value,
  }));
  return event || !span.status?.message
    ? recorded
    : [{ key: 'error.message', value: { stringValue: span.status.message } }];
}

function sort(attributes: Attributes): { tags: Record<string, string>; metrics: Record<string, number> } {
  const plain = attributes.map(({ key, value }): [string, unknown] => [key, attributeValue(value)]);
  const isNumber = ([, value]: [string, unknown]) => typeof value === 'number';
  return {
    tags: Object.fromEntries(
      plain.filter((pair) => !isNumber(pair)).map(([key, value]) => [key, attributeText(value)]),
    ),
    metrics: Object.fromEntries(plain.filter(isNumber).map(([key, value]) => [key, Number(value)])),
  };
}

const attributeText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function attributeValue(value: any): unknown {
  if (value?.intValue !== undefined) return Number(value.intValue);
  if (value?.arrayValue) return (value.arrayValue.values ?? []).map(attributeValue);
  if (value?.kvlistValue)
    return Object.fromEntries(
      (value.kvlistValue.values ?? []).map((pair: any) => [pair.key, attributeValue(pair.value)]),
    );
  return value?.stringValue ?? value?.doubleValue ?? value?.boolValue ?? value?.bytesValue ?? '';
}
