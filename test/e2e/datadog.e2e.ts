/** Datadog's tracers, run for real in the functions they instrument. */
import { namesOfTrace } from '../helpers/trace';
import { CONFIGURED, instrumented, NAME, original, SECRET } from './functions';
import { describeWith } from './machine';
import { isBelow, named, only, type Ran, run, spansOf } from './run';

const ROOT = 'aws.lambda';
interface Row {
  readonly call: string;
  readonly integration: string;
  readonly failure: string;
  readonly recorded: string;
  /** The invocations without a version, by index. */
  readonly versionless: readonly number[];
}

/** How each language's tracer names what the examples do; Python's writes no version below an API's span. */
const ROWS = {
  python: {
    call: 'requests.request',
    integration: 'DD_TRACE_REQUESTS_ENABLED',
    failure: 'RuntimeError',
    recorded: 'ValueError',
    versionless: [3],
  },
  nodejs: {
    call: 'http.request',
    integration: 'DD_TRACE_HTTP_ENABLED',
    failure: 'RangeError',
    recorded: 'TypeError',
    versionless: [],
  },
} satisfies Record<string, Row>;
const LANGUAGES = Object.keys(ROWS) as (keyof typeof ROWS)[];
const BODY = { statusCode: 200, body: '42 echo' };

describe.each(LANGUAGES)('a %s function instrumented for Datadog', (language) => {
  const row: Row = ROWS[language];
  const traced = (environment: Record<string, string> = {}) => instrumented('datadog', language, { environment });

  describeWith(['sandbox', language], 'invoked cold, warm, failing, through an HTTP API and from a queue', () => {
    let ran: Ran;
    beforeAll(async () => {
      ran = await run(traced(), ['plain', 'plain', 'error', 'http', 'queue']);
    });

    test('answers as the original does, and no payload was refused', () => {
      expect(ran.invocations.map(({ response, error }) => response ?? error?.type)).toEqual([
        BODY,
        BODY,
        row.failure,
        BODY,
        BODY,
      ]);
      expect(ran.refused).toEqual([]);
    });

    test('has one root span an invocation, with service, env, version and tags as configured', () => {
      for (const [index, { spans }] of ran.invocations.entries()) {
        const root = only(spans, ROOT);
        expect(root).toMatchObject({ service: CONFIGURED.service, resource: NAME });
        expect(root.tags).toMatchObject({ env: CONFIGURED.env, team: CONFIGURED.team });
        if (!row.versionless.includes(index)) expect(root.tags.version).toBe(CONFIGURED.version);
      }
    });

    test('is cold once, then warm', () => {
      const cold = ran.invocations.map(({ spans }) => only(spans, ROOT).tags.cold_start);
      expect(cold).toEqual(['true', 'false', 'false', 'false', 'false']);
    });

    test('has the outgoing call below the root, and hands the trace on to it', () => {
      for (const [index, { spans }] of ran.invocations.entries()) {
        const call = only(spans, row.call);
        expect(isBelow(spans, call, only(spans, ROOT))).toBe(true);
        expect(namesOfTrace(call.traceId)).toContain(ran.calls[index]['x-datadog-trace-id']);
      }
    });

    test('has the spans the handler makes, nested as it nests them, with their tags', () => {
      const { spans } = ran.invocations[1];
      const [place, check, price] = ['orders.place', 'orders.check', 'orders.price'].map((name) => only(spans, name));
      expect([place.parentId, check.parentId, price.parentId]).toEqual([
        only(spans, ROOT).spanId,
        place.spanId,
        check.spanId,
      ]);
      expect([place.resource, price.resource]).toEqual(['place', 'price']);
      expect(place.tags['order.id']).toBe('42');
      expect(price.metrics['order.amount']).toBe(21);
      expect(only(spans, ROOT).tags['customer.tier']).toBe('gold');
      expect(place.tags).toMatchObject({ env: CONFIGURED.env, team: CONFIGURED.team });
    });

    test('has a recorded exception on its span, and an error marked by hand on its own, neither on the root', () => {
      const { spans } = ran.invocations[1];
      expect(only(spans, 'orders.refund')).toMatchObject({ error: true, tags: { 'error.message': 'no such payment' } });
      expect(only(spans, 'orders.refund').tags['error.type']).toContain(row.recorded);
      expect(only(spans, 'orders.audit').error).toBe(true);
      expect([only(spans, ROOT).error, only(spans, 'orders.check').error]).toEqual([false, false]);
    });

    test('has error and message of a failing invocation on the root, of that one only', () => {
      const roots = ran.invocations.map(({ spans }) => only(spans, ROOT));
      expect(roots.map(({ error }) => error)).toEqual([false, false, true, false, false]);
      expect(roots[2].tags).toMatchObject({ 'error.message': 'told to fail' });
      expect(roots[2].tags['error.type']).toContain(row.failure);
    });

    test('has the trace id in the log line', () => {
      for (const { log, spans } of ran.invocations) {
        const line = log.find((text) => text.includes('order placed')) ?? '';
        expect(namesOfTrace(only(spans, ROOT).traceId)).toContain(/dd\.trace_id=(\w+)/.exec(line)?.[1]);
      }
    });

    test('has the API or the queue as parent of the root, and otherwise none', () => {
      const parents = ran.invocations.map(({ spans }) => {
        const { parentId } = only(spans, ROOT);
        return spans.find(({ spanId }) => spanId === parentId)?.name;
      });
      expect(parents).toEqual([undefined, undefined, undefined, 'aws.httpapi', 'aws.sqs']);
    });

    test('reports the custom metric', () => {
      const placed = ran.metrics.filter(({ name }) => name === 'orders.placed');
      expect(placed.map(({ value }) => value)).toEqual([1, 1, 1, 1, 1]);
      expect(placed[0].tags).toContain('tier:gold');
    });

    test('is kept, its traces are not thrown away', () => {
      expect(priorities(ran)).toEqual([1, 1, 1, 1, 1]);
    });
  });

  describeWith(['sandbox', language], 'with one thing changed', () => {
    test('uninstrumented, the same code answers the same and makes no span, no metric, no trace header', async () => {
      const ran = await run(original(language), ['plain', 'error']);
      expect(ran.invocations.map(({ response, error }) => response ?? error?.type)).toEqual([BODY, row.failure]);
      expect([spansOf(ran), ran.metrics]).toEqual([[], []]);
      expect(
        ran.calls.flatMap((headers) => Object.keys(headers)).filter((name) => /datadog|traceparent/.test(name)),
      ).toEqual([]);
      expect(ran.invocations[0].log.join()).not.toContain('dd.trace_id');
    });

    test('with a sample rate of 0 every trace is marked as dropped', async () => {
      const ran = await run(traced({ DD_TRACE_SAMPLING_RULES: '[{"sample_rate":0}]' }), ['plain', 'plain']);
      expect(priorities(ran)).toEqual([-1, -1]);
    });

    test('with DD_TRACE_ENABLED=false there is no span', async () => {
      const ran = await run(traced({ DD_TRACE_ENABLED: 'false' }), ['plain', 'plain']);
      expect(ran.invocations.map(({ response }) => response)).toEqual([BODY, BODY]);
      expect(spansOf(ran)).toEqual([]);
    });

    test('with an integration switched off its span is missing, the others are there', async () => {
      const { invocations } = await run(traced({ [row.integration]: 'false' }), ['plain']);
      expect(named(invocations[0].spans, row.call)).toEqual([]);
      expect(only(invocations[0].spans, 'orders.place')).toBeDefined();
    });

    test('without the extension the spans are printed', async () => {
      const { invocations } = await run(instrumented('datadog', language, { extension: false }), ['plain']);
      expect(invocations[0].printed.map(({ name }) => name)).toEqual(expect.arrayContaining([ROOT, 'orders.price']));
    });

    test('with a secret in a tag, the secret is not shown', async () => {
      const ran = await run(traced({ DD_TAGS: `team:blue,leak:${SECRET}` }), ['plain']);
      expect(only(ran.invocations[0].spans, ROOT).tags.leak).toBe('********');
      expect(JSON.stringify(ran)).not.toContain(SECRET);
    });

    test('with trace ids in logs switched off there is none', async () => {
      const { invocations } = await run(traced({ DD_LOGS_INJECTION: 'false' }), ['plain']);
      expect(invocations[0].log.join()).toContain('order placed');
      expect(invocations[0].log.join()).not.toMatch(/dd\.trace_id=\w/);
    });
  });
});

function priorities(ran: Ran): number[] {
  return ran.invocations.map(({ spans }) => {
    const top = spans.filter(({ name, parentId }) => name === ROOT || parentId === undefined);
    return top.map(({ metrics }) => metrics._sampling_priority_v1).find((value) => value !== undefined) ?? Number.NaN;
  });
}
