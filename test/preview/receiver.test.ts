import { gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { readV04, readV05 } from '../../src/preview/receiver/datadog';
import { readJson, readProtobuf } from '../../src/preview/receiver/otlp';
import { Receiver } from '../../src/preview/receiver/receiver';
import { readStatsd } from '../../src/preview/receiver/statsd';
import { readPrintedLine } from '../../src/preview/receiver/stdout';
import { RUNS } from '../helpers/runs';
import { namesOfTrace } from '../helpers/trace';
import { expected, otlp, otlpProtobuf, type Plain, plain, printed, v04, v05 } from './payloads';

const SPAN: Plain = {
  high: 0x6b018a1700000000n,
  low: 2n ** 63n + 5n,
  spanId: 7n,
  parentId: 0n,
  name: 'aws.lambda',
  service: 'orders',
  resource: 'My-Fn',
  start: 1795262999197019600n,
  duration: 18677490n,
  error: 0,
  tags: { env: 'test' },
  metrics: { _sampling_priority_v1: 1 },
};

describe('a trace', () => {
  test('is read the same from every Datadog protocol', () => {
    fc.assert(
      fc.property(plain, (span) => {
        const wanted = [expected(span)];
        expect(readV04(v04(span))).toEqual(wanted);
        expect(readV05(v05(span))).toEqual(wanted);
        expect(readPrintedLine(printed(span)).spans).toEqual(wanted);
      }),
      RUNS,
    );
  });

  test('is read the same from OTLP as protobuf and as JSON', () => {
    fc.assert(
      fc.property(plain, (span) => {
        const json = Buffer.from(JSON.stringify(otlp(span, (hex) => hex)));
        expect(readProtobuf(otlpProtobuf(span))).toEqual(readJson(json));
        const { traceId, spanId, parentId, name, service, start, error } = expected(span);
        expect(readJson(json)).toMatchObject([{ traceId, spanId, parentId, name, service, start, error }]);
      }),
      RUNS,
    );
  });

  test('gets the upper half of its ID from any of its spans that has it', () => {
    const [span] = readV04(v04(SPAN));
    expect(span.traceId).toBe('6b018a17000000008000000000000005');
    expect(namesOfTrace(span.traceId)).toEqual([span.traceId, String(2n ** 63n + 5n)]);
  });
});

describe('an OTLP span', () => {
  const read = (span: object) => {
    const spans = [
      {
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
        name: 'n',
        startTimeUnixNano: '1',
        endTimeUnixNano: '3',
        ...span,
      },
    ];
    return readJson(Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })))[0];
  };

  test('has what its exception event says as error tags', () => {
    const attributes = [
      { key: 'exception.type', value: { stringValue: 'E' } },
      { key: 'exception.message', value: { stringValue: 'm' } },
    ];
    const { error, tags } = read({ status: { code: 2 }, events: [{ name: 'exception', attributes }] });
    expect([error, tags['error.type'], tags['error.message']]).toEqual([true, 'E', 'm']);
  });

  test('may have attributes of any name', () => {
    const attributes = ['__proto__', 'constructor'].map((key) => ({ key, value: { stringValue: 'v' } }));
    expect(Object.entries(read({ attributes }).tags)).toEqual(
      expect.arrayContaining([
        ['__proto__', 'v'],
        ['constructor', 'v'],
      ]),
    );
  });

  test('has the message of its status where no exception was recorded', () => {
    expect(read({ status: { code: 2, message: 'm' } }).tags['error.message']).toBe('m');
  });

  test.each([
    ['a text', { stringValue: 's' }, { tags: { k: 's' } }],
    ['true or false', { boolValue: true }, { tags: { k: 'true' } }],
    ['a list', { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } }, { tags: { k: '["a",1]' } }],
    ['a map', { kvlistValue: { values: [{ key: 'a', value: { intValue: 1 } }] } }, { tags: { k: '{"a":1}' } }],
    ['a whole number', { intValue: '42' }, { metrics: { k: 42 } }],
    ['a number', { doubleValue: 1.5 }, { metrics: { k: 1.5 } }],
  ])('keeps %s', (_title, value, wanted) => {
    expect(read({ attributes: [{ key: 'k', value }] })).toMatchObject(wanted);
  });
});

describe('a receiver', () => {
  const receiver = new Receiver();
  let port: number;
  const send = async (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { method: 'PUT', body: body as string, headers });
  beforeAll(async () => {
    port = await receiver.listen();
  });
  afterAll(() => receiver.close());

  test.each([
    ['/v0.4/traces', v04(SPAN), {}],
    ['/v0.5/traces', v05(SPAN), {}],
    ['/v1/traces', otlpProtobuf(SPAN), { 'content-type': 'application/x-protobuf' }],
    ['/otel/v1/traces', JSON.stringify(otlp(SPAN, (hex) => hex)), { 'content-type': 'application/json' }],
    ['/v0.4/traces', gzipSync(v04(SPAN)), { 'content-encoding': 'gzip' }],
  ])('takes %s', async (path, body, headers) => {
    const before = receiver.spans.length;
    expect((await send(path, body, headers as Record<string, string>)).status).toBe(200);
    expect(receiver.spans.slice(before)).toMatchObject([{ traceId: expected(SPAN).traceId, name: 'aws.lambda' }]);
    expect(receiver.deliveries.at(-1)).toMatchObject({ port, path });
  });

  test('answers a Datadog tracer with sampling rates, and says which protocols it takes', async () => {
    expect(await (await send('/v0.4/traces', v04(SPAN))).json()).toEqual({ rate_by_service: { 'service:,env:': 1 } });
    expect(await (await send('/info', '')).json()).toMatchObject({ endpoints: ['/v0.4/traces', '/v0.5/traces'] });
  });

  test('answers other requests, such as the telemetry of tracers, without keeping them', async () => {
    const before = receiver.spans.length;
    expect((await send('/telemetry/proxy/api/v2/apmtelemetry', 'x')).status).toBe(200);
    expect(receiver.spans).toHaveLength(before);
  });

  test.each<[string, Buffer]>([
    [
      '/v0.4/traces',
      Buffer.from(encode([[{ trace_id: 1, span_id: 2, name: 5, start: 1, duration: 1, meta: { a: 1 } }]])),
    ],
    ['/v1/traces', Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":5,"spanId":6}]}]}]}')],
  ])('takes whatever a function sends to %s as texts', async (path, body) => {
    const before = receiver.spans.length;
    await send(path, body, { 'content-type': 'application/json' });
    const [span] = receiver.spans.slice(before);
    const { traceId, spanId, name, service, resource, tags } = span;
    for (const text of [traceId, spanId, name, service, resource, ...Object.values(tags)])
      expect(typeof text).toBe('string');
  });

  test('refuses what it cannot read, and keeps the reason', async () => {
    expect((await send('/v0.4/traces', 'no msgpack')).status).toBe(400);
    expect(receiver.refused).toEqual([expect.stringContaining('/v0.4/traces: ')]);
  });

  test('says which port is taken', async () => {
    await expect(new Receiver().listen(port)).rejects.toMatchObject({
      code: 'preview-port-taken',
      message: expect.stringContaining(String(port)),
    });
  });
});

describe('a printed line', () => {
  test.each([
    'order placed',
    '{"traces":',
    '{"some":"json"}',
    '{}',
    '',
    '{"traces":[1]}',
    '{"traces":[[{"name":"x"}]]}',
  ])("%j is the function's log", (line) => {
    expect(readPrintedLine(line)).toEqual({ log: line, spans: [], metrics: [] });
  });

  test('may be a metric', () => {
    expect(readPrintedLine('{"m":"orders.placed","v":1,"e":1,"t":["tier:gold"]}').metrics).toEqual([
      { name: 'orders.placed', value: 1, tags: ['tier:gold'] },
    ]);
  });
});

test('statsd lines are metrics, other datagrams are not', () => {
  expect(readStatsd('orders.placed:1.5|d|#tier:gold,a:b\n_e{1,1}:a|b\ncount:-2|c|@0.5')).toEqual([
    { name: 'orders.placed', value: 1.5, tags: ['tier:gold', 'a:b'] },
    { name: 'count', value: -2, tags: [] },
  ]);
});
